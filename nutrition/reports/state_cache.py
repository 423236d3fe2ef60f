"""What a process keeps of people's reports until the state that they were made in changes."""

from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class KeptValue(NamedTuple, Generic[Value]):
    state: object
    value: Value


class StateCache(Generic[Value]):
    """At most `size` values; one more, and all are thrown away: the usual ones come back."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._kept: dict[Hashable, KeptValue[Value]] = {}

    def of(self, key: Hashable, state: object, make: Callable[[], Value]) -> Value:
        """`state` must have been read before anything that `make` reads."""
        kept = self._kept.get(key)
        if kept is None or kept.state != state:
            kept = KeptValue(state, make())
            if len(self._kept) >= self.size:
                self._kept.clear()
            self._kept[key] = kept
        return kept.value

    def clear(self) -> None:
        self._kept = {}
