"""All nutrients of a day, or their mean over the last days."""

from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router

from accounts.queries import person_of, ul_region_of
from nutrition.api.answers import NutrientsOut
from nutrition.api.auth import ApiRequest
from nutrition.api.fields import PathDay
from nutrition.api.params import day_in_path
from nutrition.api.showing import answer, plain
from nutrition.diary.label_amounts.queries import doses_and_water_between
from nutrition.intake.assessment import fixed_point, floor_percent
from nutrition.intake.nutrients import NutrientIntake, nutrient_intakes
from nutrition.intake.references import (
    MAGNESIUM,
    Reference,
    SupplementUls,
    distinct_days,
    reference_of,
    reference_over,
)
from nutrition.reports.nutrients.page import reference_and_uls
from nutrition.reports.nutrients.period import Period, intake_of_period
from nutrition.reports.nutrients.queries import foods_with_nutrients

router = Router(tags=["Days"], by_alias=True)


@router.get(
    "/nutrients/{on}", response=NutrientsOut, url_name="nutrients", summary="All nutrients of a day"
)
def nutrients(
    request: ApiRequest,
    on: PathDay,
    days: Literal["1", "7"] = Query(
        "1", description="7 for the mean of the days up to this one that count."
    ),
) -> HttpResponse:
    """From food, supplements and water from its label; what a label states in another unit is
    converted or left out.
    """
    user = request.person
    period = Period(day_in_path(user, on), int(days))
    person = person_of(user)
    taken = doses_and_water_between(user, period.first, period.last)
    basis = intake_of_period(
        period, foods_with_nutrients(user, period.first, period.last), person=person, taken=taken
    )
    region, dates = ul_region_of(user), distinct_days(person, basis.dates or (on,))
    return answer(
        {
            "date": on.isoformat(),
            "days": period.days,
            "days_counted": 0 if basis.is_empty else basis.days,
            "life_stages": [stage.code for stage in reference_of(MAGNESIUM, person, on).stages],
            "stage_note": reference_over(MAGNESIUM, person, dates).stage_note,
            "nutrients": [
                _nutrient(
                    intake,
                    *reference_and_uls(intake.nutrient.number, person, dates, region),
                    basis.days,
                )
                for intake in nutrient_intakes(basis.foods, labels=basis.labels)
            ],
        }
    )


def _nutrient(
    intake: NutrientIntake, reference: Reference, uls: SupplementUls, days: int
) -> dict[str, Any]:
    nutrient, total = intake.nutrient, intake.total
    amount = None if intake.is_unknown or intake.known is None else intake.known / days

    def told(number: Decimal | None) -> str | None:
        """Exact of a day; a mean is a division."""
        return plain(number) if days == 1 else fixed_point(number, 5)

    return {
        "number": nutrient.number,
        "name": nutrient.name,
        "unit": nutrient.unit,
        "group": nutrient.group,
        "amount": told(amount),
        "from_supplements": told(intake.label_amount("supplement") / max(days, 1)),
        "from_water": told(intake.label_amount("water") / max(days, 1)),
        "bound": intake.bound,
        "foods_without_value": intake.unknown_foods,
        "entries_without_value": intake.unknown_entries,
        "known_share_energy": fixed_point(total.known_share_energy, 3),
        "known_share_grams": fixed_point(total.known_share_grams, 3),
        "reference_kind": reference.kind,
        "reference_low": plain(reference.low),
        "reference_high": plain(reference.high),
        "percent": floor_percent(amount, reference.high) if nutrient.is_known_for_enough else None,
        "ul": plain(uls.own),
        "ul_beside": plain(uls.beside),
        "ul_counts": None if reference.ul is None else reference.ul_basis,
    }
