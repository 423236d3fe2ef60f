from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nutrition.curation.changes import KnownValue, apply_correction, changed_values
from nutrition.foods.models import Quality

MEASURED = KnownValue(
    Decimal(79),
    Quality.ANALYTICAL,
    samples=9,
    standard_error=Decimal("1.5"),
    changed_on=date(2002, 9, 1),
)

numbers = st.integers(1, 6).map(str)
amounts = st.decimals(0, 100, places=5)
qualities = st.sampled_from([quality.value for quality in Quality])
known = st.dictionaries(numbers, st.builds(KnownValue, amounts, qualities))
typed = st.dictionaries(numbers, st.none() | amounts)


def test_a_new_amount_is_set_by_a_curator_and_drops_the_old_samples() -> None:
    after = apply_correction({"1": MEASURED}, {"1": Decimal(80)}, {})

    assert after == {"1": KnownValue(Decimal(80), Quality.CURATED)}


def test_a_new_amount_takes_the_quality_that_the_curator_gives() -> None:
    after = apply_correction({"1": MEASURED}, {"1": Decimal(80)}, {"1": Quality.LITERATURE})

    assert after == {"1": KnownValue(Decimal(80), Quality.LITERATURE)}


def test_the_same_amount_written_otherwise_changes_nothing() -> None:
    after = apply_correction({"1": MEASURED}, {"1": Decimal("79.00")}, {})

    assert after == {"1": MEASURED}


def test_a_better_quality_alone_keeps_amount_and_samples() -> None:
    after = apply_correction({"1": MEASURED}, {}, {"1": Quality.AGGREGATED})

    assert (after["1"].amount, after["1"].samples, after["1"].quality) == (
        79,
        9,
        Quality.AGGREGATED,
    )


def test_none_is_unknown_and_zero_is_known() -> None:
    after = apply_correction(
        {"1": MEASURED}, {"1": None, "2": Decimal(0)}, {"1": Quality.ANALYTICAL}
    )

    assert after == {"2": KnownValue(Decimal(0), Quality.CURATED)}


@given(known, typed, st.dictionaries(numbers, qualities))
def test_a_correction_says_what_was_typed_and_leaves_the_rest(
    before: dict, typed: dict, chosen: dict
) -> None:
    after = apply_correction(before, typed, chosen)

    assert {i: after[i].amount if i in after else None for i in typed} == typed
    assert {i: after.get(i) for i in before if i not in typed and i not in chosen} == {
        i: before[i] for i in before if i not in typed and i not in chosen
    }


@given(known, known)
def test_differences_lead_from_before_to_after(before: dict, after: dict) -> None:
    found = changed_values(before, after)

    patched = before | {i: new for i, (_, new) in found.items()}
    assert {i: value for i, value in patched.items() if value is not None} == after
    assert all(old != new for old, new in found.values())
