"""What somebody avoids: saved, taken back, and nobody else's business."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from nutrition.diary.marks.actions import allow_food, avoid_food, avoid_groups
from nutrition.diary.marks.models import Avoided
from nutrition.diary.marks.queries import Avoidances, avoided_by, list_avoided_foods
from nutrition.foods.contents import AVOIDANCES
from nutrition.foods.keys import write_key
from tests.builders import Foods, make_own_food
from tests.web.diary.sending import HTMX, text_of

pytestmark = pytest.mark.django_db

PAGE = "/settings/foods/"


def checked(client: Client) -> list[str]:
    html = client.get(PAGE).content.decode()
    return re.findall(r'name="groups" value="(\w+)" checked', html)


def test_groups_are_saved_and_shown_again(alice_client: Client) -> None:
    response = alice_client.post(PAGE, {"groups": ["vegan", "nuts"]}, follow=True)

    assert "Saved. Suggestions leave these foods out." in text_of(response)
    assert checked(alice_client) == ["vegan", "nuts"]


def test_no_group_at_all_can_be_saved(alice: User, alice_client: Client) -> None:
    avoid_groups(user=alice, groups=["vegan"])

    alice_client.post(PAGE)

    assert checked(alice_client) == []


def test_a_group_that_nobody_knows_is_refused(alice: User, alice_client: Client) -> None:
    avoid_groups(user=alice, groups=["soy"])

    response = alice_client.post(PAGE, {"groups": ["nuts", "kryptonite"]})

    assert response.status_code == 422
    assert "Choose from the list." in text_of(response)
    assert avoided_by(alice).groups == {"soy"}


def test_every_group_stands_on_the_page_with_the_word_that_labels_decide(
    alice_client: Client,
) -> None:
    text = text_of(alice_client.get(PAGE))

    assert all(avoidance.label in text for avoidance in AVOIDANCES.values())
    assert "With an allergy, the label decides." in text


def test_saving_groups_leaves_foods_and_other_people_alone(
    alice: User, bob: User, foods: Foods
) -> None:
    avoid_food(user=alice, food_id=foods.almonds.pk)
    avoid_groups(user=bob, groups=["fish"])
    avoid_groups(user=alice, groups=["soy", "milk"])

    avoid_groups(user=alice, groups=["milk", "egg"])

    assert avoided_by(alice) == Avoidances(
        frozenset({"milk", "egg"}), frozenset({foods.almonds.pk})
    )
    assert avoided_by(bob).groups == {"fish"}


def test_never_is_said_with_undo(alice: User, alice_client: Client, foods: Foods) -> None:
    response = alice_client.post(f"/foods/{foods.almonds.pk}/never/", headers=HTMX)

    assert "Almonds is not suggested any more." in text_of(response)
    assert avoided_by(alice).foods == {foods.almonds.pk}

    token = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert token
    alice_client.post("/diary/undo/", {"token": token[1]})

    assert avoided_by(alice).foods == set()


def test_a_food_comes_back_from_the_settings_and_undo_takes_it_away_again(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    avoid_food(user=alice, food_id=foods.almonds.pk)
    page = text_of(alice_client.get(PAGE))

    response = alice_client.post(
        f"/foods/{foods.almonds.pk}/never/", {"off": "1", "back": "settings"}, follow=True
    )

    assert "Suggest again : Almonds" in page
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Almonds may be suggested again." in text_of(response)
    token = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert token
    alice_client.post("/diary/undo/", {"token": token[1]})
    assert avoided_by(alice).foods == {foods.almonds.pk}


@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("gap", "/diary/gap/"),
        ("usual", "/gap/"),
        ("settings", PAGE),
        ("//evil.example/", "/foods/"),
    ],
)
def test_without_script_it_leads_back_to_where_it_was_said(
    back: str, to: str, alice_client: Client, foods: Foods
) -> None:
    response = alice_client.post(f"/foods/{foods.almonds.pk}/never/", {"back": back})

    assert response.headers["Location"].startswith(to)


def test_the_food_itself_says_so_and_takes_it_back(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    page = f"/foods/{foods.almonds.pk}/"

    before = text_of(alice_client.get(page))
    avoid_food(user=alice, food_id=foods.almonds.pk)

    assert "Never suggest" in before and "Suggest again" not in before
    assert "Suggest again" in text_of(alice_client.get(page))


def test_another_persons_food_cannot_be_named(alice: User, bob_client: Client) -> None:
    soup = make_own_food("Alice's soup", magnesium="10", owner=alice)

    assert bob_client.post(f"/foods/{write_key(soup.key)}/never/").status_code == 404
    assert not Avoided.objects.exists()


def test_saying_it_twice_is_saying_it_once(alice: User, foods: Foods) -> None:
    assert avoid_food(user=alice, food_id=foods.almonds.pk)
    assert not avoid_food(user=alice, food_id=foods.almonds.pk)
    assert [food.title for food in list_avoided_foods(alice)] == ["Almonds"]
    assert allow_food(user=alice, food_id=foods.almonds.pk)
    assert not allow_food(user=alice, food_id=foods.almonds.pk)


def test_bob_cannot_allow_what_alice_avoids(alice: User, bob: User, foods: Foods) -> None:
    avoid_food(user=alice, food_id=foods.almonds.pk)

    assert not allow_food(user=bob, food_id=foods.almonds.pk)
    assert list_avoided_foods(bob) == []
    assert avoided_by(alice).foods == {foods.almonds.pk}


def test_the_database_refuses_doubles_and_rows_that_say_nothing_or_two_things(
    alice: User, foods: Foods
) -> None:
    Avoided.objects.create(user=alice, group="soy")
    Avoided.objects.create(user=alice, food=foods.almonds)
    for wrong in (
        {"group": "soy"},
        {"food": foods.almonds},
        {},
        {"group": "nuts", "food": foods.banana},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Avoided.objects.create(user=alice, **wrong)

    Avoided.objects.create(user=alice, group="nuts")
    Avoided.objects.create(user=alice, food=foods.banana)
