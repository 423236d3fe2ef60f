"""Numbers to the geometry of a bar chart; templates/reports/_chart.html draws it as SVG.

Every x and width is a percentage of the plot's width, every y and height is in pixels from its top. So the drawing
stretches with the page while bars, gaps and text keep their height. Amounts are exact milligrams, geometry is floats.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count, groupby
from math import ceil

HEIGHT = 302
TOP = 22
BASE = 262

USUAL_AXIS_MG = 400
MAX_GRID_LINES = 5
# Room above the highest grid line, for the hatched cap and the figure on top of a bar that reaches it.
HEADROOM = 1.125

GAP = 2
CAP = 12  # Fixed, because nobody knows how much is missing.
VALUE_GAP = 6


@dataclass(frozen=True)
class Target:
    """What one day is compared with: the band of the recommended amounts, and the person's own where it is known."""

    low_mg: Decimal
    high_mg: Decimal
    own_mg: Decimal | None


@dataclass(frozen=True)
class Column:
    """What one day asks of the chart. `food_mg` is None when there is nothing to draw."""

    food_mg: Decimal | None
    supplement_mg: Decimal = Decimal(0)
    is_lower_bound: bool = False
    target: Target | None = None


@dataclass(frozen=True)
class Block:
    """A piece of a bar, from its upper edge down."""

    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """One day: where its column starts, and what stands in it."""

    x: float
    middle: float
    food: Block | None
    supplement: Block | None
    cap: Block | None
    value_y: float | None


@dataclass(frozen=True)
class Strip:
    """A band or a line over one or more neighbouring days; a line has no height."""

    x: float
    width: float
    y: float
    height: float = 0

    @property
    def right(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True)
class GridLine:
    mg: int
    y: float

    @property
    def text_y(self) -> float:
        """The baseline that puts the figure at the height of its line."""
        return self.y + 4


@dataclass(frozen=True)
class Chart:
    """A whole chart. `grid` starts with the line of 0 mg."""

    height: int
    base: int
    column_width: float
    grid: tuple[GridLine, ...]
    bands: tuple[Strip, ...]
    goals: tuple[Strip, ...]
    bars: tuple[Bar, ...]
    average_y: float | None


@dataclass(frozen=True)
class _Scale:
    axis_mg: int

    def pixels(self, mg: Decimal | int) -> float:
        return float(mg) * (BASE - TOP) / (self.axis_mg * HEADROOM)

    def y(self, mg: Decimal | int) -> float:
        return round(BASE - self.pixels(mg), 1)


def draw(columns: Sequence[Column], average_mg: Decimal | None) -> Chart:
    """Lays out one bar per column, from left to right. `columns` must not be empty."""
    step, axis_mg = _axis(columns)
    scale = _Scale(axis_mg)
    return Chart(
        height=HEIGHT,
        base=BASE,
        column_width=round(100 / len(columns), 2),
        grid=tuple(GridLine(mg, scale.y(mg)) for mg in range(0, axis_mg + 1, step)),
        bands=tuple(_strips([_band(column.target, scale) for column in columns])),
        goals=tuple(_strips([_goal(column.target, scale) for column in columns])),
        bars=tuple(_bar(column, place, len(columns), scale) for place, column in enumerate(columns)),
        average_y=None if average_mg is None else scale.y(average_mg),
    )


def shares(amounts: Sequence[Decimal]) -> tuple[float, ...]:
    """How wide the bar of each amount is, in percent of the widest."""
    widest = max(amounts, default=Decimal(0))
    return tuple(round(float(100 * amount / widest), 2) if widest else 0.0 for amount in amounts)


def _axis(columns: Sequence[Column]) -> tuple[int, int]:
    """The mg between two grid lines, and the mg of the highest: 0-400 by 100 unless a day or its target is above."""
    highest = max(_highest(column) for column in columns)
    steps = (digit * 10**power for power in count(2) for digit in (1, 2, 5))
    step = next(step for step in steps if highest <= step * MAX_GRID_LINES)
    return step, max(USUAL_AXIS_MG, ceil(highest / step) * step)


def _highest(column: Column) -> Decimal:
    target_mg = column.target.high_mg if column.target else Decimal(0)
    return max(target_mg, (column.food_mg or Decimal(0)) + column.supplement_mg)


def _bar(column: Column, place: int, columns: int, scale: _Scale) -> Bar:
    food, supplement, cap = _stack(column, scale)
    top = min([block.y for block in (food, supplement, cap) if block], default=BASE)
    return Bar(
        x=round(100 * place / columns, 2),
        middle=round(100 * (place + 0.5) / columns, 2),
        food=food,
        supplement=supplement,
        cap=cap,
        value_y=None if column.food_mg is None else round(top - VALUE_GAP, 1),
    )


def _stack(column: Column, scale: _Scale) -> tuple[Block | None, Block | None, Block | None]:
    """Food, supplements above it, the cap for unknown values on top; what is nothing is left out."""
    food = supplement = cap = None
    floor: float = BASE
    if column.food_mg:
        food = _block(scale.y(column.food_mg), floor)
        floor = food.y - GAP
    if column.supplement_mg:
        supplement = _block(scale.y((column.food_mg or 0) + column.supplement_mg), floor)
        floor = supplement.y - GAP
    if column.is_lower_bound:
        cap = _block(floor - CAP, floor)
    return food, supplement, cap


def _block(top: float, floor: float) -> Block:
    """From `floor` up to `top`, and never so thin that it cannot be seen."""
    y = min(top, floor - 1)
    return Block(y=round(y, 1), height=round(floor - y, 1))


def _band(target: Target | None, scale: _Scale) -> Block | None:
    if target is None:
        return None
    y = scale.y(target.high_mg)
    return Block(y, round(scale.y(target.low_mg) - y, 1))


def _goal(target: Target | None, scale: _Scale) -> Block | None:
    if target is None or target.own_mg is None:
        return None
    return Block(scale.y(target.own_mg), 0)


def _strips(blocks: Sequence[Block | None]) -> Iterator[Strip]:
    """Joins neighbouring days with the same target, so that a week without a change has one unbroken line."""
    width = 100 / len(blocks)
    place = 0
    for block, run in groupby(blocks):
        days = len(list(run))
        if block:
            yield Strip(round(place * width, 2), round(days * width, 2), block.y, block.height)
        place += days
