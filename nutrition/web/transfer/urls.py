from django.urls import path

from nutrition.web.transfer import views

app_name = "transfer"
urlpatterns = [
    path("export/", views.export_page, name="export"),
    path("export/magwise.json", views.export_json, name="export_json"),
    path("export/diary.csv", views.export_csv, name="export_csv"),
    path("import/", views.imports, name="imports"),
    path("import/<uuid:run_id>/", views.import_run, name="run"),
    path("import/<uuid:run_id>/confirm/", views.confirm_import, name="confirm"),
    path("import/<uuid:run_id>/cancel/", views.cancel_import, name="cancel"),
    path("import/<uuid:run_id>/undo/", views.undo_import, name="undo"),
]
