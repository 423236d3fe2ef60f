"""One entry: changing, moving, copying, deleting and restoring it; and the list of deleted rows."""

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
from nutrition.diary.access import own_deleted_entry, own_entry
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
from nutrition.diary.marks.queries import is_starred
from nutrition.diary.models import Entry
from nutrition.diary.queries import count_deleted, deleted_foods
from nutrition.diary.undo import UNDO_PERIOD, entry_state, undo_note, undo_note_for_entries
from nutrition.foods.queries import portions_of
from nutrition.web.diary.forms import (
    MEALS,
    CopyForm,
    EntryForm,
    MoveForm,
    initial_of_entry,
    portions_for,
)
from nutrition.web.diary.responses import (
    cannot_log,
    day_changed,
    day_in_words,
    invalid,
    move_sentence,
    status_code_of,
    today_of,
)


@login_required
@require_safe_or_post
def edit_entry(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    """The editor in the place of the entry's row; without script, a page with all its actions."""
    entry = own_entry(request.user, entry_id)
    form = EntryForm(
        request.POST or None,
        initial=initial_of_entry(entry),
        portions=portions_for(entry.logged_revision, portions_of(entry.food)),
        today=today_of(request.user),
        revision=entry.logged_revision,
    )
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid() and form.weighed:
        before = entry_state(entry)
        data = form.cleaned_data
        try:
            change_entry(
                entry=entry, amount=form.weighed, meal=data["meal"], on=data["day"], at=data["time"]
            )
        except CannotLog as reason:
            form.add_error("day", str(reason))
            status = status_code_of(reason)
        else:
            return _entry_changed(request, entry, before)
    context = {"form": form, "entry": entry, "opens_details": "when" in request.GET}
    if not request.htmx:
        context |= {
            "meals": MEALS.items(),
            "today": today_of(request.user),
            "client_id": new_id(),
            "starred": is_starred(request.user, entry.food.key),
        }
        return render(request, "diary/edit.html", context, status=status)
    response = render(request, "diary/_edit.html", context, status=status)
    if form.errors:
        response["HX-Retarget"], response["HX-Reswap"] = f"#entry-{entry.id}", "outerHTML"
    return response


def _entry_changed(
    request: PersonRequest, entry: Entry, before: dict[str, str | None]
) -> HttpResponse:
    """Shows the day that the entry was on before the change."""
    was_on = date.fromisoformat(before["eaten_on"] or "")
    undo = undo_note(request.user, "put_back", was_on, before)
    moved = move_sentence(was_on, entry.eaten_on, today_of(request.user))
    text = f"Changed {entry.food.title}.{moved}"
    return day_changed(request, was_on, text, undo=undo, new_ids=[entry.id])


@login_required
@require_POST
def move_to_meal(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    entry = own_entry(request.user, entry_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return invalid(request, entry.eaten_on, form.message())
    undo = undo_note(request.user, "put_back", entry.eaten_on, entry_state(entry))
    meal = form.cleaned_data["meal"]
    move_entry(entry=entry, meal=meal)
    text = f"Moved {entry.food.title} to {meal.label.lower()}."
    return day_changed(request, entry.eaten_on, text, undo=undo, new_ids=[entry.id])


@login_required
@require_POST
def copy_entry(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    today = today_of(request.user)
    form = CopyForm(request.POST, today=today)
    if not form.is_valid():
        return invalid(request, own_entry(request.user, entry_id).eaten_on, form.message())
    to = form.cleaned_data["to"]
    try:
        copied = copy_entries(
            user=request.user,
            find_entries=lambda: [own_entry(request.user, entry_id)],
            to=to,
            client_id=form.cleaned_data["client_id"],
            digest=digest_of({"copy": entry_id, "to": to}),
        )
        check_not_deleted(copied.entries)
    except CannotLog as reason:
        return cannot_log(request, to, reason)
    undo = undo_note_for_entries(request.user, copied.remaining)
    food, day = copied.remaining[0].food, copied.remaining[0].eaten_on
    text = f"Copied {food.title} to {day_in_words(day, today)}."
    return day_changed(
        request, day, text, undo=undo, new_ids=[copy.id for copy in copied.remaining]
    )


@login_required
@require_POST
def delete_entry(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    entry = own_entry(request.user, entry_id)
    delete_entries(user=request.user, ids=[entry.id])
    undo = undo_note(request.user, "restore", entry.eaten_on, [str(entry.id)])
    return day_changed(request, entry.eaten_on, f"Deleted {entry.food.title}.", undo=undo)


@login_required
@require_safe
def list_deleted(request: PersonRequest) -> HttpResponse:
    """Two lists of what can be restored, foods and label amounts, on the same pages."""
    user, since, first_page = request.user, timezone.now() - UNDO_PERIOD, slice(0, PAGE_SIZE)
    foods = deleted_foods(user, since, first_page)
    label_amounts = deleted_label_amounts(user, since, first_page)
    longest = max(len(foods), len(label_amounts))
    # Only the few whose lists are longer than a page need the count.
    count = longest if longest < PAGE_SIZE else count_deleted(user, since)
    page, page_slice = page_and_slice(request.GET.get("page"), count)
    if page_slice != first_page:
        foods = deleted_foods(user, since, page_slice)
        label_amounts = deleted_label_amounts(user, since, page_slice)
    context = {
        "foods": foods,
        "label_amounts": label_amounts,
        "days": UNDO_PERIOD.days,
        "page": page,
    }
    return render(request, "diary/deleted.html", context)


@login_required
@require_POST
def restore_entry(request: PersonRequest, entry_id: UUID) -> HttpResponse:
    entry = own_deleted_entry(request.user, entry_id)
    try:
        restore_entries(user=request.user, ids=[entry.id])
    except CannotLog as reason:
        return cannot_log(request, entry.eaten_on, reason)
    undo = undo_note(request.user, "remove", entry.eaten_on, [str(entry.id)])
    return day_changed(request, entry.eaten_on, f"Restored {entry.food.title}.", undo=undo)
