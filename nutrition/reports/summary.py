"""What a week of logged food says: its days, its average, where the magnesium came from. Pure; queries.py feeds it."""

from calendar import day_abbr, month_name
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.life_stage import Person
from nutrition.diary.labels.taken import NOTHING, Taken
from nutrition.intake.assessment import DayAssessment, assess_day, display_mg
from nutrition.intake.averages import average_of, day_to_day_sd, judge, mean_of
from nutrition.intake.day_status import day_status
from nutrition.intake.references import MAGNESIUM, UlRegion, references, target_band
from nutrition.intake.totals import ZERO, Eaten, Serving, add_up, exact_sum
from nutrition.reports.charts import Column, Target, shares
from nutrition.reports.reading import reading
from nutrition.reports.weeks import Week

TOP_SOURCES = 7


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the week. Without entries its magnesium is no data, not 0."""

    on: date
    today: date
    entries: int
    magnesium: DayAssessment
    target: Target | None

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    @property
    def is_over(self) -> bool:
        return self.on < self.today

    @property
    def is_to_come(self) -> bool:
        """In the future, with nothing planned for it."""
        return self.on > self.today and not self.is_logged

    @property
    def is_full(self) -> bool:
        """Complete, as its person said, with something logged."""
        return self.magnesium.status == "complete"

    @property
    def is_open(self) -> bool:
        """Over and logged, and nobody said that it is complete."""
        return self.is_over and self.is_logged and not self.is_full

    @property
    def is_gap(self) -> bool:
        """Over, with nothing logged: drawn as a dashed stub."""
        return self.is_over and not self.is_logged

    @property
    def is_logged(self) -> bool:
        return self.magnesium.total_mg is not None

    @property
    def unknown(self) -> int:
        """How many entries have no magnesium value."""
        return len(self.magnesium.unknown_foods)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing of what was logged has a value: there is no number to show, not even a lower bound."""
        return bool(self.unknown) and self.unknown == self.entries and not self.magnesium.total_mg

    @property
    def food_mg(self) -> Decimal | None:
        """Everything that is not from supplements, water included."""
        total_mg = self.magnesium.total_mg
        return None if total_mg is None else total_mg - self.magnesium.supplement_mg

    @property
    def weekday(self) -> str:
        return day_abbr[self.on.weekday()]

    @property
    def figure(self) -> str:
        """The total as it is written: whole mg, with a plus where that is a lower bound."""
        if self.magnesium.total_mg is None or self.is_unknown:
            return "unknown"
        return display_mg(self.magnesium.total_mg) + ("+" if self.unknown else "")

    @property
    def words(self) -> str:
        """The day read out. Starts as what is written under its bar (WCAG 2.5.3)."""
        day = f"{self.weekday} {self.on.day} {month_name[self.on.month]}"
        if self.food_mg is None:
            return f"{day}: not yet" if self.is_to_come else f"{day}: nothing logged"
        words = ["unknown"] if self.is_unknown else self._amounts(self.food_mg, self.magnesium.supplement_mg)
        if self.unknown:
            have = "entry has" if self.entries == 1 else "entries have"
            words.append(f"{self.unknown} of {self.entries} {have} no value")
        if not self.is_full:
            words.append("so far today" if self.is_today else "not marked complete" if self.is_over else "planned")
        return f"{day}: {', '.join(words)}"

    def _amounts(self, food_mg: Decimal, supplement_mg: Decimal) -> list[str]:
        total = ("at least " if self.unknown else "") + display_mg(food_mg + supplement_mg)
        return [f"{total} mg", f"food {display_mg(food_mg)}", f"supplements {display_mg(supplement_mg)}"]

    @property
    def column(self) -> Column:
        return Column(
            food_mg=self.food_mg,
            supplement_mg=self.magnesium.supplement_mg,
            is_lower_bound=self.magnesium.total_is_lower_bound,
            target=self.target,
        )


@dataclass(frozen=True, slots=True)
class WeekAverage:
    """Means in mg over the `days` that count; `either_way_mg` is how far the usual amount may be from the mean.

    `reading` is what the mean says, in words; empty where it says nothing.
    """

    days: int
    mg: Decimal
    food_mg: Decimal
    supplement_mg: Decimal
    unknown: int
    entries: int
    either_way_mg: Decimal | None
    reading: str


@dataclass(frozen=True, slots=True)
class TopSource:
    """A food, what it gave in the week, and the percent of the first one's amount."""

    food_id: int
    name: str
    mg: Decimal
    times: int
    share: float


