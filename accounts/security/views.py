"""Pages about signing in, the devices that are signed in, and deleting the account."""

from allauth.mfa.recovery_codes.views import view_recovery_codes
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import own_recovery_codes, own_session
from accounts.clock import today_for
from accounts.queries import profile_of
from accounts.requests import PersonRequest
from accounts.security.deletion import (
    GRACE_PERIOD,
    cancel_deletion,
    owned_row_counts,
    plan_deletion,
    send_deletion_mail,
)
from accounts.security.reauthentication import (
    ReauthenticationForm,
    has_recently_reauthenticated,
    passwordless_page,
)
from accounts.security.sign_in_methods import sign_in_methods_of, sign_out


@login_required
def security(request: PersonRequest) -> HttpResponse:
    """Passwords, codes, passkeys and devices on one page."""
    methods = sign_in_methods_of(request.user, session_key=request.session.session_key or "")
    zone = profile_of(request.user).time_zone
    return render(request, "accounts/security.html", {"methods": methods, "zone": zone})


@login_required
@require_POST
def end_session(request: PersonRequest, session_id: int) -> HttpResponse:
    """Signs out on one device; on the current one through allauth's page, which asks first."""
    session = own_session(request.user, session_id)
    if session.is_current():
        return redirect("account_logout")
    session.end()
    messages.success(request, "Signed out on that device")
    return redirect("security")


@login_required
@require_POST
def end_other_sessions(request: PersonRequest) -> HttpResponse:
    sign_out(request.user, except_session=request.session.session_key or "")
    messages.success(request, "Signed out on all other devices")
    return redirect("security")


@login_required
def recovery_codes(request: PersonRequest) -> HttpResponse:
    """allauth's page, but 404 for a person without recovery codes, whatever the method."""
    own_recovery_codes(request.user)
    return view_recovery_codes(request)


@login_required
def delete_account(request: PersonRequest) -> HttpResponse:
    """Says what will be erased and when, and asks who it is unless that was just confirmed."""
    is_reauthenticated = has_recently_reauthenticated(request)
    form = ReauthenticationForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        is_reauthenticated=is_reauthenticated,
    )
    if form.is_valid():
        due_at = plan_deletion(request.user, now=timezone.now())
        send_deletion_mail(request.user, due_at)
        logout(request)
        return redirect("deletion_planned")
    context = {
        "form": form,
        "is_reauthenticated": is_reauthenticated,
        "passwordless_page": passwordless_page(request.user),
        "row_counts": owned_row_counts(request.user),
        "erased_on": today_for(profile_of(request.user)) + GRACE_PERIOD,
    }
    return render(request, "accounts/delete.html", context, status=422 if form.errors else 200)


def deletion_planned(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/deletion_planned.html", {"days": GRACE_PERIOD.days})


@login_required
def pending_deletion(request: PersonRequest) -> HttpResponse:
    """The only page of a person whose account will be deleted; its button keeps the account."""
    if request.user.deletion_due_at is None:
        return redirect("settings")
    if request.method == "POST":
        cancel_deletion(request.user)
        messages.success(request, "Your diary stays")
        return redirect("diary:today")
    context = {
        "due_at": request.user.deletion_due_at,
        "zone": profile_of(request.user).time_zone,
    }
    return render(request, "accounts/pending_deletion.html", context)
