"""What recommended amounts depend on: sex, age, pregnancy and breastfeeding. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

SexCode = Literal["F", "M"]
ConditionKind = Literal["pregnant", "lactating"]
NO_CONDITION: frozenset[ConditionKind] = frozenset()


def completed_months(birth_date: date, on: date) -> int:
    """Full months of age on a day, the birthday included; negative before birth.

    In a month without the day of birth, the month is completed on the first of the next one
    (29 February: 1 March).
    """
    months = (on.year - birth_date.year) * 12 + on.month - birth_date.month
    return months - (on.day < birth_date.day)


@dataclass(frozen=True, slots=True)
class Condition:
    """A pregnancy or a time of breastfeeding, both days included. `ends_on` None: it lasts."""

    kind: ConditionKind
    starts_on: date
    ends_on: date | None = None

    def holds_on(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Person:
    """What recommended amounts depend on; None for unknown."""

    sex: SexCode | None = None
    birth_date: date | None = None
    conditions: tuple[Condition, ...] = ()

    def completed_months(self, on: date) -> int | None:
        return None if self.birth_date is None else completed_months(self.birth_date, on)

    def condition_on(self, on: date) -> frozenset[ConditionKind]:
        """None, one, or both."""
        if not self.conditions:
            return NO_CONDITION
        return frozenset(condition.kind for condition in self.conditions if condition.holds_on(on))
