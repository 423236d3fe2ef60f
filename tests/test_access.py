"""Who may see what: nobody, alice (who owns what the address names), bob, and admin (who curates).

The addresses come from the resolver. A page that is not in the table fails the run: say there who
may see it.
tests/test_access_matrix.py asks each of them with every method.
"""

import re
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

from accounts.models import ApiToken, LifeStagePeriod, User
from nutrition.diary.actions import delete_entries
from nutrition.diary.label_amounts.actions import delete_label_amount
from nutrition.diary.marks.actions import avoid_food
from nutrition.diary.supplements.actions import label_of, save_supplement
from nutrition.foods.keys import write_key
from nutrition.foods.models import SearchAlias
from nutrition.transfer.actions import stage_file
from nutrition.transfer.models import ImportRun
from tests.builders import EMPTY_EXPORT, Foods, drink, log, make_own_food, take
from tests.passkeys import SoftPasskey
from tests.transfer.files import import_document

SIGN_IN = ("/accounts/login/", "/admin/login/")


class Expected(NamedTuple):
    """What a GET or POST gives each role: "page", "sign in", "elsewhere", or the status."""

    anonymous: str
    alice: str
    bob: str
    admin: str
    method: str = "GET"


OPEN = Expected("page", "page", "page", "page")
PERSONAL = Expected("sign in", "page", "page", "page")  # shows each person their own
PERSONAL_POST = Expected("sign in", "elsewhere", "elsewhere", "elsewhere", method="POST")
OWNED = Expected("sign in", "page", "404", "404")  # names something of alice's
OWNED_POST = Expected("sign in", "elsewhere", "404", "404", method="POST")
OWNED_FORM = OWNED_POST._replace(alice="422")  # an empty form
FOR_STRANGERS = Expected("page", "elsewhere", "elsewhere", "elsewhere")
# The admin sends everybody else to its own sign-in page, which refuses who is signed in and no
# staff (admin:login).
# to the page that asks for the password
ASKED_AGAIN = Expected("sign in", "elsewhere", "elsewhere", "elsewhere")
# to a page that decides
EVERYBODY_ELSEWHERE = Expected("elsewhere", "elsewhere", "elsewhere", "elsewhere")
STAFF = Expected("sign in", "sign in", "sign in", "page")
STAFF_POST = Expected("sign in", "sign in", "sign in", "elsewhere", method="POST")
STAFF_REDIRECT = Expected("sign in", "sign in", "sign in", "elsewhere")
# Browsers' sessions are nothing to the API (tests/api/test_access.py asks with tokens).
NO_TOKEN = Expected("401", "401", "401", "401")
NO_TOKEN_POST = NO_TOKEN._replace(method="POST")
NOT_FOR_CURATORS = Expected("sign in", "sign in", "sign in", "403")

