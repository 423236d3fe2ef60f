"""The curators' pages: who may, what they see, what they can and cannot change."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from nutrition.curation.actions import correct_values, retire_food
from nutrition.curation.queries import values_of
from nutrition.foods.keys import write_key
from nutrition.foods.models import Food, FoodCategory, SearchAlias
from nutrition.foods.search.queries import search
from tests.builders import Foods, make_food, make_own_food, make_person
from tests.conftest import signed_in
from tests.curation.builders import MG, log, magnesium_of

LIST = "/admin/nutrition/food/"
ADD = "/admin/nutrition/food/add/"


def page(food: Food, name: str = "change") -> str:
    return f"/admin/nutrition/food/{food.pk}/{name}/"


def values(food: Food, **typed: Any) -> dict[str, Any]:
    """The correction form as the browser sends it."""
    shown = {
        f"amount_{number}": str(known.amount) for number, known in values_of(food.current).items()
    }
    number = food.current.number if food.current else 0
    return {**shown, "reason": "new analysis", "opened_with": number, **typed}


def details(food: Food, **typed: Any) -> dict[str, Any]:
    """The form of a food's own page."""
    portions: dict[str, Any] = {}
    for place, portion in enumerate(food.portions.all()):
        for name in ("id", "amount", "unit", "grams"):
            portions[f"portions-{place}-{name}"] = getattr(portion, name)
        portions[f"portions-{place}-food"] = food.pk
    count = food.portions.count()
    fields = {
        "name": food.name,
        "short_name": food.short_name,
        "synonyms": food.synonyms,
        "rank": food.rank,
    }
    return {
        **fields,
        **portions,
        "portions-TOTAL_FORMS": count,
        "portions-INITIAL_FORMS": count,
        **typed,
    }


def texts(response: Any) -> str:
    return response.content.decode()


# --- who ---


@pytest.fixture
def staff(db: None) -> User:
    """On the staff, but no curator."""
    person = make_person("staff")
    person.is_staff = True
    person.save()
    return person


@pytest.fixture
def curator(db: None) -> User:
    """A member of the group that the migration makes."""
    person = make_person("curator")
    person.is_staff = True
    person.save()
    person.groups.add(Group.objects.get(name="Curators"))
    return person


@pytest.mark.parametrize("name", ["change", "correct", "go-back/1", "delete", "history"])
def test_pages_are_for_curators(
    name: str, alice: User, staff: User, curator: User, foods: Foods
) -> None:
    url = page(foods.spinach, name)

    assert Client().get(url).status_code == 302
    assert signed_in(alice).get(url).status_code in (302, 403)
    assert signed_in(staff).get(url).status_code == 403
    assert signed_in(curator).get(url).status_code == 200


@pytest.mark.parametrize("name", ["retire", "restore", "correct", "go-back/1"])
def test_nobody_else_changes_a_food(name: str, alice: User, staff: User, foods: Foods) -> None:
    url = page(foods.spinach, name)
    data = values(foods.spinach, amount_304="80")

    for client in (Client(), signed_in(alice), signed_in(staff)):
        assert client.post(url, data).status_code in (302, 403)

    foods.spinach.refresh_from_db()
    assert (foods.spinach.state, magnesium_of(foods.spinach)) == ("active", 79)


def test_nobody_else_adds_a_food(alice: User, staff: User, foods: Foods) -> None:
    for client in (Client(), signed_in(alice), signed_in(staff)):
        assert client.post(ADD, {"name": "Kale chips", "reason": "a label"}).status_code in (
            302,
            403,
        )

    assert not Food.objects.filter(name="Kale chips").exists()


def test_staff_who_may_look_see_and_cannot_change(staff: User, foods: Foods) -> None:
    group = Group.objects.get(name="Curators")
    staff.user_permissions.add(group.permissions.get(codename="view_food"))
    client = signed_in(staff)

    seen = texts(client.get(page(foods.spinach)))

    assert "Current values per 100 g" in seen
    assert "Correct values" not in seen
    assert "Retire" not in seen
    assert (
        client.post(page(foods.spinach), details(foods.spinach, name="Hacked")).status_code == 403
    )
    assert client.get(page(foods.spinach, "correct")).status_code == 403


