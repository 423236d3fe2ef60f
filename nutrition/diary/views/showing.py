"""How a day is shown, and shown again after something changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from accounts.clock import own_now, today_for
from accounts.ids import new_id
from accounts.models import User
from accounts.queries import person_of, profile_of
from accounts.requests import PersonRequest
from nutrition.diary.choices import Choices, choices_for, usual_choices
from nutrition.diary.days import ONE_DAY, OUTSIDE, is_diary_day
from nutrition.diary.forms import MEALS
from nutrition.diary.habits import habits_of, usual_foods
from nutrition.diary.models import Meal
from nutrition.diary.queries import day_page
from nutrition.intake.references import MAGNESIUM, references

# As many chips as fit into a line or two of a laptop.
CHIPS = 6


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked back before something unusual is stored.

    `picks` are logged when the person keeps it, or the day `closes` is complete.
    """

    text: str
    keep: str
    picks: str = ""
    assumed: str = ""
    closes: date | None = None


def today_of(user: User) -> date:
    return today_for(profile_of(user))


def checked_day(user: User, on: date) -> date:
    """The day, if a diary can have it; else 404."""
    if not is_diary_day(on, today_of(user)):
        raise Http404(OUTSIDE)
    return on


def looked_at(request: PersonRequest, on: date) -> HttpResponse:
    """The page; for htmx, when an editor is closed, the day alone."""
    return _fragment(request, on, "") if request.htmx else show_day(request, on)


def show_day(
    request: PersonRequest, on: date, *, status: int = 200, problem: str = "", question: Question | None = None
) -> HttpResponse:
    """The whole page. What stands in the add box (`q`) is kept, with what can be chosen for it."""
    text = (request.POST or request.GET).get("q", "")
    context = day_context(request, on)
    context |= {"problem": problem, "question": question, "q": text}
    meal = MEALS.get(str(context["meal"]), Meal.SNACK)
    context["usual"] = usual_foods(request.user, meal, today_of(request.user), limit=CHIPS)
    if text.strip():
        context["choices"] = choices_of(request, on, text)
    return render(request, "diary/day.html", context, status=status)


def changed(request: PersonRequest, on: date, text: str, *, undo: str = "", new: Collection[UUID] = ()) -> HttpResponse:
    """After a change: says what was done, with Undo; the page stays on the day that it shows.

    htmx gets that day as a fragment; without script the answer is the page of the day that changed.
    """
    if not request.htmx:
        messages.success(request, text, extra_tags=undo)
        return redirect("diary:day", on)
    return _fragment(request, shown_day(request, on), text, undo=undo, new=new)


def refused(request: PersonRequest, on: date, problem: str) -> HttpResponse:
    """Nothing was stored: says why, and keeps what was typed."""
    if request.htmx:
        return _fragment(request, shown_day(request, on), problem, status=422)
    return show_day(request, on, status=422, problem=problem)


def asked(request: PersonRequest, on: date, question: Question) -> HttpResponse:
    """Nothing was stored yet: the person chooses."""
    if request.htmx:
        return _fragment(request, on, "", status=422, question=question)
    return show_day(request, on, status=422, question=question)


def _fragment(
    request: PersonRequest, on: date, text: str, *, undo: str = "", new: Collection[UUID] = (),
    question: Question | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = day_context(request, on) | {"new": new, "question": question}
    # In the place of the session's messages: nothing has to outlive this answer, and the session need not be written.
    context["messages"] = [Message(messages.INFO, text, undo)] if text else []
    return render(request, "diary/_changed.html", context, status=status)


def shown_day(request: PersonRequest, otherwise: date) -> date:
    """The day of the page that sent an htmx request."""
    try:
        match = resolve((request.htmx.current_url_abs_path or "").partition("?")[0])
    except Resolver404:
        return otherwise
    if match.view_name in ("home", "diary:today"):
        return today_of(request.user)
    on = match.kwargs.get("on") if match.view_name == "diary:day" else None
    return on if on and is_diary_day(on, today_of(request.user)) else otherwise


def day_context(request: PersonRequest, on: date) -> dict[str, object]:
    today, hour = own_now(profile_of(request.user))
    return {
        "page": day_page(request.user, person_of(request.user), on, today),
        "on": on,
        "today": today,
        "previous": on - ONE_DAY,
        "next": on + ONE_DAY,
        "when": {today: "Today", today - ONE_DAY: "Yesterday", today + ONE_DAY: "Tomorrow"}.get(on, ""),
        "meals": MEALS.items(),
        "meal": _meal(request, hour).slug,
        "client_id": new_id(),
        "in_day": True,
    }


def _meal(request: PersonRequest, hour: int) -> Meal:
    sent = request.POST.get("meal") or request.GET.get("meal") or ""
    return MEALS.get(sent, Meal.usual_at(hour))


def choices_of(request: PersonRequest, on: date, text: str) -> Choices:
    """What the add box offers for the text; for an empty one what the person often eats."""
    user = request.user
    if not text.strip():
        today, hour = own_now(profile_of(user))
        return usual_choices(user, usual_foods(user, _meal(request, hour), today, limit=CHIPS))
    target = references(MAGNESIUM, person_of(user), on).high
    return choices_for(text, user=user, habits=habits_of(user), target=target, use=request.GET.getlist("use"))


def in_words(on: date, today: date) -> str:
    """For a sentence: "today", "yesterday", or "20 November 2026"."""
    near = {today: "today", today - timedelta(days=1): "yesterday", today + timedelta(days=1): "tomorrow"}
    return near.get(on) or f"{on.day} {on:%B %Y}"
