"""The two files: everything in the one, a line for each entry in the other."""

import csv
import io

import pytest
from django.utils import timezone

from accounts.models import User
from nutrition.csv_text import escape_formulas
from nutrition.diary.actions import delete_entries
from nutrition.diary.models import Entry
from nutrition.foods.own.models import OwnFood
from nutrition.transfer.export import csv_file
from tests.builders import Foods, drink, log, make_own_food, revise, take
from tests.transfer.files import export_document, export_lines


def test_everything_is_in_the_document(alice: User, foods: Foods) -> None:
    entry = log(alice, foods.mystery, grams="40.5", on="2026-11-20")

    document = export_document(alice)

    (item,) = document["entries"]
    assert document["account"]["email"] == "alice@example.org"
    assert (item["date"], item["meal"], item["grams"], item["food"]) == (
        "2026-11-20",
        "lunch",
        "40.5",
        "Mystery bar",
    )
    assert item["client_id"] == str(entry.id)
    assert document["foods"][item["revision"]]["per_100g"] == {"304": None, "208": "500"}


def test_entries_keep_the_values_they_were_logged_with(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="100", on="2026-11-20")
    revise(foods.spinach, magnesium="80.12345")
    log(alice, foods.spinach, grams="100", on="2026-11-21")

    document = export_document(alice)

    values = [
        document["foods"][item["revision"]]["per_100g"]["304"] for item in document["entries"]
    ]
    assert values == ["79", "80.12345"]


def test_own_foods_have_the_amounts_of_their_basis(alice: User) -> None:
    half_cup = make_own_food(
        "Oats", magnesium="320", owner=alice, basis_grams="120", portions={"1/2 cup": "120"}
    )
    serving = make_own_food(
        "Bowl", magnesium="80.5", owner=alice, basis_grams=None, portions={"serving": None}
    )
    log(alice, half_cup, grams="60", on="2026-11-20")
    log(alice, serving, portion="serving", quantity="2", on="2026-11-20")

    document = export_document(alice)

    items = [
        (item["grams"], item["quantity"], document["foods"][item["revision"]])
        for item in document["entries"]
    ]
    assert [
        (grams, quantity, food["basis"], food["amounts"]["304"], food["portions"])
        for grams, quantity, food in items
    ] == [
        (
            "60",
            None,
            {"grams": "120"},
            "320",
            [{"amount": "1", "unit": "1/2 cup", "grams": "120"}],
        ),
        (None, "2", None, "80.5", [{"amount": "1", "unit": "serving", "grams": None}]),
    ]
    assert all(food["own"] and "per_100g" not in food for _, _, food in items)


def test_table_has_the_exact_amounts_of_own_foods_and_no_weight_that_nobody_knows(
    alice: User,
) -> None:
    half_cup = make_own_food("Oats", magnesium="320", owner=alice, basis_grams="120")
    serving = make_own_food(
        "Bowl", magnesium="80.5", owner=alice, basis_grams=None, portions={"serving": None}
    )
    log(alice, half_cup, grams="120", on="2026-11-20")
    log(alice, half_cup, grams="60", on="2026-11-20")
    log(alice, serving, portion="serving", quantity="2", on="2026-11-20")

    rows = list(csv.DictReader(io.StringIO("\n".join(export_lines(alice)).removeprefix("\ufeff"))))

    columns = ("Food", "Amount", "Unit", "Weight (g)", "Magnesium (mg)")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("Oats", "120", "g", "120", "320"),
        ("Oats", "60", "g", "60", "160"),
        ("Bowl", "2", "serving", "", "161"),
    ]


def test_foods_of_an_import_that_is_not_complete_are_not_in_the_document(alice: User) -> None:
    make_own_food("Oats", magnesium="320", owner=alice, state=OwnFood.State.STAGED)

    assert export_document(alice)["foods"] == {}


def test_what_was_deleted_is_in_the_document_for_a_month(alice: User, foods: Foods) -> None:
    recent, old = (log(alice, foods.spinach, grams="30", on="2026-11-20") for _ in range(2))
    delete_entries(user=alice, ids=[recent.id, old.id])
    Entry.objects.filter(user=alice, id=old.id).update(
        deleted_at=timezone.now() - timezone.timedelta(days=31)
    )

    assert [item["id"] for item in export_document(alice)["entries"]] == [str(recent.id)]
    assert len(export_lines(alice)) == 1


def test_nobody_elses_rows_are_in_the_files(alice: User, bob: User, foods: Foods) -> None:
    make_own_food("Bob's bread", magnesium="25", owner=bob)
    log(bob, foods.spinach, grams="30", on="2026-11-20")
    take(bob, "Oxide", "100", on="2026-11-20")

    document = export_document(alice)

    assert all(
        not document[name] for name in ("entries", "doses", "waters", "products", "days", "foods")
    )
    assert "Bob" not in str(document)


def test_table_has_a_line_for_each_entry_with_unknown_cells_empty(
    alice: User, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")
    log(alice, foods.mystery, grams="40", on="2026-11-20")
    take(alice, "Glycinate", "100.5", on="2026-11-20")
    drink(alice, "1.5", "24", on="2026-11-21")

    rows = list(csv.DictReader(io.StringIO("\n".join(export_lines(alice)).removeprefix("\ufeff"))))

    lines = [
        (row["Type"], row["Food"], row["Magnesium (mg)"], row["Energy (kcal)"]) for row in rows
    ]
    assert lines == [
        ("food", "Spinach, raw", "23.7", "6.9"),
        ("food", "Mystery bar", "", "200"),
        ("supplement", "Glycinate", "100.5", ""),
        ("water", "Water", "36", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("//evil.example")',
        "+1",
        "-1",
        "@SUM(1)",
        "\tx",
        "\rx",
        "soup;=1+1",
        "＝1+1",
        "soup\n=1+1",
    ],
)
def test_no_cell_is_a_formula(alice: User, text: str) -> None:
    take(alice, f"{text} x", "1", on="2026-11-20")

    text_of_rows = "".join(csv_file(alice))
    _, cells = csv.reader(io.StringIO(text_of_rows, newline=""))

    assert cells[4] == escape_formulas(f"{text} x") != f"{text} x"