def test_curators_see_nothing_of_people(curator: User, alice: User, foods: Foods) -> None:
    own = make_own_food("Alice's soup", magnesium="20", owner=alice)
    address = f"{LIST}{write_key(own.key)}/"
    client = signed_in(curator)

    start = texts(client.get("/admin/"))

    assert "alice" not in texts(client.get(LIST))
    assert client.get(f"{address}change/").status_code == 302
    assert client.get(f"{address}correct/").status_code == 302  # to the list: it is no food there
    for word in ("/admin/accounts/", "/admin/account/", "/admin/auth/", "entry", "profile", "own"):
        assert word not in start


def test_the_group_has_what_a_curator_needs_and_no_more(db: None) -> None:
    permissions = Group.objects.get(name="Curators").permissions.values_list("codename", flat=True)

    assert set(permissions) == {"curate_foods", "view_food"}


def test_accounts_are_for_superusers(curator: User, alice: User) -> None:
    curator.user_permissions.set(Group.objects.get(name="Curators").permissions.all())
    root = User.objects.create_superuser("root@example.org", "a-long-enough-password")

    assert signed_in(curator).get("/admin/accounts/user/").status_code == 403
    assert signed_in(root).get(f"/admin/accounts/user/{alice.pk}/change/").status_code == 200
    assert signed_in(root).get("/admin/accounts/user/add/").status_code == 403


def test_revisions_amounts_and_entries_are_not_in_the_admin(db: None) -> None:
    root = User.objects.create_superuser("root@example.org", "a-long-enough-password")
    client = signed_in(root)

    own = ("ownfood", "ownfoodrevision", "ownportion")
    for model in ("foodrevision", "entry", "foodwords", *own):
        assert client.get(f"/admin/nutrition/{model}/").status_code == 404
    assert client.get("/admin/accounts/profile/").status_code == 404


# --- the list ---


def test_the_list_says_unknown_for_what_nobody_knows(admin_client: Client, foods: Foods) -> None:
    listed = texts(admin_client.get(LIST))

    assert "79 (measured in a laboratory)" in listed
    assert "0 (measured in a laboratory)" in listed
    assert "unknown" in listed


@pytest.mark.parametrize("words", ["spinach", "popeye", "11457", "raw spin"])
def test_foods_are_found_by_any_name_or_number(
    admin_client: Client, foods: Foods, words: str
) -> None:
    Food.objects.filter(pk=foods.spinach.pk).update(synonyms="Popeye's dish", source_ref="11457")

    listed = texts(admin_client.get(LIST, {"q": words}))

    assert "Spinach, raw" in listed
    assert "Almonds" not in listed


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("magnesium=unknown", "Mystery bar"),
        ("corrected=yes", "Almonds"),
        ("state__exact=retired", "Banana"),
        ("category__code__exact=1900", "Sugar, white"),
    ],
)
def test_the_filters_choose(
    admin_client: Client, admin: User, foods: Foods, query: str, name: str
) -> None:
    Food.objects.filter(pk=foods.banana.pk).update(state=Food.State.RETIRED)
    Food.objects.filter(pk=foods.sugar.pk).update(
        category=FoodCategory.objects.create(code="1900", name="Sweets")
    )
    correct_values(
        food=foods.almonds, opened_with=1, values={MG: Decimal(9)}, reason="slip", by=admin
    )

    found = admin_client.get(f"{LIST}?{query}").context["cl"].queryset

    assert [food.name for food in found] == [name]


def test_known_magnesium_is_a_filter_too(admin_client: Client, foods: Foods) -> None:
    found = admin_client.get(f"{LIST}?magnesium=known").context["cl"].queryset

    assert foods.mystery not in found
    assert foods.sugar in found


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "%25" * 2000, "p=99999999999999999999", "magnesium=x", "o=99", "x=1"]
)
def test_odd_addresses_do_no_harm(admin_client: Client, foods: Foods, query: str) -> None:
    assert admin_client.get(f"{LIST}?{query}").status_code in (200, 302)


def test_odd_numbers_of_foods_and_revisions_are_not_found(
    admin_client: Client, foods: Foods
) -> None:
    assert (
        admin_client.get("/admin/nutrition/food/99999999999999999999/correct/").status_code == 404
    )
    assert admin_client.get(page(foods.spinach, "go-back/99999999999999999999")).status_code == 404
    for opened_with in ("", "2", "-1", "x", "9" * 5000):
        data = values(foods.spinach, opened_with=opened_with)
        assert admin_client.post(page(foods.spinach, "correct"), data).status_code == 404


