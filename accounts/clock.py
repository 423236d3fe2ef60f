"""What day it is for somebody."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Profile


def local_now(profile: Profile) -> datetime:
    """Now, on the person's clock."""
    return timezone.now().astimezone(ZoneInfo(profile.time_zone))


def today_for(profile: Profile) -> date:
    return local_now(profile).date()
