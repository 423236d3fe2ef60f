"""Accepting the newer values of a food for what was logged before."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.requests import PersonRequest
from nutrition.diary import undo as undoing
from nutrition.diary.revisions import use_current_revision
from nutrition.diary.views.showing import today_of
from nutrition.foods.access import visible_food


@login_required
@require_POST
def use_newer_value(request: PersonRequest, food_id: int) -> HttpResponse:
    food = visible_food(request.user, food_id)
    moved = use_current_revision(user=request.user, food=food)
    if moved:
        note = undoing.note(
            request.user, "older_values", today_of(request.user), [food.current_id, moved]
        )
        messages.success(
            request, f"Your entries of {food.title} have the newer values.", extra_tags=note
        )
    return redirect("foods:food", food.pk)
