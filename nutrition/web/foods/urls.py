from django.urls import path

from nutrition.web.foods import views
from nutrition.web.foods.avoided import never
from nutrition.web.foods.rich import rich_foods

app_name = "foods"
urlpatterns = [
    path("", views.search, name="search"),
    path("rich/", rich_foods, name="rich"),
    path("<int:food_id>/", views.food, name="food"),
    path("<int:food_id>/star/", views.set_star, name="star"),
    path("<int:food_id>/never/", never, name="never"),
    path("<int:food_id>/newer-value/", views.use_newer_value, name="newer_value"),
]
