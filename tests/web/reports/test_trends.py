"""Charts of any days as they are asked for and read, and their CSV."""

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Profile, User
from nutrition.web.reports.drawn_charts import chart_cache
from nutrition.web.reports.span_form import SpanForm
from tests.builders import Foods, close, drink, log, make_own_food, take
from tests.web.reports.test_week import eat, read

pytestmark = pytest.mark.django_db

SATURDAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def saturday_noon() -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        yield


def export(client: Client, query: str) -> list[dict[str, str]]:
    response = client.get(f"/trends/export.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode())))  # type: ignore[attr-defined]


def test_without_a_range_the_chart_is_of_four_weeks(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, date(2026, 10, 25), 100)
    eat(alice, foods.almonds, date(2026, 11, 20), 110)

    page = read(alice_client, "/trends/")

    assert "Last 4 weeks 25 October – 21 November" in page.text
    assert "315 mg average of 2 complete days" in page.text
    assert "Fri 20 November: 330 mg, food 330, supplements 0" in page.names
    assert "An average of 315 mg a day over 2 of 27 days." in page.text


def test_each_daily_bar_leads_to_its_day(alice: User, alice_client: Client, foods: Foods) -> None:
    eat(alice, foods.almonds, SATURDAY, 10)

    page = read(alice_client, "/trends/?range=4w")

    days = [date(2026, 10, 25) + timedelta(days=n) for n in range(28)]
    assert {f"/diary/{day}/" for day in days} <= set(page.links)


def test_a_bar_of_three_months_leads_to_its_week(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, date(2026, 9, 16), 100)

    page = read(alice_client, "/trends/?range=3m")

    assert "/week/2026-W38/" in page.links
    assert (
        "Week of 14 Sep: average 300 mg a day, food 300, supplements 0, 1 complete day"
        in page.names
    )
    assert "Week of 21 Sep: nothing logged" in page.names


def test_a_bar_of_a_year_leads_to_its_month(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, date(2026, 2, 3), 100)

    page = read(alice_client, "/trends/?range=1y")

    assert "/trends/?from=2026-02-01&to=2026-02-28" in page.links
    assert "Feb 2026: average 300 mg a day, food 300, supplements 0, 1 complete day" in page.names
    assert "Feb 2026 1 of 28 300 0 300 0 of 1" in page.text


def test_ranges_lead_back_and_forth(alice: User, alice_client: Client, foods: Foods) -> None:
    eat(alice, foods.almonds, date(2026, 8, 20), 100)

    now = read(alice_client, "/trends/?range=3m")
    before = read(alice_client, "/trends/?range=3m&to=2026-08-23")

    assert "/trends/?range=3m&to=2026-08-23" in now.links
    assert "The days after" not in now.names
    assert "/trends/?range=3m" in before.links
    assert "3 months 25 May – 23 August" in before.text


def test_any_days_can_be_chosen(alice: User, alice_client: Client, foods: Foods) -> None:
    eat(alice, foods.almonds, date(2026, 1, 5), 100)

    page = read(alice_client, "/trends/?from=2026-01-05&to=2026-01-09")

    assert "5 days 5–9 January" in page.text
    assert "Mon 5 January: 300 mg, food 300, supplements 0" in page.names


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-11-21&to=2026-01-01", "Last day must be the first day or later"),
        ("from=2020-01-01&to=2026-11-21", "From 1 January 2020 to 21 November 2026 are 2,517 days"),
        ("from=2026-11-21", "Enter the last day"),
        ("to=2026-11-21", "Enter the first day"),
        ("from=21.11.2026&to=2026-11-21", "Enter a date in the form 2026-11-21"),
        ("from=2026-02-30&to=2026-11-21", "Enter a date in the form 2026-11-21"),
        ("from=1999-12-31&to=2000-01-31", "A diary goes from 1 January 2000 to a year from now"),
        ("from=2026-11-21&to=2028-01-01", "A diary goes from 1 January 2000 to a year from now"),
        ("range=9y", "Choose 4 weeks, 3 months or a year, or a first and a last day"),
        ("range=1y&to=0001-01-01", "A diary goes from 1 January 2000 to a year from now"),
        ("range=1y&to=9999-12-31", "A diary goes from 1 January 2000 to a year from now"),
        ("from=0001-01-01&to=9999-12-31", "Choose five years at most"),
    ],
)
@pytest.mark.parametrize("path", ["/trends/", "/trends/export.csv"])
def test_days_that_cannot_be_drawn_are_said_and_kept(
    alice_client: Client, path: str, query: str, words: str
) -> None:
    response = alice_client.get(f"{path}?{query}")

    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    for _, _, typed in (
        part.partition("=") for part in query.split("&") if not part.startswith("range")
    ):
        assert f'value="{typed}"' in page


