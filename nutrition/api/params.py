"""The person's today, and a day that a request names."""

from datetime import date

from django.http import Http404

from accounts.clock import today_for
from accounts.models import User
from accounts.queries import profile_of
from nutrition.api.problems import field_problem
from nutrition.diary.days import OUTSIDE_DIARY, is_diary_day


def today_of(user: User) -> date:
    return today_for(profile_of(user))


def day_in_path(user: User, on: date) -> date:
    """The day of an address. Raises Http404 outside the days of a diary, as the pages do."""
    if not is_diary_day(on, today_of(user)):
        raise Http404(OUTSIDE_DIARY)
    return on


def day_in_body(user: User, on: date, field: str = "date") -> date:
    """The day of that field. Raises ApiProblem outside the days of a diary."""
    if not is_diary_day(on, today_of(user)):
        raise field_problem(field, OUTSIDE_DIARY)
    return on
