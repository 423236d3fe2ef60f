"""What is said about magnesium, in one place, each sentence with its source."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nutrition.intake.help import help_text

# Every help text is in one group (tests/web/help/test_views.py).
GROUPS = (
    (
        "What counts as magnesium",
        ("what", "rda", "forms", "ul", "ul_eu", "water", "absorb", "blood"),
    ),
    ("Before you take supplements", ("limits", "kidney", "risk")),
    ("Medicines", ("med_antibiotics", "med_bisphosphonates", "med_diuretics", "med_ppi")),
    ("When magnesium is very low", ("symptoms_early", "symptoms_late")),
    ("What studies found", ("joints", "pain", "crp", "cramps")),
)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    groups = [(title, [help_text(id_) for id_ in ids]) for title, ids in GROUPS]
    return render(request, "help.html", {"groups": groups})
