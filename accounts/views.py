"""Pages about the person (first-run, settings, life stages), and where the numbers come from."""

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
from accounts.forms import PeriodForm, ProfileForm, overlap_message
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
    if _saved(form, request.user):
        return redirect("diary:today")
    return render(request, "accounts/setup.html", {"form": form}, status=_status(form))


@login_required
@require_safe_or_post
def profile(request: PersonRequest) -> HttpResponse:
    """The same answers, to change later."""
    form = _profile_form(request)
    if _saved(form, request.user):
        messages.success(request, "Saved")
        return redirect("settings")
    return render(request, "accounts/profile.html", {"form": form}, status=_status(form))


def _profile_form(request: PersonRequest) -> ProfileForm:
    mine = profile_of(request.user)
    current = periods_on(request.user, today_for(mine)).last()
    return ProfileForm(_posted(request), profile=mine, current=current, now=timezone.now())


def _saved(form: ProfileForm, user: User) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        save_profile(
            user=user,
            sex=data["sex"],
            birth_date=data["birth_date"],
            time_zone=data["time_zone"],
            life_stage=data["answer"],
            today=data["today"],
        )
    except OverlappingPeriod as collision:
        form.add_error("first_day", overlap_message(collision))
        return False
    return True


@login_required
@require_safe
def settings(request: PersonRequest) -> HttpResponse:
    mine = profile_of(request.user)
    context = {
        "profile": mine,
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
    Profile.objects.filter(user=profile_of(request.user).user).update(keyboard_shortcuts=on)
    messages.success(request, f"Keyboard shortcuts are {'on' if on else 'off'}")
    return redirect("settings")


@login_required
@require_POST
def ul_region(request: PersonRequest) -> HttpResponse:
    """Chooses whose upper level for magnesium from supplements is shown."""
    region = request.POST.get("region", "")
    if region in UlRegion.values:
        Profile.objects.filter(user=profile_of(request.user).user).update(ul_region=region)
        messages.success(request, f"Upper limit for supplements: {UlRegion(region).label}")
    else:
        messages.error(request, "Choose a region from the list. Nothing was changed")
    return redirect("settings")


@login_required
@require_POST
def day_start(request: PersonRequest) -> HttpResponse:
    """Chooses the hour at which a new day begins. What is logged already stays on its day."""
    sent = request.POST.get("hour", "")
    chosen = next((hour for hour in DAY_STARTS if str(hour) == sent), None)
    if chosen is None:
        messages.error(request, "Choose an hour from the list. Nothing was changed")
    else:
        Profile.objects.filter(user=profile_of(request.user).user).update(day_starts_at=chosen)
        messages.success(request, f"A new day begins at {DAY_STARTS[chosen]}")
    return redirect("settings")


@login_required
@require_POST
def week_starts_on(request: PersonRequest) -> HttpResponse:
    """Chooses the day that weeks begin with."""
    weekday = next(
        (day for day in FirstWeekday if str(day.value) == request.POST.get("weekday")), None
    )
    if weekday is None:
        messages.error(request, "Choose a day from the list. Nothing was changed")
    else:
        Profile.objects.filter(user=profile_of(request.user).user).update(week_starts_on=weekday)
        messages.success(request, f"Weeks begin on {weekday.label}")
    return redirect("settings")


@login_required
@require_safe_or_post
def period(request: PersonRequest, pk: UUID | None = None) -> HttpResponse:
    """Adds a period, or changes the one with this key."""
    mine = profile_of(request.user)
    chosen = own_period(request.user, pk) if pk else None
    form = PeriodForm(_posted(request), profile=mine, today=today_for(mine), period=chosen)
    if form.is_valid():
        try:
            save_period(user=request.user, period=chosen, **form.cleaned_data)
        except OverlappingPeriod as collision:
            form.add_error("starts_on", overlap_message(collision))
        else:
            messages.success(request, "Saved")
            return redirect("settings")
    return render(
        request, "accounts/period.html", {"form": form, "period": chosen}, status=_status(form)
    )


@login_required
@require_POST
def delete_period(request: PersonRequest, pk: UUID) -> HttpResponse:
    chosen = own_period(request.user, pk)
    LifeStagePeriod.objects.filter(user=request.user, pk=chosen.pk).delete()
    messages.success(request, f"Deleted: {chosen.in_words()}")
    return redirect("settings")


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _status(form: ProfileForm | PeriodForm) -> int:
    return 422 if form.errors else 200
