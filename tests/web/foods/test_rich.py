"""Foods rich in magnesium: by portion, weight and energy, by kind, without what somebody avoids."""

import re

import pytest
from django.test import Client

from accounts.models import User
from nutrition.diary.marks.actions import avoid_food, avoid_groups
from nutrition.foods.models import Food
from tests.builders import make_food, make_own_food, make_plain_food
from tests.web.diary.sending import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plain(db: None) -> dict[str, Food]:
    return {
        "almonds": make_plain_food(
            "Nuts, almonds", "1200", magnesium="270", kcal="579", portions={"oz": "28.35"}
        ),
        "spinach": make_plain_food(
            "Spinach, boiled", "1100", magnesium="87", kcal="23", portions={"cup": "180"}
        ),
        "salmon": make_plain_food(
            "Fish, salmon, cooked", "1500", magnesium="37", kcal="182", portions={"oz": "28.35"}
        ),
        "tahini": make_plain_food(
            "Seeds, sesame butter, tahini", "1200", magnesium="95", kcal="595"
        ),
    }


def names(client: Client, query: str = "") -> list[str]:
    html = client.get(f"/foods/rich/?{query}").content.decode()
    return re.findall(r'<th scope="row">\s*<a href="/foods/\d+/">([^<]+)', html)


@pytest.mark.parametrize(
    ("by", "in_order"),
    [
        ("", ["Spinach, boiled", "Nuts, almonds", "Fish, salmon, cooked"]),  # 78, 77 and 31 mg
        ("by=portion", ["Spinach, boiled", "Nuts, almonds", "Fish, salmon, cooked"]),
        (
            "by=100g",
            [
                "Nuts, almonds",
                "Seeds, sesame butter, tahini",
                "Spinach, boiled",
                "Fish, salmon, cooked",
            ],
        ),
        (
            "by=100kcal",
            [
                "Spinach, boiled",
                "Nuts, almonds",
                "Fish, salmon, cooked",
                "Seeds, sesame butter, tahini",
            ],
        ),
        ("by=magic&page=x&group=0", ["Spinach, boiled", "Nuts, almonds", "Fish, salmon, cooked"]),
    ],
)
def test_foods_stand_in_order_of_what_is_asked(
    alice_client: Client, by: str, in_order: list[str]
) -> None:
    assert names(alice_client, by) == in_order


def test_each_food_says_its_amounts_and_how_they_are_known(alice_client: Client) -> None:
    text = text_of(alice_client.get("/foods/rich/"))

    assert "Spinach, boiled ½ cup · 90 g 78 87 378 Measured in a laboratory" in text


def test_a_kind_can_be_chosen(alice_client: Client) -> None:
    assert names(alice_client, "group=greens") == ["Spinach, boiled"]


def test_brands_come_after_plain_foods(alice_client: Client) -> None:
    make_plain_food(
        "Nuts, cashew, BRAND", "1200", magnesium="500", portions={"oz": "28.35"}, rank=200_000
    )

    assert names(alice_client)[-1] == "Nuts, cashew, BRAND"


def test_foods_without_a_value_or_a_kind_or_with_an_owner_are_not_in_it(
    alice: User, alice_client: Client
) -> None:
    make_food("Nuts, mystery", magnesium=None)
    make_own_food("Nuts, almonds of mine", magnesium="270", owner=alice)
    make_plain_food("Spices, basil, dried", "0200", magnesium="711")

    assert len(names(alice_client, "by=100g")) == 4


def test_what_somebody_avoids_is_left_out_until_they_ask(
    alice: User, alice_client: Client, plain: dict[str, Food]
) -> None:
    avoid_groups(user=alice, groups=["nuts", "sesame"])
    avoid_food(user=alice, food_id=plain["salmon"].pk)

    assert names(alice_client, "by=100g") == ["Spinach, boiled"]
    assert len(names(alice_client, "by=100g&avoided=1")) == 4
    assert "Without what you avoid, as far as names tell: the label decides." in text_of(
        alice_client.get("/foods/rich/")
    )


def test_salted_twins_are_one_line(alice_client: Client) -> None:
    make_plain_food(
        "Nuts, almonds, salted",
        "1200",
        magnesium="270",
        kcal="579",
        portions={"oz": "28.35"},
        rank=200,
    )

    assert names(alice_client, "group=nuts") == ["Nuts, almonds"]


def test_there_are_pages(alice_client: Client) -> None:
    for number in range(45):
        make_plain_food(f"Seeds{number}, x", "1200", magnesium="1")
        make_plain_food(
            f"Spinach{number}, boiled", "1100", magnesium=str(number + 100), portions={"cup": "180"}
        )

    first, second = names(alice_client, "group=greens"), names(alice_client, "group=greens&page=2")

    assert (len(first), len(second)) == (40, 6)
    assert set(first).isdisjoint(second)
