"""What keeps the versions of data true: no write of the product goes without a new one.

`VersionGate` reads every statement that the product sends during the tests. COPY does not pass it:
foods are loaded so, and rows of imports, which have tests of their own.
"""

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from django.db import models

from accounts.models import DataVersion, SharedVersion
from nutrition.diary.marks.models import Avoided, Favourite
from nutrition.diary.models import Day, Dose, Entry, SavedSupplement, Water
from nutrition.foods.models import Food, FoodRevision, Portion, SearchAlias
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from tests.ownership import ROOT, caller

# What is kept comes from these (accounts/data_version.py), each with the version that tells of it.
VERSIONED: dict[type[models.Model], Collection[type[models.Model]]] = {
    DataVersion: (
        *(Entry, Dose, Water, Day, SavedSupplement, Favourite, Avoided),
        *(OwnFood, OwnFoodRevision, OwnPortion),
    ),
    SharedVersion: (Food, FoodRevision, Portion, SearchAlias),
}
VERSION_OF = {
    model._meta.db_table: version._meta.db_table
    for version, kept in VERSIONED.items()
    for model in kept
}
WRITE = re.compile(
    r'\s*(?:WITH\b.*?)?\b(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)',
    re.IGNORECASE | re.DOTALL,
)
SAVEPOINT = re.compile(r"(SAVEPOINT|ROLLBACK TO SAVEPOINT) (\S+)")
WITHOUT_VERSION = {
    # Nobody sees the data of an account that is erased.
    ROOT / "accounts/security/deletion.py",
    # A food that a curator deletes takes its stars along: the shared foods have another version.
    ROOT / "nutrition/curation/actions.py",
    # The bench adds people of whom nothing is kept.
    ROOT / "tools/bench/people.py",
}


def is_let_through(file: Path, version: str) -> bool:
    """Tests prepare what they like, and migrations run before anything is kept."""
    return (
        ROOT / "tests" in file.parents
        or file.parent.name == "migrations"
        or (file in WITHOUT_VERSION and version == DataVersion._meta.db_table)
    )


class VersionGate:
    """An execute wrapper that keeps the product's writes after which no version was written.

    What a savepoint takes back needs none.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._pending: list[tuple[str, str]] = []
        self._at_savepoint: dict[str, int] = {}

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        if savepoint := SAVEPOINT.match(sql):
            self._mark_or_go_back(*savepoint.groups())
        elif written := WRITE.match(sql):
            self._add(written[1].lower(), sql)
        self.faults = [fault for _, fault in self._pending]
        return result

    def _add(self, written: str, sql: str) -> None:
        self._pending = [each for each in self._pending if each[0] != written]
        if version := VERSION_OF.get(written):
            file, line = caller()
            if file is not None and not is_let_through(file, version):
                place = f"{file.relative_to(ROOT)}:{line}"
                self._pending.append((version, f"{place} gives no new version: {sql}"))

    def _mark_or_go_back(self, what: str, name: str) -> None:
        if what == "SAVEPOINT":
            self._at_savepoint[name] = len(self._pending)
        else:
            del self._pending[self._at_savepoint.get(name, 0) :]
