"""An import prepares unseen and stores at once; killed, it leaves nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.diary.removal import remove_for_good
from nutrition.foods.own.models import OwnFood
from nutrition.foods.search.queries import search
from nutrition.transfer import actions
from nutrition.transfer.models import ImportRun
from tests.builders import Foods, make_person
from tests.transfer.files import (
    CRONOMETER,
    MYFITNESSPAL,
    TODAY,
    confirm_import,
    export_document,
    import_table,
    stage_table,
)
from tests.transfer.test_actions import nutrients

__all__ = ["nutrients"]  # a fixture


class WriteLog:
    """The statements of each transaction: others wait for that long."""

    def __init__(self) -> None:
        self.transactions: list[list[str]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("BEGIN"):
            self.transactions.append([])
        elif connection.in_atomic_block:
            self.transactions[-1].append(sql)
        return execute(sql, params, many, context)


def csv_of_foods(number: int) -> str:
    lines = (f"2026-11-20,,Lunch,Food {n},{n % 90 + 1}.00 g,1.5,{n},,,\n" for n in range(number))
    return CRONOMETER.partition("\n")[0] + "\n" + "".join(lines)


def visible_parts(person: User) -> tuple[int, list[str], int]:
    """Entries of the diary, foods of the search, and how many foods the export has."""
    hits = search("food", person=person)
    return (
        Entry.objects.filter(user=person).count(),
        [hit.title for hit in hits],
        len(export_document(person)["foods"]),
    )


@pytest.mark.parametrize("steps_before", range(1, 4))
def test_killed_import_leaves_nothing_to_see(alice: User, steps_before: int) -> None:
    run = stage_table(alice, csv_of_foods(5))
    steps = actions.import_steps(
        user=alice, run_id=run.pk, matches={}, leave_out=False, today=TODAY
    )
    for _ in zip(range(steps_before), steps, strict=False):
        pass

    steps.close()

    is_done = ImportRun.objects.of(alice).get().state == "done"
    assert is_done == (steps_before == 3)
    assert (visible_parts(alice) == (0, [], 0)) != is_done


def test_killed_import_can_be_repeated_and_undone_without_a_trace(alice: User) -> None:
    run = stage_table(alice, csv_of_foods(5))
    steps = actions.import_steps(
        user=alice, run_id=run.pk, matches={}, leave_out=False, today=TODAY
    )
    assert [next(steps), next(steps)] == [(0, 5), (5, 5)]
    steps.close()

    again = confirm_import(alice, run.pk)

    assert again.preview["added"] == {"entries": 5, "foods": 5}
    assert visible_parts(alice)[0] == 5 and len(search("food", person=alice)) == 5
    actions.undo_import(user=alice, run_id=run.pk)
    assert not OwnFood.objects.filter(user=alice).exists()


@pytest.mark.parametrize("first", [0, 1])
def test_file_confirmed_twice_at_once_is_stored_whole_by_the_first(alice: User, first: int) -> None:
    run = stage_table(alice, csv_of_foods(5))
    both = [
        actions.import_steps(user=alice, run_id=run.pk, matches={}, leave_out=False, today=TODAY)
        for _ in range(2)
    ]
    for _ in range(2):
        assert [next(steps) for steps in both] in ([(0, 5), (0, 5)], [(5, 5), (5, 5)])

    assert list(both[first]) == []
    with pytest.raises(actions.CannotImport, match="imported already"):
        next(both[1 - first])

    assert visible_parts(alice)[0] == len(search("food", person=alice)) == 5
    assert ImportRun.objects.of(alice).get().preview["added"] == {"entries": 5, "foods": 5}
    actions.undo_import(user=alice, run_id=run.pk)
    assert not OwnFood.objects.filter(user=alice).exists()


def test_unused_foods_of_an_interrupted_try_are_deleted(alice: User, foods: Foods) -> None:
    run = stage_table(alice, csv_of_foods(5))
    steps = actions.import_steps(
        user=alice, run_id=run.pk, matches={}, leave_out=False, today=TODAY
    )
    assert [next(steps), next(steps)] == [(0, 5), (5, 5)]
    steps.close()

    confirm_import(alice, run.pk, matches={"Food 1": foods.banana.pk})

    made = OwnFood.objects.filter(user=alice).values_list("name", flat=True)
    assert sorted(made) == ["Food 0", "Food 2", "Food 3", "Food 4"]


@pytest.mark.parametrize("end", ["cancelled", "replaced", "forgotten"])
def test_staged_foods_are_deleted_with_their_file(alice: User, end: str) -> None:
    run = stage_table(alice, csv_of_foods(5))
    steps = actions.import_steps(
        user=alice, run_id=run.pk, matches={}, leave_out=False, today=TODAY
    )
    assert [next(steps), next(steps)] == [(0, 5), (5, 5)]
    steps.close()
    made = OwnFood.objects.filter(user=alice).count()

    match end:
        case "cancelled":
            actions.cancel_import(run=run)
        case "replaced":
            stage_table(alice, MYFITNESSPAL)
        case "forgotten":
            actions.tidy_imports(now=timezone.now() + timedelta(hours=25))

    assert (made, OwnFood.objects.filter(user=alice).count()) == (5, 0)


def test_foods_of_other_people_and_of_whole_imports_stay(alice: User, bob: User) -> None:
    import_table(alice, csv_of_foods(3))
    for person in (alice, bob):
        run = stage_table(person, csv_of_foods(6))
        steps = actions.import_steps(
            user=person, run_id=run.pk, matches={}, leave_out=False, today=TODAY
        )
        assert next(steps) and next(steps)
        steps.close()

    actions.cancel_import(run=ImportRun.objects.of(alice).get(state="staged"))

    counts = [OwnFood.objects.filter(user=person).count() for person in (alice, bob)]
    assert counts == [3, 6]


def test_food_of_an_earlier_import_keeps_its_values_until_the_new_import_is_whole(
    alice: User,
) -> None:
    head = "Date,Meal,Food,Amount,Magnesium (mg)\n"
    import_table(alice, f"{head}2026-11-20,Lunch,Kale,30 g,9.9\n")
    before = OwnFood.objects.get(user=alice).current_id
    run = stage_table(alice, f"{head}2026-11-21,Lunch,Kale,30 g,12\n")
    steps = actions.import_steps(
        user=alice, run_id=run.pk, matches={}, leave_out=False, today=TODAY
    )
    assert [next(steps), next(steps)] == [(0, 1), (1, 1)]

    kept = OwnFood.objects.get(user=alice).current_id
    rest = list(steps)

    assert kept == before != OwnFood.objects.get(user=alice).current_id
    assert rest == []


def test_row_stored_meanwhile_is_not_added_again(alice: User, foods: Foods) -> None:
    run = stage_table(alice, csv_of_foods(3))
    steps = actions.import_steps(
        user=alice, run_id=run.pk, matches={}, leave_out=False, today=TODAY
    )
    assert [next(steps), next(steps)] == [(0, 3), (3, 3)]
    other = User.objects.create_user("other@example.org")
    import_table(other, csv_of_foods(3))
    same = Entry.objects.filter(user=other).first()
    assert same is not None
    Entry.objects.create(
        user=alice,
        id=same.id,
        eaten_on=same.eaten_on,
        meal=2,
        revision=foods.banana.current,
        grams=1,
    )

    rest = list(steps)

    assert rest == [(3, 3)]  # prepared once more
    done = ImportRun.objects.of(alice).get()
    assert (done.preview["added"]["entries"], done.preview["known"]["entries"]) == (2, 1)
    assert Entry.objects.filter(user=alice).count() == 3


@pytest.mark.either_database("only SQLite has one lock for everybody")
@pytest.mark.parametrize("number", [30, 130])
@pytest.mark.django_db(transaction=True)
def test_transactions_of_an_import_stay_short(number: int, foods: Foods) -> None:
    alice = make_person("alice")
    run = stage_table(alice, csv_of_foods(number))
    log = WriteLog()

    with connection.execute_wrapper(log):
        confirm_import(alice, run.pk)

    *staging, switch = [
        [sql for sql in one if not sql.startswith("SELECT")] for one in log.transactions
    ]
    assert len(staging) >= number / 50
    assert max(map(len, staging)) < 400
    # Rows of the big tables go past Django in one long write each.
    assert len(switch) < 15


@pytest.mark.django_db(transaction=True)
def test_undo_is_many_short_transactions_and_can_be_continued(foods: Foods) -> None:
    alice = make_person("alice")
    run = import_table(alice, csv_of_foods(30))
    half = [UUID(key) for key in ImportRun.objects.of(alice).get().made["entries"][:15]]
    remove_for_good(Entry.objects.filter(user=alice, id__in=half))  # it was interrupted here

    removed = actions.undo_import(user=alice, run_id=run.pk)

    assert removed == 15
    assert not Entry.objects.filter(user=alice).exists()
    assert not OwnFood.objects.filter(user=alice).exists()


def test_whole_numbers_and_decimals_of_one_value_are_both_stored(alice: User) -> None:
    meals = ("Breakfast", "Lunch", "Dinner", "Snacks")
    lines = (
        f"2026-11-20,,{meal},Kale,{grams}.00 g,1,1,,,\n" for grams in (4, 3, 2, 1) for meal in meals
    )

    import_table(alice, CRONOMETER.partition("\n")[0] + "\n" + "".join(lines))

    rows = Entry.objects.filter(user=alice).values_list("meal", "grams")
    assert sorted(rows) == [(meal, grams) for meal in (1, 2, 3, 4) for grams in (1, 2, 3, 4)]
