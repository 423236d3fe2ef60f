"""What the figures must reach (docs/performance.md), and what we would like them to reach.

A bound is never set to what was reached: a figure beyond it is red until the product is better.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gate:
    """A bound and an aim in the unit of the figure: the most it may be, or the least."""

    bound: float
    aim: float
    at_least: bool = False

    def holds(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


# CPU is that of the application and the database together. F1 is a plain page of Django on the same
# database (tools/bench/floor.py).
GATES = {
    # in F1
    "day": Gate(1.5, 1.2),
    "week": Gate(1.2, 0.8),
    "key": Gate(1.3, 0.9),
    "add": Gate(0.9, 0.5),
    "nutrients": Gate(5, 3),
    # in times of the exact sums by SQL: a year's chart beyond F1, and the sums of a year's days
    "year": Gate(1.5, 1.1),
    "totals": Gate(4, 2),
    # in times of the same with fewer entries, of others or of the person
    "growth": Gate(1.1, 1.02),
    # statements, with the one that reads the session and the person
    "queries": Gate(4, 3),
    # the 95th percentile in milliseconds of CPU
    "search": Gate(4, 1.5),
    "search of 399,000 foods": Gate(6, 1.5),
    "search of 2,000,000 foods": Gate(30, 5),
    # in points of 100: how many everyday words find their plain food among the first three
    "search quality": Gate(1, 0.3),
    "search finds": Gate(90, 99, at_least=True),
    # bytes, with all indexes
    "entry on sqlite": Gate(120, 60),
    "entry on postgresql": Gate(200, 120),
    # MB of a worker
    "memory": Gate(80, 55),
    # seconds by the clock, on quiet cores
    "first start": Gate(4, 1.5),
    "second start": Gate(1.5, 1),
    # milliseconds by which the first visitor of a worker waits longer
    "first visitor": Gate(20, 5),
    # 32 people at once: requests for each second of CPU
    "load": Gate(450, 800, at_least=True),
    "load errors": Gate(0, 0),
    # kB over the network
    "first visit": Gate(85, 70),
    "repeated visit": Gate(8, 6),
    # milliseconds until a list is drawn on a processor slowed down four times
    "drawing": Gate(100, 50),
    # seconds for which an import and its Undo keep others from writing
    "import": Gate(2, 1),
    "undo of an import": Gate(0.5, 0.2),
}
