"""Pages about the person: first run, profile, settings and life stages; and the page "about"."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import own_period
from accounts.actions import OverlappingPeriod, save_period, save_profile
from accounts.clock import today_for
from accounts.forms import PeriodForm, ProfileForm
from accounts.models import DAY_STARTS, FirstWeekday, LifeStagePeriod, Profile, UlRegion, User
from accounts.queries import periods_of, periods_on, profile_of
from accounts.requests import PersonRequest, require_safe_or_post


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html")


@login_required
@require_safe_or_post
def setup(request: PersonRequest) -> HttpResponse:
    """The first-run page."""
    form = _profile_form(request)
    if _save_profile_form(form, request.user):
        return redirect("diary:today")
    return render(request, "accounts/setup.html", {"form": form}, status=_status(form))


@login_required
@require_safe_or_post
def profile(request: PersonRequest) -> HttpResponse:
    """The questions of the first-run page, to change the answers later."""
    form = _profile_form(request)
    if _save_profile_form(form, request.user):
        messages.success(request, "Saved")
        return redirect("settings")
    return render(request, "accounts/profile.html", {"form": form}, status=_status(form))


def _profile_form(request: PersonRequest) -> ProfileForm:
    profile = profile_of(request.user)
    return ProfileForm(
        _post_data(request),
        profile=profile,
        current_period=periods_on(request.user, today_for(profile)).last(),
        now=timezone.now(),
    )


def _save_profile_form(form: ProfileForm, user: User) -> bool:
    """Whether it was saved; if not, the form has errors or was not sent."""
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        save_profile(
            user=user,
            sex=data["sex"],
            birth_date=data["birth_date"],
            time_zone=data["time_zone"],
            life_stage=data["life_stage_start"],
            today=data["today"],
        )
    except OverlappingPeriod as overlap:
        form.add_error("first_day", str(overlap))
        return False
    return True


@login_required
@require_safe
def settings(request: PersonRequest) -> HttpResponse:
    context = {
        "profile": profile_of(request.user),
        "periods": periods_of(request.user),
        "regions": UlRegion.choices,
        "day_starts": DAY_STARTS.items(),
        "weekdays": FirstWeekday.choices,
    }
    return render(request, "accounts/settings.html", context)


@login_required
@require_POST
def keyboard(request: PersonRequest) -> HttpResponse:
    """Turns the single-key shortcuts on or off (WCAG 2.1.4)."""
    on = "on" in request.POST
    message = f"Keyboard shortcuts are {'on' if on else 'off'}"
    return _save_setting(request, message, keyboard_shortcuts=on)


@login_required
@require_POST
def ul_region(request: PersonRequest) -> HttpResponse:
    """Sets whose upper level for magnesium from supplements is shown."""
    region = request.POST.get("region", "")
    if region not in UlRegion.values:
        return _refuse_setting(request, "Choose a region from the list. Nothing was changed")
    message = f"Upper limit for supplements: {UlRegion(region).label}"
    return _save_setting(request, message, ul_region=region)


@login_required
@require_POST
def day_start(request: PersonRequest) -> HttpResponse:
    """Sets the hour at which a new day begins. What is already logged stays on its day."""
    hour = next((hour for hour in DAY_STARTS if str(hour) == request.POST.get("hour")), None)
    if hour is None:
        return _refuse_setting(request, "Choose an hour from the list. Nothing was changed")
    return _save_setting(request, f"A new day begins at {DAY_STARTS[hour]}", day_starts_at=hour)


@login_required
@require_POST
def week_starts_on(request: PersonRequest) -> HttpResponse:
    """Sets the first day of a week."""
    weekday = next(
        (day for day in FirstWeekday if str(day.value) == request.POST.get("weekday")), None
    )
    if weekday is None:
        return _refuse_setting(request, "Choose a day from the list. Nothing was changed")
    return _save_setting(request, f"Weeks begin on {weekday.label}", week_starts_on=weekday)


def _save_setting(request: PersonRequest, message: str, **values: Any) -> HttpResponse:
    Profile.objects.filter(user=profile_of(request.user).user).update(**values)
    messages.success(request, message)
    return redirect("settings")


def _refuse_setting(request: PersonRequest, message: str) -> HttpResponse:
    messages.error(request, message)
    return redirect("settings")


@login_required
@require_safe_or_post
def period(request: PersonRequest, pk: UUID | None = None) -> HttpResponse:
    """Adds a period, or changes the one with this key."""
    profile = profile_of(request.user)
    existing = own_period(request.user, pk) if pk else None
    form = PeriodForm(
        _post_data(request), profile=profile, today=today_for(profile), period=existing
    )
    if form.is_valid():
        try:
            save_period(user=request.user, period=existing, **form.cleaned_data)
        except OverlappingPeriod as overlap:
            form.add_error("starts_on", str(overlap))
        else:
            messages.success(request, "Saved")
            return redirect("settings")
    return render(
        request, "accounts/period.html", {"form": form, "period": existing}, status=_status(form)
    )


@login_required
@require_POST
def delete_period(request: PersonRequest, pk: UUID) -> HttpResponse:
    period = own_period(request.user, pk)
    LifeStagePeriod.objects.filter(user=request.user, pk=period.pk).delete()
    messages.success(request, f"Deleted: {period.in_words()}")
    return redirect("settings")


def _post_data(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _status(form: ProfileForm | PeriodForm) -> int:
    return 422 if form.errors else 200
