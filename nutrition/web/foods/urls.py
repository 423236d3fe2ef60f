from django.urls import path, register_converter

from nutrition.foods.keys import KEY_PATTERN, FoodKey, read_key, write_key
from nutrition.web.foods import views
from nutrition.web.foods.rich import rich_foods


class FoodConverter:
    """The key of a food in an address; one that no food can have matches nothing."""

    regex = KEY_PATTERN

    def to_python(self, value: str) -> FoodKey:
        key = read_key(value)
        if key is None:
            raise ValueError(value)
        return key

    def to_url(self, value: FoodKey) -> str:
        return write_key(value)


register_converter(FoodConverter, "food")

app_name = "foods"
urlpatterns = [
    path("", views.search_page, name="search"),
    path("rich/", rich_foods, name="rich"),
    path("<food:food_id>/", views.show_food, name="food"),
    path("<food:food_id>/star/", views.set_favourite, name="star"),
    path("<food:food_id>/never/", views.set_avoided, name="never"),
    path("<food:food_id>/newer-value/", views.use_newer_value, name="newer_value"),
]
