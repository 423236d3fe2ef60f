"""The bench measures what it says."""

import pytest

from accounts.models import User
from nutrition.foods.models import Food
from nutrition.foods.search.queries import search
from tools.bench.many_foods import add_foods
from tools.bench.search import time_searches, typing_steps

pytestmark = pytest.mark.django_db


def test_added_foods_can_be_found_and_timed(alice: User) -> None:
    add_foods(["Rye bread", "Oat bar"], 10)

    timing = time_searches(typing_steps(["rye", "oats"]), person=alice)

    assert Food.objects.count() == 10
    assert search("oat", person=alice)
    assert timing.searches == 6
    assert 0 < timing.p50_ms <= timing.p95_ms
