"""One entry: changing, moving, copying, deleting and restoring it."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.ids import new_id
from accounts.pagination import PAGE_SIZE, page_and_slice
from accounts.requests import PersonRequest, require_safe_or_post
from nutrition.diary import undo as undoing
from nutrition.diary.access import lazy_entry, own_deleted_entry, own_entry
from nutrition.diary.actions import (
    change_entry,
    copy_entries,
    delete_entries,
    move_entry,
    restore_entries,
)
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import check_not_deleted, digest_of
from nutrition.diary.label_amounts.queries import deleted_label_amounts
from nutrition.diary.models import Entry, Favourite
from nutrition.diary.queries import count_deleted, deleted_foods
from nutrition.foods.models import Portion
from nutrition.web.diary.forms import MEALS, CopyForm, EntryForm, MoveForm, initial_of
from nutrition.web.diary.responses import (
    cannot_log,
    changed,
    in_words,
    refused,
    status_of,
    today_of,
)


@login_required
@require_safe_or_post
def entry(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    """Change an entry in place; without script on a page of its own, with all it offers."""
    entry = own_entry(request.user, entry_id)
    portions = list(Portion.objects.filter(food=entry.revision.food_id))
    form = EntryForm(
        request.POST or None,
        initial=initial_of(entry),
        portions=portions,
        today=today_of(request.user),
        mg_per_100g=entry.mg_per_100g,
    )
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid() and form.weighed:
        before = undoing.entry_state(entry)
        data = form.cleaned_data
        try:
            change_entry(
                entry=entry, amount=form.weighed, meal=data["meal"], on=data["day"], at=data["time"]
            )
        except CannotLog as reason:
            form.add_error("day", str(reason))
            status = status_of(reason)
        else:
            return _changed(request, entry, before)
    context = {"form": form, "entry": entry, "when": "when" in request.GET}
    if not request.htmx:
        context |= {
            "meals": MEALS.items(),
            "today": today_of(request.user),
            "client_id": new_id(),
            "starred": Favourite.objects.filter(
                user=request.user, food=entry.revision.food_id
            ).exists(),
        }
        return render(request, "diary/edit.html", context, status=status)
    response = render(request, "diary/_edit.html", context, status=status)
    if form.errors:
        response["HX-Retarget"], response["HX-Reswap"] = f"#entry-{entry.pk}", "outerHTML"
    return response


def _changed(request: PersonRequest, entry: Entry, before: dict[str, str | None]) -> HttpResponse:
    """Says what was changed, on the day where the entry was."""
    was_on = date.fromisoformat(before["eaten_on"] or "")
    undo = undoing.undo_note(request.user, "put_back", was_on, before)
    moved = (
        f" It is now on {in_words(entry.eaten_on, today_of(request.user))}."
        if entry.eaten_on != was_on
        else ""
    )
    return changed(
        request, was_on, f"Changed {entry.revision.food.title}.{moved}", undo=undo, new=[entry.pk]
    )


@login_required
@require_POST
def move(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    """Puts the entry into another meal of its day."""
    entry = own_entry(request.user, entry_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return refused(request, entry.eaten_on, form.message())
    undo = undoing.undo_note(request.user, "put_back", entry.eaten_on, undoing.entry_state(entry))
    meal = form.cleaned_data["meal"]
    move_entry(entry=entry, meal=meal)
    text = f"Moved {entry.revision.food.title} to {meal.label.lower()}."
    return changed(request, entry.eaten_on, text, undo=undo, new=[entry.pk])


@login_required
@require_POST
def copy(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    """Logs the same again on another day."""
    today = today_of(request.user)
    form = CopyForm(request.POST, today=today)
    if not form.is_valid():
        return refused(request, own_entry(request.user, entry_id).eaten_on, form.message())
    to = form.cleaned_data["to"]
    try:
        copied = copy_entries(
            user=request.user,
            entries=lazy_entry(request.user, entry_id),
            to=to,
            client_id=form.cleaned_data["client_id"],
            digest=digest_of({"copy": entry_id, "to": to}),
        )
        check_not_deleted(copied.entries)
    except CannotLog as reason:
        return cannot_log(request, to, reason)
    undo = undoing.undo_note_for_entries(request.user, copied.kept)
    food, day = copied.kept[0].revision.food, copied.kept[0].eaten_on
    text = f"Copied {food.title} to {in_words(day, today)}."
    return changed(request, day, text, undo=undo, new=[copy.pk for copy in copied.kept])


@login_required
@require_POST
def delete(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    entry = own_entry(request.user, entry_id)
    delete_entries(user=request.user, ids=[entry.pk])
    undo = undoing.undo_note(request.user, "restore", entry.eaten_on, [str(entry.pk)])
    return changed(request, entry.eaten_on, f"Deleted {entry.revision.food.title}.", undo=undo)


@login_required
@require_safe
def deleted(request: PersonRequest) -> HttpResponse:
    """What can still be restored."""
    since = timezone.now() - undoing.UNDO_PERIOD
    first = slice(0, PAGE_SIZE)
    foods, labels = (
        rows(request.user, since, first) for rows in (deleted_foods, deleted_label_amounts)
    )
    longest = max(len(foods), len(labels))
    # Nearly everybody's fit on one page: they are counted only for those whose do not.
    page, part = page_and_slice(
        request.GET.get("page"),
        longest if longest < PAGE_SIZE else count_deleted(request.user, since),
    )
    if part != first:
        foods, labels = (
            rows(request.user, since, part) for rows in (deleted_foods, deleted_label_amounts)
        )
    context = {
        "foods": foods,
        "labels": labels,
        "days": undoing.UNDO_PERIOD.days,
        "page": page,
    }
    return render(request, "diary/deleted.html", context)


@login_required
@require_POST
def restore(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    entry = own_deleted_entry(request.user, entry_id)
    try:
        restore_entries(user=request.user, ids=[entry.pk])
    except CannotLog as reason:
        return cannot_log(request, entry.eaten_on, reason)
    undo = undoing.undo_note(request.user, "remove", entry.eaten_on, [str(entry.pk)])
    return changed(request, entry.eaten_on, f"Restored {entry.revision.food.title}.", undo=undo)
