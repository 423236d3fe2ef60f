"""A database of an earlier version keeps what its people logged."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.models import FoodRevision, Quality
from nutrition.foods.own.models import OwnFood
from nutrition.foods.values import KnownValue, read_amounts, read_values

ON = date(2026, 11, 21)


def migrate_to(*targets: tuple[str, str | None]) -> Any:
    """The models as they were; without targets the newest tables, and no models."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())
    return executor.loader.project_state(list(targets)).apps if targets else None


def make_earlier_food(
    apps: Any, name: str, amounts: Mapping[str, str | Decimal], **values: Any
) -> Any:
    """A food with amounts per 100 g by the number of the nutrient, and its revision."""
    source, _ = apps.get_model("nutrition", "Source").objects.get_or_create(code="old", name="Old")
    food = apps.get_model("nutrition", "Food").objects.create(
        source=source, source_ref=name, name=name, owner_id=values.pop("owner_id", None)
    )
    revision = apps.get_model("nutrition", "FoodRevision").objects.create(
        food=food, number=1, made_at="2026-01-01T00:00Z", reason="", **values
    )
    food.current = revision
    food.save()
    for number, amount in amounts.items():
        nutrient, _ = apps.get_model("nutrition", "Nutrient").objects.get_or_create(
            id=int(number), number=number, name=number, unit="mg", position=1
        )
        apps.get_model("nutrition", "NutrientAmount").objects.create(
            revision=revision, nutrient=nutrient, amount=Decimal(amount), quality=Quality.ANALYTICAL
        )
    return revision


@pytest.mark.django_db(transaction=True)
def test_upgrade_keeps_values_entries_and_ids(alice: User) -> None:
    apps = migrate_to(("nutrition", "0015_saved_supplements"))
    known = make_earlier_food(apps, "Kelp", {"304": "121.00001", "208": "43", "301": "0"})
    unknown = make_earlier_food(apps, "Broth", {"208": "7.5"}, magnesium_at_most=Decimal("253.5"))
    own = make_earlier_food(apps, "My bread", {"304": "80.125"}, owner_id=alice.pk)
    before = {
        apps.get_model("nutrition", "Entry")
        .objects.create(user_id=alice.pk, eaten_on=ON, meal=2, revision=revision, grams=grams)
        .pk: Decimal(grams)
        for revision, grams in ((known, "28.350"), (unknown, "0.001"), (own, "333.333"))
    }

    migrate_to()

    entries = {entry.id: entry.grams for entry in Entry.objects.of(alice)}
    kelp, broth = (FoodRevision.objects.get(pk=revision.pk) for revision in (known, unknown))
    bread = OwnFood.objects.select_related("current").get(user=alice, name="My bread")
    assert entries == before
    assert read_amounts(kelp.amounts) == {
        "304": Decimal("121.00001"),
        "208": Decimal(43),
        "301": Decimal(0),
    }
    assert (kelp.mg_per_100g, kelp.kcal_per_100g) == (Decimal("121.00001"), Decimal(43))
    assert (broth.mg_per_100g, broth.magnesium_at_most) == (None, Decimal("253.5"))
    assert read_amounts(bread.current.amounts) == {"304": Decimal("80.125")}
    assert (bread.current.basis_grams, bread.current.magnesium_mg) == (100, Decimal("80.125"))


@pytest.mark.django_db(transaction=True)
def test_upgrade_keeps_every_digit_and_how_a_value_is_known() -> None:
    values = {
        "304": KnownValue(Decimal("0"), Quality.ASSUMED_ZERO),
        "208": KnownValue(Decimal("9999.99999"), 1, 15, Decimal("0.4525"), date(1976, 11, 1)),
        "401": KnownValue(Decimal("0.00001"), 4, 0, None, date(1976, 11, 1)),
        "318": KnownValue(Decimal("100"), 6, 3, Decimal("999999.9999")),
        "606": KnownValue(Decimal("0.3"), Quality.CURATED, changed_on=date(2003, 2, 1)),
    }
    apps = migrate_to(("nutrition", "0015_saved_supplements"))
    kelp = make_earlier_food(apps, "Kelp", {number: one.amount for number, one in values.items()})
    nothing = make_earlier_food(apps, "Dew", {})
    for row in apps.get_model("nutrition", "NutrientAmount").objects.all():
        one = values[row.nutrient.number]
        row.quality, row.samples = one.quality, one.samples
        row.standard_error, row.changed_on = one.standard_error, one.changed_on
        row.save()

    migrate_to()

    stored = FoodRevision.objects.get(pk=kelp.pk)
    assert read_values(stored.amounts, stored.details) == values
    assert {number: text for number, (text, _) in stored.amounts.items()} == {
        number: str(one.amount) for number, one in values.items()
    }
    assert (stored.mg_per_100g, stored.kcal_per_100g) == (0, Decimal("9999.99999"))
    empty = FoodRevision.objects.get(pk=nothing.pk)
    assert (empty.amounts, empty.details, empty.mg_per_100g) == ({}, {}, None)
