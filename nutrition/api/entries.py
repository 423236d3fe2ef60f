"""Entries, and parsing a line of text into foods."""

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router

from accounts.models import User
from accounts.queries import person_of
from nutrition.api.auth import ApiRequest, BearerToken
from nutrition.api.fields import MEALS
from nutrition.api.idempotency import check_not_deleted, conflict, conflicts, identity_of
from nutrition.api.paging import page_of
from nutrition.api.params import day_in_body, today_of
from nutrition.api.problems import ApiProblem, field_problem
from nutrition.api.queries import entries_of, portion_of
from nutrition.api.responses import json_response, no_content
from nutrition.api.schemas.base import sent_values
from nutrition.api.schemas.entries import (
    CopiedOut,
    CopyIn,
    CopyOneIn,
    EntriesOut,
    EntryChange,
    EntryIn,
    EntryOut,
)
from nutrition.api.schemas.foods import ParsedItemOut, ParsedOut, ParseIn
from nutrition.api.schemas.lists import ListQuery
from nutrition.diary import actions
from nutrition.diary.access import own_entry
from nutrition.diary.actions import (
    CopyResult,
    change_entry,
    copy_entries,
    delete_entries,
    log_picks,
    restore_entries,
)
from nutrition.diary.amounts import Amount, CannotLog, Pick, PortionValues, amount_of, check_weight
from nutrition.diary.models import Entry, Meal
from nutrition.diary.suggestions.choices import match_line
from nutrition.diary.suggestions.habits import habits_of
from nutrition.intake.references import MAGNESIUM, reference_of

router = Router(tags=["Entries"], by_alias=True)
# The keys of a body, by what CannotLog is about.
FIELDS = {"food": "food_id", "portion": "portion_id"}


@router.get("/entries", response=EntriesOut, url_name="entries", summary="List entries")
def list_entries(request: ApiRequest, query: Query[ListQuery]) -> HttpResponse:
    """By day; with `updated_since` by the time of the last change, deleted ones too, to keep a copy
    in step.
    """
    page = page_of(request.person, entries_of(request.person), query, "eaten_on")
    return json_response(EntriesOut.model_validate(page))


@router.post(
    "/entries", response={201: EntryOut, 200: EntryOut}, url_name="entries", summary="Log a food"
)
def add(request: ApiRequest, body: EntryIn) -> HttpResponse:
    """Grams, or a portion of the food and how many of it. The entry keeps the values that the food
    has now.
    """
    person = request.person
    on, pick = day_in_body(person, body.date), _pick(body)
    try:
        logged = log_picks(
            user=person,
            on=on,
            meal=MEALS[body.meal],
            picks=[pick],
            at=body.time,
            **identity_of(body),
        )
    except CannotLog as reason:
        raise _problem_of(reason, "grams" if body.portion_id is None else "quantity") from None
    [entry] = logged.entries
    check_not_deleted(entry)
    return _entry_response(person, entry.id, 201 if logged.is_new else 200)


def _pick(body: EntryIn) -> Pick:
    if body.grams is not None:
        for field in ("portion_id", "quantity"):
            if getattr(body, field) is not None:
                raise field_problem(field, "Send either `grams`, or `portion_id` and `quantity`.")
        return Pick(body.food_id, None, Fraction(body.grams))
    if body.portion_id is None:
        raise field_problem("grams", "Send `grams`, or `portion_id` and `quantity`.")
    if body.quantity is None:
        raise field_problem("quantity", "Say how many of this portion.")
    return Pick(body.food_id, body.portion_id, Fraction(body.quantity))


def _problem_of(reason: CannotLog, field: str) -> ApiProblem:
    """404 for a food or a portion that is not there, or not for this person; 422 for an amount; 409
    for a conflict.
    """
    if reason.is_conflict:
        return conflict(reason, "date")
    if reason.about == "amount":
        return field_problem(field, str(reason))
    return field_problem(FIELDS[reason.about], str(reason), status=404)


def _entry_response(person: User, entry_id: UUID, status: int = 200) -> HttpResponse:
    """The entry, deleted or not, as it is now."""
    entry = EntryOut.model_validate(entries_of(person).get(id=entry_id))
    location = reverse("api:entry", args=[entry_id]) if status == 201 else None
    return json_response(entry, status=status, location=location)


@router.get("/entries/{uuid:entry_id}", response=EntryOut, url_name="entry", summary="An entry")
def entry(request: ApiRequest, entry_id: UUID) -> HttpResponse:
    return _entry_response(request.person, own_entry(request.person, entry_id).id)


@router.patch(
    "/entries/{uuid:entry_id}", response=EntryOut, url_name="entry", summary="Change an entry"
)
def change(request: ApiRequest, entry_id: UUID, body: EntryChange) -> HttpResponse:
    """What is not named stays as it is, the values of the food too."""
    person = request.person
    entry = own_entry(person, entry_id)
    with conflicts("date"):
        change_entry(
            entry=entry,
            amount=_amount(entry, body),
            meal=Meal(entry.meal) if body.meal is None else MEALS[body.meal],
            on=entry.eaten_on if body.date is None else day_in_body(person, body.date),
            at=sent_values(body).get("time", entry.eaten_time),
        )
    return _entry_response(person, entry.id)


