from django.urls import include, path

from nutrition.api.lazy import LazyResolver
from nutrition.diary.avoiding.views import avoided_foods, never
from nutrition.diary.views import food, help, newer_value
from nutrition.diary.views.day import home
from nutrition.reports.rich.views import rich_foods

foods = (
    [
        path("", food.search, name="search"),
        path("rich/", rich_foods, name="rich"),
        path("<int:food_id>/", food.food, name="food"),
        path("<int:food_id>/star/", food.set_star, name="star"),
        path("<int:food_id>/never/", never, name="never"),
        path("<int:food_id>/newer-value/", newer_value.use_newer_value, name="newer_value"),
    ],
    "foods",
)

urlpatterns = [
    path("", home, name="home"),
    path("help/", help.page, name="help"),
    path("settings/foods/", avoided_foods, name="avoided_foods"),
    path("diary/", include("nutrition.diary.urls")),
    path("foods/", include(foods)),
    path("settings/", include("nutrition.web.transfer.urls")),
    path("", include("nutrition.reports.urls")),
    LazyResolver("api/v1/", "nutrition.api.urls", namespace="api"),
]
