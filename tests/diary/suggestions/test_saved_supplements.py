"""Which saved supplement is meant by what somebody types."""

from decimal import Decimal
from fractions import Fraction

import pytest

from accounts.ids import new_id
from nutrition.diary.label_amounts.values import DoseLine
from nutrition.diary.suggestions.saved_supplements import find_supplements

GLYCINATE = DoseLine(new_id(), "Magnesium glycinate", "capsule", Decimal(100), Decimal(1))
CITRATE = DoseLine(new_id(), "Doctor's Best, citrate", "tablet", Decimal(150), Decimal(2))


def names(text: str) -> list[str]:
    return [found.supplement.name for found in find_supplements([GLYCINATE, CITRATE], text)]


@pytest.mark.parametrize(
    "text", ["glycinate", "my glycinate", "GLYC", "gl", "glicinate", "glycinate capsules"]
)
def test_a_supplement_is_found_by_a_part_of_its_name(text: str) -> None:
    assert names(text) == [GLYCINATE.name]


@pytest.mark.parametrize("text", ["magnesium", "my supplement", "supplements", "magn"])
def test_general_words_find_every_saved_supplement(text: str) -> None:
    assert names(text) == [GLYCINATE.name, CITRATE.name]


@pytest.mark.parametrize(
    "text", ["g", "", "my", "almonds", "glycinate almonds", "\0", "%", "oxide", "zinc"]
)
def test_other_words_find_nothing(text: str) -> None:
    assert names(text) == []


def test_a_supplement_named_in_full_comes_first() -> None:
    plain = GLYCINATE._replace(name="Magnesium")

    found = find_supplements([GLYCINATE, plain], "magnesium")

    assert [(one.supplement.name, one.is_named) for one in found] == [
        ("Magnesium", True),
        (GLYCINATE.name, False),
    ]


@pytest.mark.parametrize(
    ("typed", "quantity"), [(None, 2), (Fraction(3), 3), (Fraction(1, 2), Decimal("0.5"))]
)
def test_a_typed_number_is_the_quantity(typed: Fraction | None, quantity: Decimal) -> None:
    [found] = find_supplements([CITRATE], "citrate", typed)

    assert found.supplement.quantity == quantity


def test_the_milligrams_of_a_label_are_no_quantity() -> None:
    [found] = find_supplements([CITRATE], "citrate", Fraction(150))

    assert found.supplement.quantity == 2
