from datetime import date

from django.urls import path, register_converter

from nutrition.web.diary import day, day_status, entries, repeat, supplements


class DayConverter:
    """A date in an address, such as /diary/2026-11-21/; a day of no calendar is no address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "diary"
urlpatterns = [
    path("", day.today, name="today"),
    path("<day:on>/", day.day, name="day"),
    path("<day:on>/choices/", day.choices, name="choices"),
    path("<day:on>/add/", day.add, name="add"),
    path("<day:on>/usual/", repeat.usual, name="usual"),
    path("<day:on>/copy/", repeat.copy, name="copy"),
    path("<day:on>/complete/", day_status.complete, name="complete"),
    path("<day:on>/reopen/", day_status.reopen, name="reopen"),
    path("<day:on>/supplements/", supplements.add_dose, name="add_dose"),
    path("<day:on>/supplements/<uuid:product_id>/", supplements.take, name="take"),
    path("<day:on>/water/", supplements.add_water, name="add_water"),
    path("supplements/<uuid:product_id>/forget/", supplements.forget, name="forget"),
    path("doses/<uuid:dose_id>/", supplements.dose, name="dose"),
    path("doses/<uuid:label_id>/delete/", supplements.delete, {"kind": "dose"}, name="delete_dose"),
    path(
        "doses/<uuid:label_id>/restore/", supplements.restore, {"kind": "dose"}, name="restore_dose"
    ),
    path("waters/<uuid:water_id>/", supplements.water, name="water"),
    path(
        "waters/<uuid:label_id>/delete/", supplements.delete, {"kind": "water"}, name="delete_water"
    ),
    path(
        "waters/<uuid:label_id>/restore/",
        supplements.restore,
        {"kind": "water"},
        name="restore_water",
    ),
    path("entries/<uuid:entry_id>/", entries.entry, name="entry"),
    path("entries/<uuid:entry_id>/move/", entries.move, name="move"),
    path("entries/<uuid:entry_id>/copy/", entries.copy, name="copy_entry"),
    path("entries/<uuid:entry_id>/delete/", entries.delete, name="delete"),
    path("deleted/", entries.deleted, name="deleted"),
    path("deleted/<uuid:entry_id>/restore/", entries.restore, name="restore"),
    path("undo/", day.undo, name="undo"),
]
