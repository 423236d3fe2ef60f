from django.urls import path, register_converter

from nutrition.diary.days import DayConverter
from nutrition.diary.labels import views as labels
from nutrition.diary.views import closing, day, entry, repeating

register_converter(DayConverter, "day")

app_name = "diary"
urlpatterns = [
    path("", day.today, name="today"),
    path("<day:on>/", day.day, name="day"),
    path("<day:on>/choices/", day.choices, name="choices"),
    path("<day:on>/add/", day.add, name="add"),
    path("<day:on>/usual/", repeating.usual, name="usual"),
    path("<day:on>/copy/", repeating.copy, name="copy"),
    path("<day:on>/complete/", closing.complete, name="complete"),
    path("<day:on>/reopen/", closing.reopen, name="reopen"),
    path("<day:on>/supplements/", labels.add_dose, name="add_dose"),
    path("<day:on>/supplements/<uuid:product_id>/", labels.take, name="take"),
    path("<day:on>/water/", labels.add_water, name="add_water"),
    path("supplements/<uuid:product_id>/forget/", labels.forget, name="forget"),
    path("doses/<uuid:dose_id>/", labels.dose, name="dose"),
    path("doses/<uuid:label_id>/delete/", labels.delete, {"kind": "dose"}, name="delete_dose"),
    path("doses/<uuid:label_id>/restore/", labels.restore, {"kind": "dose"}, name="restore_dose"),
    path("waters/<uuid:water_id>/", labels.water, name="water"),
    path("waters/<uuid:label_id>/delete/", labels.delete, {"kind": "water"}, name="delete_water"),
    path(
        "waters/<uuid:label_id>/restore/", labels.restore, {"kind": "water"}, name="restore_water"
    ),
    path("entries/<uuid:entry_id>/", entry.entry, name="entry"),
    path("entries/<uuid:entry_id>/move/", entry.move, name="move"),
    path("entries/<uuid:entry_id>/copy/", entry.copy, name="copy_entry"),
    path("entries/<uuid:entry_id>/delete/", entry.delete, name="delete"),
    path("deleted/", entry.deleted, name="deleted"),
    path("deleted/<uuid:entry_id>/restore/", entry.restore, name="restore"),
    path("undo/", day.undo, name="undo"),
]
