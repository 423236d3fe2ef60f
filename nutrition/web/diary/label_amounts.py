"""Shared by the pages of supplements and of water."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from accounts.ids import new_id
from accounts.requests import PersonRequest
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import check_not_deleted
from nutrition.diary.label_amounts.access import own_deleted_label_amount
from nutrition.diary.label_amounts.actions import (
    delete_label_amount,
    kind_of,
    restore_label_amount,
    state_of,
)
from nutrition.diary.models import Dose, Water
from nutrition.diary.supplements.sentences import logged_sentence
from nutrition.diary.undo import UndoStep, undo_note
from nutrition.intake.help import HelpText, help_text
from nutrition.web.diary.responses import (
    cannot_log,
    day_changed,
    move_sentence,
    status_code_of,
    today_of,
)


def form_page(
    request: PersonRequest,
    template: str,
    form: forms.Form,
    context: dict[str, Any],
    problem: CannotLog | None = None,
) -> HttpResponse:
    """The page of a form. `problem` says why nothing was stored although the form is valid."""
    client_id, status = form["client_id"].value() or new_id(), 422 if form.errors else 200
    if problem:
        form.add_error("day" if problem.about == "day" else None, str(problem))
        client_id, status = new_id(), status_code_of(problem)
    context = context | {"form": form, "client_id": client_id}
    return render(request, template, context, status=status)


def sourced_texts(ids: tuple[str, ...]) -> list[HelpText]:
    return [help_text(id_) for id_ in ids]


def label_amount_logged(request: PersonRequest, row: Dose | Water) -> HttpResponse:
    """Raises CannotLog if the row was deleted after the request was first sent."""
    check_not_deleted([row])
    text = logged_sentence(_name_of(row), row.mg)
    undo = _undo_note(request, "remove_label", row)
    return day_changed(request, row.taken_on, text, undo=undo, new_ids=[row.id])


def label_amount_changed(
    request: PersonRequest, row: Dose | Water, name: str, *, taken_on: date
) -> HttpResponse:
    """`row` is as it was before the change; `name` and `taken_on` are as they are now."""
    moved = move_sentence(row.taken_on, taken_on, today_of(request.user))
    undo = _undo_note(request, "put_back_label", row, state_of(row))
    return day_changed(
        request, row.taken_on, f"Changed {name}.{moved}", undo=undo, new_ids=[row.id]
    )


def delete_and_show_day(request: PersonRequest, row: Dose | Water) -> HttpResponse:
    delete_label_amount(user=request.user, kind=kind_of(row), id_=row.id)
    undo = _undo_note(request, "restore_label", row)
    return day_changed(request, row.taken_on, f"Deleted {_name_of(row)}.", undo=undo)


def restore_and_show_day(request: PersonRequest, kind: str, id_: UUID) -> HttpResponse:
    row = own_deleted_label_amount(request.user, kind, id_)
    try:
        restore_label_amount(user=request.user, kind=kind, id_=row.id)
    except CannotLog as reason:
        return cannot_log(request, row.taken_on, reason)
    undo = _undo_note(request, "remove_label", row)
    return day_changed(request, row.taken_on, f"Restored {_name_of(row)}.", undo=undo)


def _name_of(row: Dose | Water) -> str:
    return row.name if isinstance(row, Dose) else "water"


def _undo_note(request: PersonRequest, step: UndoStep, row: Dose | Water, *state: object) -> str:
    return undo_note(request.user, step, row.taken_on, [kind_of(row), str(row.id), *state])
