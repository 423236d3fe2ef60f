from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from accounts.models import LifeStagePeriod, User


class EmailBackend(AuthenticationBackend):
    """Sign-in by e-mail through allauth. Each request fetches the person together with the profile: one query.

    `has_periods` says whether it is worth asking for life-stage periods, which few people have.
    """

    def get_user(self, user_id: Any) -> User | None:
        has_periods = Exists(LifeStagePeriod.objects.filter(user=OuterRef("pk")))
        people = User.objects.select_related("profile").annotate(has_periods=has_periods)
        user = people.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
