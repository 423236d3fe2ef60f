"""What leaves comes back without a digit changed: exported, imported, and exported again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.ids import new_id
from accounts.models import LifeStagePeriod, Profile, User
from accounts.queries import person_of
from nutrition.diary.actions import delete_entries, set_day_status
from nutrition.diary.day_page import read_day
from nutrition.diary.label_amounts.actions import delete_label_amount
from nutrition.diary.marks.actions import avoid_food, star
from nutrition.diary.marks.models import Avoided
from nutrition.diary.models import Entry
from nutrition.diary.supplements.actions import SupplementLabel, log_dose, save_supplement
from nutrition.foods.models import Food, FoodRevision
from nutrition.foods.own.models import LINE_SOURCES, OwnFood, OwnPortion
from nutrition.foods.search.queries import search
from nutrition.transfer.importing.resolve_foods import OTHER_MAGWISE, OWN_SOURCES
from tests.builders import (
    Foods,
    columns_of,
    drink,
    log,
    make_own_food,
    make_person,
    revise,
    revise_own_food,
    take,
)
from tests.transfer.files import TODAY, export_bytes, export_document, export_lines, import_json

DAYS = [TODAY - timedelta(days=ago) for ago in range(4)]
amounts = st.decimals(min_value="0.001", max_value="9999.999", places=3, allow_nan=False)
values = st.none() | st.decimals(min_value=0, max_value=9999, places=5, allow_nan=False)
days = st.sampled_from(DAYS)


@st.composite
def diaries(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """Steps that make a diary; see `live`."""
    step = st.one_of(
        st.tuples(
            st.just("eat"),
            days,
            st.integers(0, 7),
            amounts,
            st.booleans(),
            st.sampled_from([1, 2, 3, 4]),
        ),
        st.tuples(st.just("correct"), st.integers(0, 7), values, values),
        st.tuples(
            st.just("take"),
            days,
            st.decimals("0", "9999", places=6),
            st.decimals("0.001", "1", places=3),
        ),
        st.tuples(
            st.just("drink"),
            days,
            st.decimals("0.001", "19", places=3),
            st.decimals("0", "1999", places=3),
        ),
        st.tuples(st.just("say"), days, st.sampled_from(["complete", "in_progress"])),
        st.tuples(st.just("delete"), st.integers(0, 3)),
        st.tuples(st.just("star"), st.integers(0, 7)),
        st.tuples(st.just("avoid"), st.integers(0, 7)),
    )
    return draw(st.lists(step, min_size=1, max_size=14))


def own_foods(person: User) -> list[OwnFood]:
    """With amounts of 100 g, of another weight, and of a portion whose weight nobody knows."""
    return [
        make_own_food("Soup", magnesium="12.34567", owner=person, portions={"bowl": "300"}),
        make_own_food(
            "Bar", magnesium="320", owner=person, basis_grams="120.5", portions={"bar": "35"}
        ),
        make_own_food(
            "Bowl", magnesium="80.1", owner=person, basis_grams=None, portions={"serving": None}
        ),
    ]


def eat(person: User, food: Food | OwnFood, amount: Decimal, by_portion: bool) -> dict[str, Any]:
    """The columns of an entry."""
    if isinstance(food, Food):
        food.refresh_from_db()
        portion = food.portions.first() if by_portion else None
        quantity = amount if portion else None
        return {
            "revision": food.current,
            "grams": amount,
            "portion": portion,
            "quantity": quantity,
        }
    food = OwnFood.objects.select_related("current").get(user=person, id=food.id)
    is_weighed = food.current.basis_grams is not None
    own_portion = OwnPortion.objects.get(user=person, food_id=food.id)
    by_portion = by_portion or not is_weighed
    return {
        "own_revision_id": food.current_id,
        "grams": amount if is_weighed else None,
        "own_portion_id": own_portion.id if by_portion else None,
        "quantity": amount if by_portion else None,
    }


def correct(person: User, food: Food | OwnFood, magnesium: str, kcal: str) -> None:
    if isinstance(food, Food):
        revise(Food.objects.get(pk=food.pk), magnesium=magnesium, kcal=kcal)
        return
    food = OwnFood.objects.select_related("current").get(user=person, id=food.id)
    basis = food.current.basis_grams
    revise_own_food(
        food, magnesium=magnesium, kcal=kcal, basis_grams=None if basis is None else str(basis)
    )


def live(person: User, foods: list[Food | OwnFood], steps: list[tuple[Any, ...]]) -> None:
    for kind, *rest in steps:
        match kind:
            case "eat":
                on, place, grams, by_portion, meal = rest
                Entry.objects.create(
                    user=person,
                    eaten_on=on,
                    eaten_time=time(8, 30) if meal == 1 else None,
                    meal=meal,
                    **eat(person, foods[place], grams, by_portion),
                )
            case "correct":
                place, magnesium, kcal = rest
                correct(person, foods[place], magnesium, kcal)
            case "take":
                on, mg, quantity = rest
                label = SupplementLabel("Multi", mg, "tablet", quantity, nutrients={"401": "60.5"})
                log_dose(user=person, on=on, label=label, client_id=new_id())
                save_supplement(user=person, label=label)
            case "drink":
                on, litres, mg = rest
                drink(person, str(litres), str(mg), on=on.isoformat())
            case "say":
                on, status = rest
                set_day_status(user=person, days=[on], status=status)
            case "delete":
                ids = Entry.objects.of(person).values_list("id", flat=True)
                delete_entries(user=person, ids=list(ids)[rest[0] : rest[0] + 1])
            case "avoid":
                avoid_food(user=person, food_id=foods[rest[0]].key)
                Avoided.objects.get_or_create(user=person, group="nuts")
            case "star":
                star(user=person, food_id=foods[rest[0]].key)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def assessments(person: User) -> list[object]:
    person = User.objects.get(pk=person.pk)
    return [read_day(person, person_of(person), on, TODAY).summary.assessment for on in DAYS]


def without_keys(document: dict[str, Any]) -> dict[str, Any]:
    """What is left without the ids and instants that each account gives its rows."""
    names = {
        name: {part: value for part, value in food.items() if part not in ("revision", "current")}
        for name, food in document["foods"].items()
    }
    sections = {
        name: [
            {
                key: names[value] if key == "revision" else value
                for key, value in item.items()
                if key not in ("id", "changed_at")
            }
            for item in document[name]
        ]
        for name in (
            "life_stages",
            "doses",
            "waters",
            "products",
            "days",
            "favourites",
            "avoided",
            "entries",
        )
    }
    return sections | {"profile": document["profile"]}


def in_no_order(document: dict[str, Any]) -> dict[str, Any]:
    """Rows of the same moment come in the order of their ids."""
    return {
        name: sorted(map(str, part)) if isinstance(part, list) else part
        for name, part in document.items()
    }


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(steps=diaries())
def test_any_diary_comes_out_the_same_in_an_empty_account(
    alice: User, foods: Foods, steps: list[Any]
) -> None:
    with undone():
        live(alice, [*foods, *own_foods(alice)], steps)
        newcomer = User.objects.create_user("newcomer@example.org")

        run = import_json(newcomer, export_bytes(alice))

        newcomer = User.objects.get(pk=newcomer.pk)
        assert assessments(newcomer) == assessments(alice)
        assert sorted(export_lines(newcomer)) == sorted(export_lines(alice))
        assert in_no_order(without_keys(export_document(newcomer))) == in_no_order(
            without_keys(export_document(alice))
        )
        assert not run.preview["known"]


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(steps=diaries())
def test_digits_of_the_file_count_where_the_table_has_others(
    alice: User, foods: Foods, steps: list[Any]
) -> None:
    with undone():
        live(alice, [*foods, foods.spinach, foods.spinach, foods.spinach], steps)
        before, table, file = assessments(alice), export_lines(alice), export_bytes(alice)
        # As if the file came to a machine with another food table: other values, one food fewer.
        FoodRevision.objects.filter(food__in=[foods.almonds, foods.banana]).update(
            **columns_of("1", "1")
        )
        Food.objects.filter(pk=foods.spinach.pk).update(source_ref="elsewhere")
        newcomer = User.objects.create_user("newcomer@example.org")

        import_json(newcomer, file)

        assert assessments(newcomer) == before
        eaten = [
            line.rsplit(",", 2)[1:] for line in table
        ]  # magnesium and energy: the last columns of the test's table
        assert sorted(eaten) == sorted(line.rsplit(",", 2)[1:] for line in export_lines(newcomer))
        # None of it is offered to anybody who searches.
        copies = OwnFood.objects.filter(user=newcomer)
        assert set(copies.values_list("state", flat=True)) <= {OwnFood.State.RETIRED}


def test_second_import_adds_nothing(alice: User, bob: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-21")
    take(alice, "Glycinate", "100", on="2026-11-21")
    file = export_bytes(alice)
    import_json(bob, file)
    before = export_document(bob)

    run = import_json(bob, file)

    assert run.preview["added"] == {}
    assert run.preview["known"] == {"entries": 1, "doses": 1}
    assert {name: part for name, part in export_document(bob).items() if name != "exported_at"} == {
        name: part for name, part in before.items() if name != "exported_at"
    }


def test_own_file_adds_what_is_missing_and_leaves_the_rest(alice: User, foods: Foods) -> None:
    lost = log(alice, foods.spinach, grams="30", on="2026-11-21")
    kept = log(alice, foods.almonds, grams="20", on="2026-11-21")
    file = export_bytes(alice)
    Entry.objects.filter(user=alice, id=lost.id).delete()
    Entry.objects.filter(user=alice, id=kept.id).update(grams=25)

    run = import_json(alice, file)

    assert run.preview["added"] == {"entries": 1}
    assert sorted(Entry.objects.of(alice).values_list("grams", flat=True)) == [
        Decimal(25),
        Decimal(30),
    ]


def test_ids_of_another_account_are_neither_touched_nor_revealed(
    alice: User, bob: User, foods: Foods
) -> None:
    entry = log(alice, foods.spinach, grams="30", on="2026-11-21")
    before = Entry.objects.filter(user=alice).values().get()

    run = import_json(bob, export_bytes(alice).replace(b'"grams":"30"', b'"grams":"999"'))

    assert Entry.objects.filter(user=alice).values().get() == before
    assert run.preview["known"] == {}
    copied = Entry.objects.get(user=bob)
    assert (copied.id, copied.grams) == (entry.id, 999)  # the id names one row of each


def test_own_foods_are_imported_with_their_values_and_stay_private(
    alice: User, bob: User, foods: Foods
) -> None:
    soup = make_own_food(
        "Alice's lentil soup", magnesium="25", owner=alice, portions={"bowl": "300"}
    )
    log(alice, soup, grams="300", on="2026-11-21")
    make_person("carol")

    import_json(bob, export_bytes(alice))

    copy = OwnFood.objects.get(user=bob)
    assert [hit.id for hit in search("lentil soup", person=bob)] == [copy.id]
    assert search("lentil soup", person=User.objects.get(email="carol@example.org")) == []
    assert OwnPortion.objects.get(user=bob, food_id=copy.id).unit == "bowl"


def test_profile_is_filled_where_it_is_empty(alice: User, bob: User) -> None:
    LifeStagePeriod.objects.create(user=alice, kind="pregnant", starts_on=date(2026, 1, 1))
    Profile.objects.filter(user=bob).update(birth_date=None)
    file = export_bytes(User.objects.get(pk=alice.pk))

    import_json(User.objects.get(pk=bob.pk), file)

    profile = Profile.objects.get(user=bob)
    assert (profile.sex, profile.birth_date) == ("M", date(1990, 5, 10))
    assert LifeStagePeriod.objects.get(user=bob).starts_on == date(2026, 1, 1)


@pytest.mark.parametrize("number", [3, 60])
def test_queries_do_not_grow_with_entries(
    alice: User, foods: Foods, number: int, django_assert_max_num_queries: Any
) -> None:
    for place in range(number):
        log(alice, foods.spinach, grams=str(place + 1), on="2026-11-21")

    with django_assert_max_num_queries(17):
        export_document(alice)


def test_deleted_label_is_in_the_file(alice: User, bob: User) -> None:
    dose = take(alice, "Glycinate", "100", on="2026-11-21")
    delete_label_amount(user=alice, kind="dose", id_=dose.id)

    import_json(bob, export_bytes(alice))

    assert [item["deleted_at"] is None for item in export_document(bob)["doses"]] == [False]


def test_sources_of_lines_are_those_that_imports_add() -> None:
    assert set(OWN_SOURCES) - {OTHER_MAGWISE} == LINE_SOURCES
