from django.urls import include, path

from nutrition.web.diary.day import home
from nutrition.web.foods.avoided import avoided_foods
from nutrition.web.help.views import help_page

urlpatterns = [
    path("diary/", include("nutrition.web.diary.urls")),
    path("", home, name="home"),
    path("help/", help_page, name="help"),
    path("settings/foods/", avoided_foods, name="avoided_foods"),
    path("foods/", include("nutrition.web.foods.urls")),
    path("settings/", include("nutrition.web.transfer.urls")),
    path("", include("nutrition.web.reports.urls")),
    path("api/v1/", include("nutrition.api.urls")),
]
