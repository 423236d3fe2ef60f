"""The answer on the first-run page: what is recommended by what has been filled in so far."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.answers import person_so_far
from accounts.clock import today_for
from accounts.queries import profile_of
from accounts.requests import PersonRequest
from nutrition.intake.references import MAGNESIUM, references, supplement_ul
from nutrition.intake.words import FROM_FOOD_ONLY, stage_words


@login_required
@require_GET
def target(request: PersonRequest) -> HttpResponse:
    today = today_for(profile_of(request.user))
    person = person_so_far(request.GET, today=today)
    reference = references(MAGNESIUM, person, today)
    ul = supplement_ul(person, today)
    context = {
        "reference": reference,
        "supplement_ul": ul,
        "from_food_only": FROM_FOOD_ONLY if ul is None and reference.kind == "AI" else "",
        "stage_words": stage_words(reference.stage_note, reference.high),
    }
    return render(request, "diary/_target.html", context)
