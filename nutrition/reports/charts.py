"""Computes the geometry of a bar chart; templates/reports/_chart.html draws it as SVG.

Every x and width is a percentage of the plot's width; every y is in pixels from the top of the
plot, every height in pixels. So the drawing stretches with the page while bars, gaps and text keep
their height. Amounts are exact, in the unit of the nutrient; coordinates are floats.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import count, groupby
from math import ceil
from operator import itemgetter
from typing import NamedTuple

ZERO = Decimal(0)

HEIGHT = 302
TOP = 22
BASE = 262

USUAL_MG = Decimal(400)  # the axis for magnesium reaches at least this far
MAX_GRID_LINES = 5
THOUSANDS_FROM = 10_000
SMALLEST_STEP = -4  # power of ten: copper and vitamin B12 are fractions of their unit
# Room above the highest grid line, for the hatched cap and the figure on top of a bar.
HEADROOM = 1.125

GAP = 2
CAP = 12  # height without an upper bound; with one the cap is drawn to scale
VALUE_GAP = 6


class Target(NamedTuple):
    """The target of a day: the band of recommended amounts, and the person's own if known."""

    low: Decimal
    high: Decimal
    own: Decimal | None


class TargetStep(NamedTuple):
    """A target, and the share of a column's days for which it holds, from left to right."""

    share: float
    target: Target | None


class ChartColumn(NamedTuple):
    """The amounts of one bar: a day, or the mean of several. `food` is None without data.

    `at_most` is the upper bound of the amount; None if it has none. `steps` replace `target` in a
    column of several days; their shares add up to 1.
    """

    food: Decimal | None
    supplement: Decimal = ZERO
    is_lower_bound: bool = False
    at_most: Decimal | None = None
    target: Target | None = None
    steps: tuple[TargetStep, ...] = ()

    @property
    def targets(self) -> tuple[TargetStep, ...]:
        return self.steps or (TargetStep(1, self.target),)


class Block(NamedTuple):
    """A piece of a bar; `y` is its upper edge."""

    y: float
    height: float


class ChartBar(NamedTuple):
    """One column: its left edge `x`, its middle, its blocks, and the baseline of its figure."""

    x: float
    middle: float
    food: Block | None
    supplement: Block | None
    cap: Block | None
    value_y: float | None


class Strip(NamedTuple):
    """A band or a line across neighbouring columns; a line has a height of 0."""

    x: float
    width: float
    y: float
    height: float = 0

    @property
    def right(self) -> float:
        return round(self.x + self.width, 2)


class GridLine(NamedTuple):
    amount: Decimal
    y: float

    @property
    def label(self) -> str:
        """Short enough for the room beside the chart: "1,500", "20k"."""
        if self.amount >= THOUSANDS_FROM:
            return f"{(self.amount / 1000).normalize():,f}k"
        return f"{self.amount.normalize():,f}"

    @property
    def text_y(self) -> float:
        """The baseline that centres the label on its line."""
        return self.y + 4


class Chart(NamedTuple):
    """The geometry of a whole chart. `grid` starts with the line at 0."""

    height: int
    base: int
    column_width: float
    grid: tuple[GridLine, ...]
    bands: tuple[Strip, ...]
    goals: tuple[Strip, ...]
    bars: tuple[ChartBar, ...]
    average_y: float | None


class _Scale:
    def __init__(self, axis: Decimal) -> None:
        self.top = float(axis) * HEADROOM

    def y(self, amount: Decimal) -> float:
        return round(BASE - float(amount) * (BASE - TOP) / self.top, 1)


