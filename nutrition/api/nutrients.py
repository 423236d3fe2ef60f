"""All nutrients of a day, or their mean over the last days."""

from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router

from accounts.queries import person_of
from nutrition.api.answers import NutrientsOut
from nutrition.api.asked import day_in_path
from nutrition.api.auth import ApiRequest
from nutrition.api.fields import PathDay
from nutrition.api.showing import answer, plain
from nutrition.diary.closing import said_about
from nutrition.intake.assessment import fixed, floor_percent
from nutrition.intake.nutrients import Intake, intakes
from nutrition.intake.references import MAGNESIUM, Reference, references
from nutrition.reports.nutrients.period import Period, basis_of
from nutrition.reports.nutrients.queries import foods_with_nutrients

router = Router(tags=["Days"], by_alias=True)


@router.get("/nutrients/{on}", response=NutrientsOut, url_name="nutrients", summary="All nutrients of a day")
def nutrients(
    request: ApiRequest,
    on: PathDay,
    days: Literal["1", "7"] = Query("1", description="7 for the mean of the days up to this one that count."),
) -> HttpResponse:
    """From food. Supplements stand in the day: their labels name few nutrients."""
    user = request.person
    period = Period(day_in_path(user, on), int(days))
    person = person_of(user)
    said = said_about(user, period.dates) if period.is_mean else {}
    basis = basis_of(period, foods_with_nutrients(user, period.first, period.last), person=person, said=said)
    return answer(
        {
            "date": on.isoformat(),
            "days": period.days,
            "days_counted": basis.days if basis.foods else 0,
            "life_stages": [stage.code for stage in references(MAGNESIUM, person, on).stages],
            "nutrients": [
                _nutrient(intake, references(intake.nutrient.number, person, on), basis.days)
                for intake in intakes(basis.foods)
            ],
        }
    )


def _nutrient(intake: Intake, reference: Reference, days: int) -> dict[str, Any]:
    nutrient, total = intake.nutrient, intake.total
    is_known = total.known is not None and not intake.is_unknown
    amount = total.known / days if is_known and total.known is not None else None
    return {
        "number": nutrient.number,
        "name": nutrient.name,
        "unit": nutrient.unit,
        "group": nutrient.group,
        "amount": plain(amount) if days == 1 else fixed(amount, 5),
        "bound": intake.bound,
        "foods_without_value": len(total.unknown),
        "known_share_energy": fixed(total.known_share_energy, 3),
        "known_share_grams": fixed(total.known_share_grams, 3),
        "reference_kind": reference.kind,
        "reference_low": plain(reference.low),
        "reference_high": plain(reference.high),
        "percent": floor_percent(amount, reference.high) if nutrient.is_known_for_enough else None,
        "ul": plain(reference.ul),
        "ul_counts": reference.ul_basis if reference.ul is not None else None,
    }
