"""Stores an upper bound with each revision whose magnesium is unknown."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nutrition.foods.amount_words import NOT_WEIGHED
from nutrition.foods.models import Food, FoodRevision, Portion, Source


def set_upper_bounds(revisions: QuerySet[FoodRevision]) -> int:
    """Give the revisions without a magnesium value the 95th percentile of their food group, or of
    all foods if the group has none; return how many got one.

    Existing bounds stay. If a file gave no weight ("1
    serving"), it is stored as 100 g, but the true weight is unknown, so the food gets no bound.
    """
    not_weighed = Portion.objects.filter(food=OuterRef("food"), unit__endswith=f"({NOT_WEIGHED})")
    of_group = Food.objects.filter(pk=OuterRef("food")).values("category__magnesium_p95")
    of_all = Source.objects.filter(code=Source.SR28).values("magnesium_p95")
    unknown = revisions.filter(mg_per_100g=None, magnesium_at_most=None)
    return unknown.filter(~Exists(not_weighed)).update(
        magnesium_at_most=Coalesce(Subquery(of_group), Subquery(of_all))
    )
