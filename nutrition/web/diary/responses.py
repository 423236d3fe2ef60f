"""The answers of the diary: a day as a page, and what htmx puts into it after a change."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
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
from accounts.page_urls import url
from accounts.queries import person_of, profile_of
from accounts.requests import PersonRequest
from accounts.save_status import SAFE_METHODS
from nutrition.diary.actions import LogResult
from nutrition.diary.amounts import CannotLog
from nutrition.diary.day_page import AddedFood, MealOfDay, kept_day, read_day, read_sums
from nutrition.diary.days import ONE_DAY, OUTSIDE_DIARY, is_diary_day
from nutrition.diary.label_amounts.queries import saved_supplement_lines
from nutrition.diary.models import Meal
from nutrition.diary.suggestions.choices import Choices, choices_for, usual_choices
from nutrition.diary.suggestions.habits import habits_of, usual_foods
from nutrition.diary.undo import undo_note_for_entries
from nutrition.intake.references import MAGNESIUM, reference_of
from nutrition.web.diary.forms import MEALS

# As many chips as fit into a line or two of a laptop.
CHIPS = 6


@dataclass(frozen=True, slots=True)
class Question:
    """Asks for confirmation before something unusual is stored.

    The button `confirm_label` logs `picks`, or completes `day_to_complete`. `assumed` is what the
    typed line left open; it is shown again when the foods are stored.
    """

    text: str
    confirm_label: str
    picks: str = ""
    assumed: str = ""
    day_to_complete: date | None = None


def today_of(user: User) -> date:
    return today_for(profile_of(user))


def diary_day_or_404(user: User, on: date) -> date:
    """Returns the day. Raises Http404 if no diary can have it."""
    if not is_diary_day(on, today_of(user)):
        raise Http404(OUTSIDE_DIARY)
    return on


def day_page(request: PersonRequest, on: date) -> HttpResponse:
    """The whole page; for htmx, which asks when an editor is closed, the day alone."""
    return _day_fragment(request, on, "") if request.htmx else _whole_page(request, on)


def _whole_page(
    request: PersonRequest,
    on: date,
    *,
    status: int = 200,
    problem: str = "",
    question: Question | None = None,
) -> HttpResponse:
    """The text in the add box (`q`) stays, with the choices for it."""
    text = (request.POST or request.GET).get("q", "")
    context = day_context(request, on)
    context |= {"problem": problem, "question": question, "q": text}
    meal = MEALS.get(str(context["meal"]), Meal.SNACK)
    context["usual"] = usual_foods(request.user, meal, context["today"], limit=CHIPS)
    if text.strip():
        context["choices"] = offer_choices(request, on, text)
    return render(request, "diary/day.html", context, status=status)


def day_changed(
    request: PersonRequest, on: date, text: str, *, undo: str = "", new_ids: Collection[UUID] = ()
) -> HttpResponse:
    """After a change of the day: `text` says what was done, the note `undo` takes it back.

    htmx gets the day that its page shows, as a fragment with the rows `new_ids` marked; without
    script the answer is the page of the day that changed.
    """
    if not request.htmx:
        messages.success(request, text, extra_tags=undo)
        return redirect("diary:day", on)
    return _day_fragment(request, shown_day(request, on), text, undo=undo, new_ids=new_ids)


def entries_added(request: PersonRequest, on: date, text: str, logged: LogResult) -> HttpResponse:
    """After foods were added to one meal. htmx gets their rows and the new sums; the day is not
    read again.

    It gets the whole day where more of its page changes: the day was empty, or the page shows
    fewer rows than the day has (it sends their number as `shown`), because something was added
    elsewhere, or an answer was lost and the request sent again.
    """
    entries = logged.remaining
    undo = undo_note_for_entries(request.user, entries)
    new_ids = {entry.id for entry in entries}
    if not request.htmx or shown_day(request, on) != on:
        return day_changed(request, on, text, undo=undo, new_ids=new_ids)
    user, person, today = request.user, person_of(request.user), today_of(request.user)
    summary, of_meal = read_sums(user, person, on, today, logged.meal)
    entries_before = summary.entries - len(new_ids)
    is_page_current = request.POST.get("shown", str(entries_before)) == str(entries_before)
    is_meal_longer = entries_before > 0 and is_page_current
    if is_meal_longer and (summary.assessment.unknown_entries or not logged.is_new):
        # The words name the foods without a value; what was sent before need not be the last row.
        page = read_day(user, person, on, today)
        foods = next(meal.foods for meal in page.meals if meal.meal == logged.meal)
        summary = page.summary
        is_meal_longer = {food.id for food in foods[-len(new_ids) :]} == new_ids
    if not is_meal_longer:
        return _day_fragment(request, on, text, undo=undo, new_ids=new_ids)
    rows = tuple(
        AddedFood(entry.id, food.food_id, food.title, food.amount.words, food.mg)
        for entry, food in zip(entries, logged.foods, strict=True)
    )
    is_first = of_meal.entries == len(rows)
    context = {
        "summary": summary,
        "meal_of_day": MealOfDay(logged.meal, rows, of_meal.entries, of_meal.total, day_before=0),
        "is_first": is_first,
        "new_ids": new_ids,
        "on": on,
        "today": today,
        "previous": on - ONE_DAY,
        "client_id": new_id(),
        "in_day": True,
        "toast_messages": _toast(text, undo),
    }
    response = render(request, "diary/_added.html", context)
    slug = logged.meal.slug
    response["HX-Retarget"] = f"#meal-{slug}" if is_first else f"#rows-{slug}"
    response["HX-Reswap"] = "outerHTML" if is_first else "beforeend"
    return response


def invalid(request: PersonRequest, on: date, problem: str, *, status: int = 422) -> HttpResponse:
    """Nothing was stored: `problem` says why. What was typed stays, under a new client id."""
    if request.htmx:
        return _day_fragment(request, shown_day(request, on), problem, status=status)
    return _whole_page(request, on, status=status, problem=problem)


def cannot_log(request: PersonRequest, on: date, reason: CannotLog) -> HttpResponse:
    return invalid(request, on, str(reason), status=status_code_of(reason))


def status_code_of(reason: CannotLog) -> int:
    return 409 if reason.is_conflict else 422


def confirm_needed(request: PersonRequest, on: date, question: Question) -> HttpResponse:
    """Nothing is stored before the person has confirmed it."""
    if request.htmx:
        return _day_fragment(request, on, "", status=422, question=question)
    return _whole_page(request, on, status=422, question=question)


def _day_fragment(
    request: PersonRequest,
    on: date,
    text: str,
    *,
    undo: str = "",
    new_ids: Collection[UUID] = (),
    question: Question | None = None,
    status: int = 200,
) -> HttpResponse:
    context = day_context(request, on) | {
        "new_ids": new_ids,
        "question": question,
        "toast_messages": _toast(text, undo),
    }
    return render(request, "diary/_changed.html", context, status=status)


def _toast(text: str, undo: str) -> list[Message]:
    """Instead of the session's messages: nothing has to outlive this answer, and the session need
    not be written.
    """
    return [Message(messages.INFO, text, undo)] if text else []


def shown_day(request: PersonRequest, otherwise: date) -> date:
    """The day of the page that sent an htmx request."""
    address = _page_address(request).partition("?")[0]
    if address in ("", url("diary:day", otherwise)):
        return otherwise
    try:
        match = resolve(address)
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
    read = kept_day if request.method in SAFE_METHODS else read_day
    page = read(request.user, person_of(request.user), on, today, _page_number(request))
    return {
        "page": page,
        "summary": page.summary,
        "on": on,
        "today": today,
        "previous": on - ONE_DAY,
        "next": on + ONE_DAY,
        "day_name": _near_day(on, today).capitalize(),
        "meals": tuple(MEALS.items()),
        "meal": _meal(request, hour).slug,
        "client_id": new_id(),
        # Each form of the page has a client id of its own: sending two of them logs two things.
        "new_id": new_id,
        "in_day": True,
        "new_ids": (),
        "q": "",
    }


def _page_number(request: PersonRequest) -> int:
    """The page of a long day; for a fragment, the page that the request comes from."""
    shown = QueryDict(_page_address(request).partition("?")[2]) if request.htmx else request.GET
    number = request.GET.get("page") or shown.get("page", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def _meal(request: PersonRequest, hour: int) -> Meal:
    sent = request.POST.get("meal") or request.GET.get("meal") or ""
    return MEALS.get(sent, Meal.usual_at(hour))


def offer_choices(request: PersonRequest, on: date, text: str) -> Choices:
    """What the add box offers for the text; without one, what the person often eats."""
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
        saved_supplements=saved_supplement_lines(user),
    )


def day_in_words(on: date, today: date) -> str:
    """For a sentence: "today", "yesterday", or "20 November 2026"."""
    return _near_day(on, today) or f"{on.day} {on:%B %Y}"


def move_sentence(was_on: date, on: date, today: date) -> str:
    """ " It is now on 20 November 2026.", to follow another sentence; empty for the same day."""
    return "" if on == was_on else f" It is now on {day_in_words(on, today)}."


def _near_day(on: date, today: date) -> str:
    """ "today", "yesterday" or "tomorrow"; else empty."""
    names = {today: "today", today - ONE_DAY: "yesterday", today + ONE_DAY: "tomorrow"}
    return names.get(on, "")
