"""Django's admin, for curators: one permission, `nutrition.curate_foods`, allows every change here.

Diaries, profiles and people's own foods are health data and not in the admin at all.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from accounts.data_version import shared_data_changed
from nutrition.curation import actions
from nutrition.curation.queries import (
    food_values,
    has_correction,
    has_magnesium,
    is_logged,
    is_starred,
    revision_history,
    with_list_columns,
)
from nutrition.foods.models import Food, Portion, Quality, SearchAlias
from nutrition.foods.search.actions import index_food
from nutrition.foods.values import MAGNESIUM
from nutrition.web.curation.forms import PortionForm
from nutrition.web.curation.value_pages import ValuePages


class CuratorPermissions:
    """Curators may do everything; people with the view permission may only look."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("nutrition.curate_foods")

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("nutrition.curate_foods") or request.user.has_perm(
            "nutrition.view_food"
        )


class MagnesiumFilter(admin.SimpleListFilter):
    title = "magnesium"
    parameter_name = "magnesium"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("unknown", "No magnesium value"), ("known", "Has a magnesium value")]

    def queryset(self, request: HttpRequest, foods: QuerySet[Food]) -> QuerySet[Food]:
        match self.value():
            case "unknown":
                return foods.filter(~has_magnesium())
            case "known":
                return foods.filter(has_magnesium())
        return foods


class CorrectedFilter(admin.SimpleListFilter):
    title = "corrections"
    parameter_name = "corrected"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Corrected by a curator")]

    def queryset(self, request: HttpRequest, foods: QuerySet[Food]) -> QuerySet[Food]:
        return foods.filter(has_correction()) if self.value() else foods


class PortionFormSet(BaseInlineFormSet):
    """New portions go last. Saving the food has locked its row, so nobody else takes the place."""

    def save_new(self, form: Any, commit: bool = True) -> Portion:
        last = self.instance.portions.aggregate(Max("position"))["position__max"]
        form.instance.position = (last or 0) + 1
        return super().save_new(form, commit)


class PortionInline(CuratorPermissions, admin.TabularInline):
    model = Portion
    form = PortionForm
    formset = PortionFormSet
    extra = 0
    verbose_name_plural = "Portions (entries keep the grams they were logged with)"


@admin.register(SearchAlias)
class SearchAliasAdmin(CuratorPermissions, admin.ModelAdmin):
    """Other words for foods: “pb” finds peanut butter."""

    list_display = ("phrase", "replacement")
    search_fields = ("phrase", "replacement")

    def save_model(self, request: HttpRequest, obj: SearchAlias, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        shared_data_changed()

    def delete_model(self, request: HttpRequest, obj: SearchAlias) -> None:
        super().delete_model(request, obj)
        shared_data_changed()

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SearchAlias]) -> None:
        super().delete_queryset(request, queryset)
        shared_data_changed()


