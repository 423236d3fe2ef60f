"""How somebody signs in, where they are signed in, and leaving for good."""

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
from accounts.mails import tell_of_deletion
from accounts.queries import profile_of
from accounts.requests import PersonRequest
from accounts.security.deletion import GRACE, cancel_deletion, plan_deletion, row_counts_of
from accounts.security.reauthentication import ConfirmingForm
from accounts.security.sign_in_methods import (
    recently_confirmed,
    sign_out,
    way_without_password,
    ways_in_of,
)


@login_required
def security(request: PersonRequest) -> HttpResponse:
    """Passwords, codes, passkeys and devices on one page."""
    zone = profile_of(request.user).time_zone
    ways = ways_in_of(request.user, current=request.session.session_key or "")
    return render(request, "accounts/security.html", {"ways": ways, "zone": zone})


@login_required
@require_POST
def end_session(request: PersonRequest, session_id: int) -> HttpResponse:
    """Signs one device out; this one by the way that signs out anyway."""
    session = own_session(request.user, session_id)
    if session.is_current():
        return redirect("account_logout")
    session.end()
    messages.success(request, "Signed out on that device")
    return redirect("security")


@login_required
@require_POST
def end_other_sessions(request: PersonRequest) -> HttpResponse:
    sign_out(request.user, but=request.session.session_key or "")
    messages.success(request, "Signed out on all other devices")
    return redirect("security")


@login_required
def recovery_codes(request: PersonRequest) -> HttpResponse:
    """allauth's page; for somebody who has no codes there is none, whatever the method."""
    own_recovery_codes(request.user)
    return view_recovery_codes(request)


@login_required
def delete_account(request: PersonRequest) -> HttpResponse:
    """Says what would go and when; asks for the password unless it or a passkey was just given."""
    confirmed = recently_confirmed(request)
    form = ConfirmingForm(
        request.POST if request.method == "POST" else None, user=request.user, confirmed=confirmed
    )
    if form.is_valid():
        due_at = plan_deletion(request.user, now=timezone.now())
        tell_of_deletion(request.user, due_at)
        logout(request)
        return redirect("deletion_planned")
    context = {
        "form": form,
        "confirmed": confirmed,
        "other_way": way_without_password(request.user),
        "piles": row_counts_of(request.user),
        "erased_on": today_for(profile_of(request.user)) + GRACE,
    }
    return render(request, "accounts/delete.html", context, status=422 if form.errors else 200)


def deletion_planned(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/deletion_planned.html", {"days": GRACE.days})


@login_required
def leaving(request: PersonRequest) -> HttpResponse:
    """The one page of somebody whose account will be deleted; its button keeps the account."""
    if request.user.deletion_due_at is None:
        return redirect("settings")
    if request.method == "POST":
        cancel_deletion(request.user)
        messages.success(request, "Your diary stays")
        return redirect("diary:today")
    zone = profile_of(request.user).time_zone
    return render(
        request, "accounts/leaving.html", {"due_at": request.user.deletion_due_at, "zone": zone}
    )
