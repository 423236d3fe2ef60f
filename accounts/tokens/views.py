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
from accounts.security.sign_in_methods import (
    keep_confirmed,
    recently_confirmed,
    way_without_password,
)
from accounts.tokens.actions import CannotMake, make_token, revoke_token
from accounts.tokens.forms import TokenForm
from accounts.tokens.queries import tokens_of


@login_required
@require_safe_or_post
def tokens(request: PersonRequest) -> HttpResponse:
    """Lists them; posting makes one. The answer to the post is the only page that ever shows it."""
    confirmed = recently_confirmed(request)
    form = TokenForm(
        request.POST if request.method == "POST" else None, user=request.user, confirmed=confirmed
    )
    made = None
    if form.is_valid():
        if form.cleaned_data.pop("password", None):
            keep_confirmed(request)
        try:
            made = make_token(user=request.user, **form.cleaned_data)
        except CannotMake as reason:
            form.add_error(None, str(reason))
    status = 422 if form.errors else 200
    if made:
        form = TokenForm(user=request.user, confirmed=True)
    context = {
        "form": form,
        "made": made,
        "client_id": form["client_id"].value() or new_id(),
        "tokens": tokens_of(request.user),
        "other_way": way_without_password(request.user),
    }
    return render(request, "accounts/tokens.html", context, status=status)


@login_required
@require_POST
def revoke(request: PersonRequest, pk: UUID) -> HttpResponse:
    token = own_token(request.user, pk)
    revoke_token(user=request.user, token_id=token.pk)
    messages.success(request, f"Revoked: {token.name}")
    return redirect("tokens")