def test_days_without_entries_say_so(alice_client: Client) -> None:
    page = read(alice_client, "/trends/?from=2020-01-01&to=2020-01-31")

    assert "No entries in these days" in page.text


def test_five_years_can_be_drawn(alice: User, alice_client: Client, foods: Foods) -> None:
    eat(alice, foods.almonds, date(2021, 12, 3), 100)

    page = read(alice_client, "/trends/?from=2021-11-22&to=2026-11-21")

    assert "1,826 days 22 November 2021 – 21 November 2026" in page.text
    assert len([name for name in page.names if name.endswith("nothing logged")]) == 60


def test_another_nutrient_can_be_drawn(alice: User, alice_client: Client, foods: Foods) -> None:
    eat(alice, foods.almonds, SATURDAY - timedelta(days=1), 150)
    take(alice, "Glycinate", "200", on="2026-11-20")

    week, trend = (read(alice_client, f"{path}?nutrient=208") for path in ("/week/", "/trends/"))

    for page in (week, trend):
        assert "Fri 20 November: 900 kcal" in page.names
        assert "900 kcal average of 1 complete day" in page.text
        assert "/nutrients/2026-11-20/208/" in page.links
        assert "Supplements" not in page.text.partition("Show these numbers")[0]
    assert "/week/2026-W46/?nutrient=208" in week.links
    assert "/trends/?range=3m&nutrient=208" in trend.links


@pytest.mark.parametrize("nutrient", ["999", "x", "%00", "304 "])
def test_a_nutrient_that_no_page_has_is_not_found(alice_client: Client, nutrient: str) -> None:
    for path in ("/trends/", "/week/", "/trends/export.csv"):
        assert alice_client.get(f"{path}?nutrient={nutrient}").status_code == 404


def test_a_nutrient_known_for_few_foods_is_not_assessed(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, SATURDAY - timedelta(days=1), 150)

    page = read(alice_client, "/trends/?nutrient=314")

    assert "no average yet" in page.text
    assert (
        "too few to compare an amount with anything. "
        "The bars are what is known, and nothing is assessed." in page.text
    )
    assert "at target" not in page.text


def test_a_week_begins_on_the_persons_day(alice: User, alice_client: Client, foods: Foods) -> None:
    Profile.objects.filter(user=alice).update(week_starts_on=6)
    log(alice, foods.almonds, grams="100", on="2026-11-15")
    log(alice, foods.almonds, grams="100", on="2026-11-22")

    page = read(alice_client, "/week/2026-W47/")

    assert "This week 15–21 November" in page.text
    assert "Sun 15 November: 300 mg, food 300, supplements 0, not marked complete" in page.names
    assert not [name for name in page.names if name.startswith("Sun 22")]
    assert "Was Sunday complete?" in page.text

    alice_client.post("/week/2026-W47/complete/", {"day": ["2026-11-15", "2026-11-22"]})

    assert "300 mg average of 1 complete day" in read(alice_client, "/week/").text


@pytest.mark.parametrize("starts_on", [5, 6])
@pytest.mark.parametrize("week", ["0001-W01", "9999-W51", "1999-W50"])
def test_a_week_that_no_diary_has_is_not_found_on_any_first_day(
    alice: User, alice_client: Client, week: str, starts_on: int
) -> None:
    Profile.objects.filter(user=alice).update(week_starts_on=starts_on)

    assert alice_client.get(f"/week/{week}/").status_code == 404


@pytest.mark.parametrize("week", ["2026-W13", "2026-W43"])
def test_a_week_with_a_change_of_the_clock_has_seven_days(
    alice: User, alice_client: Client, foods: Foods, week: str
) -> None:
    """Berlin: 29 March 2026 has 23 hours, 25 October 25."""
    sunday = date.fromisocalendar(2026, int(week[-2:]), 7)
    for ago in range(7):
        eat(alice, foods.almonds, sunday - timedelta(days=ago), 100)

    page = read(alice_client, f"/week/{week}/")

    assert "300 mg a day on average" in page.text
    assert "7 of 7 days logged" in page.text


