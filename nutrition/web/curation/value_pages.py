"""The admin's pages that change what is in a food: add, correct, go back to a revision."""

import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from accounts.requests import PersonRequest
from nutrition.curation.actions import (
    NumberTakenError,
    StaleRevisionError,
    add_food,
    correct_values,
    go_back_to,
)
from nutrition.curation.changes import corrected
from nutrition.curation.queries import changes, current_revision, shared_foods, values_of
from nutrition.foods.models import Food, FoodRevision, Nutrient
from nutrition.web.curation.forms import CorrectionForm, GoBackForm, NewFoodForm, ValuesForm


class ValuePages(admin.ModelAdmin):
    """Each page shows what changes before it saves, and says so in the admin's history."""

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewFoodForm(request.POST or None, nutrients=list(Nutrient.objects.all()), before={})
        if form.is_valid() and "preview" not in request.POST:
            words = {name: form.cleaned_data[name] for name in NewFoodForm.WORDS}
            try:
                food = add_food(**words, **form.revision(), by=request.user)
            except NumberTakenError:
                form.add_error("number", "Another food has this number.")
            else:
                self.log_addition(
                    request, food, f"Added with revision 1: {form.cleaned_data['reason']}"
                )
                messages.success(request, f"Added {food} with the number {food.source_ref}.")
                return self.back_to(food)
        return self._values_page(request, form, title="Add food", now={})

    def correct_view(self, request: PersonRequest, food_id: int) -> HttpResponse:
        food = self.food_to_change(request, food_id)
        nutrients = list(Nutrient.objects.all())
        now = values_of(food.current)
        if request.method != "POST":
            form = CorrectionForm(
                initial={"opened_with": number_of(food)}, nutrients=nutrients, before=now
            )
            return self._values_page(request, form, title="Correct values", food=food, now=now)
        opened = self._revision(food, request.POST.get("opened_with", ""))
        form = CorrectionForm(request.POST, nutrients=nutrients, before=values_of(opened))
        if form.is_valid():
            if opened.pk == food.current_id and "preview" in request.POST:
                return self._values_page(request, form, title="Correct values", food=food, now=now)
            try:
                made = correct_values(
                    food=food, opened_with=opened.number, **form.revision(), by=request.user
                )
            except StaleRevisionError:
                newest = current_revision(food)
                now = values_of(newest)
                form = form.rebased(number=newest.number, now=now)
                form.add_error(None, stale(newest))
            else:
                return self._done(request, food, made)
        return self._values_page(request, form, title="Correct values", food=food, now=now)

    def go_back_view(self, request: PersonRequest, food_id: int, number: int) -> HttpResponse:
        food = self.food_to_change(request, food_id)
        old = self._revision(food, str(number))
        form = GoBackForm(request.POST or None, initial={"opened_with": number_of(food)})
        if form.is_valid():
            try:
                made = go_back_to(food=food, number=number, **form.cleaned_data, by=request.user)
            except StaleRevisionError:
                food.current = newest = current_revision(food)
                form = GoBackForm(form.cleaned_data | {"opened_with": newest.number})
                form.add_error(None, stale(newest))
            else:
                return self._done(request, food, made)
        context = {
            "changes": changes(Nutrient.objects.all(), values_of(food.current), values_of(old)),
            "number": number,
        }
        return self._page(
            request, "go_back", form, title=f"Go back to revision {number}", food=food, **context
        )

    def food_to_change(self, request: HttpRequest, food_id: int) -> Food:
        """The shared food, for those who may change it."""
        food = get_object_or_404(shared_foods().select_related("current"), pk=food_id)
        if not self.has_change_permission(request, food):
            raise PermissionDenied
        return food

    def back_to(self, food: Food) -> HttpResponse:
        return redirect("admin:nutrition_food_change", food.pk)

    def _done(self, request: HttpRequest, food: Food, made: FoodRevision | None) -> HttpResponse:
        if made is None:
            messages.info(
                request, "Nothing changed: all values are as they were. No revision was made."
            )
        else:
            self.log_change(request, food, f"Revision {made.number}: {made.reason}")
            messages.success(
                request,
                f"Saved as revision {made.number}. "
                "Logged days keep the values they were logged with.",
            )
        return self.back_to(food)

    def _values_page(
        self, request: HttpRequest, form: ValuesForm, *, now: Any, **context: Any
    ) -> HttpResponse:
        """The table of values; once the form is valid, with what it would change of `now`."""
        if form.is_bound and form.is_valid():
            after = corrected(now, form.amounts(), form.qualities())
            context["changes"] = changes(form.nutrients, now, after)
            context["previewed"] = True
        return self._page(request, "values", form, **context)

    def _page(
        self,
        request: HttpRequest,
        name: str,
        form: Form,
        *,
        title: str,
        food: Food | None = None,
        **context: Any,
    ) -> HttpResponse:
        everything = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "subtitle": food,
            "food": food,
            "form": form,
            **context,
        }
        return TemplateResponse(request, f"admin/nutrition/food/{name}.html", everything)

    def _revision(self, food: Food, number: str) -> FoodRevision:
        if not re.fullmatch("[0-9]{1,9}", number):
            raise Http404
        return get_object_or_404(food.revisions, number=int(number))


def number_of(food: Food) -> int:
    """The number of the current revision; 0 before the first."""
    return food.current.number if food.current else 0


def stale(newest: FoodRevision) -> str:
    """Said to a curator who was second."""
    return (
        f"{newest.made_by or 'A release'} saved revision {newest.number} "
        f"while this page was open ({newest.reason}). "
        "What you typed is kept, all else shows the new values. Look at it again and save."
    )
