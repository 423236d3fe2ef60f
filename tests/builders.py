"""Test data in one line each. Amounts are made up to be easy to add, but for spinach."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.data_version import changing_data, shared_data_changed
from accounts.ids import new_id
from accounts.models import Profile, User
from nutrition.diary.actions import log_picks, set_day_status
from nutrition.diary.amounts import Pick
from nutrition.diary.models import Dose, Entry, Meal, Water
from nutrition.diary.supplements.actions import SupplementLabel, log_dose
from nutrition.diary.water import log_water
from nutrition.foods.models import (
    Food,
    FoodCategory,
    FoodRevision,
    Nutrient,
    Portion,
    Quality,
    Source,
)
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from nutrition.foods.search.actions import index_food
from nutrition.foods.search.catalogue import catalogue_cache
from nutrition.foods.search.words import food_words
from nutrition.foods.values import (
    ENERGY_KCAL,
    MAGNESIUM,
    KnownValue,
    own_value_columns,
    read_values,
    value_columns,
)

PASSWORD = "a-long-enough-password"
# magwise.json of somebody who said no more than that a day is complete.
EMPTY_EXPORT = (
    b'{"format": "magwise", "version": 1, "days": [{"date": "2026-11-20", "status": "complete"}]}'
)


class Foods(NamedTuple):
    """Five foods: three with magnesium, one known to have none, one nobody has measured."""

    spinach: Food
    almonds: Food
    banana: Food
    sugar: Food
    mystery: Food


def make_person(
    name: str,
    *,
    sex: str | None = None,
    birth_date: str | None = None,
    time_zone: str = "UTC",
    password: str | None = PASSWORD,
) -> User:
    person = User.objects.create_user(f"{name}@example.org", password)
    Profile.objects.update_or_create(
        user=person,
        defaults={
            "sex": sex,
            "birth_date": birth_date,
            "time_zone": time_zone,
            "set_up_at": timezone.now(),
        },
    )
    return User.objects.get(pk=person.pk)  # without the profile as it was typed


def make_curator(name: str) -> User:
    person = make_person(name)
    person.is_staff = True
    person.save()
    person.user_permissions.add(Permission.objects.get(codename="curate_foods"))
    return User.objects.get(pk=person.pk)  # without the permissions that Django remembered


def make_food(
    name: str,
    *,
    magnesium: str | None,
    kcal: str | None = "100",
    portions: dict[str, str] | None = None,
) -> Food:
    """A food with mg and kcal per 100 g (None: unknown) and portions {"cup": "30"} in grams."""
    number = str(Food.objects.count() + 1)
    food = Food.objects.create(source=source_of_tests(), source_ref=number, name=name)
    Portion.objects.bulk_create(portions_of(food, portions or {}))
    revise(food, magnesium=magnesium, kcal=kcal)
    index_food(food)
    return food


def make_own_food(
    name: str,
    *,
    owner: User,
    magnesium: str | None,
    kcal: str | None = "100",
    portions: dict[str, str | None] | None = None,
    basis_grams: str | None = "100",
    state: OwnFood.State = OwnFood.State.ACTIVE,
) -> OwnFood:
    """A food of one person with mg and kcal in `basis_grams`, which are None where nobody knows the
    weight of its portion.
    """
    make_nutrients()
    with changing_data(owner.pk):
        food = OwnFood.objects.create(
            user=owner,
            source=source_of_tests(),
            source_ref=str(OwnFood.objects.filter(user=owner).count() + 1),
            name=name,
            words=food_words(short_name="", synonyms="", name=name),
            state=state,
        )
        OwnPortion.objects.bulk_create(
            OwnPortion(
                user=owner,
                food_id=food.id,
                position=position,
                unit=unit,
                grams=None if grams is None else Decimal(grams),
            )
            for position, (unit, grams) in enumerate((portions or {}).items(), start=1)
        )
    revise_own_food(food, magnesium=magnesium, kcal=kcal, basis_grams=basis_grams)
    return food


def revise_own_food(
    food: OwnFood,
    *,
    magnesium: str | None,
    kcal: str | None = "100",
    basis_grams: str | None = "100",
) -> OwnFoodRevision:
    """Give the own food new values; entries keep the old ones."""
    known = {MAGNESIUM: magnesium, ENERGY_KCAL: kcal}
    revision = OwnFoodRevision.objects.create(
        user=food.user,
        food_id=food.id,
        number=OwnFoodRevision.objects.filter(user=food.user, food_id=food.id).count() + 1,
        reason="made for a test",
        basis_grams=None if basis_grams is None else Decimal(basis_grams),
        **own_value_columns(
            {
                number: KnownValue(Decimal(amount), Quality.FROM_LABEL)
                for number, amount in known.items()
                if amount is not None
            }
        ),
    )
    food.current_id = revision.id
    with changing_data(food.user_id):
        food.save()
    return revision


def make_plain_food(
    name: str,
    group: str,
    *,
    magnesium: str,
    kcal: str = "100",
    portions: dict[str, str] | None = None,
    rank: int = 100,
) -> Food:
    """A shared food of SR28's group ("1200") that many people know: it may be suggested."""
    category, _ = FoodCategory.objects.get_or_create(
        code=group, defaults={"name": f"Group {group}"}
    )
    food = make_food(name, magnesium=magnesium, kcal=kcal, portions=portions)
    Food.objects.filter(pk=food.pk).update(category=category, rank=rank)
    catalogue_cache.clear()
    return Food.objects.get(pk=food.pk)


