"""The current time and date of a person."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.day_boundary import DiaryDay, diary_day
from accounts.models import Profile


def local_now(profile: Profile) -> datetime:
    """The time in the person's zone. Its date may be a day ahead of the diary's (`today_for`)."""
    return timezone.now().astimezone(ZoneInfo(profile.time_zone))


def current_diary_day(profile: Profile) -> DiaryDay:
    return diary_day(local_now(profile), profile.day_starts_at)


def today_for(profile: Profile) -> date:
    return current_diary_day(profile).date