def test_a_week_across_the_new_year_is_one_week(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    with time_machine.travel("2027-01-05T12:00:00Z", tick=False):
        for day in (date(2026, 12, 31), date(2027, 1, 1)):
            close(alice, day)
            log(alice, foods.almonds, grams="100", on=day.isoformat())
        page = read(alice_client, "/week/2026-W53/")

    assert "Last week 28 December 2026 – 3 January 2027" in page.text
    assert "300 mg average of 2 complete days" in page.text
    assert "/week/2027-W01/" in page.links


def test_a_flight_over_the_date_line_moves_no_entry(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    """From Auckland on Saturday evening to Los Angeles on Saturday morning: one long Saturday."""
    Profile.objects.filter(user=alice).update(time_zone="Pacific/Auckland")
    with time_machine.travel("2026-11-21T07:00:00Z", tick=False):  # Saturday 20:00 in Auckland
        log(alice, foods.almonds, grams="50", on="2026-11-21")
        auckland = read(alice_client, "/week/")
    Profile.objects.filter(user=alice).update(time_zone="America/Los_Angeles")
    with time_machine.travel("2026-11-21T20:00:00Z", tick=False):  # Saturday 12:00 in Los Angeles
        log(alice, foods.almonds, grams="50", on="2026-11-21")
        angeles = read(alice_client, "/week/")
    # still Saturday there, Sunday in Auckland
    with time_machine.travel("2026-11-22T07:00:00Z", tick=False):
        night = read(alice_client, "/trends/")

    assert "Sat 21 November: 150 mg, food 150, supplements 0, so far today" in auckland.names
    assert "Sat 21 November: 300 mg, food 300, supplements 0, so far today" in angeles.names
    assert "Last 4 weeks 25 October – 21 November" in night.text


def test_the_other_way_a_day_is_skipped_and_left_out(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    """Los Angeles on Thursday night, Auckland on Saturday morning: there was no Friday."""
    for day in ("2026-11-19", "2026-11-21"):
        close(alice, date.fromisoformat(day))
        log(alice, foods.almonds, grams="100", on=day)
    Profile.objects.filter(user=alice).update(time_zone="Pacific/Auckland")

    page = read(alice_client, "/week/")

    assert "300 mg average of 2 complete days" in page.text
    assert "Fri 20 November: nothing logged" in page.names


def test_the_numbers_of_any_days_are_exported(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    eat(alice, foods.almonds, date(2026, 11, 20), 110)
    formula = make_own_food("=1+1", magnesium=None, kcal="500", owner=alice)
    eat(alice, formula, date(2026, 11, 20), 1)
    drink(alice, "1", "24", on="2026-11-20")

    lines = export(alice_client, "?from=2026-11-19&to=2026-11-20")

    assert [line["Date"] for line in lines] == ["2026-11-19", "2026-11-20"]
    assert lines[0]["Magnesium in total (mg)"] == ""
    assert (lines[1]["Magnesium in total (mg)"], lines[1]["Foods without a value"]) == (
        "354",
        "'=1+1",
    )


def test_an_export_is_a_private_file_with_a_name(alice_client: Client) -> None:
    response = alice_client.get("/trends/export.csv?from=2026-11-19&to=2026-11-20&nutrient=320")

    assert response.headers["Content-Disposition"] == (
        'attachment; filename="magwise-vitamin-a-2026-11-19-to-2026-11-20.csv"'
    )
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_nobody_sees_the_days_of_others(bob: User, alice_client: Client, foods: Foods) -> None:
    eat(bob, foods.almonds, date(2026, 11, 20), 110)

    assert "No entries in these days" in read(alice_client, "/trends/").text
    assert {line["Status"] for line in export(alice_client, "?range=4w")} == {"empty"}


@pytest.mark.parametrize(
    ("query", "nutrient", "most"),
    [
        ("range=1y", "", 3),  # version of the foods, days, labels
        ("from=2024-11-22&to=2026-11-21", "", 3),
        ("range=1y", "&nutrient=301", 5),  # and entries, foods
    ],
)
def test_a_long_span_asks_as_little_as_a_short_one(
    alice: User, alice_client: Client, foods: Foods, query: str, nutrient: str, most: int
) -> None:
    eat(alice, foods.almonds, date(2026, 11, 20), 10)
    read(alice_client, "/trends/")
    chart_cache.clear()
    with CaptureQueriesContext(connection) as short:
        read(alice_client, f"/trends/?range=4w{nutrient}")
    for ago in range(1, 60, 7):
        for food in foods:
            eat(alice, food, SATURDAY - timedelta(days=ago), 20)

    with CaptureQueriesContext(connection) as long:
        read(alice_client, f"/trends/?{query}{nutrient}")

    assert len(long) == len(short)
    assert len(long) <= 1 + most  # session, person and version of the data


def test_days_are_offered_as_the_form_would_have_them(alice_client: Client) -> None:
    asked = QueryDict("from=2026-01-01&to=2026-01-31")
    form = SpanForm(asked, today=date(2026, 11, 21), starts_on=0)

    html = alice_client.get(f"/trends/?{asked.urlencode()}").content.decode()

    page = re.sub(r">\s+<", "><", html)
    for field in (form["from"], form["to"]):
        assert f'<label for="{field.id_for_label}">{field.label}</label>{field}</div>' in page
