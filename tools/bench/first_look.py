"""What a process keeps of people, so that the bench can measure a first look, too.

With many people, few pages find what an earlier one has kept.
"""

from config.jinja import draw_part
from nutrition.diary.day_page import day_cache
from nutrition.diary.label_amounts.queries import saved_supplements_cache
from nutrition.diary.suggestions.habits import habits_cache, usual_foods_cache
from nutrition.foods.search.queries import own_candidates_cache
from nutrition.reports.own_spread import spread_cache
from nutrition.web.reports.drawn_charts import chart_cache

CACHES = (
    own_candidates_cache,
    habits_cache,
    usual_foods_cache,
    saved_supplements_cache,
    day_cache,
    spread_cache,
    chart_cache,
)


def forget_people() -> None:
    """As in a process that has just begun: it knows foods and templates, and no person."""
    for cache in CACHES:
        cache.clear()
    draw_part.cache_clear()
