"""Upper bounds for foods whose magnesium is unknown (assessment rules, 6.3)."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nutrition.foods.basis import exact_amount
from nutrition.foods.fields import AMOUNT_PLACES
from nutrition.foods.models import MAX_AMOUNT, Food, FoodRevision, Source


def set_upper_bounds(revisions: QuerySet[FoodRevision]) -> int:
    """Give the revisions without a magnesium value the 95th percentile of their food group, or of
    all foods if the group has none; return how many got one. Existing bounds stay.
    """
    of_group = Food.objects.filter(pk=OuterRef("food")).values("category__magnesium_p95")
    of_all = Source.objects.filter(code=Source.SR28).values("magnesium_p95")
    return revisions.filter(mg_per_100g=None, magnesium_at_most=None).update(
        magnesium_at_most=Coalesce(Subquery(of_group), Subquery(of_all))
    )


def own_upper_bounds(bases: Iterable[Decimal | None]) -> dict[Decimal | None, Decimal | None]:
    """For own foods, whose group is not known: by their basis in grams, how much magnesium so much
    of a food has at most. None without a weight. One query.
    """
    sources = Source.objects.filter(code=Source.SR28)
    per_100g = sources.values_list("magnesium_p95", flat=True).first()
    return {
        basis: None if basis is None or per_100g is None else _bound(basis, per_100g)
        for basis in bases
    }


def _bound(grams: Decimal, per_100g: Decimal) -> Decimal:
    """Rounded up to the places of the column: rounded down it would be no bound."""
    place = Decimal(1).scaleb(-AMOUNT_PLACES)
    bound = exact_amount(grams, per_100g).quantize(place, ROUND_CEILING)
    return min(bound, Decimal(MAX_AMOUNT))
