"""Which column is what, in the files of others."""

from decimal import Decimal

from nutrition.transfer.importing.table_layout import detect_layout

UNITS = {
    "304": "mg",
    "208": "kcal",
    "268": "kJ",
    "328": "µg",
    "404": "mg",
    "401": "mg",
    "303": "mg",
    "320": "µg",
    "204": "g",
    "307": "mg",
    "418": "µg",
    "205": "g",
    "606": "g",
}


def numbers(header: str, **chosen: int) -> dict[str, Decimal]:
    found = detect_layout(header.split(","), UNITS, chosen or None)
    return {column.number: column.factor for column in found.nutrients}


def test_cronometer_is_recognised_with_its_nutrients() -> None:
    header = (
        "Day,Time,Group,Food Name,Amount,Energy (kcal),B1 (Thiamine) (mg),Vitamin D (IU),"
        "Net Carbs (g),Magnesium (mg)"
    )

    columns = detect_layout(header.split(","), UNITS)

    assert columns.kind == "cronometer"
    assert numbers(header) == {"208": 1, "404": 1, "328": Decimal("0.025"), "304": 1}
    assert columns.unused == ("Net Carbs (g)",)


def test_myfitnesspal_is_recognised_and_its_percentages_are_ignored() -> None:
    header = "Date,Meal,Calories,Fat (g),Saturated Fat,Sodium (mg),Vitamin A,Vitamin C,Iron,Note"

    columns = detect_layout(header.split(","), UNITS)

    assert columns.kind == "myfitnesspal" and columns.is_totals and not columns.has_magnesium
    assert numbers(header) == {"208": 1, "204": 1, "606": 1, "307": 1}
    assert columns.unused == ("Vitamin A", "Vitamin C", "Iron", "Note")


def test_units_are_converted_and_unknown_ones_are_left_out() -> None:
    assert numbers(
        "Date,Food,Magnesium (g),Sodium (µg),Vitamin A (IU),Energy (kJ),Vitamin B12 (mcg)"
    ) == {
        "304": 1000,
        "307": Decimal("0.001"),
        "268": 1,
        "418": 1,
    }


def test_own_table_is_read_in_other_languages_and_as_mapped() -> None:
    german = detect_layout(
        ["Datum", "Mahlzeit", "Lebensmittel", "Menge", "Einheit", "Magnesium (mg)"], UNITS
    )
    mapped = detect_layout(["When", "What", "Magnesium (mg)"], UNITS, {"date": 0, "food": 1})

    assert german.roles == {"date": 0, "meal": 1, "food": 2, "amount": 3, "unit": 4}
    assert detect_layout(["When", "What"], UNITS).missing == ["date", "food"]
    assert mapped.missing == [] and mapped.has_magnesium


def test_weight_names_its_unit_in_the_header() -> None:
    assert detect_layout(["Date", "Food", "Weight (g)"], UNITS).amount_unit == "g"
    assert detect_layout(["Date", "Food", "Grams"], UNITS).amount_unit == "g"
