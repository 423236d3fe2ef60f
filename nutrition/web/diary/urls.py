from datetime import date

from django.urls import path, register_converter

from nutrition.web.diary import day, day_status, entries, repeat, supplements, water


class DayConverter:
    """A date in an address, such as /diary/2026-11-21/. One in no calendar matches nothing."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "diary"
urlpatterns = [
    path("", day.show_today, name="today"),
    path("<day:on>/", day.show_day, name="day"),
    path("<day:on>/choices/", day.list_choices, name="choices"),
    path("<day:on>/add/", day.add_foods, name="add"),
    path("<day:on>/usual/", repeat.add_usual_foods, name="usual"),
    path("<day:on>/copy/", repeat.copy_day_or_meal, name="copy"),
    path("<day:on>/complete/", day_status.complete_day, name="complete"),
    path("<day:on>/reopen/", day_status.reopen_day, name="reopen"),
    path("<day:on>/supplements/", supplements.add_dose, name="add_dose"),
    path("<day:on>/supplements/<uuid:saved_id>/", supplements.log_saved, name="take"),
    path("<day:on>/water/", water.add_water, name="add_water"),
    path("supplements/<uuid:saved_id>/forget/", supplements.forget_saved, name="forget"),
    path("doses/<uuid:dose_id>/", supplements.edit_dose, name="dose"),
    path("doses/<uuid:dose_id>/delete/", supplements.delete_dose, name="delete_dose"),
    path("doses/<uuid:dose_id>/restore/", supplements.restore_dose, name="restore_dose"),
    path("waters/<uuid:water_id>/", water.edit_water, name="water"),
    path("waters/<uuid:water_id>/delete/", water.delete_water, name="delete_water"),
    path("waters/<uuid:water_id>/restore/", water.restore_water, name="restore_water"),
    path("entries/<uuid:entry_id>/", entries.edit_entry, name="entry"),
    path("entries/<uuid:entry_id>/move/", entries.move_to_meal, name="move"),
    path("entries/<uuid:entry_id>/copy/", entries.copy_entry, name="copy_entry"),
    path("entries/<uuid:entry_id>/delete/", entries.delete_entry, name="delete"),
    path("deleted/", entries.list_deleted, name="deleted"),
    path("deleted/<uuid:entry_id>/restore/", entries.restore_entry, name="restore"),
    path("undo/", day.undo_change, name="undo"),
]
