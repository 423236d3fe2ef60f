"""Water from its label: adding, changing, deleting and restoring it."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.ids import new_id
from accounts.requests import PersonRequest, require_safe_or_post
from nutrition.diary.amounts import CannotLog
from nutrition.diary.digests import digest_of
from nutrition.diary.label_amounts.actions import change_label_amount
from nutrition.diary.water import log_water, own_water
from nutrition.web.diary.forms import WaterForm, initial_of_water
from nutrition.web.diary.label_amounts import (
    delete_and_show_day,
    form_page,
    label_amount_changed,
    label_amount_logged,
    restore_and_show_day,
    sourced_texts,
)
from nutrition.web.diary.responses import diary_day_or_404, today_of


@login_required
@require_safe_or_post
def add_water(request: PersonRequest, on: date) -> HttpResponse:
    on = diary_day_or_404(request.user, on)
    form = WaterForm(request.POST or None, today=today_of(request.user), initial={"day": on})
    problem = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        amounts = {"litres": data["litres"], "mg_per_litre": data["mg_per_litre"]}
        try:
            water, _ = log_water(
                user=request.user,
                on=data["day"],
                client_id=data["client_id"] or new_id(),
                digest=digest_of(amounts | {"on": data["day"]}),
                **amounts,
            )
            return label_amount_logged(request, water)
        except CannotLog as reason:
            problem = reason
    context = {"on": on, "care": sourced_texts(("water",))}
    return form_page(request, "diary/water.html", form, context, problem)


@login_required
@require_safe_or_post
def edit_water(request: PersonRequest, water_id: UUID) -> HttpResponse:
    water = own_water(request.user, water_id)
    form = WaterForm(
        request.POST or None, today=today_of(request.user), initial=initial_of_water(water)
    )
    problem = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_label_amount(
                water,
                taken_on=data["day"],
                litres=data["litres"],
                mg_per_litre=data["mg_per_litre"],
            )
            return label_amount_changed(request, water, "water", taken_on=data["day"])
        except CannotLog as reason:
            problem = reason
    context = {"on": water.taken_on, "row": water}
    return form_page(request, "diary/water.html", form, context, problem)


@login_required
@require_POST
def delete_water(request: PersonRequest, water_id: UUID) -> HttpResponse:
    return delete_and_show_day(request, own_water(request.user, water_id))


@login_required
@require_POST
def restore_water(request: PersonRequest, water_id: UUID) -> HttpResponse:
    return restore_and_show_day(request, "water", water_id)
