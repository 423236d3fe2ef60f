"""Amounts of foods that nobody weighed are counted in their portions, and never weighed."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.diary.quickadd.matches import AmountMatch, LastAmount
from nutrition.diary.quickadd.matching import choose_amount
from nutrition.diary.quickadd.parser import parse_line


@dataclass(frozen=True)
class UnweighedPortion:
    id: int
    unit: str
    amount: Decimal = Decimal(1)
    grams: Decimal | None = None


SERVING, BOWL = UnweighedPortion(1, "serving"), UnweighedPortion(2, "bowl")
THREE_SERVINGS = UnweighedPortion(3, "servings", Decimal(3))
ML, CUP = UnweighedPortion(4, "ml"), UnweighedPortion(5, "cup")


def match(text: str, *portions: UnweighedPortion, last: LastAmount | None = None) -> AmountMatch:
    [item] = parse_line(text).items
    return choose_amount(item, portions, food_name="Lentil stew", last=last)


@pytest.mark.parametrize(
    ("text", "portions", "words"),
    [
        ("2 servings of stew", (SERVING,), "2 servings"),
        ("half a serving of stew", (SERVING,), "½ serving"),
        ("a portion of stew", (SERVING,), "1 serving"),
        ("2 bowls of stew", (SERVING, BOWL), "2 bowl"),
        ("1.5 servings of stew", (THREE_SERVINGS,), "1½ servings"),
        ("330 ml stew", (ML,), "330 ml"),
        ("2 cups stew", (CUP,), "2 cups"),
        ("1 cup stew", (ML,), "236.59 ml"),
    ],
)
def test_a_portion_is_chosen_by_its_unit(
    text: str, portions: tuple[UnweighedPortion, ...], words: str
) -> None:
    found = match(text, *portions)

    assert (found.amount.words, found.is_sure, found.note) == (words, True, "")


@pytest.mark.parametrize(
    ("text", "portions", "words", "note"),
    [
        ("stew", (SERVING, BOWL), "1 serving", "amount not typed"),
        ("stew", (THREE_SERVINGS,), "3 servings", "amount not typed"),
        ("2 stews", (ML, SERVING), "2 servings", "which portion was it?"),
        ("3 slices of stew", (SERVING,), "3 servings", "which portion was it?"),
        ("large stew", (SERVING,), "1 serving", "which portion was it?"),
        ("2 smoothies", (ML,), "1 ml", "what one weighs is not known"),
        ("300 g stew", (SERVING, ML), "1 serving", "what one weighs is not known"),
        ("2 cups stew", (SERVING,), "1 serving", "what one weighs is not known"),
        ("2-3 servings of stew", (SERVING,), "2½ servings", "amount guessed"),
    ],
)
def test_what_was_guessed_is_not_sure_and_says_so(
    text: str, portions: tuple[UnweighedPortion, ...], words: str, note: str
) -> None:
    found = match(text, *portions)

    assert (found.amount.words, found.is_sure, found.note) == (words, False, note)


def test_without_an_amount_it_is_as_last_time() -> None:
    found = match("stew", SERVING, BOWL, last=LastAmount(None, BOWL.id, Decimal("1.5")))

    assert (found.amount.words, found.note, found.is_sure) == ("1½ bowl", "as last time", True)


@pytest.mark.parametrize(
    "last",
    [LastAmount(Decimal(300), None, None), LastAmount(None, 99, Decimal(2))],
    ids=["weighed then", "in a portion that is gone"],
)
def test_a_last_amount_that_the_food_no_longer_has_does_not_count(last: LastAmount) -> None:
    found = match("stew", SERVING, last=last)

    assert (found.amount.words, found.note) == ("1 serving", "amount not typed")


def test_a_last_amount_without_a_weight_does_not_count_for_a_food_that_has_one() -> None:
    weighed = UnweighedPortion(1, "serving", grams=Decimal(300))

    found = match("stew", weighed, last=LastAmount(None, 1, Decimal(2)))

    assert found.amount.words == "1 serving · 300 g"


@given(
    text=st.sampled_from(["", "2", "300 g", "1 cup", "3 slices of", "a can of", "large", "1/3"]),
    portions=st.lists(
        st.builds(
            UnweighedPortion,
            st.integers(1, 9),
            st.text(max_size=12),
            st.decimals("0.001", 20, places=3),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_no_portion_is_ever_weighed(text: str, portions: list[UnweighedPortion]) -> None:
    amount = match(f"{text} stew", *portions).amount

    assert amount.grams is None
    assert amount.portion in portions
    assert amount.quantity is not None
