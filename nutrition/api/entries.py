"""Foods eaten."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router

from accounts.models import User
from nutrition.api.answers import CopiedOut, EntriesOut, EntryOut
from nutrition.api.auth import ApiRequest
from nutrition.api.fields import MEALS
from nutrition.api.idempotency import conflict, conflicts, identified, not_deleted
from nutrition.api.paging import page_of
from nutrition.api.params import Listed, day_in_body
from nutrition.api.problems import FieldProblem, Problem, refused
from nutrition.api.queries import entries_again, entries_of, entry_again
from nutrition.api.schemas import CopyIn, CopyOneIn, EntryChange, EntryIn, named
from nutrition.api.showing import answer, entry_json, nothing
from nutrition.diary import actions
from nutrition.diary.access import lazy_entry, own_entry
from nutrition.diary.actions import (
    CopyResult,
    change_entry,
    copy_entries,
    delete_entries,
    log_picks,
    restore_entries,
)
from nutrition.diary.amounts import CannotLog, Weighed, weigh
from nutrition.diary.models import Entry, Meal
from nutrition.diary.picks import Pick
from nutrition.foods.models import Portion

router = Router(tags=["Entries"], by_alias=True)
FIELD_OF = {"food": "food_id", "portion": "portion_id"}


@router.get("/entries", response=EntriesOut, url_name="entries", summary="List entries")
def list_entries(request: ApiRequest, query: Listed) -> HttpResponse:
    """By day; with `updated_since` by the time of the last change, deleted ones too, to keep a copy
    in step.
    """
    return answer(
        page_of(request.person, entries_of(request.person), query.asked(), "eaten_on", entry_json)
    )


@router.post(
    "/entries", response={201: EntryOut, 200: EntryOut}, url_name="entries", summary="Log a food"
)
def add(request: ApiRequest, sent: EntryIn) -> HttpResponse:
    """Grams, or a portion of the food and how many of it. The entry keeps the values that the food
    has now.
    """
    person = request.person
    on, pick = day_in_body(person, sent.date), _pick(sent)
    try:
        logged = log_picks(
            user=person,
            on=on,
            meal=MEALS[sent.meal],
            picks=[pick],
            at=sent.time,
            **identified(sent, sent.client_id),
        )
    except CannotLog as reason:
        raise _cannot(reason, "grams" if sent.portion_id is None else "quantity") from None
    [entry] = logged.entries
    not_deleted(entry)
    return _told(person, entry.pk, 201 if logged.is_new else 200)


def _pick(sent: EntryIn) -> Pick:
    if sent.grams is not None:
        for field in ("portion_id", "quantity"):
            if getattr(sent, field) is not None:
                raise refused(field, "Send either `grams`, or `portion_id` and `quantity`.")
        return Pick(sent.food_id, None, Fraction(sent.grams))
    if sent.portion_id is None:
        raise refused("grams", "Send `grams`, or `portion_id` and `quantity`.")
    if sent.quantity is None:
        raise refused("quantity", "Say how many of this portion.")
    return Pick(sent.food_id, sent.portion_id, Fraction(sent.quantity))


def _cannot(reason: CannotLog, field: str) -> Problem:
    """404 for a food or a portion that is not there, or not for this person; 422 for an amount; 409
    for a conflict.
    """
    if reason.is_conflict:
        return conflict(reason, "date")
    if reason.about == "amount":
        return refused(field, str(reason))
    return Problem(404, str(reason), errors=[FieldProblem(FIELD_OF[reason.about], str(reason))])


def _told(person: User, entry_id: UUID, status: int = 200) -> HttpResponse:
    location = reverse("api:entry", args=[entry_id]) if status == 201 else None
    return answer(entry_json(entry_again(person, entry_id)), status=status, location=location)


@router.get("/entries/{uuid:entry_id}", response=EntryOut, url_name="entry", summary="An entry")
def entry(request: ApiRequest, entry_id: UUID) -> HttpResponse:
    return _told(request.person, own_entry(request.person, entry_id).pk)


@router.patch(
    "/entries/{uuid:entry_id}", response=EntryOut, url_name="entry", summary="Change an entry"
)
def change(request: ApiRequest, entry_id: UUID, sent: EntryChange) -> HttpResponse:
    """What is not named stays as it is, the values of the food too."""
    person = request.person
    kept = own_entry(person, entry_id)
    values = named(sent)
    with conflicts("date"):
        change_entry(
            entry=kept,
            amount=_amount(kept, sent),
            meal=Meal(kept.meal) if sent.meal is None else MEALS[sent.meal],
            on=kept.eaten_on if sent.date is None else day_in_body(person, sent.date),
            at=values.get("time", kept.eaten_time),
        )
    return _told(person, kept.pk)


def _amount(kept: Entry, sent: EntryChange) -> Weighed:
    """What the change says, else what was logged."""
    if sent.grams is not None:
        if sent.portion_id is not None or sent.quantity is not None:
            raise refused("grams", "Send either `grams`, or `portion_id` and `quantity`.")
        return _weighed(sent.grams, None, "grams")
    if sent.portion_id is None and sent.quantity is None:
        return Weighed(kept.grams, kept.portion, kept.quantity)
    portion = kept.portion
    if sent.portion_id is not None:
        portion = Portion.objects.filter(food=kept.revision.food_id, pk=sent.portion_id).first()
        if portion is None:
            raise _cannot(CannotLog("This food has no such portion.", "portion"), "portion_id")
    if portion is None:
        raise refused("portion_id", "Say which portion this is the quantity of.")
    quantity = kept.quantity if sent.quantity is None else sent.quantity
    if quantity is None:
        raise refused("quantity", "Say how many of this portion.")
    return _weighed(quantity, portion, "quantity")


def _weighed(number: Any, portion: Portion | None, field: str) -> Weighed:
    try:
        return weigh(Fraction(number), portion)
    except CannotLog as reason:
        raise _cannot(reason, field) from None


@router.delete(
    "/entries/{uuid:entry_id}", response={204: None}, url_name="entry", summary="Delete an entry"
)
def delete(request: ApiRequest, entry_id: UUID) -> HttpResponse:
    """It is kept for 30 days and can be restored."""
    delete_entries(user=request.person, ids=[own_entry(request.person, entry_id).pk])
    return nothing()


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
    return _told(request.person, own_entry(request.person, entry_id).pk)


@router.post(
    "/entries/{uuid:entry_id}/copy",
    response={201: CopiedOut, 200: CopiedOut},
    url_name="copy_entry",
    summary="Log an entry again",
)
def copy_one(request: ApiRequest, entry_id: UUID, sent: CopyOneIn) -> HttpResponse:
    """The same amount on another day, in its own meal or in the one that is named."""
    person, to = request.person, day_in_body(request.person, sent.to, "to")
    entries, meal = lazy_entry(person, entry_id), MEALS.get(sent.meal or "")
    with conflicts("to"):
        copied = copy_entries(
            user=person,
            entries=entries,
            to=to,
            meal=meal,
            **identified(sent, sent.client_id, of=str(entry_id)),
        )
    return _copied(person, copied)


@router.post(
    "/entries/copy",
    response={201: CopiedOut, 200: CopiedOut},
    url_name="copy_entries",
    summary="Log a day or a meal again",
)
def copy_day(request: ApiRequest, sent: CopyIn) -> HttpResponse:
    """The copies take the newest values of their foods. Nothing logged on that day, or the same
    day: 409.
    """
    person, to = request.person, day_in_body(request.person, sent.to, "to")
    on, meal = day_in_body(person, sent.from_, "from"), MEALS.get(sent.meal or "")
    with conflicts("to"):
        copied = actions.copy_day(
            user=person, on=on, meal=meal, to=to, **identified(sent, sent.client_id)
        )
    return _copied(person, copied)


def _copied(person: User, copied: CopyResult) -> HttpResponse:
    """The copies as they are now; a resend has deleted ones, too."""
    made = entries_again(person, [entry.pk for entry in copied.entries])
    told = {"items": [entry_json(entry) for entry in made], "left_out": list(copied.left_out)}
    return answer(told, status=201 if copied.is_new else 200)
