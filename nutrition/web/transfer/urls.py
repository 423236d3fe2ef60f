from django.urls import path

from nutrition.web.transfer import views

app_name = "transfer"
urlpatterns = [
    path("export/", views.export, name="export"),
    path("export/magwise.json", views.export_json, name="export_json"),
    path("export/diary.csv", views.export_csv, name="export_csv"),
    path("import/", views.imports, name="imports"),
    path("import/<uuid:run_id>/", views.run, name="run"),
    path("import/<uuid:run_id>/confirm/", views.confirm, name="confirm"),
    path("import/<uuid:run_id>/cancel/", views.cancel, name="cancel"),
    path("import/<uuid:run_id>/undo/", views.undo, name="undo"),
]
