"""What was logged of shared and of own foods comes back with its basis, for its person only."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from nutrition.foods.keys import FoodKey
from nutrition.foods.own.models import OwnFood
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.logged import (
    PortionedEntry,
    foods_without_magnesium,
    logged_between,
    logged_in_diary_order,
    logged_on,
    portioned_between,
    totals_between,
)
from nutrition.reports.logged_values import (
    NO_GROUP,
    OWN_FOODS,
    LoggedEntry,
    LoggedRevision,
    numbers_of_values,
)
from tests.builders import Foods, log, make_own_food, revise_own_food

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)
NUMBERS = numbers_of_values(MAGNESIUM)
Described = tuple[str, Decimal, Decimal | None]


@pytest.fixture
def oats(alice: User) -> OwnFood:
    """Half a cup of 120 g has 320 mg."""
    return make_own_food(
        "Oats", owner=alice, magnesium="320", portions={"half a cup": "120"}, basis_grams="120"
    )


@pytest.fixture
def bar(alice: User) -> OwnFood:
    """Nobody knows what it weighs."""
    return make_own_food(
        "Bar", owner=alice, magnesium="80", portions={"bar": None}, basis_grams=None
    )


@pytest.fixture
def eaten(alice: User, foods: Foods, oats: OwnFood, bar: OwnFood) -> None:
    log(alice, oats, portion="half a cup", quantity="1/3", on=str(ON))
    log(alice, foods.almonds, grams="10", on=str(ON))
    log(alice, bar, portion="bar", quantity="1.5", on=str(ON))


def described(
    entries: Sequence[LoggedEntry | PortionedEntry], foods: Mapping[FoodKey, LoggedRevision]
) -> list[Described]:
    """Name, measure and basis of each."""
    measured = [
        (entry.revision_id, entry.measure) if isinstance(entry, PortionedEntry) else entry[1:]
        for entry in entries
    ]
    return [(foods[key].name, measure, foods[key].basis) for key, measure in measured]


ALL = [
    ("Oats", Decimal(40), Decimal(120)),
    ("Almonds", Decimal(10), Decimal(100)),
    ("Bar", Decimal("1.5"), None),
]


@pytest.mark.usefixtures("eaten")
def test_entries_have_grams_or_a_number_of_portions_and_the_basis_of_their_food(
    alice: User,
) -> None:
    between = logged_between(alice, ON, ON, NUMBERS)
    on_days = logged_on(alice, [ON, date(2026, 11, 1)], NUMBERS)
    in_order = logged_in_diary_order(alice, ON, ON, NUMBERS)
    portioned = portioned_between(alice, ON, ON, NUMBERS)

    assert described(in_order.entries, in_order.foods) == ALL
    assert described(portioned.entries, portioned.foods) == ALL
    for logged in (between, on_days):
        assert sorted(described(logged.entries, logged.foods), key=str) == sorted(ALL, key=str)


@pytest.mark.usefixtures("eaten")
def test_own_foods_are_a_group_and_have_the_amounts_of_their_basis(alice: User) -> None:
    foods = {food.name: food for food in logged_between(alice, ON, ON, NUMBERS).foods.values()}
    all_numbers = logged_between(alice, ON, ON, ["304", "301"]).foods.values()

    assert [foods[name].group for name in ("Oats", "Bar", "Almonds")] == [
        OWN_FOODS,
        OWN_FOODS,
        NO_GROUP,
    ]
    assert (foods["Oats"].is_own, foods["Almonds"].is_own) == (True, False)
    assert foods["Oats"].amounts == {"304": 320, "208": 100}
    assert {food.name: dict(food.amounts) for food in all_numbers} == {
        "Oats": {"304": 320},
        "Almonds": {"304": 300},
        "Bar": {"304": 80},
    }


@pytest.mark.usefixtures("eaten")
def test_totals_add_up_each_revision_in_its_own_measure(alice: User, oats: OwnFood) -> None:
    revise_own_food(oats, magnesium="300", basis_grams="100")
    log(alice, oats, portion="half a cup", on="2026-11-21")
    log(alice, oats, portion="half a cup", quantity="1/2", on="2026-11-21")

    logged = totals_between(alice, ON, date(2026, 11, 21), NUMBERS)

    assert logged.days == 2
    assert sorted(
        (food.name, logged.totals[key].measure, logged.totals[key].times, food.is_current)
        for key, food in logged.foods.items()
    ) == [
        ("Almonds", 10, 1, True),
        ("Bar", Decimal("1.5"), 1, True),
        ("Oats", 40, 1, False),
        ("Oats", 180, 2, True),
    ]


@pytest.mark.usefixtures("eaten")
def test_portions_of_own_foods_are_told_with_or_without_a_weight(alice: User) -> None:
    oats, _, bar = portioned_between(alice, ON, ON, NUMBERS).entries

    assert (oats.amount_words, oats.portion_grams, oats.grams) == ("⅓ half a cup · 40 g", 120, 40)
    assert (bar.amount_words, bar.portion_grams, bar.grams) == ("1½ bars", None, None)
    assert isinstance(bar.portion_id, UUID)


@pytest.mark.usefixtures("eaten")
def test_the_entries_of_one_own_food_are_found_by_its_key(
    alice: User, oats: OwnFood, foods: Foods
) -> None:
    own = portioned_between(alice, ON, ON, NUMBERS, food_id=oats.key)
    shared = portioned_between(alice, ON, ON, NUMBERS, food_id=foods.almonds.key)

    assert [entry.measure for entry in own.entries] == [40]
    assert [entry.measure for entry in shared.entries] == [10]


@pytest.mark.usefixtures("eaten")
def test_another_person_reads_nothing_of_it(bob: User, oats: OwnFood) -> None:
    assert logged_between(bob, ON, ON, NUMBERS) == ([], {})
    assert totals_between(bob, ON, ON, NUMBERS) == ({}, {}, 0)
    assert portioned_between(bob, ON, ON, NUMBERS, food_id=oats.key) == ([], {})


def test_own_and_shared_foods_without_a_value_are_named_in_the_order_of_the_diary(
    alice: User, foods: Foods
) -> None:
    soup = make_own_food(
        "Soup", owner=alice, magnesium=None, portions={"bowl": None}, basis_grams=None
    )
    known = make_own_food("Oats", owner=alice, magnesium="0")
    log(alice, soup, portion="bowl", on=str(ON))
    log(alice, foods.mystery, grams="40", on=str(ON))
    log(alice, foods.almonds, grams="40", on=str(ON))
    log(alice, known, grams="40", on=str(ON))

    assert foods_without_magnesium(alice, ON, ON) == {
        ON: [soup.source_ref, foods.mystery.source_ref]
    }


@pytest.mark.usefixtures("eaten")
def test_own_foods_take_one_statement_more_and_people_without_any_none(
    alice: User, bob: User, foods: Foods
) -> None:
    log(bob, foods.almonds, grams="10", on=str(ON))

    with CaptureQueriesContext(connection) as of_alice:
        logged_between(alice, ON, ON, NUMBERS)
    with CaptureQueriesContext(connection) as of_bob:
        logged_between(bob, ON, ON, NUMBERS)

    assert (len(of_alice), len(of_bob)) == (3, 2)


def test_own_entries_are_found_by_an_index_of_them_alone(alice: User) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by the size of the tables")
    with CaptureQueriesContext(connection) as queries:
        logged_between(alice, date(2026, 1, 1), ON, NUMBERS)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        plan = " ".join(row[3] for row in cursor.fetchall())

    assert "INDEX entry_person_day" in plan
    assert "INDEX entry_person_own" in plan
