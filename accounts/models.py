"""The account, what its recommended amounts depend on, API tokens, and rate-limit counters."""

from typing import Any, ClassVar, NamedTuple

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format

from accounts.ids import IdField, new_id


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address, for `createsuperuser` and tests; sign-up is allauth's.

    The address counts as verified: whoever makes an account on the command line vouches for it.
    """

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.emailaddress_set.create(email=user.email, primary=True, verified=True)  # type: ignore[attr-defined]
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Versions(NamedTuple):
    """Of a person's data, and of what everybody sees. None before the first change."""

    own: int | None
    shared: int | None


class User(AbstractUser):
    """An account. People sign in with an e-mail address; Magwise asks for no name."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("email address", unique=True)
    deletion_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When the account will be deleted."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    versions: Versions | None = None
    """Of the user of a request that only reads: see accounts/data_version.py."""

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case")
        ]

    def get_full_name(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        return self.email


class Sex(models.TextChoices):
    """Sex registered at birth, as the reference intakes distinguish it."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"


class UlRegion(models.TextChoices):
    """Whose upper level for magnesium from supplements a person goes by."""

    US = "US", "United States and Canada (National Academies)"
    EU = "EU", "Europe (EFSA)"


class FirstWeekday(models.IntegerChoices):
    """The first day of a week, numbered as Python numbers weekdays."""

    MONDAY = 0, "Monday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


LATEST_DAY_START = 6  # hours after midnight: eating later than that is breakfast
DAY_STARTS = {0: "midnight"} | {hour: f"{hour:02}:00" for hour in range(1, LATEST_DAY_START + 1)}


class Profile(models.Model):
    """What a person's reference intakes and days depend on. Unknown is NULL."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True)
    sex = models.CharField(max_length=1, choices=Sex, null=True, blank=True)  # noqa: DJ001 (unknown is NULL, never "")
    birth_date = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    keyboard_shortcuts = models.BooleanField(
        default=True, help_text="Single keys, which speech input can set off."
    )
    ul_region = models.CharField(max_length=2, choices=UlRegion, default=UlRegion.US)
    week_starts_on = models.PositiveSmallIntegerField(
        choices=FirstWeekday, default=FirstWeekday.MONDAY
    )
    day_starts_at = models.PositiveSmallIntegerField(
        default=0, help_text="The hour at which a new day begins."
    )
    set_up_at = models.DateTimeField(
        null=True, blank=True, help_text="When the first-run page was answered."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sex__isnull=True) | Q(sex__in=Sex.values), name="profile_sex_known"
            ),
            models.CheckConstraint(
                condition=Q(ul_region__in=UlRegion.values), name="profile_ul_region_known"
            ),
            models.CheckConstraint(
                condition=Q(week_starts_on__in=FirstWeekday.values),
                name="profile_first_weekday_known",
            ),
            models.CheckConstraint(
                condition=Q(day_starts_at__lte=LATEST_DAY_START), name="profile_day_starts_early"
            ),
        ]

    def __str__(self) -> str:
        return f"profile {self.pk}"


class DataVersion(models.Model):
    """Another one as soon as the person's data have changed (accounts/data_version.py)."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    version = models.BigIntegerField()

    def __str__(self) -> str:
        return f"data version {self.version}"


class SharedVersion(models.Model):
    """One row: another version as soon as what everybody sees has changed."""

    version = models.BigIntegerField()

    def __str__(self) -> str:
        return f"shared version {self.version}"


class LifeStagePeriod(models.Model):
    """A pregnancy or a time of breastfeeding; `ends_on` is NULL while it lasts."""

    class Kind(models.TextChoices):
        PREGNANT = "pregnant", "Pregnant"
        LACTATING = "lactating", "Breastfeeding"

    id = IdField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="life_stage_periods")
    kind = models.CharField(max_length=9, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "starts_on"], name="period_once_per_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="period_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["pregnant", "lactating"]), name="period_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_on}"

    def in_words(self) -> str:
        """ "Pregnant, from 3 May 2026 to 1 June 2026", or "Pregnant, since 3 May 2026"."""
        first = date_format(self.starts_on, "j F Y")
        if self.ends_on is None:
            return f"{self.get_kind_display()}, since {first}"
        return f"{self.get_kind_display()}, from {first} to {date_format(self.ends_on, 'j F Y')}"


class ApiToken(models.Model):
    """What a program signs in with. Only the digest is stored; the token itself is shown once.

    `window_count` is the number of requests in the minute that began at `window_began_at`
    (accounts/tokens/limits.py).
    """

    class Scope(models.TextChoices):
        READ = "read", "Read only"
        WRITE = "write", "Read and write"

    id = IdField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", db_index=False)
    client_id = IdField(
        default=new_id, help_text="Made with the form: sending it twice makes one token."
    )
    name = models.CharField(max_length=60, help_text="What it is for, as the person calls it.")
    scope = models.CharField(max_length=5, choices=Scope)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the token, in hexadecimal.")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the minute.")
    window_began_at = models.DateTimeField(null=True, blank=True)
    window_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="token_once_per_digest"),
            models.UniqueConstraint(fields=["user", "client_id"], name="token_once_per_client_id"),
            models.CheckConstraint(
                condition=Q(scope__in=["read", "write"]), name="token_scope_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="token_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"


class Tries(models.Model):
    """The counter of a rate limit (accounts/rate_limits.py). Keys are hashed and name nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.count} tries"
