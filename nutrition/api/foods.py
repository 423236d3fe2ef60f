"""Foods: searching, looking one up, favourites, what the person usually eats."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.clock import current_diary_day
from accounts.queries import profile_of
from nutrition.api.answers import ChangedOut, FoodDetail, FoodsOut, UsualsOut
from nutrition.api.auth import ApiRequest
from nutrition.api.fields import LARGEST_KEY, MEALS, MealName, PageSize
from nutrition.api.paging import latest
from nutrition.api.params import Latest
from nutrition.api.queries import foods_after, foods_by_source, is_favourite
from nutrition.api.showing import answer, food_json, nothing, plain, usual_json
from nutrition.diary.actions import star, unstar
from nutrition.diary.models import Favourite, Meal
from nutrition.diary.revisions import newer_values, use_current_revision
from nutrition.diary.suggestions.habits import habits_of, usual_foods
from nutrition.foods.access import visible_food
from nutrition.foods.models import Food, Portion
from nutrition.foods.queries import NutrientLine, contradicting_values, nutrient_lines
from nutrition.foods.search.queries import FoodHit, food_hits, search
from nutrition.foods.servings import HouseholdMeasure
from nutrition.intake.nutrients import ENERGY
from nutrition.intake.references import MAGNESIUM

router = Router(tags=["Foods"], by_alias=True)
MOST_OLDER = 100
SourceCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{0,20}$")]
FoodId = Annotated[int, Field(ge=1, le=LARGEST_KEY)]


class FoodQuery(Schema):
    q: Annotated[str, Field(max_length=200)] = Field(
        "", description="Words; typing errors are forgiven."
    )
    source_id: SourceCode = Field("", description="The source's own number, such as 11457.")
    source: SourceCode = Field("", description="With `source_id`: SR28, ...")
    limit: PageSize = 10
    cursor: FoodId | None = Field(
        None, description="`next` of the page before, in the list of all foods."
    )


@router.get("/foods", response=FoodsOut, url_name="foods", summary="Search the food table")
def find(request: ApiRequest, query: Query[FoodQuery]) -> HttpResponse:
    """The best first, the person's own habits before all others, 50 at the most; without `q` and
    `source_id` all foods by id, page by page."""
    person, limit, more = request.person, query.limit, None
    if query.source_id:
        found = food_hits(
            foods_by_source(person, query.source_id, query.source or None)[:limit], person=person
        )
    elif query.q.strip():
        found = search(query.q, person=person, limit=limit, habits=habits_of(person).times)
    else:
        ids = foods_after(person, query.cursor or 0, limit + 1)
        found = food_hits(ids[:limit], person=person)
        more = str(ids[limit - 1]) if len(ids) > limit else None
    return answer({"items": [food_json(hit) for hit in found], "next": more})


@router.get(
    "/foods/{int:food_id}",
    response=FoodDetail,
    url_name="food",
    summary="A food with all its nutrients",
)
def food(request: ApiRequest, food_id: FoodId) -> HttpResponse:
    """Nutrients that nobody has measured are null. A retired food is still shown: old entries name
    it.
    """
    found = visible_food(request.person, food_id)
    lines = nutrient_lines(found.current) if found.current else []
    newer = newer_values(request.person, found)
    hit = _hit(found, lines)
    return answer(
        food_json(hit)
        | {
            "state": found.state,
            "revision": found.current and found.current.number,
            "favourite": is_favourite(request.person, found.pk),
            "nutrients": [_nutrient(line) for line in lines],
            "newer_values": newer
            and {
                "entries": newer.entries,
                "older_mg": [plain(mg) for mg in newer.older_mg[:MOST_OLDER]],
                "newer_mg": plain(newer.newer_mg),
            },
            "other_values": [
                value._asdict() | {"here": plain(value.here), "other": plain(value.other)}
                for value in contradicting_values(found, hit.magnesium_mg)
            ],
        }
    )


def _hit(found: Food, lines: list[NutrientLine]) -> FoodHit:
    """A food as the search would give it; the search does not find retired ones."""
    known = {line.number: line.per_100g for line in lines}
    portions = [
        HouseholdMeasure(p.pk, p.amount, p.unit, p.grams)
        for p in Portion.objects.filter(food=found)
    ]
    return FoodHit(
        found.pk,
        found.title,
        found.name,
        found.source.code,
        found.source_ref,
        found.category.name if found.category else "",
        found.owner_id is not None,
        known.get(MAGNESIUM),
        known.get(ENERGY),
        tuple(portions),
        0,
    )


def _nutrient(line: NutrientLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "name": line.name,
        "unit": line.unit,
        "per_100g": plain(line.per_100g),
        "quality": None if line.quality is None else line.quality.name.lower(),
        "quality_code": line.quality,
    }


@router.post(
    "/foods/{int:food_id}/use-newer-values",
    response=ChangedOut,
    url_name="use_newer_values",
    summary="Give old entries the newest values",
)
def use_newer_values(request: ApiRequest, food_id: FoodId) -> HttpResponse:
    """Entries keep the values they were logged with, until their person says otherwise, as here."""
    found = visible_food(request.person, food_id)
    newer = newer_values(request.person, found)
    if newer:
        use_current_revision(user=request.person, food=found)
    return answer({"entries": newer.entries if newer else 0})


@router.get("/favourites", response=FoodsOut, url_name="favourites", summary="Favourites")
def favourites(request: ApiRequest, query: Latest) -> HttpResponse:
    """The food starred last first."""
    rows = Favourite.objects.filter(user=request.person)
    shown, following = latest(rows, "starred_at", query.limit, query.cursor)
    found = food_hits([row.food_id for row in shown], person=request.person)
    return answer({"items": [food_json(hit) for hit in found], "next": following})


@router.put(
    "/favourites/{int:food_id}",
    response={204: None},
    url_name="favourite",
    summary="Make a food a favourite",
)
def add_favourite(request: ApiRequest, food_id: FoodId) -> HttpResponse:
    star(user=request.person, food_id=visible_food(request.person, food_id).pk)
    return nothing()


@router.delete(
    "/favourites/{int:food_id}",
    response={204: None},
    url_name="favourite",
    summary="Make it one no longer",
)
def remove_favourite(request: ApiRequest, food_id: FoodId) -> HttpResponse:
    unstar(user=request.person, food_id=visible_food(request.person, food_id).pk)
    return nothing()


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
    return answer({"items": [usual_json(food) for food in found]})
