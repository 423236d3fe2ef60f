"""Names and index follow the foods."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from nutrition.foods import names
from nutrition.foods.models import Food, FoodWords, SearchAlias, Source
from nutrition.foods.names import PLAIN_END
from nutrition.foods.search.actions import (
    apply_names,
    fingerprint_of_names,
    index_food,
    refresh_names,
)
from nutrition.foods.search.queries import search
from tests.builders import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def almonds() -> Food:
    return sr28("12061", "Nuts, almonds")


def sr28(ref: str, name: str) -> Food:
    source, _ = Source.objects.get_or_create(code="SR28", defaults={"name": "SR28"})
    return Food.objects.create(source=source, source_ref=ref, name=name)


def titles(text: str, person: User) -> list[str]:
    return [hit.title for hit in search(text, person=person)]


def test_foods_get_their_names_and_can_be_found_by_them(almonds: Food, alice: User) -> None:
    apply_names()

    almonds.refresh_from_db()
    assert almonds.short_name == "Almonds"
    assert almonds.rank < PLAIN_END
    assert titles("almonds", alice) == ["Almonds"]


def test_a_second_time_nothing_changes(almonds: Food) -> None:
    first = apply_names()
    words = list(FoodWords.objects.values())

    second = apply_names()

    assert (first, second) == (1, 0)
    assert list(FoodWords.objects.values()) == words


def test_a_name_given_by_hand_stays(almonds: Food, alice: User) -> None:
    apply_names()
    Food.objects.update(short_name="Mandeln")
    index_food(Food.objects.get())

    apply_names()

    assert titles("mandeln", alice) == ["Mandeln"]


def test_names_of_this_version_are_not_given_again(
    almonds: Food, django_assert_num_queries: Any
) -> None:
    apply_names()

    with django_assert_num_queries(1):
        assert refresh_names() == 0


def test_a_new_version_brings_its_names(
    almonds: Food, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("nutrition.foods.names.listed_names", dict)
        older.setattr(
            "nutrition.foods.search.actions.fingerprint_of_names", lambda: "of an older version"
        )
        apply_names()

    assert refresh_names() == 1
    assert titles("almonds", alice) == ["Almonds"]


def test_a_word_in_a_table_of_names_makes_another_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("names.csv", "aliases.csv"):
        (tmp_path / name).write_bytes((names.DATA / name).read_bytes())
    monkeypatch.setattr(names, "DATA", tmp_path)
    before = fingerprint_of_names.__wrapped__()

    with (tmp_path / "aliases.csv").open("a") as aliases:
        aliases.write("brekkie oats,oatmeal\n")

    assert fingerprint_of_names.__wrapped__() != before == fingerprint_of_names()


def test_a_name_from_an_older_table_is_replaced(
    almonds: Food, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("nutrition.foods.names.listed_names", dict)
        apply_names()

    apply_names()

    almonds.refresh_from_db()
    assert almonds.short_name == "Almonds"


def test_a_curator_s_alias_is_neither_changed_nor_doubled(almonds: Food) -> None:
    SearchAlias.objects.create(phrase="pb", replacement="potato bread")

    apply_names()

    assert SearchAlias.objects.get(phrase="pb").replacement == "potato bread"


def test_an_alias_of_a_curator_works(almonds: Food, alice: User) -> None:
    SearchAlias.objects.create(phrase="mandel", replacement="almond")
    apply_names()

    assert titles("mandel", alice) == ["Almonds"]


def test_a_renamed_food_is_found_by_its_new_name_only(alice: User) -> None:
    food = make_food("Zucchini, raw", magnesium="18")
    food.name = "Courgette, raw"
    food.save()

    index_food(food)

    assert titles("zucchini", alice) == []
    assert titles("courgette", alice) == ["Courgette, raw"]


def test_a_retired_food_leaves_the_index_and_comes_back(alice: User) -> None:
    food = make_food("Zucchini, raw", magnesium="18")
    food.state = Food.State.RETIRED
    food.save()
    index_food(food)
    gone = titles("zucchini", alice)

    food.state = Food.State.ACTIVE
    food.save()
    index_food(food)

    assert gone == []
    assert titles("zucchini", alice) == ["Zucchini, raw"]


def test_the_place_of_a_number_that_a_cluster_gave_out_is_within_its_rank(alice: User) -> None:
    """As many bits as there is room for, or the next free ones; programs read 2^53 - 1 exactly."""
    plain, number = make_food("Oats, one", magnesium="1"), 2**53 - 1
    same_bits = sr28_with_number(plain.pk + 2**40, "Oats, two")
    last, first = (sr28_with_number(number - step * 2**32, f"Oats {step}") for step in range(2))

    for food in (same_bits, last, first):
        index_food(food)
    one_by_one = dict(FoodWords.objects.values_list("food_id", "position"))
    apply_names()

    room = 1 << FoodWords.RANK_SHIFT
    start = plain.rank * room
    assert one_by_one == {
        plain.pk: start + plain.pk,
        same_bits.pk: start + plain.pk + 1,
        last.pk: start + room - 1,
        first.pk: start,
    }
    assert {
        position >> 32 for position in FoodWords.objects.values_list("position", flat=True)
    } <= {food.rank for food in Food.objects.all()}
    assert len(titles("oats", alice)) == FoodWords.objects.count() == 4


def sr28_with_number(number: int, name: str) -> Food:
    source, _ = Source.objects.get_or_create(code="SR28", defaults={"name": "SR28"})
    return Food.objects.create(pk=number, source=source, source_ref=str(number), name=name)


def test_a_deleted_food_leaves_the_index(alice: User) -> None:
    food = make_food("Zucchini, raw", magnesium=None, kcal=None)
    Food.objects.update(current=None)
    food.revisions.all().delete()
    Food.objects.get().delete()

    assert titles("zucchini", alice) == []


def test_a_food_with_a_new_rank_moves(alice: User) -> None:
    first = make_food("Oats, one", magnesium="1")
    make_food("Oats, two", magnesium="1")
    first.rank += 5_000_000
    first.save()

    index_food(first)

    assert titles("oats", alice) == ["Oats, two", "Oats, one"]