def revise(food: Food, *, magnesium: str | None, kcal: str | None = "100") -> FoodRevision:
    """Give the food new values; entries keep the old ones."""
    make_nutrients()
    revision = FoodRevision.objects.create(
        food=food,
        number=food.revisions.count() + 1,
        made_at=timezone.now(),
        reason="made for a test",
        **columns_of(magnesium, kcal),
    )
    food.current = revision
    food.save()
    shared_data_changed()
    return revision


def set_amount(
    food: Food, number: str, amount: str, *, quality: Quality = Quality.ANALYTICAL
) -> None:
    """Give the food's newest values another amount of a nutrient."""
    assert food.current is not None
    values = read_values(food.current.amounts, food.current.details)
    columns = value_columns(values | {number: KnownValue(Decimal(amount), quality)})
    FoodRevision.objects.filter(pk=food.current.pk).update(**columns)
    food.current.refresh_from_db()


def make_foods() -> Foods:
    """As five times `make_food`, in a third of its statements: a thousand tests begin so."""
    described = [
        ("Spinach, raw", "79", "23", {"cup": "30"}),
        ("Almonds", "300", "600", {"oz": "28.35", "almond": "1.2"}),
        ("Banana", "30", "90", {"medium": "120"}),
        ("Sugar, white", "0", "400", {"tsp": "4"}),
        ("Mystery bar", None, "500", {"bar": "40"}),
    ]
    make_nutrients()
    source, first, now = source_of_tests(), Food.objects.count() + 1, timezone.now()
    foods = Food.objects.bulk_create(
        Food(source=source, source_ref=str(number), name=name)
        for number, (name, *_) in enumerate(described, first)
    )
    revisions = FoodRevision.objects.bulk_create(
        FoodRevision(
            food=food,
            number=1,
            made_at=now,
            reason="made for a test",
            **columns_of(magnesium, kcal),
        )
        for food, (_, magnesium, kcal, _) in zip(foods, described, strict=True)
    )
    portions = []
    for food, revision, (*_, weights) in zip(foods, revisions, described, strict=True):
        portions += portions_of(food, weights)
        food.current = revision
    Portion.objects.bulk_create(portions)
    Food.objects.bulk_update(foods, ["current"])
    for food in foods:
        index_food(food)
    return Foods(*foods)


def source_of_tests() -> Source:
    return Source.objects.get_or_create(code="TEST", defaults={"name": "Made for tests"})[0]


def portions_of(food: Food, weights: dict[str, str]) -> list[Portion]:
    """Unsaved, from {"cup": "30"}."""
    return [
        Portion(food=food, position=position, amount=1, unit=unit, grams=grams)
        for position, (unit, grams) in enumerate(weights.items(), start=1)
    ]


def columns_of(magnesium: str | None, kcal: str | None) -> dict[str, Any]:
    """The columns of a revision with these values per 100 g; None is unknown."""
    amounts = {MAGNESIUM: magnesium, ENERGY_KCAL: kcal}
    return value_columns(
        {
            number: KnownValue(Decimal(amount), Quality.ANALYTICAL)
            for number, amount in amounts.items()
            if amount is not None
        }
    )


def make_nutrients() -> None:
    """The nutrients of the tests' foods are in the list of all."""
    Nutrient.objects.bulk_create(
        [
            Nutrient(id=1090, number=MAGNESIUM, name="Magnesium", unit="mg", position=1),
            Nutrient(id=1008, number=ENERGY_KCAL, name="Energy", unit="kcal", position=2),
        ],
        ignore_conflicts=True,
    )


def log(
    person: User,
    food: Food | OwnFood,
    *,
    on: str,
    grams: str | None = None,
    portion: str | None = None,
    quantity: str = "1",
    meal: Meal = Meal.LUNCH,
) -> Entry:
    """So many grams, or so many of the own food's portion with this unit."""
    portion_id = None
    if portion is not None:
        portion_id = OwnPortion.objects.get(user=person, food_id=food.key, unit=portion).id
    pick = Pick(food.key, portion_id, Fraction(quantity if grams is None else grams))
    day = date.fromisoformat(on)
    return log_picks(user=person, on=day, meal=meal, picks=[pick], client_id=new_id()).entries[0]


def close(person: User, *days: date) -> None:
    """The person said that these days are complete."""
    set_day_status(user=person, days=days, status="complete")


def take(person: User, name: str, mg: str | None, *, on: str) -> Dose:
    label = SupplementLabel(name, None if mg is None else Decimal(mg))
    return log_dose(user=person, on=date.fromisoformat(on), label=label, client_id=new_id())[0]


def drink(person: User, litres: str, mg_per_litre: str, *, on: str) -> Water:
    amounts = {"litres": Decimal(litres), "mg_per_litre": Decimal(mg_per_litre)}
    return log_water(user=person, on=date.fromisoformat(on), client_id=new_id(), **amounts)[0]
