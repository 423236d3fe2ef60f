"""The admin's pages that change the values of a food: add, correct, go back to a revision."""

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
    restore_revision,
)
from nutrition.curation.changes import apply_correction
from nutrition.curation.queries import current_revision, value_changes, values_of
from nutrition.foods.models import Food, FoodRevision, Nutrient
from nutrition.web.curation.forms import (
    CorrectionForm,
    NewFoodForm,
    RestoreRevisionForm,
    ValuesForm,
)


class ValuePages(admin.ModelAdmin):
    """Each page can show the changes before it saves; each change is in the admin's history."""

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewFoodForm(request.POST or None, nutrients=list(Nutrient.objects.all()), before={})
        if form.is_valid() and "preview" not in request.POST:
            description = {name: form.cleaned_data[name] for name in NewFoodForm.DESCRIPTION}
            try:
                food = add_food(**description, **form.revision(), by=request.user)
            except NumberTakenError:
                form.add_error("number", "Another food has this number.")
            else:
                self.log_addition(
                    request, food, f"Added with revision 1: {form.cleaned_data['reason']}"
                )
                messages.success(request, f"Added {food} with the number {food.source_ref}.")
                return self.redirect_to(food)
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
                revision = correct_values(
                    food=food, opened_with=opened.number, **form.revision(), by=request.user
                )
            except StaleRevisionError:
                newest = current_revision(food)
                now = values_of(newest)
                form = form.rebase(number=newest.number, current=now)
                form.add_error(None, stale_message(newest))
            else:
                return self._redirect_saved(request, food, revision)
        return self._values_page(request, form, title="Correct values", food=food, now=now)

    def go_back_view(self, request: PersonRequest, food_id: int, number: int) -> HttpResponse:
        food = self.food_to_change(request, food_id)
        old = self._revision(food, str(number))
        form = RestoreRevisionForm(request.POST or None, initial={"opened_with": number_of(food)})
        if form.is_valid():
            try:
                revision = restore_revision(
                    food=food, number=number, **form.cleaned_data, by=request.user
                )
            except StaleRevisionError:
                food.current = newest = current_revision(food)
                form = RestoreRevisionForm(form.cleaned_data | {"opened_with": newest.number})
                form.add_error(None, stale_message(newest))
            else:
                return self._redirect_saved(request, food, revision)
        context = {
            "changes": value_changes(
                Nutrient.objects.all(), values_of(food.current), values_of(old)
            ),
            "number": number,
        }
        return self._page(
            request, "go_back", form, title=f"Go back to revision {number}", food=food, **context
        )

    def food_to_change(self, request: HttpRequest, food_id: int) -> Food:
        """The shared food, if the user may change it; raises PermissionDenied or Http404."""
        food = get_object_or_404(Food.objects.select_related("current"), pk=food_id)
        if not self.has_change_permission(request, food):
            raise PermissionDenied
        return food

    def redirect_to(self, food: Food) -> HttpResponse:
        return redirect("admin:nutrition_food_change", food.pk)

    def _redirect_saved(
        self, request: HttpRequest, food: Food, revision: FoodRevision | None
    ) -> HttpResponse:
        if revision is None:
            messages.info(
                request, "Nothing changed: all values are as they were. No revision was made."
            )
        else:
            self.log_change(request, food, f"Revision {revision.number}: {revision.reason}")
            messages.success(
                request,
                f"Saved as revision {revision.number}. "
                "Logged days keep the values they were logged with.",
            )
        return self.redirect_to(food)

    def _values_page(
        self, request: HttpRequest, form: ValuesForm, *, now: Any, **context: Any
    ) -> HttpResponse:
        """The table of values; with a valid form, also what it would change of the values `now`."""
        if form.is_bound and form.is_valid():
            after = apply_correction(now, form.amounts(), form.qualities())
            context["changes"] = value_changes(form.nutrients, now, after)
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
        all_context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "subtitle": food,
            "food": food,
            "form": form,
            **context,
        }
        return TemplateResponse(request, f"admin/nutrition/food/{name}.html", all_context)

    def _revision(self, food: Food, number: str) -> FoodRevision:
        if not re.fullmatch("[0-9]{1,9}", number):
            raise Http404
        return get_object_or_404(food.revisions, number=int(number))


def number_of(food: Food) -> int:
    """The number of the current revision; 0 before the first."""
    return food.current.number if food.current else 0


def stale_message(newest: FoodRevision) -> str:
    """The message for a curator whose page was open while another revision was saved."""
    return (
        f"{newest.made_by or 'A release'} saved revision {newest.number} "
        f"while this page was open ({newest.reason}). "
        "What you typed is kept, all else shows the new values. Look at it again and save."
    )
