"""What keeps a person's rows together, so that the database can one day be spread over machines by person.

`schema_faults` reads the models; `StatementGate` reads every statement that the product sends during the tests.
"""

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from accounts.models import User

ROOT = Path(__file__).resolve().parent.parent
OUR_APPS = {"accounts", "nutrition"}
# References to a person that do not make a row theirs.
NOT_OWNERSHIP = {"Food.owner", "FoodWords.owner", "FoodRevision.made_by"}
# Curators ask whether anybody logged a food before it, or a portion of it, is deleted; nothing else is asked of all.
OVER_ALL_PEOPLE = {
    ROOT / "nutrition/curation/queries.py",
    ROOT / "nutrition/curation/actions.py",
    ROOT / "nutrition/admin.py",
}
# Before Django deletes a food or a portion it asks whether anybody's entry is in the way.
OVER_ALL_PEOPLE |= {ROOT / "nutrition/curation/actions.py", ROOT / "nutrition/admin.py"}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]


def owned_models() -> list[type[models.Model]]:
    """The models whose rows belong to one person each."""
    return [model for model in our_models() if any(is_owner(field) for field in model._meta.local_fields)]


def is_owner(field: "models.Field[Any, Any]") -> bool:
    return field.name == "user" and field.related_model is User


def schema_faults(model: type[models.Model]) -> list[str]:
    """What is wrong with the table of an owned model; nothing, if it can be spread by person."""
    meta = model._meta
    owned = set(owned_models())
    faults = []
    if not isinstance(meta.pk, models.UUIDField) and not is_owner(meta.pk):
        faults.append("its key is not a UUID: keys of two machines could collide")
    if meta.get_field("user").null:
        faults.append("its user may be missing")
    if meta.parents:
        faults.append("it is spread over two tables (multi-table inheritance)")
    for field in meta.local_fields:
        if field.unique and not field.primary_key and not is_owner(field):
            faults.append(f"{field.name} is unique over all people")
        if field.related_model in owned:
            faults.append(f"{field.name} could refer to another person's row")
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields[:1] != ("user",):
            faults.append(f"{constraint.name} does not start with the user")
    faults += [f"{names} does not start with the user" for names in meta.unique_together if names[0] != "user"]
    faults += [f"{field.name} has a table without a user" for field in meta.local_many_to_many]
    faults += [f"{field.name} is generic" for field in meta.private_fields if isinstance(field, GenericForeignKey)]
    return faults


def stray_references(model: type[models.Model]) -> list[str]:
    """References to a person under another name than `user`, which this module would not see as ownership."""
    fields = [field for field in model._meta.local_fields if field.related_model is User and field.name != "user"]
    return [name for field in fields if (name := f"{model.__name__}.{field.name}") not in NOT_OWNERSHIP]


class StatementGate:
    """An execute wrapper that keeps each statement of the product on owned rows that does not name their person."""

    def __init__(self, tables: Iterable[str]) -> None:
        names = "|".join(re.escape(table) for table in tables)
        self.mention = re.compile(
            rf'(?:FROM|JOIN|UPDATE|INTO) "(?P<table>{names})"(?: (?:AS )?"?(?P<alias>[A-Z]+\d+)"?)?', re.IGNORECASE
        )
        self.faults: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if nameless := self.nameless_tables(sql):
            file, line = caller()
            if file is not None and ROOT / "tests" not in file.parents and file not in OVER_ALL_PEOPLE:
                faulty = ", ".join(nameless)
                self.faults.append(f"{file.relative_to(ROOT)}:{line} asks {faulty} of everybody: {sql[:500]}")
        return execute(sql, params, many, context)

    def nameless_tables(self, sql: str) -> list[str]:
        """The owned tables (under each of their aliases) that the statement uses without binding the user."""
        if sql.startswith(("CREATE", "ALTER", "DROP", "PRAGMA", "EXPLAIN")):
            return []
        if sql.startswith("INSERT"):
            return [match["table"] for match in self.mention.finditer(sql) if '"user_id"' not in sql]
        conditions = sql.partition(" SET ")[2].partition(" WHERE ")[2] if sql.startswith("UPDATE") else sql
        names = {match["alias"] or match["table"]: match["table"] for match in self.mention.finditer(sql)}
        return [table for name, table in names.items() if not binds_user(conditions, name)]


def binds_user(conditions: str, name: str) -> bool:
    """Whether the user of that table is compared with a value or with another table's user."""
    column = rf'"?{re.escape(name)}"?\."user_id"'
    other = r'(?:"?\w+"?\.)?"(?:user_id|id)"'
    after = rf"{column} (?:= |IN )\(*(?:%s|\d|{other})"
    return bool(re.search(rf"{after}|{other} = \(?{column}", conditions))


def caller() -> tuple[Path | None, int]:
    """The innermost line of this repository that led to the statement."""
    frame = sys._getframe(2)
    while frame:
        file = frame.f_code.co_filename
        if file.startswith(str(ROOT)) and "/.venv/" not in file and not file.endswith("tests/ownership.py"):
            return Path(file), frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]
    return None, 0
