"""What tells a resend from another thing, and how receipts of an earlier version live on."""

from datetime import date, time
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import check_digests, digest_of
from nutrition.diary.models import Dose, Entry, Receipt, Water
from tests.builders import Foods, drink, log, take

VALUES = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
)
SENT = st.dictionaries(st.text(max_size=5), VALUES, max_size=5)


@given(SENT)
def test_a_digest_is_eight_bytes_that_a_database_holds(sent: dict[str, object]) -> None:
    assert -(2**63) <= digest_of(sent) < 2**63


@given(SENT)
def test_the_order_of_keys_does_not_change_a_digest(sent: dict[str, object]) -> None:
    assert digest_of(dict(reversed(sent.items()))) == digest_of(sent)


def test_digests_are_equal_where_the_values_are() -> None:
    assert digest_of({"grams": Decimal("30")}) == digest_of({"grams": Decimal("30.000")})
    assert digest_of({"on": date(2026, 11, 21), "at": time(8)}) != digest_of(
        {"on": date(2026, 11, 22), "at": time(8)}
    )


def test_a_digest_stays_the_same_from_version_to_version() -> None:
    sent = {
        "": "",
        "date": date(2026, 11, 21),
        "food_id": 7,
        "grams": Decimal("30.0"),
        "meal": "lunch",
    }

    assert digest_of(sent) == 1946365259824344751


@pytest.mark.parametrize(
    ("kept", "sent", "is_other"), [(1, 1, False), (1, 2, True), (None, 2, False), (1, None, False)]
)
def test_rows_conflict_only_where_both_digests_are_known_and_differ(
    kept: int | None, sent: int | None, is_other: bool
) -> None:
    entry = Entry(digest=kept)

    if is_other:
        with pytest.raises(CannotLog):
            check_digests([entry], sent)
    else:
        check_digests([entry], sent)


@pytest.mark.django_db(transaction=True)
def test_digests_of_an_earlier_version_are_still_recognised(alice: User, foods: Foods) -> None:
    entry = log(alice, foods.almonds, grams="30", on="2026-11-21")
    dose, water = (
        take(alice, "Glycinate", "100", on="2026-11-21"),
        drink(alice, "1", "24", on="2026-11-21"),
    )
    unknown = log(alice, foods.banana, grams="30", on="2026-11-21")
    executor = MigrationExecutor(connection)
    executor.migrate([("nutrition", "0010_short_ids")])
    earlier = executor.loader.project_state([("nutrition", "0010_short_ids")]).apps.get_model(
        "nutrition", "Receipt"
    )
    ids = {
        "entry": entry.id,
        "dose": dose.id,
        "water": water.id,
        "copy": uuid4(),
    }
    for kind, client_id in ids.items():
        earlier.objects.create(
            user_id=alice.pk, kind=kind, client_id=client_id, digest=f"{2**63 - 5:016x}" + "0" * 48
        )

    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    def digest(model: type[Entry | Dose | Water], id_: UUID) -> int | None:
        return model._default_manager.get(user=alice, id=id_).digest

    kept = [
        digest(Entry, entry.id),
        digest(Dose, dose.id),
        digest(Water, water.id),
    ]
    assert kept == [2**63 - 5] * 3
    assert digest(Entry, unknown.id) is None
    assert not Receipt.objects.filter(user=alice).exists()
