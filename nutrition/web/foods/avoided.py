"""The foods that somebody avoids: a page of the settings, and "never suggest this"."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.pagination import page_of
from accounts.requests import PersonRequest, require_safe_or_post
from nutrition.diary.actions import allow_food, avoid_food, avoid_groups
from nutrition.diary.queries import avoided_by, list_avoided_foods
from nutrition.diary.undo import UndoStep, undo_note
from nutrition.foods.access import visible_food
from nutrition.foods.contents import AVOIDANCES
from nutrition.web.diary.responses import day_changed, today_of
from nutrition.web.foods.forms import AvoidForm

# Where "never suggest" leads without script, by the `back` of its form; else to the food.
BACK = {"settings": "avoided_foods", "gap": "reports:gap_today", "usual": "reports:usual_gap"}


@login_required
@require_safe_or_post
def avoided_foods(request: PersonRequest) -> HttpResponse:
    form = AvoidForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        avoid_groups(user=request.user, groups=form.cleaned_data["groups"])
        messages.success(request, "Saved. Suggestions leave these foods out.")
        return redirect("avoided_foods")
    chosen = avoided_by(request.user).groups
    context = {
        "form": form,
        "groups": [(avoidance, avoidance.code in chosen) for avoidance in AVOIDANCES.values()],
        "page": page_of(request.GET.get("page"), list_avoided_foods(request.user)),
    }
    return render(request, "foods/avoided.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def never(request: PersonRequest, food_id: int) -> HttpResponse:
    """Never suggest the food again, or with `off` suggest it when it fits."""
    food = visible_food(request.user, food_id)
    on = today_of(request.user)
    if "off" in request.POST:
        allow_food(user=request.user, food_id=food.pk)
        step: UndoStep = "avoid_food"
        text = f"{food.title} may be suggested again."
    else:
        avoid_food(user=request.user, food_id=food.pk)
        step, text = "allow_food", f"{food.title} is not suggested any more."
    undo = undo_note(request.user, step, on, food.pk)
    if request.htmx:
        return day_changed(request, on, text, undo=undo)
    messages.success(request, text, extra_tags=undo)
    back = BACK.get(request.POST.get("back", ""))
    return redirect(back) if back else redirect("foods:food", food.pk)
