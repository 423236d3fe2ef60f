"""What entries, doses and waters have in common."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.ids import IdField, InstantField, new_id
from accounts.models import User


class DiaryKind(models.IntegerChoices):
    """The tables of the diary, in the rows that remember others."""

    ENTRY = 1, "entry"
    DOSE = 2, "dose"
    WATER = 3, "water"


class FormerId(models.Model):
    """The id under which a program sent a row of an older version, when rows had one of their own
    beside it. A resend and an older export name it.
    """

    pk = models.CompositePrimaryKey("user_id", "kind", "id")
    id = IdField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    row_id = IdField()
    kind = models.PositiveSmallIntegerField(choices=DiaryKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "row_id"], name="former_id_once")
        ]

    def __str__(self) -> str:
        return f"former id {self.id}"


class DiaryRowQuerySet(models.QuerySet[Any]):
    def of(self, user: User) -> Self:
        """The person's rows that are not deleted."""
        return self.filter(user=user, deleted_at__isnull=True)

    def with_client_ids(self) -> Self:
        """Adds `client_id`: the id under which a program sent the row."""
        former = FormerId.objects.filter(
            user=OuterRef("user"), kind=self.model.KIND, row_id=OuterRef("id")
        )
        return self.annotate(client_id=Coalesce(Subquery(former.values("id")), F("id")))


class DiaryRow(models.Model):
    """A row of one person's diary, to which no other row refers. Its id comes from the client:
    sending it twice makes one row.
    """

    KIND: ClassVar[DiaryKind]
    UPDATED_AT = "COALESCE(changed_at, logged_at)"
    """The SQL of `updated_at`."""

    pk = models.CompositePrimaryKey("user_id", "id")
    id = IdField(default=new_id)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    digest = models.BigIntegerField(
        null=True, editable=False, help_text="Of what was sent (diary/digests.py)."
    )
    logged_at = InstantField(default=timezone.now)
    changed_at = InstantField(null=True, blank=True, help_text="Empty: not since it was logged.")
    deleted_at = InstantField(null=True, blank=True, help_text="Kept 30 days for Undo.")

    class Meta:
        abstract = True

    @property
    def updated_at(self) -> datetime:
        return self.changed_at or self.logged_at
