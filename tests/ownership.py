"""What keeps a person's rows together, so that the database can one day be spread over machines by
person.

`schema_faults` reads the models; `StatementGate` reads every statement that the product sends
during the tests.
"""

import re
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from accounts.models import User
from accounts.own_rows import OwnReference

ROOT = Path(__file__).resolve().parent.parent
OUR_APPS = {"accounts", "nutrition"}
# References to a person that do not make a row theirs.
NOT_OWNERSHIP = {"FoodRevision.made_by"}
# Curators ask whether anybody logged a food before it, or a portion of it, is deleted, and Django
# asks it again; the bench weighs a table as a whole. Nothing else is asked of all.
OVER_ALL_PEOPLE = {
    ROOT / "nutrition/curation/queries.py",
    ROOT / "nutrition/curation/actions.py",
    ROOT / "nutrition/admin.py",
    ROOT / "tools/bench/storage.py",
}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]


def owned_models() -> list[type[models.Model]]:
    """The models whose rows belong to one person each."""
    return [
        model
        for model in our_models()
        if any(is_owner(field) for field in model._meta.local_fields)
    ]


def is_owner(field: "models.Field[Any, Any]") -> bool:
    return field.name == "user" and field.related_model is User


def schema_faults(model: type[models.Model]) -> list[str]:
    """What is wrong with the table of an owned model; nothing, if it can be spread by person."""
    meta = model._meta
    owned = set(owned_models())
    faults = []
    if isinstance(meta.pk, models.CompositePrimaryKey):
        if meta.pk.field_names[0] != "user_id":
            faults.append("its key does not start with the user")
    elif not isinstance(meta.pk, models.UUIDField) and not is_owner(meta.pk):
        faults.append("its key is not a UUID: keys of two machines could collide")
    if meta.get_field("user").null:
        faults.append("its user may be missing")
    if meta.parents:
        faults.append("it is spread over two tables (multi-table inheritance)")
    for field in meta.local_fields:
        if field.unique and not field.primary_key and not is_owner(field):
            faults.append(f"{field.name} is unique over all people")
        if field.related_model in owned and not is_within_person(field):
            faults.append(f"{field.name} could refer to another person's row")
    for constraint in meta.constraints:
        if isinstance(constraint, OwnReference) and not has_key_of_person(constraint.to):
            faults.append(f"{constraint.name} has no key to refer to")
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields[:1] != ("user",):
            faults.append(f"{constraint.name} does not start with the user")
    faults += [
        f"{names} does not start with the user"
        for names in meta.unique_together
        if names[0] != "user"
    ]
    faults += [f"{field.name} has a table without a user" for field in meta.local_many_to_many]
    faults += [
        f"{field.name} is generic"
        for field in meta.private_fields
        if isinstance(field, GenericForeignKey)
    ]
    return faults


def is_within_person(field: "models.Field[Any, Any]") -> bool:
    """Whether the database checks that what the field refers to is a row of the same person."""
    if not isinstance(field, models.ForeignObject) or list(field.to_fields) != ["user", "id"]:
        return False
    user, column = field.from_fields
    return user == "user" and any(
        isinstance(constraint, OwnReference)
        and constraint.column == column
        and apps.get_model(constraint.to) is field.related_model
        for constraint in field.model._meta.constraints
    )


def has_key_of_person(model: str) -> bool:
    """Whether rows of the same person can refer to it, "nutrition.OwnFood"."""
    return any(
        isinstance(constraint, models.UniqueConstraint)
        and constraint.fields == ("user", "id")
        and constraint.condition is None
        for constraint in apps.get_model(model)._meta.constraints
    )


def stray_references(model: type[models.Model]) -> list[str]:
    """References to a person by another name than `user`: this module would not see them."""
    fields = [
        field
        for field in model._meta.local_fields
        if field.related_model is User and field.name != "user"
    ]
    return [
        name for field in fields if (name := f"{model.__name__}.{field.name}") not in NOT_OWNERSHIP
    ]


class StatementGate:
    """An execute wrapper that keeps the product's statements on owned rows without their person."""

    def __init__(self, tables: Iterable[str]) -> None:
        self.tables = frozenset(tables)
        self.faults: list[str] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if nameless := self.nameless_tables(sql):
            file, line = caller()
            if file is not None and not is_let_through(file):
                faulty = ", ".join(nameless)
                self.faults.append(
                    f"{file.relative_to(ROOT)}:{line} asks {faulty} of everybody: {sql[:500]}"
                )
        return execute(sql, params, many, context)

    def nameless_tables(self, sql: str) -> list[str]:
        return list(nameless_tables(sql, self.tables))


