"""What day it is for somebody."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.day_boundary import DiaryDay, diary_day
from accounts.models import Profile


def local_now(profile: Profile) -> datetime:
    """Now, on the person's clock. Its date may be tomorrow's: the diary's is `today_for`."""
    return timezone.now().astimezone(ZoneInfo(profile.time_zone))


def current_diary_day(profile: Profile) -> DiaryDay:
    """The person's today, and the hour of it."""
    return diary_day(local_now(profile), profile.day_starts_at)


def today_for(profile: Profile) -> date:
    return current_diary_day(profile).date
