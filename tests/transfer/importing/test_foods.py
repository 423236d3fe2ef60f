"""Foods and entries result of servings: each comes out with the digits of the file."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.foods.basis import amount_in
from nutrition.foods.values import ENERGY_KCAL, MAGNESIUM
from nutrition.intake.totals import EatenFood, add_up
from nutrition.transfer.importing.batch import FilePortion, FileRevision, ImportProblems
from nutrition.transfer.importing.cells import ServingAmount
from nutrition.transfer.importing.foods import ServingsBatch, build_batch
from nutrition.transfer.importing.rows import FileServing, ServingValues
from nutrition.transfer.importing.serving_weights import ServingWeight, weigh_amount
from nutrition.transfer.importing.table_layout import TableLayout, detect_layout

UNITS = {"304": "mg", "208": "kcal", "328": "µg", "401": "mg"}
HEADER = ["Day", "Group", "Food Name", "Amount", "Magnesium (mg)", "Energy (kcal)"]
ON = date(2026, 11, 20)


def table_layout() -> TableLayout:
    return detect_layout(HEADER, UNITS)


def serving(
    food: str, amount: ServingAmount | None, *values: str | None, category: str = "", line: int = 2
) -> FileServing:
    numbers: ServingValues = tuple(None if value is None else Decimal(value) for value in values)
    return FileServing(line, ON, None, "lunch", food, amount, numbers, category)


def build(*servings: FileServing) -> tuple[ServingsBatch, ImportProblems]:
    problems = ImportProblems()
    return build_batch(servings, table_layout(), problems=problems), problems


def grams(text: str) -> ServingAmount:
    return ServingAmount(Decimal(text), "g")


def totals(result: ServingsBatch) -> list[dict[str, Decimal]]:
    """What each entry holds, by nutrient."""
    return [
        {
            number: amount_in(entry.measure, amount, revision.basis)
            for number, amount in revision.values.items()
        }
        for entry in result.batch.entries
        for revision in [revisions_of(result)[str(entry.revision)]]
    ]


def revisions_of(result: ServingsBatch) -> dict[str, FileRevision]:
    return {revision.key: revision for food in result.batch.foods for revision in food.revisions}


two_places = st.decimals("0", "2000", places=2)


@given(
    st.lists(
        st.tuples(st.decimals("0.01", "2000", places=2), two_places, st.none() | two_places),
        max_size=8,
    )
)
def test_every_serving_has_the_digits_of_the_file(
    eaten: list[tuple[Decimal, Decimal, Decimal | None]],
) -> None:
    servings = [
        serving("Rice", ServingAmount(weight, "g"), str(mg), None if kcal is None else str(kcal))
        for weight, mg, kcal in eaten
    ]

    result, problems = build(*servings)

    assert not problems.count or any(
        max(mg, kcal or 0) / weight >= 10**5 for weight, mg, kcal in eaten
    )
    if not problems.count:
        rounded = [
            tuple(
                sorted(
                    (number, value.quantize(Decimal("0.01"), ROUND_HALF_UP))
                    for number, value in one.items()
                )
            )
            for one in totals(result)
        ]
        in_file = [
            tuple(
                (number, value)
                for number, value in ((ENERGY_KCAL, kcal), (MAGNESIUM, mg))
                if value is not None
            )
            for _, mg, kcal in eaten
        ]
        assert sorted(rounded) == sorted(in_file)


def test_servings_of_one_food_share_its_values() -> None:
    result, _ = build(
        serving("Oats", grams("80"), "110.40", "303.20"),
        serving("Oats", grams("30"), "41.40", "113.70"),
    )

    (food,) = result.batch.foods
    assert len(food.revisions) == 1
    assert food.revisions[0].basis == 80
    assert food.revisions[0].values == {
        MAGNESIUM: Decimal("110.4"),
        ENERGY_KCAL: Decimal("303.2"),
    }
    assert food.is_searchable
    assert len(food.source_ref) == 20


def test_unknown_is_not_zero() -> None:
    result, _ = build(
        serving("Bowl", grams("100"), None, "625"), serving("Bowl", grams("100"), "0", "625")
    )

    assert [revision.values for revision in result.batch.foods[0].revisions] == [
        {ENERGY_KCAL: 625},
        {MAGNESIUM: 0, ENERGY_KCAL: 625},
    ]
    assert result.unknown == {"Bowl": 1}


@pytest.mark.parametrize(
    ("amount", "weighed"),
    [
        (ServingAmount(Decimal(2), "oz"), ServingWeight(Decimal("56.699"))),
        (
            ServingAmount(Decimal(2), "large - 50g"),
            ServingWeight(Decimal(100), FilePortion(Decimal(1), "large", Decimal(50)), Decimal(2)),
        ),
        (
            ServingAmount(Decimal(3), "slice"),
            ServingWeight(None, FilePortion(Decimal(1), "slice", None), Decimal(3)),
        ),
        (
            ServingAmount(Decimal(240), "ml"),
            ServingWeight(None, FilePortion(Decimal(1), "ml", None), Decimal(240)),
        ),
        (None, ServingWeight(None, FilePortion(Decimal(1), "serving", None), Decimal(1))),
        (ServingAmount(Decimal(10_000), "ml"), None),
        (ServingAmount(Decimal(2), "large - 0.0001g"), None),
        (ServingAmount(Decimal(11), "kg"), None),
        (ServingAmount(Decimal("0.0001"), "g"), None),
    ],
)
def test_amounts_weigh_what_is_known(
    amount: ServingAmount | None, weighed: ServingWeight | None
) -> None:
    assert weigh_amount(amount) == weighed


def test_food_without_a_weight_is_not_offered_in_searches() -> None:
    result, _ = build(serving("Soup", ServingAmount(Decimal(1), "bowl"), "50", "100"))

    assert not result.batch.foods[0].is_searchable
    assert result.unweighed == 1
    assert totals(result) == [{MAGNESIUM: 50, ENERGY_KCAL: 100}]


def test_tablets_are_supplements_and_their_magnesium_is_exact() -> None:
    result, _ = build(
        serving("Glycinate", ServingAmount(Decimal(2), "capsules"), "200.00", None),
        serving(
            "Thirds", ServingAmount(Decimal(3), "tablets"), "100.00", None, category="supplements"
        ),
    )

    doses = result.batch.rows["doses"]
    assert [(dose["elemental_mg"], dose["quantity"], dose["unit"]) for dose in doses] == [
        (Decimal(100), Decimal(2), "capsules"),
        (Decimal(100), Decimal(1), "3 tablets"),
    ]
    assert not result.batch.entries


def test_supplement_without_nutrients_is_a_dose_of_unknown_magnesium() -> None:
    result, _ = build(serving("Herbs", ServingAmount(Decimal(1), "capsule"), None, None))

    [dose] = result.batch.rows["doses"]
    assert (dose["name"], dose["elemental_mg"], dose["quantity"], dose["unit"]) == (
        "Herbs",
        None,
        1,
        "capsule",
    )
    assert not result.batch.entries
    assert not result.unknown


@pytest.mark.parametrize(
    ("cell", "stored"), [(None, None), ("0", Decimal(0)), ("0.00", Decimal(0))]
)
def test_missing_magnesium_of_a_supplement_is_not_zero(
    cell: str | None, stored: Decimal | None
) -> None:
    result, _ = build(serving("D3", ServingAmount(Decimal(3), "softgels"), cell, "5"))

    [dose] = result.batch.rows["doses"]
    assert (dose["elemental_mg"], dose["quantity"]) == (stored, 3)


# A nutrient weighs no more than the food: MAX_AMOUNT per 100 g of the least quantity below.
figures = st.decimals("0", "4999", places=3)
quantities = st.one_of(
    st.sampled_from(
        ["0.5", "0.333", "0.667", "0.143", "0.25", "1", "2", "3", "7", "60", "240"]
    ).map(Decimal),
    st.decimals("0.05", "99", places=3),
)
units = st.sampled_from(["cup", "g", "ml", "slice", "oz", "tbsp", "large - 5g", "piece"])
lines = st.tuples(quantities, units, figures)


@given(st.lists(lines, min_size=1, max_size=6))
def test_any_figure_times_any_amount_comes_back_digit_for_digit(
    eaten: list[tuple[Decimal, str, Decimal]],
) -> None:
    servings = [
        serving("Soup", ServingAmount(quantity, unit), str(mg), None, line=line)
        for line, (quantity, unit, mg) in enumerate(eaten)
    ]

    result, problems = build(*servings)

    assert not problems.count
    assert sorted(one[MAGNESIUM] for one in totals(result)) == sorted(mg for _, _, mg in eaten)
    revisions = revisions_of(result)
    total = add_up(
        EatenFood("", entry.measure, revision.values[MAGNESIUM], None, None, revision.basis)
        for entry in result.batch.entries
        for revision in [revisions[str(entry.revision)]]
    )
    assert total.known == sum(mg for _, _, mg in eaten)


@given(st.lists(st.tuples(quantities, figures), min_size=1, max_size=6))
def test_amounts_without_a_weight_are_those_of_one_portion_or_of_all(
    eaten: list[tuple[Decimal, Decimal]],
) -> None:
    result, _ = build(
        *(serving("Soup", ServingAmount(quantity, "cup"), str(mg), None) for quantity, mg in eaten)
    )

    for food in result.batch.foods:
        [portion] = food.portions
        assert portion.grams is None
        assert all(revision.basis is None for revision in food.revisions)
    assert sorted(
        (entry.quantity or 0) * (entry.portion.amount if entry.portion else 0)
        for entry in result.batch.entries
    ) == sorted(quantity for quantity, _ in eaten)
    assert all(entry.grams is None for entry in result.batch.entries)


def test_amounts_that_a_portion_would_not_have_exactly_are_those_of_all_of_it() -> None:
    result, _ = build(
        serving("Pizza", ServingAmount(Decimal(2), "slice"), "100", None),
        serving("Pizza", ServingAmount(Decimal(3), "slice"), "100", None),
    )

    assert [
        (food.portions, food.revisions[0].values[MAGNESIUM]) for food in result.batch.foods
    ] == [
        ((FilePortion(Decimal(1), "slice", None),), 50),
        ((FilePortion(Decimal(3), "slice", None),), 100),
    ]
    assert [entry.quantity for entry in result.batch.entries] == [2, 1]
    first, second = result.batch.foods
    assert first.source_ref != second.source_ref


@pytest.mark.parametrize("quantity", ["0.5", "0.25", "1.5", "2", "0.75"])
@pytest.mark.parametrize("unit", ["cup", "tbsp", "fl oz", "slice"])
def test_halves_and_quarters_of_a_measure_are_kept_exactly(quantity: str, unit: str) -> None:
    mg = Decimal("320.01") * Decimal(quantity)

    result, _ = build(serving("Soup", ServingAmount(Decimal(quantity), unit), str(mg), None))

    assert totals(result) == [{MAGNESIUM: mg}]


def test_a_serving_shares_no_values_that_change_its_magnesium() -> None:
    result, _ = build(
        serving("Nuts", grams("80"), "110.62", "10"), serving("Nuts", grams("30"), "41", "10")
    )

    assert sorted(one[MAGNESIUM] for one in totals(result)) == [41, Decimal("110.62")]


def test_same_line_twice_is_two_entries_with_the_same_ids_each_time() -> None:
    lines = [serving("Egg", grams("50"), "6", "70"), serving("Egg", grams("50"), "6", "70")]

    first, second = (build(*lines)[0].batch.entries for _ in range(2))

    assert len({entry.id for entry in first}) == 2
    assert [entry.id for entry in first] == [entry.id for entry in second]


def test_impossible_amounts_are_reported() -> None:
    _, problems = build(
        serving("Lead", grams("0.001"), "2000", "1"),
        serving("Ton", ServingAmount(Decimal(1000), "kg"), "1", "1", line=3),
    )

    assert [problem.where for problem in problems.details] == ["line 2", "line 3"]


@pytest.mark.parametrize(("mg", "kcal"), [("10000.00001", "1"), ("1", "10000.1")])
@pytest.mark.parametrize("unit", ["g", "cup"])
def test_more_than_any_food_has_is_reported(mg: str, kcal: str, unit: str) -> None:
    result, problems = build(
        serving("Salt", ServingAmount(Decimal(2000), unit), mg, kcal),
        serving("Salt", ServingAmount(Decimal(2000), unit), "10000", "10000"),
    )

    assert [problem.what for problem in problems.details] == [
        "One line can have at most 10,000 mg of magnesium and 10,000 kcal."
    ]
    assert totals(result) == [{MAGNESIUM: 10_000, ENERGY_KCAL: 10_000}]


@pytest.mark.parametrize(
    ("in_file", "stored"),
    [
        ("53.3333334", "53.33334"),  # six of them reach 320
        ("0.30000000000000004", "0.3"),  # as programs write 0.1 + 0.2
        ("119.99999999999999", "120"),
    ],
)
def test_magnesium_of_more_decimals_than_the_table_has_does_not_fall_short(
    in_file: str, stored: str
) -> None:
    result, _ = build(serving("Nuts", grams("30"), in_file, None))

    assert totals(result) == [{MAGNESIUM: Decimal(stored)}]