# The tests send the same few thousand statements again and again; reading each took a tenth of the
# time of tests that ask the database.
@lru_cache(maxsize=4096)
def nameless_tables(sql: str, tables: frozenset[str]) -> tuple[str, ...]:
    """The owned tables (once for each place) that the statement uses without its user."""
    words = words_of(sql)
    if not words or words[0] in ("create", "alter", "drop", "pragma", "explain"):
        return ()
    nameless: list[str] = []
    for query in queries_of(words):
        nameless += _nameless_in(query, tables)
    return tuple(nameless)


def _nameless_in(query: list[str], tables: frozenset[str]) -> list[str]:
    """Of one query alone. A table whose user equals that of a named one is named, too."""
    named = {alias: table for alias, table in sources_of(query) if table in tables}
    if not named:
        return []
    if query[0] == "insert":
        columns = query[query.index("(") : query.index(")")] if "(" in query else []
        return [] if "user_id" in columns else list(named.values())
    compared = comparisons_of(query, named)
    return [table for alias, table in named.items() if alias not in compared]


WORD = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|%s|%\(\w+\)s|\w+|<=|>=|<>|!=|[^\s]""",
    re.DOTALL,
)
VALUE = re.compile(r"%s|%\(\w+\)s|\?|\d+|'.*'", re.DOTALL)
NO_ALIAS = frozenset(
    [
        *(
            "where",
            "set",
            "on",
            "using",
            "join",
            "inner",
            "left",
            "right",
            "full",
            "cross",
            "natural",
            "group",
            "order",
        ),
        *(
            "having",
            "limit",
            "offset",
            "union",
            "intersect",
            "except",
            "returning",
            "values",
            "default",
            "for",
            "window",
        ),
        *("as", "and", "or", "not", "then", "when", "else", "end", "select", "query"),
    ]
)


def words_of(sql: str) -> list[str]:
    """Of a statement: quoted or not, names come out alike, in lower case; comments are left out."""
    found = (match[0] for match in WORD.finditer(sql))
    return [
        word[1:-1] if word.startswith('"') else word if word.startswith("'") else word.lower()
        for word in found
        if not word.startswith(("--", "/*"))
    ]


def queries_of(words: list[str]) -> list[list[str]]:
    """Each SELECT and other statement by itself: what is in brackets is a query of its own."""
    found: list[list[str]] = []
    _cut(words, 0, found)
    return found


def _cut(words: list[str], place: int, found: list[list[str]]) -> int:
    """Reads up to the bracket that closes; returns the place after it."""
    query: list[str] = []
    while place < len(words) and words[place] != ")":
        word = words[place]
        if word == "(" and _begins_query(words, place + 1):
            place = _cut(words, place + 1, found) + 1
            query += ["(", "query", ")"]
        elif word == "(":
            inner_end = _bracket(words, place, query, found)
            place = inner_end
        elif word in ("union", "intersect", "except"):
            found.append(query)
            query = []
            place += 2 if words[place + 1 : place + 2] == ["all"] else 1
        else:
            query.append(word)
            place += 1
    found.append(query)
    return place


def _bracket(words: list[str], place: int, query: list[str], found: list[list[str]]) -> int:
    """Brackets that hold no query of their own, such as a condition; one may be further within."""
    query.append("(")
    place += 1
    while place < len(words) and words[place] != ")":
        if words[place] == "(" and _begins_query(words, place + 1):
            place = _cut(words, place + 1, found) + 1
            query += ["(", "query", ")"]
        elif words[place] == "(":
            place = _bracket(words, place, query, found)
        else:
            query.append(words[place])
            place += 1
    query.append(")")
    return place + 1


def _begins_query(words: list[str], place: int) -> bool:
    while words[place : place + 1] == ["("]:
        place += 1
    return words[place : place + 1] in (
        ["select"],
        ["insert"],
        ["update"],
        ["delete"],
        ["with"],
        ["values"],
    )


def sources_of(query: list[str]) -> list[tuple[str, str]]:
    """The tables of a query, each by the name that the query gives it."""
    found, listing = [], False
    for place, word in enumerate(query):
        if word in ("from", "join", "update", "into") or (listing and word == ","):
            listing = word in ("from", ",")
            names = query[place + 1 : place + 4]
            if not names or names[0] in ("(", "select", "query"):
                continue
            table = names[0]
            rest = names[1:]
            if rest[:1] == ["."]:  # with a schema before it
                table, rest = query[place + 3], query[place + 4 : place + 6]
            if rest[:1] == ["as"]:
                rest = rest[1:]
            has_alias = (
                bool(rest) and rest[0] not in NO_ALIAS and re.fullmatch(r"\w+", rest[0]) is not None
            )
            found.append((rest[0] if has_alias else table, table))
        elif word in (
            "where",
            "set",
            "group",
            "order",
            "having",
            "limit",
            "on",
            "union",
            "returning",
        ):
            listing = False
    return found


def comparisons_of(query: list[str], named: dict[str, str]) -> set[str]:
    """The names whose user is compared with a value, with what an outer query calls its user, or
    with one of these.

    A condition that stands beside an OR, or after NOT, says nothing.
    """
    start = next((place for place, word in enumerate(query) if word in ("where", "on")), len(query))
    compared, equal = set(), []
    for place in range(start, len(query)):
        if query[place] != "user_id" or _is_in_or(query, place):
            continue
        owner = (
            query[place - 2]
            if query[place - 1] == "."
            else (next(iter(named)) if len(named) == 1 else "")
        )
        if owner not in named:
            continue
        other = _other_side(query, place)
        if other == "value" or (other and other not in named):
            compared.add(owner)
        elif other:
            equal.append({owner, other})
    for _ in equal:
        for pair in equal:
            if pair & compared:
                compared |= pair
    return compared


def _other_side(query: list[str], place: int) -> str:
    """What the user is compared with: "value", another table's name, or "" for neither."""
    after = query[place + 1 : place + 6]
    before = query[max(0, place - 7) : place - 1 if query[place - 1] != "." else place - 2]
    if after[:1] == ["in"]:
        return (
            "value" if any(VALUE.fullmatch(word) or word == "query" for word in after[1:4]) else ""
        )
    if after[:1] == ["="]:
        side = [word for word in after[1:] if word != "("]
        if side and VALUE.fullmatch(side[0]):
            return "value"
        if side[1:2] == ["."] and side[2:3] in (["user_id"], ["id"]):
            return side[0]
        if after[1:3] == ["(", "query"] or after[1:2] == ["any"]:
            return "value"
    if before[-1:] == ["="]:
        side = [word for word in before[:-1] if word not in "()"]
        if side and VALUE.fullmatch(side[-1]):
            return "value"
        if side[-1:] in (["user_id"], ["id"]) and side[-2:-1] == ["."]:
            return side[-3]
    return ""


