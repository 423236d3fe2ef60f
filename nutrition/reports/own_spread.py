"""How much a person's own days differ: the basis of every 95 % interval of a mean.

It comes from the last 90 days that count, among the last 120 that were marked complete.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from accounts.data_version import StateCache
from accounts.models import User
from nutrition.intake.averages import MAX_OWN_DAYS, MIN_OWN_DAYS, OwnSpread, own_spread
from nutrition.intake.references import MAGNESIUM
from nutrition.reports.day_totals import totals_on
from nutrition.reports.logged_labels import SpreadState, labels_between, spread_state
from nutrition.reports.trends.days import counted_amount
from nutrition.reports.trends.label_days import NO_LABELS, LabelDay
from nutrition.reports.trends.totals import DayTotal

SPARE_DAYS = 30
MOST_COMPLETE_DAYS = MAX_OWN_DAYS + SPARE_DAYS


# By person and nutrient, about 2 kB each.
spread_cache: StateCache[OwnSpread | None] = StateCache(size=500)


def kept_spread(user: User, number: str, state: SpreadState) -> OwnSpread | None:
    """`state` must have been read before. Two queries if it is not the one that is kept."""
    return spread_cache.of(
        (user.pk, number), state, lambda: _read_spread(user, number, state.dates)
    )


def own_spread_of(user: User, today: date) -> OwnSpread | None:
    """The spread of magnesium. One query, three if what was logged has changed."""
    state = spread_state(user, today, most=MOST_COMPLETE_DAYS)
    return kept_spread(user, MAGNESIUM, state)


def _read_spread(user: User, number: str, days: Sequence[date]) -> OwnSpread | None:
    """From what was logged on these days, all of them complete."""
    if len(days) < MIN_OWN_DAYS:
        return None
    totals = totals_on(user, days, number)
    labels = labels_between(user, days[0], days[-1], number, days[-1])
    return _spread_of(days, totals, labels)


def _spread_of(
    days: Sequence[date], totals: Mapping[date, DayTotal], labels: Mapping[date, LabelDay]
) -> OwnSpread | None:
    amounts = [(on, counted_amount(totals.get(on), labels.get(on, NO_LABELS))) for on in days]
    return own_spread((on, amount) for on, amount in amounts if amount is not None)
