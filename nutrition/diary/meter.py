"""The magnesium meter of a day: positions on a line, which the template draws. Pure."""

from dataclasses import dataclass
from decimal import Decimal

# The target is at four fifths of the line, so that a total can be above it.
HEADROOM = Decimal("1.25")
# Where unknown foods have no bound, their mark has a fixed width and begins early enough to fit.
UNBOUNDED, UNBOUNDED_WIDTH = Decimal(94), "24"


@dataclass(frozen=True)
class Meter:
    """Positions in percent of the line, as SVG takes them ("41.06%"); None for nothing to draw."""

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
    """Food and water from the left, then supplements, then what is unknown up to `at_most_mg`.

    `band` is the shaded range of recommended amounts, `goal` the person's own; both in mg.
    """
    known_mg = food_mg + supplement_mg
    ends = [amount for amount in (goal, band and band[1]) if amount]
    full = max([*(end * HEADROOM for end in ends), known_mg, at_most_mg or Decimal(0), Decimal(1)])

    def place(amount: Decimal) -> Decimal:
        return amount * 100 / full

    goal_place = place(goal) if goal else None
    unknown_at = unknown_width = None
    if has_unknown and at_most_mg is None:
        unknown_at, unknown_width = percent_text(min(place(known_mg), UNBOUNDED)), UNBOUNDED_WIDTH
    elif has_unknown and at_most_mg is not None and at_most_mg > known_mg:
        unknown_at, unknown_width = (
            percent_text(place(known_mg)),
            percent_text(place(at_most_mg) - place(known_mg)),
        )
    return Meter(
        food=percent_text(place(food_mg)),
        supplement=percent_text(place(supplement_mg)) if supplement_mg else None,
        unknown_at=unknown_at,
        unknown_width=unknown_width,
        band_at=percent_text(place(band[0])) if band else None,
        band_width=percent_text(place(band[1]) - place(band[0])) if band else None,
        goal_at=percent_text(goal_place) if goal_place else None,
        goal_label_anchor="middle" if goal_place and goal_place > 25 else "start",
    )


def percent_text(value: Decimal) -> str:
    return f"{value:.2f}%"
