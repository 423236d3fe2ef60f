from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.pagination import page_of
from accounts.requests import PersonRequest
from nutrition.diary.marks.queries import Avoidances, avoided_by
from nutrition.foods.kinds import kind_groups
from nutrition.foods.queries import plain_foods
from nutrition.reports.rich_foods import WAYS, By, rank_rich_foods

FOODS_ON_A_PAGE = 40


@login_required
@require_safe
def rich_foods(request: PersonRequest) -> HttpResponse:
    """Foods rich in magnesium (one query), without avoided ones unless `avoided` asks for them."""
    by: By = next((way for way in WAYS if way == request.GET.get("by")), "portion")
    group = request.GET.get("group", "")
    group = group if group in kind_groups() else ""
    avoids = avoided_by(request.user)
    shows_avoided = "avoided" in request.GET
    left_out = Avoidances() if shows_avoided else avoids
    foods = rank_rich_foods(
        plain_foods(), by, group=group, refused=left_out.refused, without=left_out.foods
    )
    # The part of the query that the page's links keep.
    query: dict[str, str] = {"group": group} | ({"avoided": "1"} if shows_avoided else {})
    context = {
        "ways": [(label, urlencode(query | {"by": way}), way == by) for way, label in WAYS.items()],
        "by": by,
        "group": group,
        "groups": kind_groups().items(),
        "avoids": avoids,
        "shows_avoided": shows_avoided,
        "page": page_of(request.GET.get("page"), foods, page_size=FOODS_ON_A_PAGE),
        "query": urlencode(query | {"by": by}),
    }
    return render(request, "foods/rich.html", context)