@dataclass(frozen=True, slots=True)
class WeekReport:
    week: Week
    days: tuple[WeekDay, ...]
    average: WeekAverage | None
    sources: tuple[TopSource, ...]

    @property
    def full_days(self) -> tuple[WeekDay, ...]:
        return tuple(day for day in self.days if day.is_full)

    @property
    def left_out(self) -> tuple[WeekDay, ...]:
        """Full days that are not in the average, because too much of what was eaten has no value."""
        return tuple(day for day in self.full_days if not day.magnesium.counts)

    @property
    def open_days(self) -> tuple[WeekDay, ...]:
        """Days that are over and wait for a word on whether they are complete."""
        return tuple(day for day in self.days if day.is_open)

    @property
    def days_above_upper_level(self) -> tuple[WeekDay, ...]:
        """Days with more magnesium from supplements than the upper level of that day."""
        return tuple(day for day in self.days if day.magnesium.supplement_vs_ul == "above")

    @property
    def supplements_mg(self) -> Decimal:
        return exact_sum(day.magnesium.supplement_mg for day in self.days)

    @property
    def water_mg(self) -> Decimal:
        return exact_sum(day.magnesium.water_label_mg for day in self.days)

    @property
    def is_empty(self) -> bool:
        return not any(day.is_logged for day in self.days)

    @property
    def days_logged(self) -> int:
        return sum(day.is_logged and (day.is_over or day.is_today) for day in self.days)

    @property
    def days_so_far(self) -> int:
        """Days that could have been logged: today only once it is, because it is not over."""
        return sum(day.is_over for day in self.days) + self.today_is_logged

    @property
    def days_at_target(self) -> int:
        return sum(day.magnesium.comparison == "meets" for day in self.full_days)

    @property
    def may_be_more_at_target(self) -> bool:
        """Whether unknown foods or an unknown age leave open if another day reached its target."""
        return any(day.magnesium.comparison in {"undetermined", "depends"} for day in self.full_days)

    @property
    def bands(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """The different target bands of the week, in order."""
        return tuple(dict.fromkeys((day.target.low_mg, day.target.high_mg) for day in self.days if day.target))

    @property
    def has_supplements(self) -> bool:
        return any(day.magnesium.supplement_mg for day in self.days)

    @property
    def has_unknown(self) -> bool:
        return any(day.unknown for day in self.days)

    @property
    def has_gap(self) -> bool:
        return any(day.is_gap for day in self.days)

    @property
    def includes_today(self) -> bool:
        return any(day.is_today for day in self.days)

    @property
    def today_is_logged(self) -> bool:
        return any(day.is_today and day.is_logged for day in self.days)

    @property
    def today_is_open(self) -> bool:
        """Whether today is drawn paler and left out: logged, and not complete yet."""
        return any(day.is_today and day.is_logged and not day.is_full for day in self.days)

    @property
    def known_mg(self) -> Decimal:
        """What is known from food; water and supplements stand apart."""
        return exact_sum(day.magnesium.food_mg or ZERO for day in self.days)

    @property
    def from_first_three_mg(self) -> Decimal:
        return exact_sum(source.mg for source in self.sources[:3])


def summarise(
    week: Week,
    foods: Sequence[Serving],
    *,
    taken: Mapping[date, Taken],
    person: Person,
    today: date,
    ul_region: UlRegion = "US",
) -> WeekReport:
    """The report of one week; `foods` are the entries of its days in any order, `taken` what came from labels."""
    eaten: dict[date, list[Eaten]] = defaultdict(list)
    for food in foods:
        eaten[food.eaten_on].append(food.eaten)
    days = tuple(_day(on, eaten[on], taken.get(on, NOTHING), person, today, ul_region) for on in week.days)
    return WeekReport(week, days, _average(days, person), _top_sources(foods))


def _day(on: date, eaten: Sequence[Eaten], taken: Taken, person: Person, today: date, ul_region: UlRegion) -> WeekDay:
    magnesium = assess_day(
        eaten, person=person, on=on,
        status=day_status(taken.said, is_logged=bool(eaten) or not taken.is_nothing),
        water=(water.taken for water in taken.waters), doses=(dose.taken for dose in taken.doses),
        ul_region=ul_region,
    )  # fmt: skip
    return WeekDay(on=on, today=today, entries=len(eaten), magnesium=magnesium, target=_target(person, on))


def _target(person: Person, on: date) -> Target | None:
    band = target_band(MAGNESIUM, person, on)
    if band is None:
        return None
    reference = references(MAGNESIUM, person, on)
    return Target(*band, own_mg=reference.low if reference.low == reference.high else None)


def _average(days: Iterable[WeekDay], person: Person) -> WeekAverage | None:
    counted = [day for day in days if day.magnesium.counts]
    average = average_of(day.magnesium for day in counted)
    food_mg = mean_of([day.food_mg for day in counted if day.food_mg is not None])
    supplement_mg = mean_of([day.magnesium.supplement_mg for day in counted])
    if average.mean_mg is None or food_mg is None or supplement_mg is None:
        return None
    reference = references(MAGNESIUM, person, counted[-1].on)
    judgement = judge(average.mean_mg, average.days, reference, day_to_day_sd(reference.stages))
    unknown = sum(day.unknown for day in counted)
    words = reading(judgement, reference, days=average.days, is_lower_bound=unknown > 0) if judgement else ""
    return WeekAverage(
        days=average.days,
        mg=average.mean_mg,
        food_mg=food_mg,
        supplement_mg=supplement_mg,
        unknown=unknown,
        entries=sum(day.entries for day in counted),
        either_way_mg=judgement.ci95_half_width_mg if judgement else None,
        reading=words,
    )


def _top_sources(foods: Iterable[Serving]) -> tuple[TopSource, ...]:
    """The foods that gave most, first; those with nothing known to give are not among them."""
    servings: dict[int, list[Eaten]] = defaultdict(list)
    for food in foods:
        servings[food.food_id].append(food.eaten)
    amounts = [(food_id, eaten[0].name, add_up(eaten).known or ZERO, len(eaten)) for food_id, eaten in servings.items()]
    ranked = sorted(amounts, key=lambda food: (-food[2], food[1]))
    top = [food for food in ranked if food[2]][:TOP_SOURCES]
    widths = shares([mg for _, _, mg, _ in top])
    return tuple(TopSource(*food, share) for food, share in zip(top, widths, strict=True))
