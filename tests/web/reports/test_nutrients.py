import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.ids import new_id
from accounts.models import LifeStagePeriod, Profile, User
from nutrition.diary.label_amounts.actions import delete_label_amount
from nutrition.diary.models import Day
from nutrition.diary.supplements.actions import SupplementLabel, log_dose
from nutrition.foods.models import FoodRevision
from tests.builders import Foods, close, drink, log, make_food, revise, set_amount, take

pytestmark = pytest.mark.django_db

NOW = time_machine.travel("2026-11-21T12:00:00+00:00", tick=False)
DAY = "/nutrients/2026-11-20/"


@NOW
def test_day_shows_magnesium_first_with_its_target_and_its_foods(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on="2026-11-20")
    log(alice, foods.spinach, grams="100", on="2026-11-20")

    page = alice_client.get(DAY).content.decode()

    assert page.index("<b>Magnesium</b>") < page.index("<b>Calcium</b>")
    assert "229 mg" in page
    assert "RDA 320 mg" in page
    assert "71%" in page
    assert "Almonds 150 · Spinach, raw 79" in page
    assert "a woman aged 36" in page


@NOW
def test_day_says_when_a_food_has_no_value(alice: User, alice_client: Client, foods: Foods) -> None:
    log(alice, foods.almonds, grams="50", on="2026-11-20")
    log(alice, foods.mystery, grams="40", on="2026-11-20")

    page = alice_client.get(DAY).content.decode()

    assert "150+ mg" in page
    assert "at least 46%" in page
    assert "1 of 2 entries unknown" in page


@NOW
def test_every_reference_names_its_source(alice: User, alice_client: Client, foods: Foods) -> None:
    log(alice, foods.almonds, grams="50", on="2026-11-20")

    page = alice_client.get(DAY).content.decode()

    assert "Source of the reference: IOM 1997" in page
    assert "What counts as magnesium?" in page


@NOW
def test_mean_is_over_the_days_that_count_and_says_how_many(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="100", on="2026-11-19")
    log(alice, foods.almonds, grams="50", on="2026-11-20")
    log(alice, foods.mystery, grams="500", on="2026-11-18")
    log(alice, foods.almonds, grams="500", on="2026-11-21")
    close(alice, *(date(2026, 11, day) for day in (18, 19, 20)))

    page = alice_client.get("/nutrients/2026-11-21/?days=7").content.decode()

    assert "2 of 7 days" in page
    assert "225 mg" in page
    assert "95% interval of your usual magnesium" in page


