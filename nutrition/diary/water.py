"""Water whose magnesium was read from its label."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from accounts.data_version import changing_data
from accounts.models import User
from nutrition.diary.label_amounts.access import row_or_404
from nutrition.diary.label_amounts.actions import insert_once
from nutrition.diary.models import Water


def log_water(
    *,
    user: User,
    on: date,
    litres: Decimal,
    mg_per_litre: Decimal,
    client_id: UUID,
    digest: int | None = None,
) -> tuple[Water, bool]:
    """Logs water once per client id; returns it and whether it is new. Raises CannotLog."""
    water = Water(
        user=user,
        id=client_id,
        digest=digest,
        taken_on=on,
        litres=litres,
        mg_per_litre=mg_per_litre,
    )
    with changing_data(user.pk):
        return insert_once(water)


def own_water(user: User, water_id: UUID) -> Water:
    """Raises Http404 if it is not the person's."""
    return row_or_404(Water.objects.of(user), water_id)
