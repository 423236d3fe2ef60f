"""Stores an upper bound with each revision whose magnesium is unknown."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nutrition.foods.amount_words import NOT_WEIGHED
from nutrition.foods.models import Food, FoodRevision, Nutrient, NutrientAmount, Portion, Source


def set_upper_bounds(revisions: QuerySet[FoodRevision]) -> int:
    """Give the revisions without a magnesium value the 95th percentile of their food group, or of
    all foods where there is no group; return how many got one.

    To be called once the amounts are stored. A bound that is there stays. Where a file gave no
    weight ("1 serving"), 100 g only stand for it: the true weight is unknown, so there is no bound.
    """
    known = NutrientAmount.objects.filter(revision=OuterRef("pk"), nutrient=Nutrient.MAGNESIUM)
    not_weighed = Portion.objects.filter(food=OuterRef("food"), unit__endswith=f"({NOT_WEIGHED})")
    of_group = Food.objects.filter(pk=OuterRef("food")).values("category__magnesium_p95")
    of_all = Source.objects.filter(code=Source.SR28).values("magnesium_p95")
    return revisions.filter(~Exists(known), ~Exists(not_weighed), magnesium_at_most=None).update(
        magnesium_at_most=Coalesce(Subquery(of_group), Subquery(of_all))
    )
