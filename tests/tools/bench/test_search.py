"""The bench measures what it says."""

import pytest

from accounts.models import User
from nutrition.foods.models import Food
from nutrition.foods.search.queries import search
from tools.bench.search import add_foods, time_searches, typing_steps, vary_names

pytestmark = pytest.mark.django_db


def test_names_run_out_never_and_vary() -> None:
    names = list(vary_names(["Rye bread", "Oat bar", "Plum jam"], 9))

    assert names[:3] == ["Rye bread", "Oat bar", "Plum jam"]
    assert len(names) == 9
    assert all(name.endswith(("Rye bread", "Oat bar", "Plum jam")) for name in names)


def test_added_foods_can_be_found_and_timed(alice: User) -> None:
    add_foods(["Rye bread", "Oat bar"], 10)

    timing = time_searches(typing_steps(["rye", "oats"]), person=alice)

    assert Food.objects.count() == 10
    assert search("oat", person=alice)
    assert timing.searches == 6
    assert 0 < timing.p50_ms <= timing.p95_ms
