"""Saying that a day is complete, and taking that back."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.queries import person_of
from accounts.requests import PersonRequest
from nutrition.diary import undo as undoing
from nutrition.diary.closing import set_day_status
from nutrition.diary.days import DAY_NOT_HERE
from nutrition.diary.eaten import lines
from nutrition.intake.day_status import DayStatement, implausible_kcal
from nutrition.intake.words import whole_mg
from nutrition.web.diary.responses import (
    Question,
    asked,
    changed,
    checked_day,
    in_words,
    refused,
    shown_day,
    today_of,
)


@login_required
@require_POST
def complete(request: PersonRequest, on: date) -> HttpResponse:
    """Closes the day. Where its energy is unlikely for a whole day, one question is asked first."""
    on = checked_day(request.user, on)
    if on > today_of(request.user):  # before a question whose answer would be refused
        return refused(request, on, DAY_NOT_HERE)
    if "sure" not in request.POST and (question := _question(request.user, on)):
        return asked(request, shown_day(request, on) if request.htmx else on, question)
    return _said(request, on, "complete", f"{_sentence(request.user, on)} is complete.")


@login_required
@require_POST
def reopen(request: PersonRequest, on: date) -> HttpResponse:
    """Says that the day is not complete; it stays out of averages."""
    on = checked_day(request.user, on)
    return _said(
        request,
        on,
        "in_progress",
        f"{_sentence(request.user, on)} is not complete. Averages leave it out.",
    )


def _question(user: User, on: date) -> Question | None:
    foods = [line.eaten for line in lines(user, on, on)]
    kcal = implausible_kcal(foods, person_of(user), on) if foods else None
    if kcal is None:
        return None
    text = f"You logged {whole_mg(kcal)} kcal. Is this day complete?"
    return Question(text, "Yes, that is everything", closes=on)


def _said(request: PersonRequest, on: date, said: DayStatement, text: str) -> HttpResponse:
    before = set_day_status(user=request.user, days=[on], status=said)
    undo = undoing.undo_note(
        request.user, "say_again", on, [[day.isoformat(), was] for day, was in before.items()]
    )
    return changed(request, on, text, undo=undo)


def _sentence(user: User, on: date) -> str:
    words = in_words(on, today_of(user))
    return words[0].upper() + words[1:]
