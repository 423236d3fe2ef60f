"""What is missing and what would close it: three queries, none for the shared foods."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from accounts.life_stage import Person
from accounts.models import User
from accounts.sql import as_date, decimal_or_none, fetch_all, to_decimal
from nutrition.diary.label_amounts.queries import doses_and_water_between
from nutrition.diary.label_amounts.values import NO_DOSES_OR_WATER, DosesAndWater
from nutrition.diary.queries import Avoidances, avoided_by
from nutrition.foods.amount_words import amount_words
from nutrition.foods.models import Food, Nutrient
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

# Four weeks: habits change, and a usual day is one of these.
LATELY = timedelta(days=27)

# Written by hand: accounts/sql.py says why. The newest first.
_RECENT = f"""
    SELECT entry.eaten_on, revision.food_id, food.short_name, food.name, food.owner_id,
        food.current_id = revision.id AND food.state = %s,
        entry.grams, entry.portion_id, entry.quantity,
        portion.amount, portion.unit, portion.grams,
        magnesium.amount, energy.amount, revision.magnesium_at_most
    FROM nutrition_entry entry
    JOIN nutrition_foodrevision revision ON revision.id = entry.revision_id
    JOIN nutrition_food food ON food.id = revision.food_id
    LEFT JOIN nutrition_portion portion ON portion.id = entry.portion_id
    LEFT JOIN nutrition_nutrientamount magnesium
        ON magnesium.revision_id = revision.id AND magnesium.nutrient_id = {Nutrient.MAGNESIUM}
    LEFT JOIN nutrition_nutrientamount energy
        ON energy.revision_id = revision.id AND energy.nutrient_id = {Nutrient.ENERGY_KCAL}
    WHERE entry.user_id = %s AND entry.eaten_on BETWEEN %s AND %s AND entry.deleted_at IS NULL
    ORDER BY entry.eaten_on DESC, entry.logged_at DESC"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class GapPage:
    """`gap` is None when there are too few complete days for a usual one."""

    gap: Gap | None
    suggestions: tuple[Suggestion, ...]
    avoids_something: bool


class _RecentEntry(NamedTuple):
    """An entry; `is_own`: the person made the food, whose values are still those logged."""

    eaten_on: date
    food_id: int
    is_own: bool
    serving: Serving
    eaten: EatenFood


def gap_page_of_day(user: User, person: Person, on: date) -> GapPage:
    """What is missing on the day; foods it has are not suggested again, boiled or salted."""
    recent = _recent_entries(user, on - LATELY, on)
    of_day = [entry for entry in recent if entry.eaten_on == on]
    day = _assess_entries(
        of_day, doses_and_water_between(user, on, on).get(on, NO_DOSES_OR_WATER), person, on
    )
    gap = gap_of_day(day, reference_of(MAGNESIUM, person, on))
    return _gap_page(
        gap, user, recent, had=frozenset(plain_name(entry.eaten.name) for entry in of_day)
    )


def usual_gap_page(user: User, person: Person, today: date) -> GapPage:
    """What is missing on a usual day: the mean of the complete ones of four weeks."""
    recent = _recent_entries(user, today - LATELY, today)
    taken = doses_and_water_between(user, today - LATELY, today)
    by_day: dict[date, list[_RecentEntry]] = {on: [] for on in [today, *taken]}
    for entry in recent:
        by_day.setdefault(entry.eaten_on, []).append(entry)
    days = {
        on: _assess_entries(entries, taken.get(on, NO_DOSES_OR_WATER), person, on)
        for on, entries in by_day.items()
    }
    gap = gap_of_usual_day(list(days.values()), days[today], reference_of(MAGNESIUM, person, today))
    return _gap_page(gap, user, recent, had=frozenset())


def _gap_page(
    gap: Gap | None, user: User, recent: Sequence[_RecentEntry], *, had: frozenset[str]
) -> GapPage:
    avoids = avoided_by(user)
    suggestions: tuple[Suggestion, ...] = ()
    if gap and gap.is_open and gap.reference.high is not None:
        times = Counter(entry.food_id for entry in recent)
        last = {entry.food_id: entry for entry in reversed(recent)}
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
    entries: Iterable[_RecentEntry], avoids: Avoidances, times: Mapping[int, int]
) -> Iterator[GapCandidate]:
    """Own foods as they were eaten last; none for whoever avoids something: who knows them?"""
    for entry in entries:
        food, known_mg = entry.eaten, entry.eaten.per_100g
        is_out = entry.food_id in avoids.foods or avoids.refused
        if entry.is_own and known_mg is not None and not is_out:
            yield GapCandidate(
                entry.food_id,
                food.name,
                "own",
                (entry.serving,),
                known_mg,
                food.kcal_per_100g,
                times[entry.food_id],
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
    return [
        _recent_entry(row)
        for row in fetch_all(_RECENT, [Food.State.ACTIVE.value, user.pk, first, last])
    ]


def _recent_entry(row: tuple[Any, ...]) -> _RecentEntry:
    eaten_on, food_id, short_name, name, owner_id, is_current, *amount, mg, kcal, at_most = row
    grams, portion_id, quantity, per, unit, each = amount
    weight = to_decimal(grams)
    if portion_id is None:
        serving = serving_in_grams(weight, amount_words(weight, None, None))
    else:
        words = amount_words(weight, to_decimal(quantity) * to_decimal(per), unit)
        serving = Serving(portion_id, Fraction(weight) / Fraction(to_decimal(each)), weight, words)
    return _RecentEntry(
        as_date(eaten_on),
        food_id,
        owner_id is not None and bool(is_current),
        serving,
        EatenFood(
            short_name or name,
            weight,
            decimal_or_none(mg),
            decimal_or_none(kcal),
            decimal_or_none(at_most),
        ),
    )
