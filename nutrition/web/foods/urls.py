from django.urls import path

from nutrition.web.foods import views
from nutrition.web.foods.rich import rich_foods

app_name = "foods"
urlpatterns = [
    path("", views.search_page, name="search"),
    path("rich/", rich_foods, name="rich"),
    path("<int:food_id>/", views.show_food, name="food"),
    path("<int:food_id>/star/", views.set_favourite, name="star"),
    path("<int:food_id>/never/", views.set_avoided, name="never"),
    path("<int:food_id>/newer-value/", views.use_newer_value, name="newer_value"),
]
