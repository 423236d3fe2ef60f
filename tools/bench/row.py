"""A figure and its bound."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure with its bound; without one it only informs."""

    name: str
    figure: float
    unit: str
    gate: float | None = None
    detail: str = ""

    @property
    def holds(self) -> bool:
        return self.gate is None or self.figure <= self.gate
