from decimal import Decimal

import pytest

from accounts.ids import new_id
from nutrition.diary.label_amounts.values import DoseLine, WaterLine


@pytest.mark.parametrize(
    ("quantity", "unit", "words"),
    [
        ("1", "", "100 mg elemental"),
        ("2", "", "2 × · 200 mg elemental"),
        ("0.5", "tablet", "½ tablet · 50 mg elemental"),
        ("2", "capsule", "2 capsules · 200 mg elemental"),
        ("2", "drops", "2 drops · 200 mg elemental"),
    ],
)
def test_doses_in_words(quantity: str, unit: str, words: str) -> None:
    assert DoseLine(new_id(), "Glycinate", unit, Decimal(100), Decimal(quantity)).words == words


def test_water_in_words() -> None:
    water = WaterLine(new_id(), Decimal("1.500"), Decimal("24.000"))

    assert (water.amount, water.mg) == ("1.5 l · 24 mg/l", 36)