# Name of the address (its route where it has no name) -> what it gives. Wildcards only for Django's
# own admin pages.
TABLE = {
    "healthz": OPEN,
    "home": OPEN,
    "about": OPEN,
    "help": OPEN,
    "ul_region": PERSONAL_POST,
    "week_starts_on": PERSONAL_POST,
    "reports:complete": PERSONAL_POST,
    "setup": PERSONAL,
    "settings": PERSONAL,
    "profile": PERSONAL,
    "period_new": PERSONAL,
    "period": OWNED,
    "keyboard": PERSONAL_POST,
    "day_start": PERSONAL_POST,
    "period_delete": OWNED_POST,
    "diary:today": PERSONAL,
    "diary:day": PERSONAL,
    "diary:choices": PERSONAL,
    "diary:add": Expected("sign in", "422", "422", "422", method="POST"),  # an empty form
    "diary:entry": OWNED,
    "diary:usual": PERSONAL,
    "diary:copy": PERSONAL,
    "diary:delete": OWNED_POST,
    "diary:deleted": PERSONAL,
    "diary:move": OWNED_FORM,
    "diary:copy_entry": OWNED_FORM,
    "diary:restore": OWNED_POST,
    "diary:undo": PERSONAL_POST,
    "diary:complete": PERSONAL_POST,
    "diary:reopen": PERSONAL_POST,
    "diary:add_dose": PERSONAL,
    "diary:add_water": PERSONAL,
    "diary:take": OWNED_POST,
    "diary:forget": OWNED_POST,
    "diary:dose": OWNED,
    "diary:delete_dose": OWNED_POST,
    "diary:restore_dose": OWNED_POST,
    "diary:water": OWNED,
    "diary:delete_water": OWNED_POST,
    "diary:restore_water": OWNED_POST,
    "foods:search": PERSONAL,
    "foods:food": OWNED,
    "foods:star": OWNED_POST,
    "foods:newer_value": OWNED_POST,
    "foods:never": OWNED_POST,
    "foods:rich": PERSONAL,
    "avoided_foods": PERSONAL,
    "reports:gap": PERSONAL,
    "reports:gap_today": PERSONAL,
    "reports:usual_gap": PERSONAL,
    "reports:sources": PERSONAL,
    "reports:source": OWNED,
    "transfer:export": PERSONAL,
    "transfer:export_json": PERSONAL,
    "transfer:export_csv": PERSONAL,
    "transfer:imports": PERSONAL,
    "transfer:run": OWNED,
    "transfer:confirm": OWNED_FORM,
    "transfer:cancel": OWNED_POST,
    "transfer:undo": OWNED_POST,
    "reports:this_week": PERSONAL,
    "reports:week": PERSONAL,
    "reports:trends": PERSONAL,
    "reports:export": PERSONAL,
    "reports:nutrients_today": PERSONAL,
    "reports:nutrients": PERSONAL,
    "reports:nutrient": PERSONAL,
    "tokens": PERSONAL,
    "token_revoke": OWNED_POST,
    "api:openapi": OPEN,
    "api:docs": OPEN,
    "api:nothing": Expected("404", "404", "404", "404"),
    "api:parse": NO_TOKEN_POST,
    "api:copy_*": NO_TOKEN_POST,
    "api:restore_*": NO_TOKEN_POST,
    "api:use_newer_values": NO_TOKEN_POST,
    "api:take_product": NO_TOKEN_POST,
    "api:product": NO_TOKEN._replace(method="DELETE"),
    "api:favourite": NO_TOKEN._replace(method="PUT"),
    "api:*": NO_TOKEN,
    "security": PERSONAL,
    "end_session": OWNED_POST,
    "end_other_sessions": PERSONAL_POST,
    "delete_account": PERSONAL,
    "deletion_planned": OPEN,
    "leaving": ASKED_AGAIN,  # nobody here is leaving
    # django-allauth; what lies behind the question for the password:
    # tests/accounts/security/test_second_factor.py
    "account_login": FOR_STRANGERS,
    "account_signup": FOR_STRANGERS,
    "account_logout": Expected("elsewhere", "page", "page", "page"),
    "account_inactive": OPEN,
    "account_reauthenticate": PERSONAL,
    "account_email": PERSONAL,
    "account_email_verification_sent": OPEN,
    "account_change_password": PERSONAL,
    # they have one
    "account_set_password": Expected("sign in", "elsewhere", "elsewhere", "elsewhere"),
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": OPEN,  # says that the key is wrong
    "account_reset_password_from_key_done": OPEN,
    "account_confirm_email": OPEN,
    "account_confirm_login_code": Expected("sign in", "elsewhere", "elsewhere", "elsewhere"),
    "mfa_index": EVERYBODY_ELSEWHERE,
    "mfa_list_webauthn": EVERYBODY_ELSEWHERE,
    # nobody is half-way signed in
    "mfa_authenticate": Expected("sign in", "elsewhere", "elsewhere", "elsewhere"),
    "mfa_login_webauthn": Expected("sign in", "elsewhere", "elsewhere", "elsewhere"),
    # by password, who has no other way
    "mfa_reauthenticate": Expected("sign in", "page", "elsewhere", "elsewhere"),
    "mfa_reauthenticate_webauthn": Expected("sign in", "page", "elsewhere", "elsewhere"),
    "mfa_deactivate_totp": Expected("sign in", "elsewhere", "404", "404"),
    "mfa_view_recovery_codes": Expected("sign in", "elsewhere", "404", "404"),
    "mfa_download_recovery_codes": Expected("sign in", "elsewhere", "404", "404"),
    "mfa_activate_totp": ASKED_AGAIN,
    "mfa_add_webauthn": ASKED_AGAIN,
    "mfa_edit_webauthn": ASKED_AGAIN,
    "mfa_remove_webauthn": ASKED_AGAIN,
    "mfa_generate_recovery_codes": ASKED_AGAIN,
    # the curators' pages
    "admin:index": STAFF,
    "admin:app_list": STAFF,
    "admin:jsi18n": STAFF,
    "admin:login": Expected("sign in", "403", "403", "elsewhere"),
    "admin:logout": Expected("elsewhere", "elsewhere", "elsewhere", "elsewhere", method="POST"),
    "admin:password_change": STAFF_REDIRECT,
    "admin:password_change_done": STAFF,
    "admin:autocomplete": NOT_FOR_CURATORS,  # without the name of a field
    "admin:view_on_site": Expected("sign in", "sign in", "sign in", "404"),
    "admin:nutrition_food_changelist": STAFF,
    "admin:nutrition_food_add": STAFF,
    "admin:nutrition_food_change": STAFF,
    "admin:nutrition_food_history": STAFF,
    "admin:nutrition_food_delete": STAFF_REDIRECT,  # alice logged it
    "admin:nutrition_food_correct": STAFF,
    "admin:nutrition_food_go_back": STAFF,
    "admin:nutrition_food_retire": STAFF_POST,
    "admin:nutrition_food_restore": STAFF_POST,
    "admin:nutrition_searchalias_*": STAFF,
    "admin:accounts_user_*": NOT_FOR_CURATORS,
    "admin:auth_group_*": NOT_FOR_CURATORS,
    "admin:account_emailaddress_*": NOT_FOR_CURATORS,
    "admin:admin/*/<path:object_id>/": STAFF_REDIRECT,  # to the change page, which decides
    "admin:admin/(?P<url>.*)$": Expected("sign in", "sign in", "sign in", "404"),
}


