"""The contents of an import file as checked plain values, before anything is stored. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import blake2s
from typing import Any, NamedTuple
from uuid import UUID

from nutrition.foods.basis import HUNDRED_GRAMS

# As many as anybody reads; the others are only counted.
MAX_PROBLEMS = 200


class UnreadableFile(Exception):
    """Nothing in the file can be used; the message says why and what to do."""


class ImportProblem(NamedTuple):
    """Something in the file that cannot be imported: `where` is "line 7" or "entries[12]"."""

    where: str
    what: str


@dataclass(slots=True)
class ImportProblems:
    """`count` is the number of lines that have a problem; `details` are the first MAX_PROBLEMS."""

    details: list[ImportProblem] = field(default_factory=list)
    count: int = 0

    def add(self, where: str, what: str, lines: int = 1) -> None:
        self.count += lines
        if len(self.details) < MAX_PROBLEMS:
            self.details.append(ImportProblem(where, what))


PortionKey = tuple[Decimal, str, bool]


class FilePortion(NamedTuple):
    """A household measure: `amount` of `unit` weighs `grams`; None where nobody knows."""

    amount: Decimal
    unit: str
    grams: Decimal | None

    @property
    def key(self) -> PortionKey:
        """A food has one portion of a key, whatever it weighs."""
        return self.amount, self.unit, self.grams is not None


@dataclass(frozen=True, slots=True)
class FileRevision:
    """The values of a food: amounts in `basis` grams and their quality, by the number of the
    nutrient. No key: unknown.

    `key` is unique in the file; entries refer to it. Without a `basis` they are those of the food's
    portion, of which nobody knows the weight.
    """

    key: str
    values: dict[str, Decimal]
    quality: dict[str, int]
    release: str = ""
    reason: str = ""
    made_at: datetime | None = None
    is_current: bool = False
    basis: Decimal | None = HUNDRED_GRAMS


@dataclass(frozen=True, slots=True)
class FileFood:
    """A food with the revisions that the file uses.

    A food with `is_shared` comes from the food table that everybody has. It is used if it has the
    same values here; otherwise the person gets a copy of their own. `is_searchable` says whether
    the person's search offers that copy, or a food that was their own already.
    """

    source: str
    source_ref: str
    name: str
    short_name: str = ""
    synonyms: str = ""
    is_shared: bool = False
    is_searchable: bool = False
    portions: tuple[FilePortion, ...] = ()
    revisions: tuple[FileRevision, ...] = ()


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A food eaten. `revision` is the key of a FileRevision, or the id of a shared food.

    Without `grams` it is so many of a portion of unknown weight. `timestamps` has logged_at,
    changed_at and deleted_at if the file has them.
    """

    id: UUID
    eaten_on: date
    eaten_time: time | None
    meal: int
    revision: str | int
    grams: Decimal | None
    portion: FilePortion | None = None
    quantity: Decimal | None = None
    timestamps: dict[str, datetime | None] = field(default_factory=dict)

    @property
    def measure(self) -> Decimal:
        """Grams, or the number of portions."""
        return self.grams or self.quantity or Decimal(0)


class FoodMark(NamedTuple):
    """A favourite, or something to avoid: a food by its source and number, or a food `group`."""

    section: str
    source: str
    source_ref: str
    is_own: bool
    group: str
    marked_at: datetime | None


@dataclass(slots=True)
class ImportBatch:
    """Everything in one file. `rows` are those that refer to no food, by the section's name."""

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
    """What an import did: how many rows are new and how many existed, by the name of the section.

    `new_keys` are the primary keys of the new rows, for Undo. `notes` tell the person what differs
    from the file.
    """

    new_counts: dict[str, int] = field(default_factory=dict)
    existing_counts: dict[str, int] = field(default_factory=dict)
    new_keys: dict[str, list[Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def source_ref_of(*words: str) -> str:
    """20 characters that identify a food without a number: equal words give equal characters."""
    return blake2s("\0".join(words).encode(), digest_size=10).hexdigest()
