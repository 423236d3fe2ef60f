"""A hundred lines that were written before the reader had seen them, from the text to the food and its weight.

tests/data/quickadd_meant.csv: the foods and grams were judged by hand from what the reader answered the first time (96
right; for the other four the right answer was put in). A weight counts as right within 15 %.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.models import User
from nutrition.diary.quickadd.matching import choose_amount
from nutrition.diary.quickadd.reading import read_line
from nutrition.foods.search.queries import search

MEANT = Path(__file__).parents[2] / "data" / "quickadd_meant.csv"
NEAR = Decimal("0.15")
AT_LEAST = 0.95


def understood(line: str, person: User) -> list[tuple[str, Decimal]]:
    """NDB number and grams of each food, at first choice."""
    found = []
    for item in read_line(line).items:
        hits = search(item.words, person=person, limit=1)
        if hits:
            amount = choose_amount(item, hits[0].portions, food_name=hits[0].name)
            found.append((hits[0].source_ref, amount.grams))
    return found


def is_right(row: dict[str, str], found: list[tuple[str, Decimal]]) -> bool:
    meant = list(zip(row["ndb"].split("+"), map(Decimal, row["grams"].split("+")), strict=True))
    return [ndb for ndb, _ in found] == [ndb for ndb, _ in meant] and all(
        abs(grams - right) <= NEAR * right for (_, grams), (_, right) in zip(found, meant, strict=True)
    )


@pytest.mark.usefixtures("food_table")
def test_most_lines_are_right_at_first_choice(alice: User) -> None:
    rows = list(csv.DictReader(MEANT.read_text().splitlines()))

    wrong = [(row["line"], found) for row in rows if not is_right(row, found := understood(row["line"], alice))]

    assert len(rows) >= 100
    assert len(wrong) <= (1 - AT_LEAST) * len(rows), wrong
