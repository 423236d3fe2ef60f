from django.urls import path, register_converter

from nutrition.reports.weeks import Week
from nutrition.web.reports.gap import show_gap, show_usual_gap
from nutrition.web.reports.nutrients import show_nutrient, show_nutrients
from nutrition.web.reports.sources import show_source, show_sources
from nutrition.web.reports.trends import export_trends, show_trends
from nutrition.web.reports.week import complete_week, show_week


class WeekConverter:
    """A week such as 2026-W47; one that does not exist is not found (404)."""

    regex = "[0-9]{4}-W[0-9]{2}"

    def to_python(self, value: str) -> Week:
        return Week.parse(value)

    def to_url(self, value: Week) -> str:
        return str(value)


register_converter(WeekConverter, "week")

app_name = "reports"
urlpatterns = [
    path("week/", show_week, name="this_week"),
    path("week/<week:week>/", show_week, name="week"),
    path("week/<week:week>/complete/", complete_week, name="complete"),
    path("gap/", show_usual_gap, name="usual_gap"),
    path("diary/gap/", show_gap, name="gap_today"),
    path("diary/<day:on>/gap/", show_gap, name="gap"),
    path("sources/", show_sources, name="sources"),
    path("sources/<food:food_id>/", show_source, name="source"),
    path("trends/", show_trends, name="trends"),
    path("trends/export.csv", export_trends, name="export"),
    path("nutrients/", show_nutrients, name="nutrients_today"),
    path("nutrients/<day:on>/", show_nutrients, name="nutrients"),
    path("nutrients/<day:on>/<str:nutrient>/", show_nutrient, name="nutrient"),
]
