"""Every table and column of people's rows is in magwise.json or left out for a reason."""

import pytest
from django.db import models

from nutrition.transfer.sections import EXCLUDED_TABLES, SECTIONS, Section
from tests.ownership import owned_models


def test_each_table_of_peoples_rows_is_exported_or_left_out_for_a_reason() -> None:
    exported = {section.model._meta.label for section in SECTIONS}

    forgotten = {model._meta.label for model in owned_models()} - exported - EXCLUDED_TABLES.keys()

    assert forgotten == set(), (
        "give them a Section in nutrition/transfer/sections.py, or a reason in EXCLUDED_TABLES"
    )
    assert not exported & EXCLUDED_TABLES.keys()
    assert all(EXCLUDED_TABLES.values())


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_each_column_is_exported(section: Section) -> None:
    columns = {
        field.name for field in section.model._meta.local_concrete_fields if not is_person(field)
    }

    assert columns - set(section.columns.values()) == section.other_columns


def is_person(field: "models.Field[object, object]") -> bool:
    return field.name == "user"