def addresses(
    resolver: URLResolver, namespace: str = "", prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """(name, route) of every pattern."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or route), route
        else:
            yield from addresses(
                pattern, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""), route
            )


ADDRESSES = sorted(set(addresses(get_resolver())))


def expected_of(name: str) -> Expected | None:
    if name in TABLE:
        return TABLE[name]
    return next((row for pattern, row in TABLE.items() if fnmatchcase(name, pattern)), None)


@pytest.fixture
def ids(alice: User, foods: Foods) -> dict[str, object]:
    return make_ids(alice, foods)


def make_imports(alice: User) -> tuple[ImportRun, ImportRun]:
    """A table with a food to match and a line to leave out; and an import to undo."""
    done = import_document(
        user=alice, content=EMPTY_EXPORT, file_name="magwise.json", today=date(2026, 11, 21)
    )
    table = b"Date,Meal,Food,Amount\n2026-11-20,Lunch,Almonds,30 g\n2026-11-20,Lunch,Almonds,-1 g\n"
    return stage_file(
        user=alice, content=table, file_name="almonds.csv", today=date(2026, 11, 21)
    ), done


def make_ids(alice: User, foods: Foods) -> dict[str, object]:
    """A value for each parameter of a route, with the route's folder in front where it matters."""
    own_food = make_own_food("Alice's soup", magnesium=None, owner=alice)
    avoid_food(user=alice, food_id=own_food.key)
    # so much that nobody asks whether the day is complete
    log(alice, foods.almonds, grams="150", on="2026-11-21")
    deleted = log(alice, foods.banana, grams="100", on="2026-11-21")
    delete_entries(user=alice, ids=[deleted.id])
    period = LifeStagePeriod.objects.create(user=alice, kind="pregnant", starts_on="2026-01-01")
    dose, deleted_dose = (take(alice, "Glycinate", "100", on="2026-11-21") for _ in range(2))
    water, deleted_water = (drink(alice, "1", "24", on="2026-11-21") for _ in range(2))
    for kind, row in (("dose", deleted_dose), ("water", deleted_water)):
        delete_label_amount(user=alice, kind=kind, id_=row.id)
    saved = save_supplement(user=alice, label=label_of(dose))
    staged, done = make_imports(alice)
    return {
        "on": "2026-11-21",
        "week": "2026-W47",
        "nutrient": "304",
        "entry_id": log(alice, foods.spinach, grams="30", on="2026-11-21").id,
        "dose_id": dose.id,
        "water_id": water.id,
        "product_id": saved.pk,
        "saved_id": saved.pk,
        "diary/doses/<uuid:dose_id>/restore/": deleted_dose.id,
        "diary/waters/<uuid:water_id>/restore/": deleted_water.id,
        "pk": period.pk,
        "run_id": staged.pk,
        "settings/import/<uuid:run_id>/undo/": done.pk,
        "food_id": write_key(own_food.key),
        "key": "wrong",
        "uidb36": "1",
        "number": 1,
        "app_label": "nutrition",
        "url": "nothing/",
        "content_type_id": 1,
        "object_id": alice.pk,
        "diary/deleted/": deleted.id,
        "admin/nutrition/food/": foods.spinach.pk,
        "admin/account/emailaddress/": EmailAddress.objects.get(user=alice).pk,
        "admin/auth/group/": Group.objects.create(name="Readers").pk,
        "admin/nutrition/searchalias/": SearchAlias.objects.create(
            phrase="popeye", replacement="spinach"
        ).pk,
    } | make_keys(alice)


def make_keys(alice: User) -> dict[str, object]:
    """All that lets somebody in."""
    phone = client_of(alice).session.session_key
    session = UserSession.objects.create(
        user=alice, ip="192.0.2.1", session_key=phone, user_agent="Firefox"
    )
    passkey = SoftPasskey(alice).stored()
    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    token = ApiToken.objects.create(user=alice, name="Scale", scope="read", digest="0" * 64)
    return {
        "session_id": session.pk,
        "accounts/2fa/webauthn/keys/": passkey.pk,
        "settings/tokens/": token.pk,
    }


def fill(route: str, ids: dict[str, object]) -> str:
    """The path of a route, with its parameters from `ids`."""
    of_folder = next(
        (value for folder, value in ids.items() if "/" in folder and route.startswith(folder)), None
    )

    def value(match: re.Match[str]) -> str:
        name = match["plain"] or match["regex"]
        own = (
            of_folder
            if name in ("object_id", "food_id", "entry_id", "dose_id", "water_id", "run_id", "pk")
            else None
        )
        return str(own or ids[name])

    plain = re.sub(
        r"<(?:\w+:)?(?P<plain>\w+)>|\(\?P<(?P<regex>\w+)>[^)]*\)",
        value,
        re.sub(r"[\^$]", "", route),
    )
    return f"/{plain}"


def client_of(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def outcome(response: HttpResponse) -> str:
    if response.status_code in (301, 302):
        return "sign in" if response.headers["Location"].startswith(SIGN_IN) else "elsewhere"
    return "page" if response.status_code == 200 else str(response.status_code)


@pytest.mark.parametrize(("name", "route"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_address_is_in_the_table(name: str, route: str) -> None:
    assert expected_of(name), f"say in TABLE who may see {name} ({route})"


def test_table_names_no_address_that_is_gone() -> None:
    names = [name for name, _ in ADDRESSES]

    assert [
        pattern
        for pattern in TABLE
        if not any(name == pattern or fnmatchcase(name, pattern) for name in names)
    ] == []


@pytest.mark.parametrize("page", ["change", "delete", "history", "correct"])
def test_own_foods_of_people_are_nothing_for_curators(
    page: str, ids: dict[str, object], admin: User
) -> None:
    response = client_of(admin).get(f"/admin/nutrition/food/{ids['food_id']}/{page}/")

    assert outcome(response) in ("404", "elsewhere")
    assert "soup" not in response.content.decode()
