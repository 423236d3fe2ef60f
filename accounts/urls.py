from django.urls import path

from accounts import views

urlpatterns = [
    path("about/", views.about, name="about"),
    path("setup/", views.setup, name="setup"),
    path("settings/", views.settings, name="settings"),
    path("settings/supplements/", views.ul_region, name="ul_region"),
    path("settings/day/", views.day_start, name="day_start"),
    path("settings/week/", views.week_starts_on, name="week_starts_on"),
    path("settings/keyboard/", views.keyboard, name="keyboard"),
    path("settings/profile/", views.profile, name="profile"),
    path("settings/periods/new/", views.period, name="period_new"),
    path("settings/periods/<uuid:pk>/", views.period, name="period"),
    path("settings/periods/<uuid:pk>/delete/", views.delete_period, name="period_delete"),
]
