"""Imports: files that people upload, preview, and then import or discard."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.ids import IdField, new_id
from accounts.models import User

# How long a file waits to be confirmed, and how long an import can be undone.
KEEP_FILE = timedelta(hours=24)
KEEP_UNDO = timedelta(days=30)


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def latest_first(self) -> Self:
        """Without the bulky columns, which a list does not need."""
        return self.defer("content", "made").order_by("-created_at", "-id")


class ImportRun(models.Model):
    """One file. `content` is the upload (zlib) until it is imported.

    `answers` are the person's options (importing/preview.py, ImportOptions). `preview` is the
    Preview there, and after the import its report (actions.py). `made` has the keys of the rows
    that Undo deletes.
    """

    class Kind(models.TextChoices):
        MAGWISE = "magwise", "Magwise"
        CRONOMETER = "cronometer", "Cronometer"
        MYFITNESSPAL = "myfitnesspal", "MyFitnessPal"
        TABLE = "table", "Table"

    class State(models.TextChoices):
        STAGED = "staged", "Not imported yet"
        DONE = "done", "Imported"
        UNDONE = "undone", "Undone"

    id = IdField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.STAGED)
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    answers = models.JSONField(
        default=dict,
        help_text="What the person answered about the file; see ImportOptions.",
    )
    preview = models.JSONField(
        default=dict, help_text="What the dry run found, and after the import what was done."
    )
    made = models.JSONField(default=dict, help_text="Keys of the rows that it brought, by kind.")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "created_at"], name="import_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["staged", "done", "undone"]), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["magwise", "cronometer", "myfitnesspal", "table"]),
                name="import_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def can_be_undone(self) -> bool:
        return (
            self.state == self.State.DONE
            and self.done_at is not None
            and timezone.now() - self.done_at < KEEP_UNDO
        )