def draw_chart(
    columns: Sequence[ChartColumn], average: Decimal | None, *, usual: Decimal = USUAL_MG
) -> Chart:
    """Lays out one bar per column, from left to right. `columns` must not be empty.

    The axis reaches at least `usual`; if that is 0, the amounts alone decide.
    """
    step, axis = _axis(columns, usual)
    scale = _Scale(axis)
    steps = [step for column in columns for step in column.targets]
    width = 100 / len(columns)
    return Chart(
        height=HEIGHT,
        base=BASE,
        column_width=round(width, 2),
        grid=tuple(
            GridLine(step * line, scale.y(step * line)) for line in range(int(axis / step) + 1)
        ),
        bands=tuple(_strips([(share * width, _band(target, scale)) for share, target in steps])),
        goals=tuple(_strips([(share * width, _goal(target, scale)) for share, target in steps])),
        bars=tuple(
            _bar(column, place, len(columns), scale) for place, column in enumerate(columns)
        ),
        average_y=None if average is None else scale.y(average),
    )


def relative_widths(amounts: Sequence[Decimal]) -> tuple[float, ...]:
    """The width of each amount's bar, in percent of the widest."""
    widest = max(amounts, default=ZERO)
    return tuple(round(float(100 * amount / widest), 2) if widest else 0.0 for amount in amounts)


def _axis(columns: Sequence[ChartColumn], usual: Decimal) -> tuple[Decimal, Decimal]:
    """Returns the step between two grid lines and the highest line.

    For magnesium the axis is 0-400 mg in steps of 100, unless an amount or a target is higher.
    Without any amount, target or `usual` it has one step.
    """
    highest = max(usual, *(_highest(column) for column in columns))
    powers = count(2 if usual else SMALLEST_STEP)
    steps = (Decimal(digit).scaleb(power) for power in powers for digit in (1, 2, 5))
    step = next(step for step in steps if highest <= step * MAX_GRID_LINES)
    return step, max(1, ceil(highest / step)) * step


def _highest(column: ChartColumn) -> Decimal:
    targets = [target.high for _, target in column.targets if target]
    return max([(column.food or ZERO) + column.supplement, column.at_most or ZERO, *targets])


def _bar(column: ChartColumn, place: int, columns: int, scale: _Scale) -> ChartBar:
    food, supplement, cap = _stack(column, scale)
    top = min([block.y for block in (food, supplement, cap) if block], default=BASE)
    return ChartBar(
        x=round(100 * place / columns, 2),
        middle=round(100 * (place + 0.5) / columns, 2),
        food=food,
        supplement=supplement,
        cap=cap,
        value_y=None if column.food is None else round(top - VALUE_GAP, 1),
    )


def _stack(column: ChartColumn, scale: _Scale) -> tuple[Block | None, Block | None, Block | None]:
    """The blocks of food, of supplements above it, and of the cap on top; None for an empty one."""
    food = supplement = cap = None
    floor: float = BASE
    known = (column.food or ZERO) + column.supplement
    if column.food:
        food = _block(scale.y(column.food), floor)
        floor = food.y - GAP
    if column.supplement:
        supplement = _block(
            scale.y(column.food + column.supplement if column.food else column.supplement), floor
        )
        floor = supplement.y - GAP
    if column.is_lower_bound and column.at_most is None:
        cap = _block(floor - CAP, floor)
    elif column.is_lower_bound and column.at_most is not None and column.at_most > known:
        cap = _block(scale.y(column.at_most), floor)
    return food, supplement, cap


def _block(top: float, floor: float) -> Block:
    """A block from `floor` up to `top`, thick enough to be seen."""
    y = min(top, floor - 1)
    return Block(y=round(y, 1), height=round(floor - y, 1))


def _band(target: Target | None, scale: _Scale) -> Block | None:
    if target is None:
        return None
    y = scale.y(target.high)
    return Block(y, round(scale.y(target.low) - y, 1))


def _goal(target: Target | None, scale: _Scale) -> Block | None:
    if target is None or target.own is None:
        return None
    return Block(scale.y(target.own), 0)


def _strips(pieces: Iterable[tuple[float, Block | None]]) -> Iterator[Strip]:
    """Joins neighbouring pieces (width in percent, block) with the same block into one strip."""
    x: float = 0
    for block, run in groupby(pieces, key=itemgetter(1)):
        width = sum(width for width, _ in run)
        if block:
            yield Strip(round(x, 2), round(width, 2), block.y, block.height)
        x += width
