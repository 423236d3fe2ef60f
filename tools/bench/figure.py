"""A measured figure and its bound."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured value; without a bound it is for information only."""

    name: str
    value: float
    unit: str
    bound: float | None = None
    detail: str = ""

    @property
    def holds(self) -> bool:
        return self.bound is None or self.value <= self.bound