def _amount(entry: Entry, body: EntryChange) -> Amount:
    """The amount that the change names, else the one that was logged."""
    if body.grams is not None:
        if body.portion_id is not None or body.quantity is not None:
            raise field_problem("grams", "Send either `grams`, or `portion_id` and `quantity`.")
        return _resolve_amount(entry, body.grams, None, "grams")
    if body.portion_id is None and body.quantity is None:
        return entry.logged_amount
    portion = entry.logged_amount.portion
    if body.portion_id is not None:
        portion = portion_of(entry.food, body.portion_id)
        if portion is None:
            raise _problem_of(CannotLog("This food has no such portion.", "portion"), "portion_id")
    if portion is None:
        raise field_problem("portion_id", "Say which portion this is the quantity of.")
    quantity = entry.quantity if body.quantity is None else body.quantity
    if quantity is None:
        raise field_problem("quantity", "Say how many of this portion.")
    return _resolve_amount(entry, quantity, portion, "quantity")


def _resolve_amount(
    entry: Entry, number: Decimal, portion: PortionValues | None, field: str
) -> Amount:
    """`number` of grams or of the portion. Raises ApiProblem, which names `field`."""
    try:
        amount = amount_of(Fraction(number), portion)
        check_weight(entry.food.title, amount, entry.logged_revision.basis_grams)
    except CannotLog as reason:
        raise _problem_of(reason, field) from None
    return amount


@router.delete(
    "/entries/{uuid:entry_id}", response={204: None}, url_name="entry", summary="Delete an entry"
)
def delete(request: ApiRequest, entry_id: UUID) -> HttpResponse:
    """It is kept for 30 days and can be restored."""
    delete_entries(user=request.person, ids=[own_entry(request.person, entry_id).id])
    return no_content()


@router.post(
    "/entries/{uuid:entry_id}/restore",
    response=EntryOut,
    url_name="restore_entry",
    summary="Restore an entry",
)
def restore(request: ApiRequest, entry_id: UUID) -> HttpResponse:
    """Undoes a deletion, as long as the entry is kept. One that is there stays as it is."""
    with conflicts():
        restore_entries(user=request.person, ids=[entry_id])
    return _entry_response(request.person, own_entry(request.person, entry_id).id)


@router.post(
    "/entries/{uuid:entry_id}/copy",
    response={201: CopiedOut, 200: CopiedOut},
    url_name="copy_entry",
    summary="Log an entry again",
)
def copy_one(request: ApiRequest, entry_id: UUID, body: CopyOneIn) -> HttpResponse:
    """The same amount on another day, in its own meal or in the one that is named."""
    person, to = request.person, day_in_body(request.person, body.to, "to")
    with conflicts("to"):
        copied = copy_entries(
            user=person,
            find_entries=lambda: [own_entry(person, entry_id)],
            to=to,
            meal=MEALS.get(body.meal or ""),
            **identity_of(body, of=str(entry_id)),
        )
    return _copy_response(person, copied)


@router.post(
    "/entries/copy",
    response={201: CopiedOut, 200: CopiedOut},
    url_name="copy_entries",
    summary="Log a day or a meal again",
)
def copy_day(request: ApiRequest, body: CopyIn) -> HttpResponse:
    """The copies take the newest values of their foods. Nothing logged on that day, or the same
    day: 409.
    """
    person, to = request.person, day_in_body(request.person, body.to, "to")
    on, meal = day_in_body(person, body.from_, "from"), MEALS.get(body.meal or "")
    with conflicts("to"):
        copied = actions.copy_day(user=person, on=on, meal=meal, to=to, **identity_of(body))
    return _copy_response(person, copied)


def _copy_response(person: User, copied: CopyResult) -> HttpResponse:
    """The copies as they are now; a resend has deleted ones, too."""
    copies = entries_of(person).filter(id__in=[entry.id for entry in copied.entries])
    out = CopiedOut(
        items=[
            EntryOut.model_validate(entry)
            for entry in copies.order_by("eaten_on", "meal", "logged_at", "id")
        ],
        left_out=list(copied.left_out),
    )
    return json_response(out, status=201 if copied.is_new else 200)


@router.post(
    "/parse",
    response=ParsedOut,
    url_name="parse",
    operation_id="nutrition_api_parse_parse",
    summary="Read a line of text",
    auth=BearerToken(saves=False),
)
def parse(request: ApiRequest, body: ParseIn) -> HttpResponse:
    """Such as "2 eggs, 30 g almonds": foods and amounts, to be looked at and sent to /entries."""
    user = request.person
    target = reference_of(MAGNESIUM, person_of(user), today_of(user)).high
    line = match_line(body.text, user=user, habits=habits_of(user), target=target)
    return json_response(
        ParsedOut.model_validate(
            {
                "meal": line.meal,
                "items": [ParsedItemOut.of(item) for item in line.items],
                "problems": line.problems,
            }
        )
    )
