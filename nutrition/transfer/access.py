"""Finds a person's own imports; those of other people do not exist for them (404)."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from nutrition.transfer.models import ImportRun


def own_run(user: User, run_id: UUID) -> ImportRun:
    run = ImportRun.objects.of(user).defer("made").filter(pk=run_id).first()
    if run is None:
        raise Http404("No such import of yours.")
    return run
