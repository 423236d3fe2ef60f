"""A first look finds nothing that an earlier page of the person left in the process."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from config.jinja import draw_part
from tests.builders import Foods, close, log
from tools.bench.first_look import forget_people

DAY = date(2026, 11, 21)


@pytest.mark.parametrize("address", [f"/diary/{DAY}/", "/week/2026-W47/"])
def test_a_first_look_asks_again_what_was_kept(
    alice: User, alice_client: Client, foods: Foods, address: str
) -> None:
    log(alice, foods.spinach, grams="30", on=str(DAY))
    close(alice, DAY)

    def count_statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as statements:
            alice_client.get(address)
        return len(statements)

    first, again = count_statements(), count_statements()
    forget_people()

    assert draw_part.cache_info().currsize == 0
    assert count_statements() == first > again
