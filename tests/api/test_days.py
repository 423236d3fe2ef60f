"""Days, weeks, longer times, nutrients, the profile, favourites and the reading of a line."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.models import Food, Source
from tests.api.programs import Program, fields, json_of
from tests.builders import Foods, close, drink, log, revise, take

DAY = "2026-11-21"


def test_day_has_everything_and_its_magnesium(program: Program, alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="50", on=DAY)
    log(alice, foods.mystery, grams="30", on=DAY)
    take(alice, "Glycinate", "100", on=DAY)
    drink(alice, "1", "24", on=DAY)

    day = program.get(f"/days/{DAY}")

    magnesium = day["magnesium"]
    assert (day["status"], len(day["entries"]), len(day["doses"]), len(day["waters"])) == (
        "in_progress",
        2,
        1,
        1,
    )
    assert (magnesium["total_mg"], magnesium["total_is_lower_bound"]) == ("274.000", True)
    assert magnesium["unknown_foods"] == [foods.mystery.source_ref]
    assert day["doubtful_energy_kcal"] == "450"


def test_day_is_closed_and_opened_again(program: Program, alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="50", on=DAY)

    statuses = [
        json_of(program.send("PUT", f"/days/{DAY}", {"status": status}))["status"]
        for status in ("complete", "in_progress")
    ]
    wrong = program.send("PUT", f"/days/{DAY}", {"status": "empty"})

    assert statuses == ["complete", "in_progress"]
    assert (wrong.status_code, fields(wrong)) == (422, ["status"])


def test_day_that_has_not_come_is_planned_and_not_completed(
    program: Program, alice: User, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on=DAY)

    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        answer = program.send("PUT", f"/days/{DAY}", {"status": "complete"})
        planned = json_of(program.send("PUT", f"/days/{DAY}", {"status": "in_progress"}))
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        come = json_of(program.send("PUT", f"/days/{DAY}", {"status": "complete"}))

    assert answer.status_code == 409
    assert answer.json()["detail"] == (
        "This day has not come yet. It can be planned now and completed once it is here."
    )
    assert (planned["status"], come["status"]) == ("in_progress", "complete")


def test_day_that_was_completed_too_early_counts_once_it_has_come(
    program: Program, alice: User, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="50", on=DAY)
    close(alice, date.fromisoformat(DAY))

    def seen() -> tuple[Any, ...]:
        trends = program.get("/trends?from=2026-11-16&to=2026-11-22")
        return (
            program.get(f"/days/{DAY}")["status"],
            program.get("/weeks/2026-W47")["days_in_average"],
            trends["days_in_average"],
            [day["status"] for day in trends["days"] if day["date"] == DAY],
            program.get(f"/nutrients/{DAY}?days=7")["days_counted"],
        )

    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        before = seen()
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        then = seen()

    assert before == ("in_progress", 0, 0, ["in_progress"], 0)
    assert then == ("complete", 1, 1, ["complete"], 1)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/days/1999-12-31", 404),
        ("/days/9999-12-31", 404),
        ("/days/0001-01-01", 404),
        ("/days/2026-02-30", 422),
        ("/days/today", 422),
        ("/weeks/2026-W54", 404),
        ("/weeks/9999-W52", 404),
        ("/weeks/2026-47", 404),
        ("/weeks/1999-W01", 404),
        ("/trends?from=1999-01-01", 422),
        ("/trends?from=2010-01-01&to=2026-01-01", 422),
        ("/trends?from=2026-11-21&to=2026-11-20", 422),
        ("/trends?range=forever", 422),
        ("/nutrients/1999-12-31", 404),
        ("/nutrients/2026-11-21?days=8", 422),
    ],
)
def test_times_that_no_diary_has_are_refused(program: Program, path: str, status: int) -> None:
    response = program.send("GET", path)

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"


def test_week_has_seven_days_and_the_average_of_those_that_count(
    program: Program, alice: User, foods: Foods
) -> None:
    for day, grams in ((16, "100"), (17, "50"), (18, "10")):
        log(alice, foods.almonds, grams=grams, on=f"2026-11-{day}")
    log(alice, foods.mystery, grams="500", on="2026-11-17")
    close(alice, date(2026, 11, 16), date(2026, 11, 17))

    week = program.get("/weeks/2026-W47")

    assert [day["date"] for day in week["days"]] == [f"2026-11-{day}" for day in range(16, 23)]
    assert [day["total_mg"] for day in week["days"][:4]] == ["300.000", "150.000", "30.000", None]
    assert [day["counts"] for day in week["days"][:4]] == [True, False, False, False]
    assert week["days"][1]["unknown_foods"] == [foods.mystery.source_ref]
    assert (week["average_mg"], week["days_in_average"], week["days_logged"]) == ("300.000", 1, 3)


def test_trends_are_of_the_days_that_were_asked_for(
    program: Program, alice: User, foods: Foods
) -> None:
    log(alice, foods.almonds, grams="100", on="2026-11-10")
    close(alice, date(2026, 11, 10))

    some = program.get("/trends?from=2026-11-09&to=2026-11-11")
    month = program.get("/trends")

    assert [day["total_mg"] for day in some["days"]] == [None, "300.000", None]
    assert (some["average_mg"], some["days_in_average"], some["days_logged"]) == ("300.000", 1, 1)
    assert len(month["days"]) == 28


def test_nutrients_of_a_day_and_of_seven(program: Program, alice: User, foods: Foods) -> None:
    log(alice, foods.almonds, grams="100", on=DAY)
    log(alice, foods.almonds, grams="50", on="2026-11-20")
    close(alice, date(2026, 11, 20))

    day = program.get(f"/nutrients/{DAY}")
    seven = program.get(f"/nutrients/{DAY}?days=7")

    magnesium, mean = day["nutrients"][0], seven["nutrients"][0]
    assert (magnesium["number"], magnesium["amount"], magnesium["reference_high"]) == (
        "304",
        "300",
        "320",
    )
    assert (seven["days"], seven["days_counted"]) == (7, 1)
    assert mean["amount"] == "150"


def test_a_week_is_beside_the_amounts_of_all_its_days(
    program: Program, alice: User, foods: Foods
) -> None:
    program.send("PATCH", "/profile", {"sex": "F", "birth_date": "1995-11-18"})  # 31 on Wednesday
    days = [date(2026, 11, day) for day in range(16, 20)]
    for on in days:
        log(alice, foods.almonds, grams="105", on=str(on))
    close(alice, *days)

    week = program.get("/weeks/2026-W47")
    seven = program.get("/nutrients/2026-11-22?days=7")

    assert [day["comparison"] for day in week["days"][:4]] == ["meets", "meets", "below", "below"]
    assert "lies within the 310–320 mg recommended in this time" in week["reading"]
    assert (week["word"], week["zone"]) == (None, "depends")
    magnesium = seven["nutrients"][0]
    assert (magnesium["amount"], magnesium["reference_low"], magnesium["reference_high"]) == (
        "315.00000",
        "310",
        "320",
    )


def test_supplements_are_among_the_nutrients(program: Program, alice: User, foods: Foods) -> None:
    program.make("/doses", date=DAY, name="Multi", magnesium_mg="100", nutrients={"401": "60"})
    drink(alice, "2", "24", on=DAY)

    nutrients = {one["number"]: one for one in program.get(f"/nutrients/{DAY}")["nutrients"]}

    assert (nutrients["304"]["amount"], nutrients["304"]["from_water"]) == ("148", "48")
    assert nutrients["401"]["from_supplements"] == "60"
    assert nutrients["304"]["ul"] == "350"


def test_small_child_in_europe_has_the_american_upper_level_beside(
    program: Program, foods: Foods
) -> None:
    program.send("PATCH", "/profile", {"birth_date": "2023-11-21", "ul_region": "EU"})
    program.make("/doses", date=DAY, name="Drops", magnesium_mg="70", nutrients={})

    magnesium, day = (
        program.get(f"/nutrients/{DAY}")["nutrients"][0],
        program.get(f"/days/{DAY}")["magnesium"],
    )

    assert (magnesium["ul"], magnesium["ul_beside"]) == (None, "65")
    assert (day["supplement_ul_mg"], day["supplement_vs_ul"], day["supplement_ul_beside_mg"]) == (
        None,
        "no_ul",
        "65",
    )


def test_nutrients_say_when_there_is_no_dri(program: Program, foods: Foods) -> None:
    before = program.get(f"/nutrients/{DAY}")["stage_note"]

    program.send(
        "PATCH",
        "/profile",
        {
            "birth_date": "1970-01-01",
            "sex": "F",
            "life_stages": [{"kind": "pregnant", "from": "2026-11-01"}],
        },
    )

    assert (before, program.get(f"/nutrients/{DAY}")["stage_note"]) == (None, "no DRI")


def test_entries_and_foods_without_a_value_are_told_apart(
    program: Program, alice: User, foods: Foods
) -> None:
    for grams in ("10", "20"):
        log(alice, foods.mystery, grams=grams, on=DAY)

    magnesium = program.get(f"/nutrients/{DAY}")["nutrients"][0]

    assert (magnesium["foods_without_value"], magnesium["entries_without_value"]) == (1, 2)


def test_empty_day_has_no_nutrients_rather_than_none_of_them(
    program: Program, foods: Foods
) -> None:
    day = program.get(f"/nutrients/{DAY}")

    assert {nutrient["amount"] for nutrient in day["nutrients"]} == {None}
    assert day["days_counted"] == 0


def test_profile_changes_what_is_named(program: Program) -> None:
    before = program.get("/profile")

    after = json_of(program.send("PATCH", "/profile", {"birth_date": None, "ul_region": "EU"}))

    assert {key for key in before if before[key] != after[key]} == {"birth_date", "ul_region"}
    assert after["birth_date"] is None


def test_profile_has_the_first_day_of_the_week(program: Program) -> None:
    after = json_of(program.send("PATCH", "/profile", {"week_starts_on": 6}))

    assert after["week_starts_on"] == program.get("/profile")["week_starts_on"] == 6
    assert [
        program.send("PATCH", "/profile", {"week_starts_on": day}).status_code
        for day in (False, "6", 6.5, -1)
    ] == [422] * 4


def test_profile_that_was_read_can_be_sent_back(program: Program) -> None:
    stages = [
        {"kind": "pregnant", "from": "2025-08-01", "to": "2026-05-01"},
        {"kind": "lactating", "from": "2026-05-02", "to": None},
    ]
    program.send("PATCH", "/profile", {"life_stages": stages})
    told_first = program.get("/profile")

    again = json_of(program.send("PATCH", "/profile", told_first))

    def plain(profile: dict[str, Any]) -> dict[str, Any]:
        stages = [
            {key: stage[key] for key in ("kind", "from", "to")} for stage in profile["life_stages"]
        ]
        return profile | {"life_stages": stages}

    assert plain(again) == plain(told_first)
    assert plain(again)["life_stages"] == list(reversed(stages))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sex": "X"}, "sex"),
        ({"birth_date": (date.today() + timedelta(days=2)).isoformat()}, "birth_date"),
        ({"birth_date": "1800-01-01"}, "birth_date"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"ul_region": "UK"}, "ul_region"),
        ({"keyboard_shortcuts": "yes"}, "keyboard_shortcuts"),
        ({"day_starts_at": 7}, "day_starts_at"),
        ({"week_starts_on": 1}, "week_starts_on"),
        ({"email": "other@example.org"}, "email"),
        (
            {"life_stages": [{"kind": "pregnant", "from": "2026-05-01", "to": "2026-04-01"}]},
            "life_stages.0.to",
        ),
        ({"life_stages": [{"kind": "pregnant", "from": "1980-01-01"}]}, "life_stages.0.from"),
        ({"life_stages": [{"kind": "pregnant", "from": "2026-01-01"}] * 2}, "life_stages"),
        (
            {"sex": "M", "life_stages": [{"kind": "pregnant", "from": "2026-01-01"}]},
            "life_stages.0.kind",
        ),
    ],
)
def test_bad_profile_changes_nothing(program: Program, wrong: dict[str, Any], field: str) -> None:
    before = program.get("/profile")

    response = program.send("PATCH", "/profile", {"ul_region": "EU"} | wrong)

    assert (response.status_code, fields(response)) == (422, [field])
    assert program.get("/profile") == before


def test_life_stages_are_kept_one_by_one(program: Program) -> None:
    period = program.send("POST", "/life-stages", {"kind": "pregnant", "from": "2026-01-01"})
    path = f"/life-stages/{json_of(period)['id']}"

    collides = program.send("POST", "/life-stages", {"kind": "pregnant", "from": "2026-02-01"})
    ended = json_of(program.send("PATCH", path, {"to": "2026-09-01"}))
    after = program.send("POST", "/life-stages", {"kind": "pregnant", "from": "2026-10-01"})

    assert (period.status_code, collides.status_code, after.status_code) == (201, 409, 201)
    assert (ended["from"], ended["to"]) == ("2026-01-01", "2026-09-01")
    assert program.get(path) == ended
    assert program.send("DELETE", path).status_code == 204


def test_foods_are_found_by_word_number_and_page(program: Program, foods: Foods) -> None:
    by_word = program.get("/foods?q=spinach")["items"]
    by_number = program.get(f"/foods?source_id={foods.banana.source_ref}")["items"]
    first = program.get("/foods?limit=3")
    rest = program.get(f"/foods?limit=3&cursor={first['next']}")

    assert by_word[0]["id"] == foods.spinach.pk
    assert by_word[0]["portions"] == [
        {"id": foods.spinach.portions.get().pk, "label": "1 cup", "grams": "30"}
    ]
    assert [food["id"] for food in by_number] == [foods.banana.pk]
    assert [food["id"] for food in first["items"] + rest["items"]] == sorted(
        food.pk for food in foods
    )
    assert rest["next"] is None


@pytest.mark.parametrize(
    "query", ["source_id=a%00", "source=%00&source_id=1", f"q={'x' * 201}", "cursor=", "cursor=-1"]
)
def test_bad_searches_are_refused(program: Program, query: str) -> None:
    assert program.send("GET", f"/foods?{query}").status_code == 422


@pytest.mark.parametrize("query", ["%00", "%ff%fe", "%25" * 200, "(" * 200, "%F0%9F%A5%AC" * 200])
def test_any_word_is_searched(program: Program, foods: Foods, query: str) -> None:
    assert program.send("GET", f"/foods?q={query}").status_code == 200


def test_food_tells_its_nutrients_and_what_is_unknown(program: Program, foods: Foods) -> None:
    known, unknown = (
        program.get(f"/foods/{foods.sugar.pk}"),
        program.get(f"/foods/{foods.mystery.pk}"),
    )

    magnesium = {
        "number": "304",
        "name": "Magnesium",
        "unit": "mg",
        "quality": "analytical",
        "quality_code": 1,
    }
    assert known["nutrients"][0] == magnesium | {"per_100g": "0", "per_basis": "0"}
    assert (unknown["magnesium_mg_per_100g"], unknown["nutrients"][0]["per_100g"]) == (None, None)


def test_food_tells_what_usda_says_elsewhere(program: Program, foods: Foods) -> None:
    sr28 = Source.objects.create(code=Source.SR28, name="SR28")
    revise(foods.almonds, magnesium="47")
    Food.objects.filter(pk=foods.almonds.pk).update(source=sr28, source_ref="16069")

    lentils = program.get(f"/foods/{foods.almonds.pk}")
    banana = program.get(f"/foods/{foods.banana.pk}")

    assert [(value["per"], value["here"], value["other"]) for value in lentils["other_values"]] == [
        ("100 g", "47", "106.7"),
        ("100 g of dry matter", "51", "119"),
    ]
    assert banana["other_values"] == []


def test_retired_food_is_shown_and_cannot_be_logged(program: Program, foods: Foods) -> None:
    Food.objects.filter(pk=foods.banana.pk).update(state="retired")

    shown = program.get(f"/foods/{foods.banana.pk}")
    entry = {"date": DAY, "meal": "lunch", "food_id": foods.banana.pk, "grams": "1"}

    assert shown["state"] == "retired"
    assert program.send("POST", "/entries", entry).status_code == 404


def test_favourites_come_first_in_what_is_usual(
    program: Program, alice: User, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="30", on=date.today().isoformat())

    statuses = [program.send("PUT", f"/favourites/{foods.banana.pk}").status_code for _ in range(2)]
    usual = program.get("/usual-foods?meal=lunch")["items"]
    listed = [food["id"] for food in program.get("/favourites")["items"]]
    program.send("DELETE", f"/favourites/{foods.banana.pk}")

    assert statuses == [204, 204]
    assert [(food["food_id"], food["favourite"]) for food in usual] == [
        (foods.banana.pk, True),
        (foods.spinach.pk, False),
    ]
    assert listed == [foods.banana.pk]
    assert program.get("/favourites")["items"] == []


def test_line_is_read_and_nothing_is_saved(program: Program, foods: Foods) -> None:
    read = json_of(
        program.send(
            "POST", "/parse", {"text": "lunch: 2 cups spinach, 30 g almonds, 5 unobtainium"}
        )
    )

    spinach, almonds, nothing = read["items"]
    assert (read["meal"], spinach["food"]["id"], spinach["grams"], spinach["quantity"]) == (
        "lunch",
        foods.spinach.pk,
        "60",
        "2",
    )
    assert (almonds["food"]["id"], almonds["grams"], almonds["portion_id"], almonds["sure"]) == (
        foods.almonds.pk,
        "30",
        None,
        True,
    )
    assert (nothing["food"], nothing["grams"], nothing["sure"]) == (None, None, False)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("text", ["", "\n" * 1_000, "%" * 1_000, "1/0 egg", "9" * 1_000])
def test_any_line_is_answered(program: Program, foods: Foods, text: str) -> None:
    assert program.send("POST", "/parse", {"text": text}).status_code == 200


def test_line_that_is_too_long_is_refused(program: Program) -> None:
    response = program.send("POST", "/parse", {"text": "x" * 1_001})

    assert (response.status_code, fields(response)) == (422, ["text"])
