"""Reading a line as the add box reads it. Nothing is saved."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from accounts.queries import person_of
from nutrition.api.answers import ParsedOut
from nutrition.api.auth import ApiRequest, BearerToken
from nutrition.api.params import today_of
from nutrition.api.schemas import ParseIn
from nutrition.api.showing import answer, food_json, plain
from nutrition.diary.suggestions.choices import FoodOffer, MatchedItem, match_line
from nutrition.diary.suggestions.habits import habits_of
from nutrition.intake.references import MAGNESIUM, reference_of

router = Router(tags=["Entries"], by_alias=True)


@router.post(
    "/parse",
    response=ParsedOut,
    url_name="parse",
    summary="Read a line of text",
    auth=BearerToken(saves=False),
)
def parse(request: ApiRequest, sent: ParseIn) -> HttpResponse:
    """Such as "2 eggs, 30 g almonds": foods and amounts, to be looked at and sent to /entries."""
    user = request.person
    target = reference_of(MAGNESIUM, person_of(user), today_of(user)).high
    line = match_line(sent.text, user=user, habits=habits_of(user), target=target)
    told = {
        "meal": line.meal,
        "items": [_item(item) for item in line.items],
        "problems": list(line.problems),
    }
    return answer(told)


def _item(item: MatchedItem) -> dict[str, Any]:
    first, *others = [_amount(offer) for offer in item.offers] or [
        {"food": None, "grams": None, "portion_id": None, "quantity": None}
    ]
    return {
        "text": item.text,
        **first,
        "sure": item.sure,
        "note": item.offers[0].amount.note if item.offers else "not found",
        "alternatives": others,
    }


def _amount(offer: FoodOffer) -> dict[str, Any]:
    return {
        "food": food_json(offer.hit),
        "grams": plain(offer.amount.grams),
        "portion_id": offer.amount.portion_id,
        "quantity": plain(offer.amount.quantity),
    }
