"""Small files of real use, from the file to what the pages, the exports and the API say."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from nutrition.foods.models import Nutrient
from nutrition.transfer.actions import CannotImport
from tests.api.programs import Program
from tests.builders import Foods, close, make_person
from tests.conftest import signed_in
from tests.transfer.files import (
    export_bytes,
    export_document,
    export_lines,
    import_json,
    import_table,
)
from tests.web.diary.sending import text_of

SOUP = (
    "Date,Meal,Food,Amount,Magnesium (mg),Energy (kcal)\n"
    "2026-11-20,Lunch,Magic soup,{amount},{mg},23\n"
)
CRONOMETER_HEAD = (
    "Day,Time,Group,Food Name,Amount,Energy (kcal),Caffeine (mg),Vitamin D (IU),Magnesium (mg),"
    "Protein (g),Category\n"
)
SOFTGEL = (
    f"{CRONOMETER_HEAD}2026-09-08,8:35 AM,Breakfast,D3 Softgels,1.00 softgel,,,5000,,,Supplements\n"
)
POWDERS = (
    f"{CRONOMETER_HEAD}"
    "2026-09-08,8:34 AM,Breakfast,Whey Protein Powder,1.00 scoop,120.00,,,40.00,24,Supplements\n"
    "2026-09-08,8:35 AM,Breakfast,Pre-Workout,1.00 scoop,5.00,200.00,,,0,Supplements\n"
)
ON, SOFTGEL_ON = "2026-11-20", "2026-09-08"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        yield


@pytest.fixture(autouse=True)
def nutrients(foods: Foods) -> None:
    """The small foods know magnesium and energy; these are what the files have beside them."""
    for id_, number, name, unit in (
        (1110, "324", "Vitamin D", "IU"),
        (1114, "328", "Vitamin D (D2 + D3)", "µg"),
        (1003, "203", "Protein", "g"),
    ):
        Nutrient.objects.create(id=id_, number=number, name=name, unit=unit, position=id_)


@pytest.fixture
def woman_of_44(db: None) -> User:
    return make_person("reader", sex="F", birth_date="1982-03-01")


def cells(person: User) -> list[dict[str, str]]:
    """The lines of the exported table."""
    return list(csv.DictReader(io.StringIO("\n".join(export_lines(person)).removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    ("amount", "mg"),
    [
        ("1/2 cup", "320"),
        ("1/3 cup", "320"),
        ("2/3 cup", "320"),
        ("1/7 cup", "320"),
        ("1 1/2 cups", "320"),
        ("3 slices", "320"),
        ("35 g", "320"),
        ("1.5 oz", "320"),
        ("7 large - 50g", "320"),
        ("250 ml", "320"),
        ("60 pieces", "320"),
        ("1/2 cup", "320.000"),
    ],
)
def test_an_amount_that_reaches_the_target_in_the_file_reaches_it_everywhere(
    woman_of_44: User, amount: str, mg: str
) -> None:
    import_table(woman_of_44, SOUP.format(amount=amount, mg=mg))
    close(woman_of_44, date.fromisoformat(ON))
    program = Program(woman_of_44)

    day = program.get(f"/days/{ON}")
    trend = program.get(f"/trends?from={ON}&to={ON}")
    page = text_of(signed_in(woman_of_44).get(f"/diary/{ON}/"))

    for answer in (day["magnesium"], trend["days"][0], program.get("/weeks/2026-W47")["days"][4]):
        assert (answer["total_mg"], answer["display_total_mg"], answer["comparison"]) == (
            "320.000",
            "320",
            "meets",
        )
        assert (answer["percent"], answer["to_go_mg"]) == ("100", None)
    assert [entry["magnesium_mg"] for entry in day["entries"]] == ["320"]
    assert [line["Magnesium (mg)"] for line in cells(woman_of_44)] == ["320"]
    assert "320 mg of 320 mg" in page
    assert "to go" not in page


def test_a_hair_less_in_the_file_is_less_everywhere(woman_of_44: User) -> None:
    import_table(woman_of_44, SOUP.format(amount="1/3 cup", mg="319.999"))
    close(woman_of_44, date.fromisoformat(ON))

    answer = Program(woman_of_44).get(f"/days/{ON}")["magnesium"]

    assert (answer["total_mg"], answer["comparison"], answer["percent"]) == (
        "319.999",
        "below",
        "99",
    )


def test_every_figure_of_a_long_file_comes_back(alice: User) -> None:
    """Many days of one line each: the same on both databases, by table, API and another account."""
    units = ["cup", "g", "slices", "oz", "tbsp", "ml", "pieces"]
    quantities = ["1/2", "1/3", "2/3", "1/7", "3", "0.7", "12.34"]
    figures = ["0.001", "0.1", "7.77", "33.333", "81", "319.999", "1234.567"]
    first = date(2026, 1, 1)
    lines = [
        (
            first + timedelta(days=n),
            f"Food {n % 9}",
            f"{quantities[n % 7]} {units[n // 7 % 7]}",
            figures[n // 3 % 7],
        )
        for n in range(147)
    ]
    rows = "".join(f"{on},Lunch,{food},{amount},{mg}\n" for on, food, amount, mg in lines)

    import_table(alice, f"Date,Meal,Food,Amount,Magnesium (mg)\n{rows}")
    days = Program(alice).get("/trends?from=2026-01-01&to=2026-05-27")["days"]

    assert [Decimal(day["total_mg"]) for day in days] == [Decimal(mg) for *_, mg in lines]
    assert [line["Magnesium (mg)"] for line in cells(alice)] == [mg for *_, mg in lines]
    entries = [
        Program(alice).get(f"/days/{on}")["entries"][0]["magnesium_mg"] for on, *_ in lines[::12]
    ]
    assert entries == [mg for *_, mg in lines[::12]]
    other = make_person("elsewhere")
    import_json(other, export_bytes(alice))
    assert [line["Magnesium (mg)"] for line in cells(other)] == [mg for *_, mg in lines]


def test_a_softgel_without_magnesium_is_unknown_everywhere(
    alice: User, alice_client: Client
) -> None:
    import_table(alice, SOFTGEL)

    day = Program(alice).get(f"/days/{SOFTGEL_ON}")
    [line] = cells(alice)
    [answer] = export_document(alice)["doses"]
    nutrients = {
        row["number"]: row for row in Program(alice).get(f"/nutrients/{SOFTGEL_ON}")["nutrients"]
    }

    assert (day["doses"][0]["magnesium_mg"], day["doses"][0]["nutrients"]) == (
        None,
        {"324": "5000"},
    )
    assert (day["magnesium"]["total_mg"], day["magnesium"]["unknown_supplements"]) == (
        None,
        ["D3 Softgels"],
    )
    assert (line["Food"], line["Magnesium (mg)"], line["Vitamin D (IU)"]) == (
        "D3 Softgels",
        "",
        "5000",
    )
    assert (answer["magnesium_mg"], answer["nutrients"]) == (None, {"324": "5000"})
    assert (nutrients["328"]["amount"], nutrients["304"]["amount"]) == ("125", None)
    assert "D3 Softgels 1 softgel · no magnesium on its label" in text_of(
        alice_client.get(f"/diary/{SOFTGEL_ON}/")
    )


def test_unknown_supplements_of_one_account_are_unknown_in_another(alice: User, bob: User) -> None:
    import_table(alice, SOFTGEL)

    import_json(bob, export_bytes(alice))

    def kept(person: User) -> list[dict[str, Any]]:
        return [{**dose, "id": ""} for dose in export_document(person)["doses"]]

    assert kept(bob) == kept(alice)
    assert Program(bob).get(f"/days/{SOFTGEL_ON}")["magnesium"]["total_mg"] is None


def test_blank_magnesium_beside_a_known_one_makes_no_lower_bound(alice: User) -> None:
    import_table(alice, POWDERS)

    answer = Program(alice).get(f"/days/{SOFTGEL_ON}")["magnesium"]

    assert (answer["total_mg"], answer["supplement_mg"], answer["total_is_lower_bound"]) == (
        "40.000",
        "40.000",
        False,
    )
    assert answer["unknown_supplements"] == ["Pre-Workout"]


def test_a_compound_without_its_magnesium_is_told_and_not_stored(alice: User) -> None:
    import_table(alice, SOFTGEL)
    document = export_document(alice)
    document["doses"][0] |= {"form": "magnesium oxide", "compound_mg": "500"}

    with pytest.raises(CannotImport) as refused:
        import_json(alice, json.dumps(document))

    assert refused.value.problems[0].where == "doses[0]"
