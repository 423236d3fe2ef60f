"""The sums of days as Python adds them up."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from nutrition.diary.sums import DaySum
from nutrition.intake.totals import EatenFood, add_up

EatenOn = tuple[date, EatenFood] | tuple[date, EatenFood, bool]


def added_up_in_python(eaten: Iterable[EatenOn]) -> dict[date, DaySum]:
    days: dict[date, list[EatenFood]] = defaultdict(list)
    for on, food, *_ in eaten:
        days[on].append(food)
    return {
        on: DaySum(len(foods), add_up(foods)._replace(unknown_names=()))
        for on, foods in days.items()
    }
