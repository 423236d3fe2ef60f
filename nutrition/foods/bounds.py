"""Keeps beside each revision of unknown magnesium how much it has at most."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nutrition.foods.models import Food, FoodRevision, Nutrient, NutrientAmount, Source


def bound_unknown(revisions: QuerySet[FoodRevision]) -> int:
    """Give those without a magnesium value the 95th percentile of their food group, of all foods without a group.

    After the amounts are written. A bound that is there stays; return how many revisions got one.
    """
    known = NutrientAmount.objects.filter(revision=OuterRef("pk"), nutrient=Nutrient.MAGNESIUM)
    of_group = Food.objects.filter(pk=OuterRef("food")).values("category__magnesium_p95")
    of_all = Source.objects.filter(code=Source.SR28).values("magnesium_p95")
    return revisions.filter(~Exists(known), magnesium_at_most=None).update(
        magnesium_at_most=Coalesce(Subquery(of_group), Subquery(of_all))
    )
