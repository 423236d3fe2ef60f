"""The gap and the foods that would close it: three queries; the shared foods take none."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from accounts.life_stage import Person
from accounts.models import User
from nutrition.diary.label_amounts.queries import doses_and_water_with_avoided
from nutrition.diary.label_amounts.values import NO_DOSES_OR_WATER, DosesAndWater
from nutrition.diary.marks.queries import Avoidances
from nutrition.foods.keys import FoodKey
from nutrition.foods.queries import plain_foods
from nutrition.foods.servings import Serving
from nutrition.intake.assessment import DayAssessment, assess_day
from nutrition.intake.day_status import day_status
from nutrition.intake.references import MAGNESIUM, reference_of
from nutrition.intake.totals import EatenFood
from nutrition.reports.gap.choice import (
    GapCandidate,
    Suggestion,
    UsualServing,
    choose_suggestions,
    plain_name,
    serving_in_grams,
    shared_candidates,
)
from nutrition.reports.gap.gaps import Gap, gap_of_day, gap_of_usual_day
from nutrition.reports.logged import PortionedEntry, portioned_between
from nutrition.reports.logged_values import LoggedRevision, logged_values, numbers_of_values

# Four weeks, because habits change. A usual day is the mean of the complete ones of these days.
LATELY = timedelta(days=27)


@dataclass(frozen=True, slots=True)
class GapPage:
    """`gap` is None if there are too few complete days for a usual day."""

    gap: Gap | None
    suggestions: tuple[Suggestion, ...]
    avoids_something: bool


class _RecentEntry(NamedTuple):
    eaten_on: date
    food: LoggedRevision
    serving: Serving
    eaten: EatenFood


def gap_page_of_day(user: User, person: Person, on: date) -> GapPage:
    """What is missing on the day. Its foods are not suggested again, not even boiled or salted."""
    recent = _recent_entries(user, on - LATELY, on)
    of_day = [entry for entry in recent if entry.eaten_on == on]
    taken, avoids = doses_and_water_with_avoided(user, on, on)
    day = _assess_entries(of_day, taken.get(on, NO_DOSES_OR_WATER), person, on)
    gap = gap_of_day(day, reference_of(MAGNESIUM, person, on))
    return _gap_page(
        gap, avoids, recent, had=frozenset(plain_name(entry.eaten.name) for entry in of_day)
    )


def usual_gap_page(user: User, person: Person, today: date) -> GapPage:
    """What is missing on a usual day: the mean of the complete days of the last four weeks."""
    recent = _recent_entries(user, today - LATELY, today)
    taken, avoids = doses_and_water_with_avoided(user, today - LATELY, today)
    by_day: dict[date, list[_RecentEntry]] = {on: [] for on in [today, *taken]}
    for entry in recent:
        by_day.setdefault(entry.eaten_on, []).append(entry)
    days = {
        on: _assess_entries(entries, taken.get(on, NO_DOSES_OR_WATER), person, on)
        for on, entries in by_day.items()
    }
    gap = gap_of_usual_day(list(days.values()), days[today], reference_of(MAGNESIUM, person, today))
    return _gap_page(gap, avoids, recent, had=frozenset())


def _gap_page(
    gap: Gap | None, avoids: Avoidances, recent: Sequence[_RecentEntry], *, had: frozenset[str]
) -> GapPage:
    suggestions: tuple[Suggestion, ...] = ()
    if gap and gap.is_open and gap.reference.high is not None:
        times = Counter(entry.food.food_id for entry in recent)
        last = {entry.food.food_id: entry for entry in recent}
        usual = {
            food_id: UsualServing(times[food_id], entry.serving) for food_id, entry in last.items()
        }
        candidates = [
            *shared_candidates(
                plain_foods(), refused=avoids.refused, never=avoids.foods, usual=usual
            ),
            *_own_candidates(last.values(), avoids, times),
        ]
        eaten = {food.kind.group for food in plain_foods() if food.id in times}
        candidates = [food for food in candidates if plain_name(food.title) not in had]
        suggestions = choose_suggestions(
            candidates, missing_mg=gap.missing_mg, target_mg=gap.reference.high, groups_eaten=eaten
        )
    return GapPage(gap, suggestions, bool(avoids.groups or avoids.foods))


def _own_candidates(
    entries: Iterable[_RecentEntry], avoids: Avoidances, times: Mapping[FoodKey, int]
) -> Iterator[GapCandidate]:
    """The person's own foods, as they were eaten last.

    None for a person who avoids something that foods contain: nobody knows what is in own foods.
    """
    for entry in entries:
        food, known_mg = entry.eaten, entry.eaten.per_basis
        is_out = entry.food.food_id in avoids.foods or avoids.refused
        if entry.food.is_own and entry.food.is_current and known_mg is not None and not is_out:
            yield GapCandidate(
                entry.food.food_id,
                food.name,
                "own",
                (entry.serving,),
                known_mg,
                food.kcal_per_basis,
                times[entry.food.food_id],
                basis=food.basis,
            )


def _assess_entries(
    entries: Sequence[_RecentEntry], taken: DosesAndWater, person: Person, on: date
) -> DayAssessment:
    return assess_day(
        (entry.eaten for entry in entries),
        person=person,
        on=on,
        status=day_status(taken.status, is_logged=bool(entries) or not taken.is_empty),
        water=(water.intake for water in taken.waters),
        doses=(dose.intake for dose in taken.doses),
    )


def _recent_entries(user: User, first: date, last: date) -> list[_RecentEntry]:
    """The entries by day and then in the order in which they were logged."""
    logged = portioned_between(user, first, last, numbers_of_values(MAGNESIUM))
    values = logged_values(logged.foods, MAGNESIUM)
    return [
        _RecentEntry(
            entry.eaten_on,
            logged.foods[entry.revision_id],
            _serving(entry),
            values[entry.revision_id].eaten(entry.measure),
        )
        for entry in sorted(logged.entries, key=lambda entry: (entry.eaten_on, entry.logged_at))
    ]


def _serving(entry: PortionedEntry) -> Serving:
    if entry.grams is None:
        quantity = Fraction(entry.measure)
    elif entry.portion_grams is None:
        return serving_in_grams(entry.grams, entry.amount_words)
    else:
        quantity = Fraction(entry.grams) / Fraction(entry.portion_grams)
    return Serving(entry.portion_id, quantity, entry.grams, entry.amount_words)
