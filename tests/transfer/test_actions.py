"""Files of other programs: previewed, confirmed, stored as a whole, and undone."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.ids import new_id
from accounts.models import User
from accounts.queries import person_of
from nutrition.diary.day_page import DayPage, read_day
from nutrition.diary.marks.actions import avoid_food, star
from nutrition.diary.models import Dose, Entry
from nutrition.foods.models import Nutrient, Source
from nutrition.foods.own.models import OwnFood, OwnFoodRevision
from nutrition.foods.search.queries import search
from nutrition.foods.values import read_amounts
from nutrition.transfer import actions
from nutrition.transfer.importing import preview
from nutrition.transfer.importing.batch import UnreadableFile
from nutrition.transfer.models import ImportRun
from tests.builders import Foods, log
from tests.transfer.files import (
    CRONOMETER,
    MYFITNESSPAL,
    TODAY,
    confirm_import,
    export_bytes,
    import_json,
    import_table,
    stage_table,
)


@pytest.fixture(autouse=True)
def nutrients(foods: Foods) -> None:
    """The small foods know magnesium and energy; these are what the files have beside them."""
    for id_, number, name, unit in (
        (1114, "328", "Vitamin D", "µg"),
        (1004, "204", "Fat", "g"),
        (1005, "205", "Carbohydrate", "g"),
        (1003, "203", "Protein", "g"),
        (1093, "307", "Sodium", "mg"),
        (1079, "291", "Fibre", "g"),
    ):
        Nutrient.objects.create(id=id_, number=number, name=name, unit=unit, position=id_)


def day_of(person: User, on: str) -> DayPage:
    return read_day(person, person_of(person), date.fromisoformat(on), TODAY)


def test_dry_run_counts_and_stores_nothing(alice: User) -> None:
    run = stage_table(alice, CRONOMETER)

    assert run.kind == "cronometer"
    assert run.preview["counts"] == [["entries", 3], ["supplements taken", 1]]
    assert run.preview["unused"] == ["Net Carbs (g)"]
    assert run.preview["unknown"] == [("Burrito Bowl", 1)]
    assert run.preview["rows"][0] == [
        "2026-11-20",
        "Breakfast",
        "Oats, Rolled, Dry",
        "80 g",
        "110.4 mg",
    ]
    assert not Entry.objects.filter(user=alice).exists()
    assert not OwnFood.objects.filter(user=alice).exists()


def test_cronometer_entries_have_the_values_of_the_file(alice: User) -> None:
    import_table(alice, CRONOMETER)

    day = day_of(alice, "2026-11-20")
    assert day.summary.assessment.food_mg == Decimal("151.8")
    assert day.summary.assessment.unknown_foods == ("Burrito Bowl",)
    assert day.summary.assessment.total_is_lower_bound
    assert [food.amount for food in day.meals[1].foods] == ["1 serving"]
    supplements = day_of(alice, "2026-11-21").summary.assessment
    assert (supplements.food_mg, supplements.supplement_mg) == (None, 200)
    assert [hit.title for hit in search("rolled oats", person=alice)] == ["Oats, Rolled, Dry"]


def test_an_imported_food_without_magnesium_has_the_upper_bound_of_the_richest_foods(
    alice: User,
) -> None:
    Source.objects.create(code=Source.SR28, name="SR28", magnesium_p95=Decimal("253.5"))

    import_table(alice, CRONOMETER + "2026-11-20,,Dinner,Broth,250.00 g,30.00,,,2.00,Soups\n")

    bounds = dict(
        OwnFoodRevision.objects.filter(user=alice).values_list("food__name", "magnesium_at_most")
    )
    # 250 g of what has 253.5 mg in 100 g.
    assert (bounds["Broth"], bounds["Oats, Rolled, Dry"]) == (Decimal("633.75"), None)
    assert bounds["Burrito Bowl"] is None  # one serving, of which nobody knows the weight


def test_amounts_without_a_weight_are_logged_without_one(alice: User) -> None:
    import_table(
        alice,
        "Date,Meal,Food,Amount,Magnesium (mg)\n"
        "2026-11-20,Lunch,Pizza,2 slices,100\n2026-11-20,Dinner,Pizza,3 slices,100\n",
    )

    entries = Entry.objects.of(alice).with_foods().order_by("meal")
    assert [(entry.grams, entry.logged_amount.words, entry.eaten.amount) for entry in entries] == [
        (None, "2 slices", 100),
        (None, "3 slices", 100),
    ]
    assert day_of(alice, "2026-11-20").summary.assessment.food_mg == 200
    assert search("pizza", person=alice) == []


def test_servings_come_out_with_exactly_their_magnesium(alice: User) -> None:
    import_table(
        alice,
        "Date,Meal,Food,Amount,Magnesium (mg)\n"
        "2026-11-20,Lunch,Seeds,35 g,320\n2026-11-20,Dinner,Seeds,17.5 g,160\n",
    )

    revision = OwnFoodRevision.objects.get(user=alice)  # both share it
    assert (revision.basis_grams, revision.magnesium_mg) == (35, 320)
    assert day_of(alice, "2026-11-20").summary.assessment.food_mg == 480


def test_imported_foods_belong_to_nobody_else(alice: User, bob: User) -> None:
    import_table(alice, CRONOMETER)

    assert search("rolled oats", person=bob) == []


def test_myfitnesspal_has_meals_of_unknown_magnesium(alice: User) -> None:
    import_table(alice, MYFITNESSPAL)

    day = day_of(alice, "2026-11-20").summary.assessment
    assert day.food_mg == 0 and day.total_is_lower_bound
    assert day.unknown_foods == ("Breakfast, all of it", "Dinner, all of it")
    values = read_amounts(
        OwnFoodRevision.objects.get(user=alice, food__name__startswith="Dinner").amounts
    )
    # 0 g of carbohydrate is known, 0 mg of sodium is what MyFitnessPal does not know.
    assert values == {"208": 700, "204": 20, "205": 0, "203": 60, "291": 6}
    assert search("dinner", person=alice) == []


def test_second_import_of_a_longer_file_adds_only_what_is_new(alice: User) -> None:
    import_table(alice, CRONOMETER)

    run = import_table(alice, CRONOMETER + "2026-11-22,,Lunch,Kale,50.00 g,20.00,16.50,,,\n")

    assert run.preview["added"] == {"entries": 1, "foods": 1}
    assert run.preview["known"] == {"entries": 3, "doses": 1}


def test_the_same_file_adds_no_food_of_entries_that_are_there(alice: User) -> None:
    slices = "Date,Meal,Food,Amount,Magnesium (mg)\n2026-11-20,Lunch,Pizza,2 slices,100\n"
    import_table(alice, slices)
    # Older versions made other foods of the same lines.
    OwnFood.objects.filter(user=alice).update(source_ref="older")

    run = import_table(alice, slices)

    assert run.preview["added"] == {}
    assert OwnFood.objects.filter(user=alice).count() == 1


def test_confirming_twice_imports_once(alice: User) -> None:
    run = stage_table(alice, CRONOMETER)

    confirm_import(alice, run.pk)
    confirm_import(alice, run.pk)

    assert Entry.objects.of(alice).count() == 3


def test_undo_removes_the_import_and_nothing_else(alice: User, foods: Foods) -> None:
    mine = log(alice, foods.spinach, grams="30", on="2026-11-20")
    run = import_table(alice, CRONOMETER)

    removed = actions.undo_import(user=alice, run_id=run.pk)

    assert removed == 4
    assert list(Entry.objects.filter(user=alice)) == [mine]
    assert not Dose.objects.filter(user=alice).exists()
    assert not OwnFood.objects.filter(user=alice).exists()
    assert import_table(alice, CRONOMETER).preview["added"] == {
        "entries": 3,
        "doses": 1,
        "foods": 2,
    }


def test_undo_keeps_a_food_that_was_logged_since(alice: User) -> None:
    run = import_table(alice, CRONOMETER)
    log(
        alice, OwnFood.objects.get(user=alice, name__startswith="Oats"), grams="10", on="2026-11-22"
    )

    actions.undo_import(user=alice, run_id=run.pk)

    assert OwnFood.objects.get(user=alice).name == "Oats, Rolled, Dry"
    assert Entry.objects.of(alice).count() == 1


def test_undo_keeps_a_food_that_was_starred_or_avoided_since(alice: User) -> None:
    run = import_table(alice, CRONOMETER)
    oats, bowl = OwnFood.objects.filter(user=alice).order_by("-name")
    star(user=alice, food_id=oats.id)
    avoid_food(user=alice, food_id=bowl.id)

    actions.undo_import(user=alice, run_id=run.pk)

    assert set(OwnFood.objects.filter(user=alice)) == {oats, bowl}


def test_undo_of_a_document_restores_the_profile(alice: User) -> None:
    newcomer = User.objects.create_user("newcomer@example.org")
    run = import_json(newcomer, export_bytes(alice))

    actions.undo_import(user=newcomer, run_id=run.pk)

    newcomer = User.objects.get(pk=newcomer.pk)
    assert (newcomer.profile.sex, newcomer.profile.birth_date, newcomer.profile.time_zone) == (
        None,
        None,
        "UTC",
    )


def test_undo_is_possible_once_and_not_after_a_month(alice: User) -> None:
    run = import_table(alice, CRONOMETER)
    late = import_table(alice, CRONOMETER.replace("Oats", "Rye"))
    actions.undo_import(user=alice, run_id=run.pk)
    ImportRun.objects.of(alice).filter(pk=late.pk).update(
        done_at=timezone.now() - timedelta(days=31)
    )

    for run_id in (run.pk, late.pk):
        with pytest.raises(actions.CannotUndoImport):
            actions.undo_import(user=alice, run_id=run_id)


def test_faulty_lines_stop_the_import_until_they_are_left_out(alice: User) -> None:
    run = stage_table(
        alice, CRONOMETER + "2026-11-22,,Lunch,Kale,-5 g,20.00,16.50,,,\n2026-11-22,,Lunch,Ka"
    )

    with pytest.raises(actions.CannotImport) as refused:
        confirm_import(alice, run.pk)

    assert [problem.where for problem in refused.value.problems] == ["line 6", "line 7"]
    assert not Entry.objects.filter(user=alice).exists()
    assert confirm_import(alice, run.pk, leave_out=True).preview["added"]["entries"] == 3


def test_nothing_stays_of_an_import_that_is_interrupted(alice: User) -> None:
    run = stage_table(alice, CRONOMETER)
    steps = actions.import_steps(
        user=alice, run_id=run.pk, matches={}, leave_out=False, today=TODAY
    )
    assert [next(steps), next(steps)] == [(0, 3), (3, 3)]

    steps.close()

    assert not Entry.objects.filter(user=alice).exists()
    assert ImportRun.objects.of(alice).get().state == "staged"


@pytest.mark.parametrize("order", ["DMY", "MDY"])
def test_person_is_asked_about_ambiguous_dates(alice: User, order: str) -> None:
    run = stage_table(
        alice, "Date,Meal,Food,Amount,Magnesium (mg)\n03/04/2026,Lunch,Kale,30 g,9.9\n"
    )
    assert [choice["example"] for choice in run.preview["orders"]] == [
        "03/04/2026 is 3 April 2026",
        "03/04/2026 is 4 March 2026",
    ]
    with pytest.raises(actions.CannotImport):
        confirm_import(alice, run.pk)

    actions.save_options(run=run, answers={"order": order}, today=TODAY)
    confirm_import(alice, run.pk)

    assert Entry.objects.of(alice).get().eaten_on == (
        date(2026, 4, 3) if order == "DMY" else date(2026, 3, 4)
    )


def test_person_maps_the_columns_of_a_table(alice: User) -> None:
    run = stage_table(
        alice,
        "When;What;How much;Magnesium (mg)\n20.11.2026;Grünkohl;30,5 g;10,1\n".encode("cp1252"),
    )
    assert run.preview["missing"] == ["date", "food"]

    actions.save_options(
        run=run, answers={"columns": {"date": 0, "food": 1, "amount": 2}}, today=TODAY
    )
    confirm_import(alice, run.pk)

    entry = Entry.objects.of(alice).with_foods().get()
    assert (entry.food.name, entry.grams) == ("Grünkohl", Decimal("30.5"))
    assert day_of(alice, "2026-11-20").summary.assessment.food_mg == Decimal("10.1")


def test_foods_of_the_table_are_offered_for_foods_without_magnesium(
    alice: User, foods: Foods
) -> None:
    run = stage_table(
        alice,
        "Date,Meal,Food,Amount,Unit\n2026-11-20,Lunch,Almonds,30,g\n2026-11-20,Lunch,Banana,1,medium\n",
    )

    offered = {match["name"]: match for match in run.preview["matches"]}

    assert offered["Almonds"]["chosen"] == foods.almonds.pk
    assert offered["Banana"]["options"][0][1:] == ["Banana (30 mg in 100 g)", True]
    confirm_import(
        alice, run.pk, matches={name: match["chosen"] for name, match in offered.items()}
    )
    day = day_of(alice, "2026-11-20")
    assert (
        day.summary.assessment.food_mg == 90 + 36
        and not day.summary.assessment.total_is_lower_bound
    )
    assert [food.amount for food in day.meals[1].foods] == ["30 g", "1 medium · 120 g"]


def test_foods_are_matched_only_when_chosen(alice: User, foods: Foods) -> None:
    import_table(alice, "Date,Meal,Food,Amount,Unit\n2026-11-20,Lunch,Almonds,30,g\n")

    assert day_of(alice, "2026-11-20").summary.assessment.unknown_foods == ("Almonds",)


def test_matching_with_another_persons_food_is_not_possible(alice: User, bob: User) -> None:
    import_table(bob, CRONOMETER)
    OwnFood.objects.filter(user=bob, name__startswith="Oats").update(former_number=10**6)
    run = stage_table(alice, "Date,Food,Amount\n2026-11-20,Oats,30 g\n")

    with pytest.raises(actions.CannotImport, match="“Oats” is not in the table"):
        confirm_import(alice, run.pk, matches={"Oats": 10**6})

    assert not Entry.objects.of(alice).exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"Date,Food\n", "nothing in this file"),
        (b"PK\x03\x04", "zip"),
        (b"{", "not complete JSON"),
        (b"[1]", "no columns"),
        (b'{"format": "other"}', "not exported by Magwise"),
        (b"[" * 200_000, "no columns"),
        (b'{"a":' * 200_000, "not complete JSON"),
        (b'{"format": "magwise", "version": 99}', "version 99"),
        (b'{"format": "magwise", "version": NaN}', "not complete JSON"),
        (b'{"format": "magwise", "version": 1' + b"0" * 5000 + b"}", "not complete JSON"),
        (b'{"format": "magwise", "x": "\xff"}', "UTF-8"),
    ],
)
def test_unreadable_files_are_refused_and_not_stored(
    alice: User, content: bytes, says: str
) -> None:
    with pytest.raises(UnreadableFile, match=says):
        stage_table(alice, content)

    assert not ImportRun.objects.of(alice).exists()


@pytest.mark.parametrize("name", ["parse_document", "decode"])
def test_file_is_parsed_once_at_each_step(
    alice: User, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    parse, calls = getattr(preview, name), []
    monkeypatch.setattr(preview, name, lambda content: calls.append(content) or parse(content))

    run = stage_table(alice, CRONOMETER if name == "decode" else export_bytes(alice))
    after_upload = len(calls)
    actions.save_options(run=run, answers={}, today=TODAY)
    after_options = len(calls)
    confirm_import(alice, run.pk)

    assert [after_upload, after_options, len(calls)] == [1, 2, 3]


def test_one_file_waits_at_a_time(alice: User, bob: User) -> None:
    stage_table(bob, CRONOMETER)
    stage_table(alice, CRONOMETER)

    second = stage_table(alice, MYFITNESSPAL)

    assert [run.pk for run in ImportRun.objects.of(alice)] == [second.id]
    assert ImportRun.objects.of(bob).exists()


def test_old_files_and_undo_data_are_tidied_away(alice: User) -> None:
    done = import_table(alice, CRONOMETER)
    stage_table(alice, CRONOMETER)

    actions.tidy_imports(now=timezone.now() + timedelta(hours=25))
    actions.tidy_imports(now=timezone.now() + timedelta(days=31))

    assert ImportRun.objects.of(alice).get() == done
    assert ImportRun.objects.of(alice).get().made == {}


def test_lines_that_add_up_others_are_left_out_wherever_they_say_so(alice: User) -> None:
    table = (
        "date,meal,food,grams,magnesium (mg)\n"
        "2026-11-20,breakfast,Oats,40,55\n"
        "2026-11-20,,Totals:,40,55\n"
        "Daily total,,,40,55\n"
        "2026-11-21,breakfast,Total,30,9\n"
    )

    run = stage_table(alice, table)

    assert (
        dict(run.preview["counts"])["entries"] == 2
    )  # Total is also a breakfast cereal, where a meal stands beside it
    assert run.preview["totals"] == 2


@pytest.mark.parametrize(
    ("count", "note"),
    [
        (1, "Left out: 1 favourite, because this table does not have its food."),
        (2, "Left out: 2 favourites, because this table does not have their foods."),
    ],
)
def test_favourites_of_missing_foods_are_reported(alice: User, count: int, note: str) -> None:
    item = {
        "id": str(new_id()),
        "source": "SR28",
        "own": False,
        "starred_at": "2026-11-20T12:00:00+00:00",
    }
    favourites = [item | {"source_id": str(n)} for n in range(count)]

    run = import_json(
        alice, json.dumps({"format": "magwise", "version": 1, "favourites": favourites})
    )

    assert run.preview["notes"] == [note]