def _is_in_or(query: list[str], place: int) -> bool:
    """Whether an OR stands beside the condition in its brackets or around them; or a NOT before."""
    depth, lowest = 0, 0
    for word in query[place:]:
        depth += (word == "(") - (word == ")")
        lowest = min(lowest, depth)
        if word == "or" and depth == lowest:
            return True
        if depth == 0 and word in ("group", "order", "having", "returning", "on", "join"):
            break
    depth = lowest = 0
    for back in range(place - 1, -1, -1):
        word = query[back]
        depth += (word == ")") - (word == "(")
        if word == "(" and depth < lowest and query[back - 1] == "not":
            return True
        lowest = min(lowest, depth)
        if word == "or" and depth == lowest:
            return True
        if word in ("where", "on") and depth == lowest:
            break
    return False


def is_let_through(file: Path) -> bool:
    """Tests look at everybody's rows, migrations change them, curators ask who logged a food."""
    return (
        ROOT / "tests" in file.parents
        or file.parent.name == "migrations"
        or file in OVER_ALL_PEOPLE
    )


def caller() -> tuple[Path | None, int]:
    """The innermost line of this repository that led to the statement."""
    frame = sys._getframe(2)
    while frame:
        file = frame.f_code.co_filename
        if (
            file.startswith(str(ROOT))
            and "/.venv/" not in file
            and not file.endswith("tests/ownership.py")
        ):
            return Path(file), frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]
    return None, 0
