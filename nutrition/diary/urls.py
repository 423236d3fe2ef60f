from django.urls import path, register_converter

from nutrition.diary.days import DayConverter
from nutrition.diary.views import day, entry, repeating

register_converter(DayConverter, "day")

app_name = "diary"
urlpatterns = [
    path("", day.today, name="today"),
    path("<day:on>/", day.day, name="day"),
    path("<day:on>/choices/", day.choices, name="choices"),
    path("<day:on>/add/", day.add, name="add"),
    path("<day:on>/usual/", repeating.usual, name="usual"),
    path("<day:on>/copy/", repeating.copy, name="copy"),
    path("entries/<uuid:entry_id>/", entry.entry, name="entry"),
    path("entries/<uuid:entry_id>/move/", entry.move, name="move"),
    path("entries/<uuid:entry_id>/copy/", entry.copy, name="copy_entry"),
    path("entries/<uuid:entry_id>/delete/", entry.delete, name="delete"),
    path("deleted/", entry.deleted, name="deleted"),
    path("deleted/<uuid:entry_id>/restore/", entry.restore, name="restore"),
    path("undo/", day.undo, name="undo"),
]
