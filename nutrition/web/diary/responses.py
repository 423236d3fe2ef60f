"""How a day is shown, and shown again after something changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from accounts.clock import current_diary_day, today_for
from accounts.ids import new_id
from accounts.models import User
from accounts.queries import person_of, profile_of
from accounts.requests import PersonRequest
from nutrition.diary import undo as undoing
from nutrition.diary.amounts import CannotLog
from nutrition.diary.days import ONE_DAY, OUTSIDE_DIARY, is_diary_day
from nutrition.diary.label_amounts.queries import saved_supplement_lines
from nutrition.diary.models import Entry, Meal
from nutrition.diary.queries import DayPage, read_day
from nutrition.diary.suggestions.choices import Choices, choices_for, usual_choices
from nutrition.diary.suggestions.habits import habits_of, usual_foods
from nutrition.intake.references import MAGNESIUM, reference_of
from nutrition.web.diary.forms import MEALS

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
        raise Http404(OUTSIDE_DIARY)
    return on


def looked_at(request: PersonRequest, on: date) -> HttpResponse:
    """The page; for htmx, when an editor is closed, the day alone."""
    return _fragment(request, on, "") if request.htmx else show_day(request, on)


def show_day(
    request: PersonRequest,
    on: date,
    *,
    status: int = 200,
    problem: str = "",
    question: Question | None = None,
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


def changed(
    request: PersonRequest, on: date, text: str, *, undo: str = "", new: Collection[UUID] = ()
) -> HttpResponse:
    """After a change: says what was done, with Undo; the page stays on the day that it shows.

    htmx gets that day as a fragment; without script the answer is the page of the day that changed.
    """
    if not request.htmx:
        messages.success(request, text, extra_tags=undo)
        return redirect("diary:day", on)
    return _fragment(request, shown_day(request, on), text, undo=undo, new=new)


def added(request: PersonRequest, on: date, text: str, entries: Sequence[Entry]) -> HttpResponse:
    """After adding foods to one meal: says so, with Undo. htmx gets their rows and the new sums.

    It gets the whole day where more of its page changes: the day was empty, or shows fewer rows
    than it has (`shown` counts them), because something was added elsewhere or this very answer was
    lost and sent for again.
    """
    undo, new = (
        undoing.undo_note_for_entries(request.user, entries),
        {entry.pk for entry in entries},
    )
    if not request.htmx or shown_day(request, on) != on:
        return changed(request, on, text, undo=undo, new=new)
    context = _after(request, on, text, undo=undo, new=new)
    page: DayPage = context["page"]
    part = next(part for part in page.meals if part.meal == entries[0].meal)
    rows = part.foods[-len(new) :]
    shown = request.POST.get("shown", str(page.entries - len(new)))
    is_whole = shown == str(page.entries - len(new)) and {food.id for food in rows} == new
    if not is_whole or page.entries == len(new):
        return render(request, "diary/_changed.html", context)
    is_first = len(part.foods) == len(new)
    context |= {"part": part, "added": rows, "is_first": is_first}
    response = render(request, "diary/_added.html", context)
    slug = part.meal.slug
    response["HX-Retarget"] = f"#meal-{slug}" if is_first else f"#rows-{slug}"
    response["HX-Reswap"] = "outerHTML" if is_first else "beforeend"
    return response


def refused(request: PersonRequest, on: date, problem: str, *, status: int = 422) -> HttpResponse:
    """Nothing was stored: says why, and keeps what was typed, under a new id."""
    if request.htmx:
        return _fragment(request, shown_day(request, on), problem, status=status)
    return show_day(request, on, status=status, problem=problem)


def cannot_log(request: PersonRequest, on: date, reason: CannotLog) -> HttpResponse:
    return refused(request, on, str(reason), status=status_of(reason))


def status_of(reason: CannotLog) -> int:
    return 409 if reason.is_conflict else 422


def asked(request: PersonRequest, on: date, question: Question) -> HttpResponse:
    """Nothing was stored yet: the person chooses."""
    if request.htmx:
        return _fragment(request, on, "", status=422, question=question)
    return show_day(request, on, status=422, question=question)


def _fragment(
    request: PersonRequest,
    on: date,
    text: str,
    *,
    undo: str = "",
    new: Collection[UUID] = (),
    question: Question | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _after(request, on, text, undo=undo, new=new) | {"question": question}
    return render(request, "diary/_changed.html", context, status=status)


def _after(
    request: PersonRequest, on: date, text: str, *, undo: str, new: Collection[UUID]
) -> dict[str, Any]:
    """The day with what was done to it."""
    # In the place of the session's messages: nothing has to outlive this answer, and the session
    # need not be written.
    said = [Message(messages.INFO, text, undo)] if text else []
    return day_context(request, on) | {"new": new, "said": said}


def shown_day(request: PersonRequest, otherwise: date) -> date:
    """The day of the page that sent an htmx request."""
    try:
        match = resolve(_page_address(request).partition("?")[0])
    except Resolver404:
        return otherwise
    if match.view_name in ("home", "diary:today"):
        return today_of(request.user)
    on = match.kwargs.get("on") if match.view_name == "diary:day" else None
    return on if on and is_diary_day(on, today_of(request.user)) else otherwise


def _page_address(request: PersonRequest) -> str:
    """Path and query of the page that sent an htmx request; empty when the header does not say."""
    try:
        return request.htmx.current_url_abs_path or ""
    except ValueError:  # the header may hold anything, such as half an IPv6 address
        return ""


def day_context(request: PersonRequest, on: date) -> dict[str, Any]:
    today, hour = current_diary_day(profile_of(request.user))
    return {
        "page": read_day(request.user, person_of(request.user), on, today, _page_number(request)),
        "on": on,
        "today": today,
        "previous": on - ONE_DAY,
        "next": on + ONE_DAY,
        "when": {today: "Today", today - ONE_DAY: "Yesterday", today + ONE_DAY: "Tomorrow"}.get(
            on, ""
        ),
        "meals": MEALS.items(),
        "meal": _meal(request, hour).slug,
        "client_id": new_id(),
        # each form of the page has an id of its own: two that are sent at once are two things
        "new_id": new_id,
        "in_day": True,
        "new": (),
        "q": "",
    }


def _page_number(request: PersonRequest) -> int:
    """Which page of a long day is shown, also where only a part of it is sent for."""
    shown = QueryDict(_page_address(request).partition("?")[2]) if request.htmx else request.GET
    number = request.GET.get("page") or shown.get("page", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def _meal(request: PersonRequest, hour: int) -> Meal:
    sent = request.POST.get("meal") or request.GET.get("meal") or ""
    return MEALS.get(sent, Meal.usual_at(hour))


def choices_of(request: PersonRequest, on: date, text: str) -> Choices:
    """What the add box offers for the text; for an empty one what the person often eats."""
    user = request.user
    if not text.strip():
        today, hour = current_diary_day(profile_of(user))
        return usual_choices(user, usual_foods(user, _meal(request, hour), today, limit=CHIPS))
    target = reference_of(MAGNESIUM, person_of(user), on).high
    return choices_for(
        text,
        user=user,
        habits=habits_of(user),
        target=target,
        use=request.GET.getlist("use"),
        products=saved_supplement_lines(user),
    )


def in_words(on: date, today: date) -> str:
    """For a sentence: "today", "yesterday", or "20 November 2026"."""
    near = {
        today: "today",
        today - timedelta(days=1): "yesterday",
        today + timedelta(days=1): "tomorrow",
    }
    return near.get(on) or f"{on.day} {on:%B %Y}"