@pytest.mark.parametrize("query", ["", "?q=food", "?magnesium=unknown"])
def test_the_list_asks_the_same_number_of_queries_for_more_foods(
    admin_client: Client, db: None, query: str
) -> None:
    make_food("food 0", magnesium=None)
    few = queries(admin_client, LIST + query)
    for number in range(1, 30):
        make_food(f"food {number}", magnesium=None)

    many = queries(admin_client, LIST + query)

    assert many == few <= 10


def test_a_foods_page_asks_the_same_number_of_queries_for_more_revisions(
    admin_client: Client, admin: User, alice: User, foods: Foods
) -> None:
    log(alice, foods.spinach, portion=True)
    # Django asks for the kinds of rows once in a process
    queries(admin_client, page(foods.spinach))
    few = queries(admin_client, page(foods.spinach))
    for number in range(1, 10):
        amounts = {MG: Decimal(number)}
        correct_values(
            food=foods.spinach, opened_with=number, values=amounts, reason="again", by=admin
        )
        foods.spinach.portions.create(position=number + 1, amount=1, unit=f"cup {number}", grams=30)

    many = queries(admin_client, page(foods.spinach))

    assert many == few <= 14


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# --- a food ---


def test_a_foods_page_shows_revisions_and_values(
    admin_client: Client, admin: User, foods: Foods
) -> None:
    correct_values(
        food=foods.spinach, opened_with=1, values={MG: None}, reason="doubtful sample", by=admin
    )

    seen = texts(admin_client.get(page(foods.spinach)))

    for words in (
        "doubtful sample",
        "made for a test",
        "admin@example.org",
        "Go back to revision 1",
        "unknown",
        "23 kcal",
    ):
        assert words in seen


def test_new_names_are_searched_at_once(admin_client: Client, alice: User, foods: Foods) -> None:
    response = admin_client.post(
        page(foods.spinach), details(foods.spinach, short_name="Popeye leaves")
    )

    assert response.status_code == 302
    assert [hit.title for hit in search("popeye", person=alice)] == ["Popeye leaves"]


def test_saving_names_leaves_a_correction_and_a_retirement_in_between(
    admin: User, alice: User, foods: Foods
) -> None:
    read_before = Food.objects.get(pk=foods.spinach.pk)
    correct_values(
        food=foods.spinach, opened_with=1, values={MG: Decimal(80)}, reason="better", by=admin
    )
    retire_food(food=foods.spinach)

    read_before.short_name = "Popeye leaves"
    site.get_model_admin(Food).save_model(HttpRequest(), read_before, None, True)

    foods.spinach.refresh_from_db()
    assert (foods.spinach.short_name, foods.spinach.state) == ("Popeye leaves", "retired")
    assert magnesium_of(foods.spinach) == 80
    assert search("popeye", person=alice) == []


def test_a_portion_is_added_at_the_end(admin_client: Client, foods: Foods) -> None:
    new = {"portions-2-amount": "0.5", "portions-2-unit": "cup, sliced", "portions-2-grams": "60"}
    data = details(
        foods.almonds, **new, **{"portions-2-food": foods.almonds.pk, "portions-TOTAL_FORMS": 3}
    )

    response = admin_client.post(page(foods.almonds), data)

    assert response.status_code == 302
    assert [(portion.position, portion.unit) for portion in foods.almonds.portions.all()][-1] == (
        3,
        "cup, sliced",
    )


def test_the_grams_of_a_logged_portion_change_with_a_word_and_not_the_entry(
    admin_client: Client, alice: User, foods: Foods
) -> None:
    entry = log(alice, foods.spinach, portion=True)
    data = details(foods.spinach, **{"portions-0-grams": "31"})

    seen = texts(admin_client.post(page(foods.spinach), data, follow=True))

    entry.refresh_from_db()
    assert "keep the grams they were logged with" in seen
    assert (entry.grams, foods.spinach.portions.get().grams) == (30, 31)


