from decimal import Decimal

import pytest

from nutrition.intake.references import read_table
from nutrition.intake.salts import salts


def test_every_salt_of_the_table_is_known() -> None:
    assert list(salts()) == [line["form"] for line in read_table("magnesium_forms.csv")]


@pytest.mark.parametrize("line", read_table("magnesium_forms.csv"), ids=lambda line: line["form"])
def test_a_gram_of_a_salt_has_what_the_table_says(line: dict[str, str]) -> None:
    elemental_mg = salts()[line["form"]].elemental_mg(Decimal(1000))

    assert elemental_mg == Decimal(line["mg_elemental_per_1000_mg_compound"])


def test_the_share_is_exact() -> None:
    oxide = salts()["magnesium oxide"]

    assert oxide.elemental_mg(Decimal("500")) == Decimal("301.5")
    assert oxide.elemental_mg(Decimal("0.01")) == Decimal("0.00603")
