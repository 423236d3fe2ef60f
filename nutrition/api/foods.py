"""Foods: the search, a food in full, favourites, what the person usually eats."""

from collections.abc import Iterable
from types import SimpleNamespace

from django.http import HttpResponse
from ninja import Query, Router

from accounts.clock import current_diary_day
from accounts.queries import profile_of
from nutrition.api.auth import ApiRequest
from nutrition.api.fields import MEALS, FoodKeyText, MealName, PageSize
from nutrition.api.paging import latest
from nutrition.api.queries import foods_after, foods_by_source
from nutrition.api.responses import json_response, no_content
from nutrition.api.schemas.foods import (
    ChangedOut,
    FoodDetail,
    FoodOut,
    FoodQuery,
    FoodsOut,
    UsualOut,
    UsualsOut,
)
from nutrition.api.schemas.lists import LatestQuery
from nutrition.diary.marks.actions import star, unstar
from nutrition.diary.marks.models import Favourite
from nutrition.diary.marks.queries import is_starred
from nutrition.diary.models import Meal
from nutrition.diary.revisions import newer_values, use_current_revision
from nutrition.diary.suggestions.habits import habits_of, usual_foods
from nutrition.foods.access import visible_food
from nutrition.foods.keys import write_key
from nutrition.foods.models import Food
from nutrition.foods.own.models import OwnFood
from nutrition.foods.queries import contradicting_values, nutrient_lines, portions_of
from nutrition.foods.search.hits import FoodHit
from nutrition.foods.search.queries import food_hits, search
from nutrition.intake.nutrient_values import ENERGY
from nutrition.intake.references import MAGNESIUM

router = Router(tags=["Foods"], by_alias=True)


@router.get("/foods", response=FoodsOut, url_name="foods", summary="Search the food table")
def find(request: ApiRequest, query: Query[FoodQuery]) -> HttpResponse:
    """The best first, the person's own habits before all others, 50 at the most; without `q` and
    `source_id` all foods by id, page by page, the person's own last."""
    person, limit, following = request.person, query.limit, None
    if query.source_id:
        keys = foods_by_source(person, query.source_id, query.source or None, min(limit, 50))
        found = food_hits(keys, person=person)
    elif query.q.strip():
        found = search(query.q, person=person, limit=limit, habits=habits_of(person).times)
    else:
        keys = foods_after(person, query.cursor, limit + 1)
        found = food_hits(keys[:limit], person=person)
        following = write_key(keys[limit - 1]) if len(keys) > limit else None
    return json_response(_foods_out(found, following))


def _foods_out(hits: Iterable[FoodHit], following: str | None) -> FoodsOut:
    return FoodsOut(items=[FoodOut.model_validate(hit) for hit in hits], next=following)


@router.get(
    "/foods/{food_id}",
    response=FoodDetail,
    url_name="food",
    summary="A food with all its nutrients",
)
def food(request: ApiRequest, food_id: FoodKeyText) -> HttpResponse:
    """Nutrients that nobody has measured are null. A retired food is still shown: old entries name
    it.
    """
    found = visible_food(request.person, food_id)
    revision = found.current
    lines = nutrient_lines(revision) if revision else []
    per_100g = {line.number: line.per_100g for line in lines}
    return json_response(
        FoodDetail.model_validate(
            SimpleNamespace(
                id=found.key,
                title=found.title,
                name=found.name,
                source=found.source.code,
                source_ref=found.source_ref,
                category=_category(found),
                is_own=found.is_own,
                magnesium_mg=per_100g.get(MAGNESIUM),
                energy_kcal=per_100g.get(ENERGY),
                basis=revision and revision.basis_grams,
                per_basis=revision and revision.magnesium_mg,
                kcal_per_basis=revision and revision.energy_kcal,
                portions=portions_of(found),
                state=found.state,
                revision=revision and revision.number,
                favourite=is_starred(request.person, found.key),
                nutrients=lines,
                newer_values=newer_values(request.person, found),
                other_values=contradicting_values(found, per_100g.get(MAGNESIUM)),
            )
        )
    )


def _category(food: Food | OwnFood) -> str:
    return food.category.name if isinstance(food, Food) and food.category else ""


@router.post(
    "/foods/{food_id}/use-newer-values",
    response=ChangedOut,
    url_name="use_newer_values",
    summary="Give old entries the newest values",
)
def use_newer_values(request: ApiRequest, food_id: FoodKeyText) -> HttpResponse:
    """Entries keep the values they were logged with, until their person says otherwise, as here."""
    found = visible_food(request.person, food_id)
    newer = newer_values(request.person, found)
    if newer:
        use_current_revision(user=request.person, food=found)
    return json_response(ChangedOut(entries=newer.entries if newer else 0))


@router.get("/favourites", response=FoodsOut, url_name="favourites", summary="Favourites")
def favourites(request: ApiRequest, query: Query[LatestQuery]) -> HttpResponse:
    """The food starred last first."""
    rows = Favourite.objects.filter(user=request.person)
    page, following = latest(rows, "starred_at", query.limit, query.cursor)
    keys = [row.own_food_id or row.food_id for row in page]
    found = food_hits(keys, person=request.person)
    return json_response(_foods_out(found, following))


@router.put(
    "/favourites/{food_id}",
    response={204: None},
    url_name="favourite",
    summary="Make a food a favourite",
)
def add_favourite(request: ApiRequest, food_id: FoodKeyText) -> HttpResponse:
    star(user=request.person, food_id=visible_food(request.person, food_id).key)
    return no_content()


@router.delete(
    "/favourites/{food_id}",
    response={204: None},
    url_name="favourite",
    summary="Make it one no longer",
)
def remove_favourite(request: ApiRequest, food_id: FoodKeyText) -> HttpResponse:
    unstar(user=request.person, food_id=visible_food(request.person, food_id).key)
    return no_content()


@router.get(
    "/usual-foods", response=UsualsOut, url_name="usual_foods", summary="What the person often eats"
)
def usual(request: ApiRequest, meal: MealName | None = None, limit: PageSize = 20) -> HttpResponse:
    """Favourites first, then what was eaten at that meal in the last 30 days; without `meal` that
    of this hour.
    """
    now = current_diary_day(profile_of(request.person))
    chosen = MEALS[meal] if meal else Meal.usual_at(now.hour)
    found = usual_foods(request.person, chosen, now.date, limit=limit)
    return json_response(UsualsOut(items=[UsualOut.model_validate(food) for food in found]))
