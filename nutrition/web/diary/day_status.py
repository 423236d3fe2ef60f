"""Marking a day as complete, and reopening it."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.queries import person_of
from accounts.requests import PersonRequest
from nutrition.diary.actions import set_day_status
from nutrition.diary.days import DAY_NOT_HERE
from nutrition.diary.queries import foods_between
from nutrition.diary.undo import undo_note
from nutrition.intake.day_status import DayStatement, implausible_kcal
from nutrition.intake.words import whole_mg
from nutrition.web.diary.responses import (
    Question,
    confirm_needed,
    day_changed,
    day_in_words,
    diary_day_or_404,
    invalid,
    shown_day,
    today_of,
)


@login_required
@require_POST
def complete_day(request: PersonRequest, on: date) -> HttpResponse:
    """Asks for confirmation where the energy of the day is implausible for a whole day."""
    on = diary_day_or_404(request.user, on)
    if on > today_of(request.user):  # before a question whose answer would be refused
        return invalid(request, on, DAY_NOT_HERE)
    if "sure" not in request.POST and (question := _question(request.user, on)):
        return confirm_needed(request, shown_day(request, on) if request.htmx else on, question)
    return _set_status(request, on, "complete", "is complete.")


@login_required
@require_POST
def reopen_day(request: PersonRequest, on: date) -> HttpResponse:
    on = diary_day_or_404(request.user, on)
    return _set_status(request, on, "in_progress", "is not complete. Averages leave it out.")


def _question(user: User, on: date) -> Question | None:
    foods = [line.eaten for line in foods_between(user, on, on)]
    kcal = implausible_kcal(foods, person_of(user), on) if foods else None
    if kcal is None:
        return None
    text = f"You logged {whole_mg(kcal)} kcal. Is this day complete?"
    return Question(text, "Yes, that is everything", day_to_complete=on)


def _set_status(
    request: PersonRequest, on: date, status: DayStatement, sentence_end: str
) -> HttpResponse:
    before = set_day_status(user=request.user, days=[on], status=status)
    payload = [[day.isoformat(), status_before] for day, status_before in before.items()]
    undo = undo_note(request.user, "say_again", on, payload)
    day = day_in_words(on, today_of(request.user))
    return day_changed(request, on, f"{day[0].upper()}{day[1:]} {sentence_end}", undo=undo)
