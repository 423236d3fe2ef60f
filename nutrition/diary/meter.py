"""The magnesium meter of a day, from numbers to places on a line. Pure; the template draws it."""

from dataclasses import dataclass
from decimal import Decimal

# The target stands at four fifths of the line, so that there is room to be above it.
ROOM = Decimal("1.25")
# Without a bound of the unknown foods their mark has a fixed width, which must not leave the line.
UNBOUNDED, UNBOUNDED_WIDTH = Decimal(94), "24"


@dataclass(frozen=True)
class Meter:
    """Places in percent of the line, as SVG wants them ("41.06%"); None for nothing to draw."""

    food: str
    supplement: str | None
    unknown_at: str | None
    unknown_width: str | None
    band_at: str | None
    band_width: str | None
    goal_at: str | None
    goal_label_anchor: str


def draw_meter(
    food_mg: Decimal,
    supplement_mg: Decimal = Decimal(0),
    *,
    has_unknown: bool,
    at_most_mg: Decimal | None = None,
    band: tuple[Decimal, Decimal] | None,
    goal: Decimal | None,
) -> Meter:
    """Food (and water) from the left, supplements after it, then the mark for what is unknown, up
    to `at_most_mg`.

    `band` is the range of recommended amounts that is shaded, `goal` the person's own (both mg,
    None if none).
    """
    known_mg = food_mg + supplement_mg
    ends = [amount for amount in (goal, band and band[1]) if amount]
    full = max([*(end * ROOM for end in ends), known_mg, at_most_mg or Decimal(0), Decimal(1)])

    def place(amount: Decimal) -> Decimal:
        return amount * 100 / full

    goal_place = place(goal) if goal else None
    unknown_at = unknown_width = None
    if has_unknown and at_most_mg is None:
        unknown_at, unknown_width = percent(min(place(known_mg), UNBOUNDED)), UNBOUNDED_WIDTH
    elif has_unknown and at_most_mg is not None and at_most_mg > known_mg:
        unknown_at, unknown_width = (
            percent(place(known_mg)),
            percent(place(at_most_mg) - place(known_mg)),
        )
    return Meter(
        food=percent(place(food_mg)),
        supplement=percent(place(supplement_mg)) if supplement_mg else None,
        unknown_at=unknown_at,
        unknown_width=unknown_width,
        band_at=percent(place(band[0])) if band else None,
        band_width=percent(place(band[1]) - place(band[0])) if band else None,
        goal_at=percent(goal_place) if goal_place else None,
        goal_label_anchor="middle" if goal_place and goal_place > 25 else "start",
    )


def percent(value: Decimal) -> str:
    return f"{value:.2f}%"
