"""What a program has sent under which client id."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from nutrition.diary.models import Receipt


@transaction.atomic
def keep_receipt(*, user: User, kind: str, client_id: UUID, digest: str) -> None:
    """In the transaction of what was made. IntegrityError when there is one."""
    Receipt.objects.create(user=user, kind=kind, client_id=client_id, digest=digest)


def is_resend(user: User, kind: str, client_id: UUID, digest: str) -> bool:
    """Whether this was sent before; also when nobody knows any more what was sent under the id."""
    kept = Receipt.objects.filter(user=user, kind=kind, client_id=client_id).values_list("digest", flat=True).first()
    return kept in (None, digest)