@NOW
def test_seven_days_are_at_most_what_the_week_says(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    assert foods.mystery.current is not None
    FoodRevision.objects.filter(pk=foods.mystery.current.pk).update(magnesium_at_most=Decimal(85))
    for day, grams in ((17, "100"), (18, "70"), (19, "60")):
        log(alice, foods.almonds, grams=grams, on=f"2026-11-{day}")
        log(alice, foods.mystery, grams="5", on=f"2026-11-{day}")
        close(alice, date(2026, 11, day))

    seven = alice_client.get("/nutrients/2026-11-21/?days=7").content.decode()
    week = alice_client.get("/week/2026-W47/").content.decode()

    assert "230+ mg" in seven
    assert "at most 235 mg" in seven
    assert "at least 230 mg, at most 235 mg" in week


@NOW
def test_a_day_without_entries_and_a_week_without_a_full_day_say_so(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on="2026-11-21")

    assert "Nothing logged on this day" in alice_client.get(DAY).content.decode()
    assert (
        "No day to average yet"
        in alice_client.get("/nutrients/2026-11-21/?days=7").content.decode()
    )


@NOW
def test_today_is_what_the_address_without_a_date_shows(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on="2026-11-21")

    page = alice_client.get("/nutrients/").content.decode()

    assert "Today so far" in page
    assert "150 mg" in page


@NOW
def test_history_does_not_move(alice: User, alice_client: Client, foods: Foods) -> None:
    log(alice, foods.almonds, grams="100", on="2026-11-20")
    revise(foods.almonds, magnesium="10")

    assert "300 mg" in alice_client.get(DAY).content.decode()


@NOW
def test_one_nutrient_lists_its_foods_and_those_without_a_value(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    set_amount(foods.almonds, "303", "3.7")
    log(alice, foods.almonds, grams="100", on="2026-11-20")
    log(alice, foods.mystery, grams="40", on="2026-11-20")

    page = alice_client.get(f"{DAY}303/").content.decode()

    assert "3.7+ mg" in page
    assert "Almonds" in page
    assert "Without a value" in page
    assert "Mystery bar" in page


@NOW
def test_nobody_sees_what_others_ate(alice: User, bob_client: Client, foods: Foods) -> None:
    log(alice, foods.almonds, grams="50", on="2026-11-20")

    assert "Almonds" not in bob_client.get(DAY).content.decode()
    assert "Almonds" not in bob_client.get(f"{DAY}304/").content.decode()


@NOW
def test_names_are_inert_text(alice: User, alice_client: Client) -> None:
    log(alice, make_food("<b>Soup</b>", magnesium="10"), grams="100", on="2026-11-20")

    assert "<b>Soup</b>" not in alice_client.get(DAY).content.decode()


@NOW
@pytest.mark.parametrize(
    "address",
    [
        "/nutrients/1999-12-31/",
        "/nutrients/9999-12-31/",
        "/nutrients/2026-02-30/",
        "/nutrients/0000-00-00/",
        f"{DAY}999/",
        f"{DAY}%00/",
        f"{DAY}{'9' * 5000}/",
    ],
)
def test_what_does_not_exist_is_not_found(alice_client: Client, address: str) -> None:
    assert alice_client.get(address).status_code == 404


@NOW
@pytest.mark.parametrize("days", ["", "0", "-7", "1e9", "seven", "%00"])
def test_any_other_number_of_days_is_the_day_itself(alice_client: Client, days: str) -> None:
    response = alice_client.get(f"{DAY}?days={days}")

    assert response.status_code == 200
    assert "Nothing logged on this day" in response.content.decode()


@NOW
@pytest.mark.parametrize("address", [DAY, f"{DAY}?days=7", f"{DAY}304/?days=7"])
def test_four_queries_are_enough_however_much_was_logged(
    alice: User, alice_client: Client, foods: Foods, address: str
) -> None:
    LifeStagePeriod.objects.create(user=alice, kind="pregnant", starts_on="2026-01-01")
    log(alice, foods.almonds, grams="50", on="2026-11-20")
    with CaptureQueriesContext(connection) as few:
        alice_client.get(address)
    for day in (17, 18, 19, 20):
        for food in foods:
            log(alice, food, grams="10", on=f"2026-11-{day}")
    with CaptureQueriesContext(connection) as many:
        alice_client.get(address)

    assert len(few) == len(many) <= 6  # session and user are two of them


@NOW
def test_the_sodium_row_warns_by_its_cdrr(alice: User, alice_client: Client, foods: Foods) -> None:
    set_amount(foods.almonds, "307", "3000")
    log(alice, foods.almonds, grams="100", on="2026-11-20")

    assert "CDRR 2,300 mg a day" in alice_client.get(DAY).content.decode()


@NOW
def test_supplements_and_water_are_added_and_shown_apart(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on="2026-11-20")
    nutrients = {"324": "1000", "318": "5000", "431": "400"}
    label = SupplementLabel(
        "<b>Multi</b>", Decimal("150"), quantity=Decimal("0.5"), nutrients=nutrients
    )
    log_dose(user=alice, on=date(2026, 11, 20), label=label, client_id=new_id())
    drink(alice, "1.5", "24", on="2026-11-20")

    page = alice_client.get(DAY).content.decode()

    assert "261 mg" in page
    assert "Food 150, supplements 75, water 36" in page
    assert "12.5+ µg" in page  # 500 IU of vitamin D; the almonds have no value
    assert "340+ µg DFE" in page  # 200 µg of folic acid
    assert "2,500 IU (form not given) is not added. IU cannot be turned into µg RAE" in page
    assert "<b>Multi</b>" not in page


@NOW
def test_a_day_of_supplements_alone_has_its_page(alice: User, alice_client: Client) -> None:
    take(alice, "Glycinate", "400", on="2026-11-20")

    page = alice_client.get(DAY).content.decode()
    one = alice_client.get(f"{DAY}304/").content.decode()

    assert "400 mg" in page
    assert "supplements above the UL" in page
    assert "Glycinate" in one
    assert "Supplements: 400 mg, above it." in one


@NOW
def test_what_is_on_no_label_of_a_day_of_supplements_alone_is_said_so(
    alice: User, alice_client: Client
) -> None:
    take(alice, "Vitamin C", None, on="2026-11-20")

    page = alice_client.get(DAY).content.decode()

    assert re.search(r'<b>Magnesium</b>\s*<span class="amt">not on the labels</span>', page)
    assert "nothing logged" not in page  # the tablet was


@NOW
def test_nobody_sees_what_others_take(alice: User, bob: User, bob_client: Client) -> None:
    take(alice, "Glycinate", "400", on="2026-11-20")
    drink(alice, "1", "24", on="2026-11-20")

    assert "Nothing logged on this day" in bob_client.get(DAY).content.decode()


@NOW
def test_a_deleted_supplement_does_not_count(alice: User, alice_client: Client) -> None:
    dose = take(alice, "Glycinate", "400", on="2026-11-20")
    delete_label_amount(user=alice, kind="dose", id_=dose.id)

    assert "Nothing logged on this day" in alice_client.get(DAY).content.decode()


@NOW
def test_a_day_that_has_not_come_is_shown_as_planned(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    for on in ("2026-11-21", "2026-11-22"):
        log(alice, foods.almonds, grams="50", on=on)

    planned, today = (
        alice_client.get(f"/nutrients/2026-11-{day}/").content.decode() for day in (22, 21)
    )

    assert ("This day has not come yet" in planned, "This day has not come yet" in today) == (
        True,
        False,
    )


@NOW
def test_a_mean_leaves_out_days_that_have_not_come(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    for on, grams in (("2026-11-20", "50"), ("2026-11-22", "100")):
        log(alice, foods.almonds, grams=grams, on=on)
        Day.objects.create(user=alice, date=date.fromisoformat(on), status="complete")

    page = alice_client.get("/nutrients/2026-11-24/?days=7").content.decode()

    assert "over 1 of 7 days" in page
    assert "150 mg" in page


@NOW
@pytest.mark.parametrize("address", ["/nutrients/2026-11-20/", "/nutrients/2026-11-20/304/"])
def test_pregnant_above_fifty_every_page_says_that_there_is_no_dri(
    address: str, alice: User, alice_client: Client, foods: Foods
) -> None:
    Profile.objects.filter(user=alice).update(birth_date=date(1970, 1, 1))
    LifeStagePeriod.objects.create(user=alice, kind="lactating", starts_on=date(2026, 11, 1))
    log(alice, foods.almonds, grams="50", on="2026-11-20")

    page = alice_client.get(address).content.decode()

    assert "There is no DRI for a breastfeeding woman aged 56" in page


@NOW
@pytest.mark.parametrize("address", ["/nutrients/2026-11-20/", "/nutrients/2026-11-20/304/"])
def test_an_empty_day_has_no_totals(address: str, alice_client: Client, foods: Foods) -> None:
    page = alice_client.get(address).content.decode()

    assert "Nothing logged on this day" in page
    assert "0 mg" not in page
