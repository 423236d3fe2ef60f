"""Choices as pages write them into buttons."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.diary.picks import Pick, read_pick, write_pick

IDS = st.integers(min_value=0, max_value=10**12 - 1)


@given(
    st.builds(
        Pick,
        IDS,
        st.none() | IDS,
        st.fractions(min_value=0, max_value=10**4, max_denominator=10**7),
    )
)
def test_what_was_written_is_read_again(pick: Pick) -> None:
    assert read_pick(write_pick(pick)) == pick


@given(st.text())
def test_any_text_is_safe_to_read(text: str) -> None:
    pick = read_pick(text)

    assert pick is None or isinstance(pick.quantity, Fraction)


@pytest.mark.parametrize(
    "text",
    ["", "1", "1:g", "1:g:-3", "1:g:nan", "1:g:1e400", "1:g:1/0", "1:g:1\n", "１:g:1", "1:x:1"],
)
def test_what_no_page_wrote_is_no_choice(text: str) -> None:
    assert read_pick(text) is None
