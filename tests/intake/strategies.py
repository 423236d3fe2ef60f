"""What hypothesis makes up for the tests of nutrition.intake."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from accounts.life_stage import Condition, Person
from nutrition.foods.basis import HUNDRED_GRAMS
from nutrition.intake.totals import EatenFood

ON = date(2026, 11, 21)


def decimals(low: str, high: str, places: int) -> SearchStrategy[Decimal]:
    return st.decimals(Decimal(low), Decimal(high), places=places)


def bases() -> SearchStrategy[Decimal | None]:
    """Mostly 100 g; others are what a label weighs, or a portion whose weight nobody knows."""
    odd = st.sampled_from(["120", "28.35", "1", "7"]).map(Decimal) | decimals("0.001", "10000", 3)
    return st.just(HUNDRED_GRAMS) | st.none() | odd


def _foods(per_basis: SearchStrategy[Decimal | None]) -> SearchStrategy[EatenFood]:
    kcal = st.none() | decimals("0", "902", 2)
    at_most = st.none() | decimals("0", "1000", 5)
    measure = decimals("0.001", "99999", 3)
    return st.builds(EatenFood, st.text(max_size=3), measure, per_basis, kcal, at_most, bases())


def known_foods() -> SearchStrategy[EatenFood]:
    return _foods(decimals("0", "1000", 5))


def unknown_foods() -> SearchStrategy[EatenFood]:
    return _foods(st.none())


def foods() -> SearchStrategy[EatenFood]:
    return known_foods() | unknown_foods()


def people() -> SearchStrategy[Person]:
    """Anybody from newborn to 120 years on ON, with or without sex, birth date, condition."""
    birth_dates = st.none() | st.dates(ON.replace(year=ON.year - 120), ON)
    conditions = st.lists(
        st.builds(Condition, st.sampled_from(["pregnant", "lactating"]), st.just(ON)), max_size=2
    )
    return st.builds(Person, st.sampled_from(["F", "M", None]), birth_dates, conditions.map(tuple))
