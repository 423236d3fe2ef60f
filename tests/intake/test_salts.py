from decimal import Decimal
from fractions import Fraction

import pytest

from nutrition.intake.references import read_table
from nutrition.intake.salts import salts

SALTS = read_table("magnesium_forms.csv")
WEIGHTS = {line["element"]: Fraction(line["weight"]) for line in read_table("atomic_weights.csv")}
CITRATE = "magnesium citrate (trimagnesium dicitrate, anhydrous)"


def mass_of(formula: str) -> Fraction:
    atoms = [
        (part.rstrip("0123456789"), part.removeprefix(part.rstrip("0123456789")))
        for part in formula.split()
    ]
    return sum((WEIGHTS[element] * int(count) for element, count in atoms), Fraction(0))


def test_every_salt_of_the_table_is_known() -> None:
    assert list(salts()) == [line["form"] for line in SALTS]


@pytest.mark.parametrize("line", SALTS, ids=lambda line: line["form"])
def test_the_molar_mass_of_the_table_follows_from_the_atomic_weights(line: dict[str, str]) -> None:
    assert mass_of(line["formula_atoms"]) == Fraction(line["molar_mass_g_mol"])


@pytest.mark.parametrize("line", SALTS, ids=lambda line: line["form"])
def test_a_gram_of_a_salt_has_what_its_formula_says(line: dict[str, str]) -> None:
    atoms_of_magnesium = int(line["formula_atoms"].split()[0].removeprefix("Mg"))
    exact = 1000 * atoms_of_magnesium * WEIGHTS["Mg"] / Fraction(line["molar_mass_g_mol"])

    elemental_mg = salts()[line["form"]].elemental_mg(Decimal(1000))

    assert abs(Fraction(elemental_mg) - exact) <= Fraction(1, 2_000_000)
    # What the table prints beside it is the same, rounded.
    assert abs(elemental_mg - Decimal(line["mg_elemental_per_1000_mg_compound"])) <= Decimal("0.05")


@pytest.mark.parametrize(
    ("name", "compound_mg", "elemental_mg"),
    [
        ("magnesium oxide", "400", "241.217"),
        (CITRATE, "1000", "161.634"),
        ("magnesium oxide", "0.01", "0.006"),
    ],
)
def test_the_rounded_percentage_is_not_what_is_computed_with(
    name: str, compound_mg: str, elemental_mg: str
) -> None:
    found = salts()[name].elemental_mg(Decimal(compound_mg))

    assert found.quantize(Decimal("0.001")) == Decimal(elemental_mg)


def test_a_figure_has_the_places_that_are_stored() -> None:
    assert salts()["magnesium oxide"].elemental_mg(Decimal("500")) == Decimal("301.520941")
    assert salts()["magnesium oxide"].elemental_mg(Decimal("0.01")) == Decimal("0.006030")
