"""What hypothesis makes up for the tests of nutrition.intake."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from accounts.life_stage import Condition, Person
from nutrition.intake.totals import EatenFood

ON = date(2026, 11, 21)


def decimals(low: str, high: str, places: int) -> SearchStrategy[Decimal]:
    return st.decimals(Decimal(low), Decimal(high), places=places)


def _foods(per_100g: SearchStrategy[Decimal | None]) -> SearchStrategy[EatenFood]:
    kcal = st.none() | decimals("0", "902", 2)
    at_most = st.none() | decimals("0", "1000", 5)
    return st.builds(
        EatenFood, st.text(max_size=3), decimals("0.001", "99999", 3), per_100g, kcal, at_most
    )


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
