"""Rows that belong to one person, and references between rows of the same person."""

from typing import Any

from django.conf import settings
from django.db import models

from accounts.ids import IdField, new_id


class OwnedRow(models.Model):
    """A row that belongs to one person."""

    id = IdField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class OwnReference(models.BaseConstraint):
    """The database checks that `column`, where it is not empty, is the id of a row of `to` that
    belongs to the same person, at the end of each transaction.

    A ForeignKey would check the id alone: the row could be another person's. `to` needs a unique
    constraint on its user and id.
    """

    def __init__(self, *, name: str, column: str, to: str) -> None:
        super().__init__(name=name)
        self.column, self.to = column, to

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """In a new table. PostgreSQL's is added when all tables are there: two may refer to each
        other.
        """
        if schema_editor.connection.vendor == "sqlite":
            return self._clause(schema_editor)
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self._clause(schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = map(schema_editor.quote_name, (model._meta.db_table, self.name))
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}"

    def _clause(self, schema_editor: Any) -> str:
        names = (self.name, self.column, self.to.lower().replace(".", "_"))
        name, column, to = map(schema_editor.quote_name, names)
        return (
            f"CONSTRAINT {name} FOREIGN KEY (user_id, {column}) REFERENCES {to} (user_id, id)"
            " DEFERRABLE INITIALLY DEFERRED"
        )

    def validate(self, *_args: Any, **_kwargs: Any) -> None:
        """Only the database can tell."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnReference) and self.deconstruct() == other.deconstruct()

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"column": self.column, "to": self.to}


def own_reference(to: str, column: str) -> Any:
    """The row of the same person whose id is in `column`; see OwnReference."""
    return models.ForeignObject(
        to,
        models.DO_NOTHING,
        from_fields=["user", column],
        to_fields=["user", "id"],
        related_name="+",
        null=True,
        editable=False,
    )
