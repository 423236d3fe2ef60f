"""What a file brings, of any layout: plain values, checked, nothing stored yet. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import blake2s
from typing import Any, NamedTuple
from uuid import UUID

# As many as anybody reads; the rest is counted.
MOST_PROBLEMS = 200


class UnreadableFile(Exception):
    """Nothing of the file can be used; the message says why and what to do."""


class ImportProblem(NamedTuple):
    """Something in the file that cannot be taken: `where` is "line 7" or "entries[12].grams"."""

    where: str
    what: str


@dataclass(slots=True)
class ImportProblems:
    """The first MOST_PROBLEMS, and how many lines of the file have one."""

    listed: list[ImportProblem] = field(default_factory=list)
    count: int = 0

    def add(self, where: str, what: str, lines: int = 1) -> None:
        self.count += lines
        if len(self.listed) < MOST_PROBLEMS:
            self.listed.append(ImportProblem(where, what))


class FilePortion(NamedTuple):
    """A household measure: `amount` `unit` weigh `grams`."""

    amount: Decimal
    unit: str
    grams: Decimal


@dataclass(frozen=True, slots=True)
class FileRevision:
    """A food's values: amounts in 100 g by nutrient id, with quality; unknown is absent."""

    key: str
    values: dict[int, Decimal]
    quality: dict[int, int]
    release: str = ""
    reason: str = ""
    made_at: datetime | None = None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class FileFood:
    """A food of the file with the revisions that the file uses.

    `is_shared` is one that everybody has: it is used where it has the same values here, else the
    person gets a copy.
    `is_found` says whether a copy, or a food of their own, is offered when the person searches.
    """

    source: str
    source_ref: str
    name: str
    short_name: str = ""
    synonyms: str = ""
    is_shared: bool = False
    is_found: bool = False
    portions: tuple[FilePortion, ...] = ()
    revisions: tuple[FileRevision, ...] = ()


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A food eaten. `revision` is the key of a FileRevision, or the id of a chosen food."""

    client_id: UUID
    eaten_on: date
    eaten_time: time | None
    meal: int
    revision: str | int
    grams: Decimal
    portion: FilePortion | None = None
    quantity: Decimal | None = None
    stamps: dict[str, datetime | None] = field(default_factory=dict)


class FoodMark(NamedTuple):
    """A favourite or something avoided: a food by its source and number, or a `group`."""

    section: str
    source: str
    source_ref: str
    is_own: bool
    group: str
    marked_at: datetime | None


@dataclass(slots=True)
class ImportBatch:
    """Everything of one file. `rows` refer to no food; by the name of their section."""

    foods: list[FileFood] = field(default_factory=list)
    entries: list[FileEntry] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    marks: list[FoodMark] = field(default_factory=list)
    profile: dict[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.entries or self.foods or self.marks or any(self.rows.values()))


@dataclass(slots=True)
class ImportResult:
    """What an import did: rows added and rows that were there already, by the name of their
    section.

    `made` are the keys of the new rows, for Undo; `notes` say what came out otherwise than in the
    file.
    """

    added: dict[str, int] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    made: dict[str, list[Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def source_ref_of(*parts: str) -> str:
    """A number of 20 characters for a food without one: the same for the same words."""
    return blake2s("\0".join(parts).encode(), digest_size=10).hexdigest()
