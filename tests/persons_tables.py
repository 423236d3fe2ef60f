"""Every table that holds something of a person, found by following references."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from accounts.ids import new_id
from accounts.models import User

Field = models.Field


def paths_to_person() -> dict[type[models.Model], str]:
    """Model -> the shortest way from its rows to their person, such as "email_address__user".

    A reference that is emptied when the person goes (who corrected a food) is none.
    """
    paths: dict[type[models.Model], str] = {User: "pk"}
    found = [User]
    while found:
        before, found = found, []
        for model in apps.get_models(include_auto_created=True):
            references = [
                field for field in model._meta.local_fields if field.related_model in before
            ]
            kept = [
                field for field in references if field.remote_field.on_delete is not models.SET_NULL
            ]
            if model not in paths and kept:
                way = paths[kept[0].related_model]
                paths[model] = kept[0].name if way == "pk" else f"{kept[0].name}__{way}"
                found.append(model)
    return paths


def text_fields(model: type[models.Model]) -> list[Field]:
    """Columns in which somebody's words may stand; not those with a few fixed values."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, kinds) and not field.choices
    ]


def make_row(model: type[models.Model], path: str, person: User) -> models.Model:
    """Any row of the person's, with something in each column that must not be empty."""
    return model._default_manager.create(
        **{
            field.name: person if field.name == path else any_value(field)
            for field in needed(model)
        }
    )


def needed(model: type[models.Model]) -> Iterator[Field]:
    for field in model._meta.local_concrete_fields:
        if not (field.has_default() or field.null or isinstance(field, models.AutoField)):
            yield field


def any_value(field: Field) -> Any:
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.ForeignKey):
        return field.related_model._default_manager.first()
    if isinstance(field, models.UUIDField):
        return new_id()
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.now().date()
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BinaryField):
        return b"x"
    return "x" if isinstance(field, models.CharField | models.TextField) else 1


def everything_in_the_database() -> Iterator[str]:
    """Each row of each table as text, those of the search index and of the cache, too."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        else:
            cursor.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                cells = (
                    bytes(cell).decode("latin1") if isinstance(cell, bytes | memoryview) else cell
                    for cell in row
                )
                yield f"{table}: {' | '.join(map(str, cells))}"
