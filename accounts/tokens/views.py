"""The page of a person's tokens."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import own_token
from accounts.ids import new_id
from accounts.requests import PersonRequest, require_safe_or_post
from accounts.security.reauthentication import (
    has_recently_reauthenticated,
    passwordless_page,
    record_reauthentication,
)
from accounts.tokens.actions import CannotMakeToken, make_token, revoke_token
from accounts.tokens.forms import TokenForm
from accounts.tokens.queries import tokens_of


@login_required
@require_safe_or_post
def tokens(request: PersonRequest) -> HttpResponse:
    """Lists the tokens and makes new ones. Only the answer to the post ever shows a new token."""
    form = TokenForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        is_reauthenticated=has_recently_reauthenticated(request),
    )
    new_token = None
    if form.is_valid():
        if form.cleaned_data.pop("password", None):
            record_reauthentication(request)
        try:
            new_token = make_token(user=request.user, **form.cleaned_data)
        except CannotMakeToken as reason:
            form.add_error(None, str(reason))
    status = 422 if form.errors else 200
    if new_token:
        form = TokenForm(user=request.user, is_reauthenticated=True)
    context = {
        "form": form,
        "new_token": new_token,
        "client_id": form["client_id"].value() or new_id(),
        "tokens": tokens_of(request.user),
        "passwordless_page": passwordless_page(request.user),
    }
    return render(request, "accounts/tokens.html", context, status=status)


@login_required
@require_POST
def revoke(request: PersonRequest, pk: UUID) -> HttpResponse:
    token = own_token(request.user, pk)
    revoke_token(user=request.user, token_id=token.pk)
    messages.success(request, f"Revoked: {token.name}")
    return redirect("tokens")