def test_a_logged_portion_cannot_be_deleted_and_nobodys_entries_are_named(
    admin_client: Client, alice: User, foods: Foods
) -> None:
    entry = log(alice, foods.spinach, portion=True)

    seen = texts(
        admin_client.post(
            page(foods.spinach), details(foods.spinach, **{"portions-0-DELETE": "on"})
        )
    )

    assert "People logged food with this portion" in seen
    assert str(entry.id) not in seen
    assert foods.spinach.portions.count() == 1


def test_a_portion_that_nobody_used_can_be_deleted(admin_client: Client, foods: Foods) -> None:
    admin_client.post(page(foods.spinach), details(foods.spinach, **{"portions-0-DELETE": "on"}))

    assert foods.spinach.portions.count() == 0


def test_a_food_is_retired_and_brought_back_by_a_button(
    admin_client: Client, alice: User, foods: Foods
) -> None:
    log(alice, foods.spinach)

    admin_client.post(page(foods.spinach, "retire"))
    foods.spinach.refresh_from_db()
    retired = foods.spinach.state
    admin_client.post(page(foods.spinach, "restore"))
    foods.spinach.refresh_from_db()

    assert (retired, foods.spinach.state) == ("retired", "active")
    assert list(LogEntry.objects.order_by("id").values_list("change_message", flat=True)) == [
        "Retired",
        "Brought back",
    ]


def test_retiring_takes_a_post(admin_client: Client, foods: Foods) -> None:
    assert admin_client.get(page(foods.spinach, "retire")).status_code == 405


def test_several_foods_are_retired_from_the_list(admin_client: Client, foods: Foods) -> None:
    chosen = [foods.spinach.pk, foods.banana.pk]

    admin_client.post(LIST, {"action": "retire_chosen", "_selected_action": chosen})

    assert set(Food.objects.filter(state=Food.State.RETIRED).values_list("pk", flat=True)) == set(
        chosen
    )


def test_there_is_no_deleting_from_the_list(admin_client: Client, foods: Foods) -> None:
    admin_client.post(
        LIST, {"action": "delete_selected", "_selected_action": [foods.banana.pk], "post": "yes"}
    )

    assert Food.objects.filter(pk=foods.banana.pk).exists()


def test_a_logged_food_is_not_deleted_and_the_page_says_what_to_do(
    admin_client: Client, alice: User, foods: Foods
) -> None:
    log(alice, foods.spinach)

    seen = texts(admin_client.post(page(foods.spinach, "delete"), {"post": "yes"}, follow=True))

    assert "Retire it instead" in seen
    assert Food.objects.filter(pk=foods.spinach.pk).exists()


def test_a_food_nobody_logged_is_deleted_after_a_question(
    admin_client: Client, foods: Foods
) -> None:
    asked = admin_client.get(page(foods.spinach, "delete"))
    admin_client.post(page(foods.spinach, "delete"), {"post": "yes"})

    assert asked.status_code == 200
    assert not Food.objects.filter(pk=foods.spinach.pk).exists()


def entries_read(client: Client, url: str, data: dict[str, Any] | None = None) -> int:
    """How many statements read the entries: without an index of foods, each reads all of them."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url) if data is None else client.post(url, data)
    assert response.status_code in (200, 302)
    return sum("nutrition_entry" in query["sql"] for query in captured)


def test_entries_are_read_only_when_something_is_deleted(
    admin_client: Client, alice: User, foods: Foods
) -> None:
    log(alice, foods.spinach, portion=True)
    other_grams = details(foods.spinach, **{"portions-0-grams": "31"})

    assert entries_read(admin_client, LIST) == 0
    assert entries_read(admin_client, page(foods.spinach)) == 0
    assert entries_read(admin_client, page(foods.spinach), other_grams) == 0
    assert entries_read(admin_client, page(foods.banana, "delete")) == 1
    # We ask first, then Django does: for the revisions and for the portions.
    assert entries_read(admin_client, page(foods.banana, "delete"), {"post": "yes"}) == 3


def test_an_alias_is_searched_at_once(admin_client: Client, alice: User, foods: Foods) -> None:
    admin_client.post(page(foods.spinach), details(foods.spinach, short_name="Spinach"))
    search("popeyes", person=alice)

    admin_client.post(
        "/admin/nutrition/searchalias/add/", {"phrase": "popeyes", "replacement": "spinach"}
    )

    assert SearchAlias.objects.filter(phrase="popeyes").exists()
    assert [hit.id for hit in search("popeyes", person=alice)] == [foods.spinach.pk]
