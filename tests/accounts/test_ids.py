"""How both databases store ids and instants, and that they return the same values."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, models
from django.db.models import Max
from hypothesis import given
from hypothesis import strategies as some

from accounts.ids import IdField, InstantField, day_number, new_id
from accounts.models import User
from accounts.sql import as_date
from nutrition.diary.models import Water
from tests.ownership import our_models

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def drink(person: User, **values: Any) -> Water:
    return Water.objects.create(
        user=person, taken_on="2026-11-21", litres=Decimal(1), mg_per_litre=24, **values
    )


def column(name: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM nutrition_water")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_an_id_is_16_bytes_or_the_database_s_own_type(alice: User) -> None:
    water = drink(alice)

    stored = column("id")

    assert stored == (water.id if connection.vendor == "postgresql" else water.id.bytes)
    assert Water.objects.get(user=alice).id == water.id


@pytest.mark.django_db
def test_ids_are_found_as_objects_and_as_text(alice: User) -> None:
    water = drink(alice)

    for asked in (water.id, str(water.id), water.id.hex):
        assert Water.objects.filter(user=alice, id=asked).exists()
        assert Water.objects.filter(user=alice, id__in=[asked, new_id()]).exists()


@pytest.mark.django_db
def test_ids_sort_as_their_text_does(alice: User) -> None:
    ids = [UUID(int=number) for number in (0, 9, 10, 255, 256, 2**64, 2**120, 2**127, 2**128 - 1)]
    for id_ in reversed(ids):
        drink(alice, id=id_)

    assert list(Water.objects.filter(user=alice).order_by("id").values_list("id", flat=True)) == ids
    assert Water.objects.filter(user=alice, id__gt=ids[3]).count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    "instant",
    [
        NOON,
        NOON + timedelta(microseconds=1),
        datetime(1969, 7, 20, 20, 17, 40, 123456, tzinfo=UTC),
        datetime(1900, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=UTC),
        datetime.fromisoformat("2026-11-21T14:00:00+02:00"),
    ],
)
def test_an_instant_is_read_back_to_the_microsecond(instant: datetime, alice: User) -> None:
    drink(alice, logged_at=instant)

    assert Water.objects.get(user=alice).logged_at == instant
    assert Water.objects.filter(user=alice).aggregate(Max("logged_at")) == {
        "logged_at__max": instant
    }


@pytest.mark.django_db
def test_instants_are_compared_before_and_after_1970(alice: User) -> None:
    instants = [datetime(1950, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC), NOON]
    for instant in reversed(instants):
        drink(alice, logged_at=instant)
    waters = Water.objects.filter(user=alice)

    assert list(waters.order_by("logged_at").values_list("logged_at", flat=True)) == instants
    assert waters.filter(logged_at__gte=instants[1]).count() == 2
    assert waters.filter(logged_at__in=instants[:1]).count() == 1
    assert waters.filter(deleted_at__isnull=True).count() == 3


@pytest.mark.django_db
def test_an_instant_of_none_stays_none(alice: User) -> None:
    water = drink(alice, deleted_at=NOON)

    Water.objects.filter(user=alice, id=water.id).update(deleted_at=None)

    assert column("deleted_at") is None
    assert Water.objects.get(user=alice).deleted_at is None


def test_no_table_of_ours_keeps_an_id_as_text() -> None:
    fields = [field for model in our_models() for field in model._meta.local_fields]

    wide = [
        field
        for field in fields
        if isinstance(field, models.UUIDField) and not isinstance(field, IdField)
    ]

    assert len(fields) > 100
    assert wide == []


@given(some.datetimes(timezones=some.just(UTC)))
def test_every_instant_survives_sqlite(instant: datetime) -> None:
    field = InstantField()

    stored = field.get_db_prep_value(instant, type("Sqlite", (), {"vendor": "sqlite"}))

    assert isinstance(stored, int)
    assert field.from_db_value(stored) == instant


@given(some.dates())
def test_every_day_is_read_from_sqlite_as_a_number_and_as_text(day: date) -> None:
    number = day_number(day)

    assert (as_date(number), as_date(str(number)), as_date(day.isoformat())) == (day, day, day)
