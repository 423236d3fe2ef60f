"""The settings page for what a person avoids."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.pagination import page_of
from accounts.requests import PersonRequest, require_safe_or_post
from nutrition.diary.marks.actions import avoid_groups
from nutrition.diary.marks.queries import avoided_by, list_avoided_foods
from nutrition.foods.contents import AVOIDANCES


class AvoidForm(forms.Form):
    """Ways of eating and allergies, none to all of them."""

    groups = forms.MultipleChoiceField(
        required=False,
        choices=[(avoidance.code, avoidance.label) for avoidance in AVOIDANCES.values()],
        error_messages={"invalid_choice": "Choose from the list."},
    )


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
