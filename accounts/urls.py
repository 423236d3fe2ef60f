from django.urls import path
from django.views.generic import RedirectView

from accounts import views
from accounts.security import views as security
from accounts.tokens import views as tokens

urlpatterns = [
    path("about/", views.about, name="about"),
    path("setup/", views.setup, name="setup"),
    path("settings/", views.settings, name="settings"),
    path("settings/supplements/", views.ul_region, name="ul_region"),
    path("settings/day/", views.day_start, name="day_start"),
    path("settings/week/", views.week_starts_on, name="week_starts_on"),
    path("settings/keyboard/", views.keyboard, name="keyboard"),
    path("settings/profile/", views.profile, name="profile"),
    path("settings/security/", security.security, name="security"),
    path(
        "settings/security/sessions/end-others/",
        security.end_other_sessions,
        name="end_other_sessions",
    ),
    path(
        "settings/security/sessions/<int:session_id>/end/",
        security.end_session,
        name="end_session",
    ),
    path("settings/delete/", security.delete_account, name="delete_account"),
    path("settings/delete/done/", security.deletion_planned, name="deletion_planned"),
    path("settings/leaving/", security.pending_deletion, name="leaving"),
    # One page shows what allauth spreads over several.
    path("accounts/2fa/", RedirectView.as_view(pattern_name="security"), name="mfa_index"),
    path(
        "accounts/2fa/webauthn/",
        RedirectView.as_view(pattern_name="security"),
        name="mfa_list_webauthn",
    ),
    path(
        "accounts/2fa/recovery-codes/",
        security.recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/<uuid:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("settings/periods/new/", views.period, name="period_new"),
    path("settings/periods/<uuid:pk>/", views.period, name="period"),
    path("settings/periods/<uuid:pk>/delete/", views.delete_period, name="period_delete"),
]
