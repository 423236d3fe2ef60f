from django.urls import path, register_converter

from nutrition.reports.weeks import Week
from nutrition.web.reports.gap import gap, usual_gap
from nutrition.web.reports.nutrients import nutrient, nutrients
from nutrition.web.reports.sources import source, sources
from nutrition.web.reports.trends import export, trends
from nutrition.web.reports.week import complete, week


class WeekConverter:
    """Such as 2026-W47; a week that does not exist is not found."""

    regex = "[0-9]{4}-W[0-9]{2}"

    def to_python(self, value: str) -> Week:
        return Week.parse(value)

    def to_url(self, value: Week) -> str:
        return str(value)


register_converter(WeekConverter, "week")

app_name = "reports"
urlpatterns = [
    path("week/", week, name="this_week"),
    path("week/<week:week>/", week, name="week"),
    path("week/<week:week>/complete/", complete, name="complete"),
    path("gap/", usual_gap, name="usual_gap"),
    path("diary/gap/", gap, name="gap_today"),
    path("diary/<day:on>/gap/", gap, name="gap"),
    path("sources/", sources, name="sources"),
    path("sources/<int:food_id>/", source, name="source"),
    path("trends/", trends, name="trends"),
    path("trends/export.csv", export, name="export"),
    path("nutrients/", nutrients, name="nutrients_today"),
    path("nutrients/<day:on>/", nutrients, name="nutrients"),
    path("nutrients/<day:on>/<str:nutrient>/", nutrient, name="nutrient"),
]
