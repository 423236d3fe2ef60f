"""A measured figure."""

from dataclasses import dataclass

from tools.bench.gates import GATES, Gate


@dataclass(frozen=True)
class Figure:
    """A measured value, None if it could not be measured here; `gate` names its row in GATES.
    Without one it is for information only.
    """

    name: str
    value: float | None
    unit: str
    gate: str = ""
    detail: str = ""

    @property
    def limits(self) -> Gate | None:
        return GATES[self.gate] if self.gate else None

    @property
    def holds(self) -> bool:
        return self.limits is None or self.value is None or self.limits.holds(self.value)
