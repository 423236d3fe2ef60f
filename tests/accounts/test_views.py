"""The first-run page, settings and the life-stage periods."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.actions import save_period
from accounts.models import LifeStagePeriod, Profile, User
from accounts.queries import person_of
from tests.conftest import signed_in

TODAY = date(2026, 11, 22)
ANSWERS = {
    "sex": "F",
    "birth_day": "27",
    "birth_month": "3",
    "birth_year": "1982",
    "life_stage": "none",
    "first_day": "",
    "time_zone": "Europe/Lisbon",
}


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel("2026-11-22 12:00 +00:00", tick=False):
        yield


@pytest.fixture
def newcomer(db: None) -> User:
    return User.objects.create_user("ines@example.org", "a-long-enough-password")


@pytest.fixture
def page(newcomer: User) -> Client:
    return signed_in(newcomer)


def profile(user: User) -> Profile:
    return Profile.objects.get(user=user)


def test_answers_are_kept_and_open_the_diary(page: Client, newcomer: User) -> None:
    answer = page.post("/setup/", ANSWERS)

    saved = profile(newcomer)
    assert answer["Location"] == reverse("diary:today")
    assert (saved.sex, saved.birth_date, saved.time_zone) == (
        "F",
        date(1982, 3, 27),
        "Europe/Lisbon",
    )
    assert saved.set_up_at is not None


def test_every_answer_is_optional(page: Client, newcomer: User) -> None:
    page.post("/setup/", {"time_zone": "UTC"})

    assert (profile(newcomer).sex, profile(newcomer).birth_date) == (None, None)
    assert profile(newcomer).set_up_at is not None


def test_skipping_stores_no_answer(page: Client, newcomer: User) -> None:
    html = page.get("/setup/").content.decode()

    assert f'href="{reverse("diary:today")}">Skip for now' in html
    assert page.get(reverse("diary:today")).status_code == 200
    assert profile(newcomer).set_up_at is None


def test_no_option_is_chosen_for_a_new_person(page: Client) -> None:
    assert " checked" not in page.get("/setup/").content.decode()


def test_rather_not_say_is_shown_as_chosen_later(page: Client) -> None:
    page.post("/setup/", ANSWERS | {"sex": "none"})

    html = page.get("/settings/profile/").content.decode()
    assert 'value="none" id="id_sex_2" checked' in html


def test_the_browser_guesses_the_time_zone_only_on_the_first_run(page: Client) -> None:
    before = page.get("/setup/").content.decode()
    page.post("/setup/", ANSWERS)
    after = page.get("/settings/profile/").content.decode()

    assert "data-guess-time-zone" in before
    assert "data-guess-time-zone" not in after
    assert '<option value="Europe/Lisbon" selected>' in after


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"birth_year": "2027"}, "Date of birth must be today or in the past"),
        ({"birth_year": "1896"}, "Date of birth must be in the last 120 years"),
        ({"birth_day": "30", "birth_month": "2"}, "There is no such date"),
        ({"birth_month": "March"}, "Enter your date of birth in numbers"),
        ({"birth_day": ""}, "Enter the day, the month and the year"),
        ({"birth_day": "\x00"}, "Null characters are not allowed"),
        ({"sex": "M", "life_stage": "pregnant"}, "Pregnancy and breastfeeding go with"),
        (
            {"life_stage": "pregnant", "first_day": "2026-11-23"},
            "First day must be today or in the past",
        ),
        ({"life_stage": "pregnant", "first_day": "soon"}, "Enter a date in the form 2026-11-21"),
        (
            {"first_day": "2026-11-01"},
            "Choose pregnant or breastfeeding, or leave the first day empty",
        ),
        ({"time_zone": "Mars/Olympus"}, "Choose a time zone from the list"),
        ({"sex": "X"}, "Select a valid choice"),
    ],
)
def test_a_wrong_answer_stores_nothing_and_keeps_what_was_typed(
    page: Client, newcomer: User, wrong: dict[str, str], words: str
) -> None:
    answer = page.post("/setup/", ANSWERS | wrong)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count(words) == 2  # in the summary and at the field
    assert "There is a problem" in html
    assert 'value="1982"' in html or "birth_year" in wrong
    assert profile(newcomer).set_up_at is None
    assert not LifeStagePeriod.objects.filter(user=newcomer).exists()


def test_an_error_is_tied_to_its_control(page: Client) -> None:
    html = page.post("/setup/", ANSWERS | {"birth_month": "13", "sex": "X"}).content.decode()

    assert '<a href="#id_birth_day">There is no such date' in html
    assert 'aria-describedby="birth-hint id_birth_day_error"' in html
    assert '<a href="#id_sex_0">' in html
    assert 'role="alert" tabindex="-1" id="problem" autofocus' in html


def test_today_depends_on_the_time_zone_in_the_form(page: Client, newcomer: User) -> None:
    with time_machine.travel("2026-11-22 12:00 +00:00", tick=False):
        page.post("/setup/", ANSWERS | {"life_stage": "pregnant", "time_zone": "Pacific/Auckland"})

    assert LifeStagePeriod.objects.get(user=newcomer).starts_on == date(2026, 11, 23)


def test_pregnancy_counts_from_its_first_day(page: Client, newcomer: User) -> None:
    page.post("/setup/", ANSWERS | {"life_stage": "pregnant", "first_day": "2026-05-03"})

    person = person_of(newcomer)
    assert person.condition_on(date(2026, 5, 2)) == frozenset()
    assert person.condition_on(date(2026, 5, 3)) == {"pregnant"}


def test_saving_the_profile_again_leaves_the_periods_alone(page: Client, newcomer: User) -> None:
    save_period(user=newcomer, kind="pregnant", starts_on=date(2026, 5, 3), ends_on=None)
    save_period(user=newcomer, kind="lactating", starts_on=date(2026, 1, 1), ends_on=None)

    page.post("/settings/profile/", ANSWERS | {"life_stage": "pregnant"})

    assert person_of(newcomer).condition_on(TODAY) == {"pregnant", "lactating"}
    assert LifeStagePeriod.objects.filter(user=newcomer, ends_on=None).count() == 2


def test_an_overlapping_first_day_is_an_error_and_nothing_is_stored(
    page: Client, newcomer: User
) -> None:
    save_period(
        user=newcomer, kind="pregnant", starts_on=date(2026, 5, 3), ends_on=date(2026, 6, 1)
    )

    answer = page.post("/setup/", ANSWERS | {"life_stage": "pregnant", "first_day": "2026-06-01"})

    assert answer.status_code == 422
    assert "overlap with: Pregnant, from 3 May 2026 to 1 June 2026" in answer.content.decode()
    assert profile(newcomer).set_up_at is None


def test_the_live_answer_waits_for_its_page(page: Client) -> None:
    html = page.get("/setup/").content.decode()

    assert ('class="answer"' in html) == ("hx-get" in html)


def test_settings_say_what_is_set(alice_client: Client, alice: User) -> None:
    save_period(user=alice, kind="pregnant", starts_on=date(2026, 5, 3), ends_on=None)

    html = alice_client.get("/settings/").content.decode()

    for words in (
        "Female, born 10 May 1990",
        "Europe/Berlin",
        "Pregnant, since 3 May 2026",
        "alice@example.org",
    ):
        assert words in html


def test_settings_say_what_is_not_set(page: Client) -> None:
    assert "Sex not given, date of birth not given" in page.get("/settings/").content.decode()


def test_settings_offer_no_periods_to_men(bob_client: Client) -> None:
    assert "Pregnancy and breastfeeding" not in bob_client.get("/settings/").content.decode()


def test_a_period_is_added_changed_and_deleted(alice_client: Client, alice: User) -> None:
    alice_client.post(
        "/settings/periods/new/", {"kind": "lactating", "starts_on": "2026-05-03", "ends_on": ""}
    )
    period = LifeStagePeriod.objects.get(user=alice)

    alice_client.post(
        f"/settings/periods/{period.pk}/",
        {"kind": "lactating", "starts_on": "2026-05-04", "ends_on": "2026-06-01"},
    )
    period.refresh_from_db()

    assert (period.starts_on, period.ends_on) == (date(2026, 5, 4), date(2026, 6, 1))
    alice_client.post(f"/settings/periods/{period.pk}/delete/")
    assert not LifeStagePeriod.objects.filter(user=alice).exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": "2026-05-02"}, "Last day must be the first day or later"),
        ({"starts_on": ""}, "Enter the first day"),
        ({"starts_on": "2026-02-30"}, "Enter a date in the form"),
        ({"starts_on": "2026-11-23"}, "First day must be today or in the past"),
        ({"starts_on": "1990-05-09"}, "First day must be after your date of birth"),
        ({"kind": "asleep"}, "Select a valid choice"),
        ({"kind": ""}, "Choose pregnant or breastfeeding"),
        ({"starts_on": "2026-01-01", "ends_on": ""}, "These days overlap with: Lactating, since"),
    ],
)
def test_an_impossible_period_is_refused(
    alice_client: Client, alice: User, wrong: dict[str, str], words: str
) -> None:
    words = words.replace("Lactating", "Breastfeeding")
    save_period(user=alice, kind="lactating", starts_on=date(2026, 8, 1), ends_on=None)

    answer = alice_client.post(
        "/settings/periods/new/",
        {"kind": "lactating", "starts_on": "2026-05-03", "ends_on": "2026-06-01"} | wrong,
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert LifeStagePeriod.objects.filter(user=alice).count() == 1


def test_a_man_cannot_add_a_period(bob_client: Client, bob: User) -> None:
    answer = bob_client.post(
        "/settings/periods/new/", {"kind": "pregnant", "starts_on": "2026-05-03"}
    )

    assert "Pregnancy and breastfeeding go with" in answer.content.decode()
    assert not LifeStagePeriod.objects.filter(user=bob).exists()


def test_another_persons_period_does_not_exist(bob_client: Client, alice: User) -> None:
    save_period(user=alice, kind="pregnant", starts_on=date(2026, 5, 3), ends_on=None)
    address = f"/settings/periods/{LifeStagePeriod.objects.get(user=alice).pk}/"

    assert bob_client.get(address).status_code == 404
    assert (
        bob_client.post(address, {"kind": "pregnant", "starts_on": "2026-05-04"}).status_code == 404
    )
    assert bob_client.post(f"{address}delete/").status_code == 404
    assert LifeStagePeriod.objects.get(user=alice).starts_on == date(2026, 5, 3)


@pytest.mark.parametrize(
    "address", ["/setup/", "/settings/", "/settings/profile/", "/settings/periods/new/"]
)
def test_strangers_are_sent_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


def test_the_hour_at_which_a_day_begins_is_saved_and_shown(page: Client, newcomer: User) -> None:
    answer = page.post("/settings/day/", {"hour": "4"}, follow=True).content.decode()

    assert profile(newcomer).day_starts_at == 4
    assert "A new day begins at 04:00" in answer
    assert '<option value="4" selected>04:00</option>' in answer


@pytest.mark.parametrize("hour", ["", "7", "-1", "4.0", "٤", "NaN", "1e1", "9" * 5_000, "\0"])
def test_other_hours_are_refused(page: Client, newcomer: User, hour: str) -> None:
    page.post("/settings/day/", {"hour": "3"})

    answer = page.post("/settings/day/", {"hour": hour}, follow=True).content.decode()

    assert profile(newcomer).day_starts_at == 3
    assert "Nothing was changed" in answer


@time_machine.travel("2026-11-22T01:30:00Z", tick=False)
def test_a_pregnancy_that_begins_today_begins_on_the_day_that_has_not_ended(
    page: Client, newcomer: User
) -> None:
    page.post("/settings/day/", {"hour": "4"})

    page.post("/setup/", ANSWERS | {"time_zone": "UTC", "life_stage": "pregnant"})

    assert LifeStagePeriod.objects.get(user=newcomer).starts_on == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("weekday", "words"), [("0", "Monday"), ("5", "Saturday"), ("6", "Sunday")]
)
def test_the_first_day_of_the_week_is_chosen_in_the_settings(
    alice: User, alice_client: Client, weekday: str, words: str
) -> None:
    page = alice_client.post("/settings/week/", {"weekday": weekday}, follow=True).content.decode()

    assert Profile.objects.get(user=alice).week_starts_on == int(weekday)
    assert f"Weeks begin on {words}" in page
    assert f'<option value="{weekday}" selected>{words}</option>' in page


@pytest.mark.parametrize("weekday", ["", "1", "7", "-1", "06", "sunday", "\x00", "9" * 5000])
def test_another_first_day_changes_nothing(alice: User, alice_client: Client, weekday: str) -> None:
    Profile.objects.filter(user=alice).update(week_starts_on=6)

    page = alice_client.post("/settings/week/", {"weekday": weekday}, follow=True).content.decode()

    assert Profile.objects.get(user=alice).week_starts_on == 6
    assert "Choose a day from the list. Nothing was changed" in page


def test_an_empty_form_changes_no_first_weekday(alice: User, alice_client: Client) -> None:
    alice_client.post("/settings/week/")

    assert Profile.objects.get(user=alice).week_starts_on == 0
