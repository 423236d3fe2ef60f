"""Logging supplements, and saving them to log them with one tap."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from accounts.data_version import changing_data
from accounts.models import User
from nutrition.diary.label_amounts.actions import insert_once, store_label_amount
from nutrition.diary.models import Dose, SavedSupplement


@dataclass(frozen=True, slots=True)
class SupplementLabel:
    """What one unit of a supplement holds, and how many were taken; see models.Supplement."""

    name: str
    elemental_mg: Decimal | None
    unit: str = ""
    quantity: Decimal = Decimal(1)
    form: str = ""
    compound_mg: Decimal | None = None
    nutrients: dict[str, str] = field(default_factory=dict)


def log_dose(
    *,
    user: User,
    on: date,
    label: SupplementLabel,
    client_id: UUID,
    digest: int | None = None,
    at: time | None = None,
    save: bool = False,
) -> tuple[Dose, bool]:
    """Logs a dose once per client id; returns it and whether it is new.

    `save` saves the supplement, too.

    `digest` is that of what was sent (diary/digests.py). Raises CannotLog.
    """
    dose = Dose(user=user, id=client_id, digest=digest, taken_on=on, taken_time=at, **asdict(label))
    with changing_data(user.pk):
        dose, is_new = insert_once(dose)
        if is_new and save:
            _save(user, label)
    return dose, is_new


def log_saved_supplement(
    *,
    user: User,
    saved: SavedSupplement,
    on: date,
    client_id: UUID,
    digest: int | None = None,
    quantity: Decimal | None = None,
) -> tuple[Dose, bool]:
    """Logs a dose of it, in its usual quantity or another, and moves it to the front of the list.

    Returns and raises what `log_dose` does.
    """
    label = label_of(saved)
    if quantity is not None:
        label = replace(label, quantity=quantity)
    dose = Dose(user=user, id=client_id, digest=digest, taken_on=on, **asdict(label))
    with changing_data(user.pk):
        dose, is_new = insert_once(dose)
        if is_new:
            SavedSupplement.objects.filter(user=user, pk=saved.pk).update(used_at=timezone.now())
    return dose, is_new


def change_dose(
    dose: Dose, *, on: date, at: time | None, label: SupplementLabel, save: bool = False
) -> None:
    """Changes what was taken. `save` saves the supplement, too. Raises CannotLog."""
    with changing_data(dose.user_id):
        store_label_amount(dose, taken_on=on, taken_time=at, **asdict(label))
        if save:
            _save(dose.user, label)


def label_of(supplement: Dose | SavedSupplement) -> SupplementLabel:
    return SupplementLabel(
        **{name: getattr(supplement, name) for name in SupplementLabel.__dataclass_fields__}
    )


def save_supplement(*, user: User, label: SupplementLabel) -> SavedSupplement:
    """Saves the supplement for one tap; one of the same name is replaced."""
    with changing_data(user.pk):
        return _save(user, label)


def _save(user: User, label: SupplementLabel) -> SavedSupplement:
    values = asdict(label) | {"used_at": timezone.now(), "forgotten_at": None}
    SavedSupplement.objects.bulk_create(
        [SavedSupplement(user=user, **values)],
        update_conflicts=True,
        unique_fields=["user", "name"],
        update_fields=[field for field in values if field != "name"],
    )
    return SavedSupplement.objects.get(user=user, name=label.name)


def forget_supplement(*, user: User, saved_id: UUID) -> int:
    """Takes a saved supplement off the list; its doses stay. Returns the number of rows."""
    rows = SavedSupplement.objects.filter(user=user, pk=saved_id, forgotten_at__isnull=True)
    with changing_data(user.pk):
        return rows.update(forgotten_at=timezone.now())


def restore_supplement(*, user: User, saved_id: UUID) -> int:
    """Puts a saved supplement back on the list. Returns the number of rows."""
    rows = SavedSupplement.objects.filter(user=user, pk=saved_id, forgotten_at__isnull=False)
    with changing_data(user.pk):
        return rows.update(forgotten_at=None)