@admin.register(Food)
class FoodAdmin(CuratorPermissions, ValuePages):
    """Shared foods. Values change only by corrections, each of which is a new revision."""

    list_display = (
        "title",
        "source_name",
        "category",
        "number",
        "magnesium",
        "revisions",
        "state_name",
    )
    list_filter = (MagnesiumFilter, CorrectedFilter, "state", "source", "category")
    list_per_page = 50
    list_select_related = ("category",)
    show_full_result_count = False
    search_fields = ("name", "short_name", "synonyms", "source_ref")
    search_help_text = "Name, short name, synonym or the source's number"
    ordering = ("rank", "id")
    editable_fields = ("name", "short_name", "synonyms", "category", "rank")
    readonly_fields = ("source", "source_ref", "manufacturer", "scientific_name", "state_name")
    fields = editable_fields + readonly_fields
    inlines = (PortionInline,)
    actions = ("retire_chosen", "restore_chosen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Food]:
        return with_list_columns(Food.objects.all()).order_by(*self.ordering)

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(
                f"<int:food_id>/{route}/",
                self.admin_site.admin_view(view),
                name=f"nutrition_food_{name}",
            )

        return [
            page("correct", self.correct_view, "correct"),
            page("go-back/<int:number>", self.go_back_view, "go_back"),
            page("retire", require_POST(self.retire_view), "retire"),
            page("restore", require_POST(self.restore_view), "restore"),
            *super().get_urls(),
        ]

    # --- the list ---------------------------------------------------------------------------------

    @admin.display(description="food", ordering="name")
    def title(self, food: Food) -> str:
        return food.title

    @admin.display(description="name in the source", ordering="name")
    def source_name(self, food: Food) -> str:
        return food.name

    @admin.display(description="number", ordering="source_ref")
    def number(self, food: Food) -> str:
        return food.source_ref

    @admin.display(description="magnesium, mg per 100 g", ordering="magnesium")
    def magnesium(self, food: Any) -> str:
        if food.magnesium is None:
            return "unknown"
        quality = Quality(food.amounts[MAGNESIUM][1])
        return f"{food.magnesium.normalize():f} ({quality.label.lower()})"

    @admin.display(description="revisions", ordering="revision_count")
    def revisions(self, food: Any) -> int:
        return food.revision_count or 0

    @admin.display(description="state", ordering="state")
    def state_name(self, food: Food) -> str:
        return food.state.capitalize()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without Django's bulk deletion, which does not check whether foods were logged."""
        chosen = super().get_actions(request)
        chosen.pop("delete_selected", None)
        return chosen

    @admin.action(description="Retire the chosen foods", permissions=["change"])
    def retire_chosen(self, request: HttpRequest, foods: QuerySet[Food]) -> None:
        self._set_state(request, list(foods), actions.retire_food, "Retired")

    @admin.action(description="Bring the chosen foods back", permissions=["change"])
    def restore_chosen(self, request: HttpRequest, foods: QuerySet[Food]) -> None:
        self._set_state(request, list(foods), actions.restore_food, "Brought back")

    def _set_state(
        self, request: HttpRequest, foods: Collection[Food], action: Callable[..., None], done: str
    ) -> None:
        for food in foods:
            action(food=food)
            self.log_change(request, food, done)
        messages.success(
            request,
            f"{done}: {', '.join(map(str, foods)) if len(foods) < 10 else f'{len(foods)} foods'}.",
        )

    # --- a food -----------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        food = self.get_object(request, object_id)
        if food is not None and self.has_view_permission(request, food):
            extra_context = {
                "history": revision_history(food),
                "lines": food_values(food.current),
                "may_change": self.has_change_permission(request, food),
            }
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Food, form: Any, change: bool) -> None:
        # Save only the form's fields: a correction or retirement since the food was read must stay.
        obj.save(update_fields=self.editable_fields)
        obj.refresh_from_db(fields=["state"])
        index_food(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        shared_data_changed()
        for portion, changed in formset.changed_objects:
            if "grams" in changed:
                messages.info(
                    request,
                    f"Entries logged with “{portion}” keep the grams they were logged with.",
                )

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        food = self.get_object(request, object_id)
        if food is None or not self.has_delete_permission(request, food):
            return super().delete_view(request, object_id, extra_context)
        # What a POST deletes, delete_food checks: it may have to read all entries.
        if request.method != "POST" and (is_starred(food) or is_logged(food)):
            return self._refuse_deletion(request, food)
        try:
            return super().delete_view(request, object_id, extra_context)
        except (actions.FoodIsUsedError, IntegrityError):  # logged or starred in the meantime
            return self._refuse_deletion(request, food)

    def _refuse_deletion(self, request: HttpRequest, food: Food) -> HttpResponse:
        what = "starred" if is_starred(food) else "logged"
        messages.error(
            request, f"People {what} {food}, so it cannot be deleted. Retire it instead."
        )
        return self.redirect_to(food)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """The list of what is deleted; Django's own list would stop at the revisions."""
        return (
            [str(food) for food in objs],
            {"foods, with their revisions and portions": len(objs)},
            set(),
            [],
        )

    def delete_model(self, request: HttpRequest, obj: Food) -> None:
        actions.delete_food(food=obj)

    def retire_view(self, request: HttpRequest, food_id: int) -> HttpResponse:
        food = self.food_to_change(request, food_id)
        self._set_state(request, [food], actions.retire_food, "Retired")
        return self.redirect_to(food)

    def restore_view(self, request: HttpRequest, food_id: int) -> HttpResponse:
        food = self.food_to_change(request, food_id)
        self._set_state(request, [food], actions.restore_food, "Brought back")
        return self.redirect_to(food)
