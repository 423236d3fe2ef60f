"""Writes of what was read off a label: supplements taken and saved, and water."""

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import check_digests
from nutrition.diary.limits import check_day_limit
from nutrition.diary.models import Dose, Product, Water

Row = TypeVar("Row", Dose, Water)

MODELS: dict[str, type[Dose] | type[Water]] = {"dose": Dose, "water": Water}


@dataclass(frozen=True, slots=True)
class Label:
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
    label: Label,
    client_id: UUID,
    digest: int | None = None,
    at: time | None = None,
    keep: bool = False,
) -> tuple[Dose, bool]:
    """Logs a supplement, once per client id; with whether the dose is new. `keep` saves it for one
    tap as well.

    `digest` is that of what was sent (diary/digests.py). Raises CannotLog.
    """
    dose = Dose(
        user=user, client_id=client_id, digest=digest, taken_on=on, taken_time=at, **asdict(label)
    )
    with transaction.atomic():
        dose, is_new = _insert_once(dose)
        if is_new and keep:
            save_product(user=user, label=label)
    return dose, is_new


def log_product(
    *,
    user: User,
    product: Product,
    on: date,
    client_id: UUID,
    digest: int | None = None,
    quantity: Decimal | None = None,
) -> tuple[Dose, bool]:
    """Logs a saved supplement in its usual quantity or another, and moves it to the front."""
    label = label_of(product)
    if quantity is not None:
        label = replace(label, quantity=quantity)
    with transaction.atomic():
        dose, is_new = log_dose(user=user, on=on, label=label, client_id=client_id, digest=digest)
        if is_new:
            Product.objects.filter(user=user, pk=product.pk).update(used_at=timezone.now())
    return dose, is_new


def log_water(
    *,
    user: User,
    on: date,
    litres: Decimal,
    mg_per_litre: Decimal,
    client_id: UUID,
    digest: int | None = None,
) -> tuple[Water, bool]:
    """Logs water from its label, once per client id; whether it is new. Raises CannotLog."""
    return _insert_once(
        Water(
            user=user,
            client_id=client_id,
            digest=digest,
            taken_on=on,
            litres=litres,
            mg_per_litre=mg_per_litre,
        )
    )


def _insert_once(row: Row) -> tuple[Row, bool]:
    """The row, and whether it is new: the unique (user, client_id) decides in the database."""
    try:
        with transaction.atomic():
            check_day_limit(user=row.user, model=type(row), new={row.taken_on: 1})
            row.save(force_insert=True)
    except (IntegrityError, CannotLog):
        known = type(row)._default_manager.filter(user=row.user, client_id=row.client_id).first()
        if known is None:
            raise
        check_digests([known], row.digest)
        return known, False
    return row, True


def label_of(supplement: Dose | Product) -> Label:
    return Label(**{name: getattr(supplement, name) for name in Label.__dataclass_fields__})


def save_product(*, user: User, label: Label) -> Product:
    """Keeps the supplement for one tap; one of the same name is replaced."""
    values = asdict(label) | {"used_at": timezone.now(), "forgotten_at": None}
    Product.objects.bulk_create(
        [Product(user=user, **values)],
        update_conflicts=True,
        unique_fields=["user", "name"],
        update_fields=[field for field in values if field != "name"],
    )
    return Product.objects.get(user=user, name=label.name)


def forget_product(*, user: User, product_id: UUID) -> int:
    """Takes a saved supplement off the list; what was logged stays."""
    return Product.objects.filter(user=user, pk=product_id, forgotten_at__isnull=True).update(
        forgotten_at=timezone.now()
    )


def keep_product(*, user: User, product_id: UUID) -> int:
    """Puts a saved supplement back on the list."""
    return Product.objects.filter(user=user, pk=product_id, forgotten_at__isnull=False).update(
        forgotten_at=None
    )


@transaction.atomic
def change(row: Dose | Water, *, taken_on: date, keep: Label | None = None, **values: Any) -> None:
    """Changes what was taken. `keep` saves it for one tap as well. Raises CannotLog."""
    if keep:
        save_product(user=row.user, label=keep)
    if taken_on != row.taken_on:
        check_day_limit(user=row.user, model=type(row), new={taken_on: 1})
    type(row)._default_manager.filter(user=row.user_id, pk=row.pk).update(
        taken_on=taken_on, **values, changed_at=timezone.now()
    )


def delete_label(*, user: User, kind: str, id_: UUID) -> int:
    """Takes a dose or a water out of the diary; it is kept for Undo."""
    now = timezone.now()
    kept = MODELS[kind]._default_manager.filter(user=user, pk=id_, deleted_at__isnull=True)
    return kept.update(deleted_at=now, changed_at=now)


@transaction.atomic
def restore_label(*, user: User, kind: str, id_: UUID) -> int:
    """Puts a deleted dose or water back; how many. Raises CannotLog."""
    deleted = MODELS[kind]._default_manager.filter(user=user, pk=id_, deleted_at__isnull=False)
    check_day_limit(
        user=user, model=MODELS[kind], new=Counter(deleted.values_list("taken_on", flat=True))
    )
    return deleted.update(deleted_at=None, changed_at=timezone.now())


# What a change can touch, and so what its Undo puts back.
_UNDOABLE = {
    "dose": ("taken_on", "taken_time", *Label.__dataclass_fields__),
    "water": ("taken_on", "litres", "mg_per_litre"),
}


def state_of(kind: str, row: Dose | Water) -> dict[str, Any]:
    """The row as text, for a note that outlives the request."""
    values = {name: getattr(row, name) for name in _UNDOABLE[kind]}
    return {
        name: value if value is None or isinstance(value, dict) else str(value)
        for name, value in values.items()
    }


@transaction.atomic
def put_back(*, user: User, kind: str, id_: UUID, state: dict[str, Any]) -> int:
    """Django reads the text of each field as it reads what a form sends. Raises CannotLog."""
    rows = MODELS[kind]._default_manager.filter(user=user, pk=id_, deleted_at__isnull=True)
    back = date.fromisoformat(state["taken_on"])
    check_day_limit(user=user, model=MODELS[kind], new={back: rows.exclude(taken_on=back).count()})
    return rows.update(**state, changed_at=timezone.now())
