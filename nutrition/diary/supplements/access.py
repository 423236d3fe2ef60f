"""Supplements of the signed-in person. Another person's give 404, as if they did not exist."""

from uuid import UUID

from accounts.models import User
from nutrition.diary.label_amounts.access import row_or_404
from nutrition.diary.models import Dose, SavedSupplement


def own_dose(user: User, dose_id: UUID) -> Dose:
    return row_or_404(Dose.objects.of(user), dose_id)


def own_saved_supplement(user: User, saved_id: UUID) -> SavedSupplement:
    return row_or_404(SavedSupplement.objects.of(user), saved_id)
