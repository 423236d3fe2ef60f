"""Mails about the account that allauth does not know of."""

from datetime import datetime
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter

from accounts.models import User
from accounts.queries import profile_of


def tell_of_deletion(user: User, due_at: datetime) -> None:
    """If it was not the owner who asked for it, the owner must hear of it."""
    erased_on = due_at.astimezone(ZoneInfo(profile_of(user).time_zone)).date()
    get_adapter().send_notification_mail(
        "account/email/deletion_planned", user, {"erased_on": erased_on}
    )
