"""Hostile requests at sign-in, the admin, keys, cookies, hosts, headers."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.foods.models import SearchAlias
from tests.builders import PASSWORD, Foods, make_person
from tests.conftest import signed_in
from tests.test_access import ADDRESSES, fill
from tests.test_access import ids as things  # noqa: F401 (a fixture)
from tests.test_hostile import DAY, FORM, VALUES, Attack, FormReader, SentForm, encode, quiet  # noqa: F401 (a fixture)

pytestmark = pytest.mark.usefixtures("quiet")
ACCOUNTS = [route for name, route in ADDRESSES if name.startswith("account_")]
ADMIN = [
    route
    for name, route in ADDRESSES
    if name.startswith("admin:nutrition_") or "user_change" in name
]
KEYS = [0, 2**31, 2**53 - 1, 2**53, 2**63, 10**30, "٣", "-1", "1.0", "1e3", "%00", "%ff", "1%00"]
KEYS += ["own:", "own:1", f"own:{UUID(int=0)}", f"own:{UUID(int=2**128 - 1)}", str(UUID(int=0))]


def some(turn: int, step: int) -> Iterator[tuple[str, bytes]]:
    """Every so manieth value, beginning elsewhere at each turn."""
    yield from list(VALUES.items())[turn % step :: step]


def forms_of(client: Client, path: str) -> list[SentForm]:
    response = client.get(path)
    if response.status_code != HTTPStatus.OK or "html" not in response.headers["Content-Type"]:
        return []
    reader = FormReader(path)
    reader.feed(response.content.decode())
    return [form for form in reader.forms if form.fields]


def attack_forms(attack: Attack, path: str, step: int) -> int:
    """All fields of each form at once, then its texts one by one beside what the page had."""
    sent = 0
    for form in forms_of(attack.client, path):
        names = [name for name, _ in form.fields]
        bodies = [(label, [(name, value) for name in names]) for label, value in some(sent, step)]
        for turn, name in enumerate(names[:4]):
            label, value = list(VALUES.items())[(sent + turn * 5) % len(VALUES)]
            bodies.append(
                (
                    label,
                    [
                        (other, value if other == name else old.encode())
                        for other, old in form.fields
                    ],
                )
            )
        for label, fields in bodies:
            sent += 1
            if form.method == "POST":
                attack.send("POST", form.path, body=encode(fields), why=label)
            else:
                attack.send("GET", f"{form.path}?{encode(fields).decode()}", why=label)
    return sent


def test_sign_in_pages_answer_hostile_values(things: dict[str, object], alice: User) -> None:  # noqa: F811
    sent, faults = 0, []
    for client in (Client(), signed_in(alice)):
        attack = Attack(client)
        for route in ACCOUNTS:
            sent += attack_forms(attack, fill(route, things), step=4)
        faults += attack.faults

    assert faults == []
    assert sent > 100


@pytest.fixture
def superuser(admin: User) -> User:
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    return User.objects.get(pk=admin.pk)


def test_admin_answers_hostile_values(things: dict[str, object], admin: User) -> None:  # noqa: F811
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    attack = Attack(signed_in(admin))

    sent = sum(
        attack_forms(attack, fill(route, things), step=36)
        for route in ADMIN
        if "logout" not in route
    )

    assert attack.faults == []
    assert sent > 40


def rows_of_admin() -> list[tuple[str, int | None]]:
    """Each list of the admin, and one of its rows."""
    return [
        (f"/admin/{model._meta.app_label}/{model._meta.model_name}/", row.id if row else None)
        for model in filter(site.is_registered, apps.get_models())
        for row in [model._default_manager.first()]
    ]


ACTIONS = [b"delete_selected", b"retire_chosen", b"restore_chosen", b"nothing", b""]


def test_rows_that_cannot_be_chosen_are_bad_requests(superuser: User, foods: Foods) -> None:
    SearchAlias.objects.create(phrase="pbx", replacement="peanut butter")
    attack, statuses = Attack(signed_in(superuser)), set()
    for place, (path, row) in enumerate(rows_of_admin()):
        for turn, (label, value) in enumerate(some(place, 3)):
            fields = [
                ("action", ACTIONS[turn % len(ACTIONS)]),
                ("_selected_action", str(row).encode()),
                ("post", b"yes"),
            ]
            status = attack.send(
                "POST", path, body=encode([*fields, ("_selected_action", value)]), why=label
            )
            if not re.fullmatch(rb"[0-9]{1,18}", value):
                statuses.add(status)

    assert attack.faults == []
    assert statuses == {400}


def test_lists_without_a_chosen_row_answer(superuser: User, foods: Foods) -> None:
    attack = Attack(signed_in(superuser))
    for path, _ in rows_of_admin():
        for name, value in (
            ("action", b"delete_selected"),
            ("index", b"x"),
            ("select_across", b"1"),
        ):
            attack.send("POST", path, body=encode([(name, value)]), why=name)

    assert attack.faults == []


def test_fields_of_the_admin_answer_hostile_values(superuser: User, foods: Foods) -> None:
    """Also fields that a page does not show, such as those of other tables."""
    SearchAlias.objects.create(phrase="pbx", replacement="peanut butter")
    attack = Attack(signed_in(superuser))
    names = [
        "groups",
        "permissions",
        "email",
        "is_active",
        "category",
        "name",
        "rank",
        "phrase",
        "replacement",
    ]
    names += [
        f"portions-{name}" for name in ("TOTAL_FORMS", "0-id", "0-food", "0-grams", "0-DELETE")
    ]
    usual = [
        ("portions-TOTAL_FORMS", b"1"),
        ("portions-INITIAL_FORMS", b"1"),
        ("name", b"x"),
        ("rank", b"1"),
    ]
    for place, (path, row) in enumerate(rows_of_admin()):
        for turn, (label, value) in enumerate(some(place, 3)):
            for fields in (
                [(name, value) for name in names[2:]],
                [*usual, (names[turn % len(names)], value)],
            ):
                attack.send("POST", f"{path}{row}/change/", body=encode(fields), why=label)

    assert attack.faults == []


@pytest.mark.parametrize("field", ["groups", "permissions"])
def test_groups_that_cannot_be_are_bad_requests(field: str, superuser: User, alice: User) -> None:
    group, _ = Group.objects.get_or_create(name="curators")
    path = (
        f"/admin/accounts/user/{alice.pk}/change/"
        if field == "groups"
        else f"/admin/auth/group/{group.pk}/change/"
    )
    attack = Attack(signed_in(superuser))

    statuses = {
        attack.send("POST", path, body=encode([(field, value)]), why="")
        for value in (b"9" * 30, b"x", b"\0")
    }

    assert statuses == {400}


def test_lists_of_the_admin_answer_hostile_queries(admin: User, foods: Foods) -> None:
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    attack = Attack(signed_in(admin))
    names = (
        "q",
        "p",
        "o",
        "e",
        "all",
        "state",
        "source__id__exact",
        "category__id__exact",
        "magnesium",
        "_to_field",
        "state__exact",
        "revisions__made_by__email__startswith",
        "revisions__made_by",
        "id__in",
    )
    for turn, name in enumerate(names):
        for label, value in some(turn, 2 if name in ("q", "p") else 12):
            attack.send(
                "GET", f"/admin/nutrition/food/?{encode([(name, value)]).decode()}", why=label
            )

    assert attack.faults == []


def test_curator_cannot_search_people_through_a_list(
    admin: User, alice: User, foods: Foods
) -> None:
    """A filter over who corrected a food would answer guesses at e-mail addresses."""
    client = signed_in(admin)

    answers = [
        client.get(
            f"/admin/nutrition/food/?revisions__made_by__email__startswith={guess}", follow=True
        )
        for guess in ("a", "zzz")
    ]

    assert [
        len(answer.redirect_chain) + (answer.status_code != HTTPStatus.OK) for answer in answers
    ] == [1, 1]


@pytest.mark.parametrize("key", KEYS)
def test_keys_that_no_row_has_are_not_found(key: object, alice: User, foods: Foods) -> None:
    attack = Attack(signed_in(alice))
    far = "9" * 30

    statuses = [
        attack.send(method, path, body=b"x=1", why=str(key))
        for method in ("GET", "POST")
        for path in (
            f"/foods/{key}/",
            f"/foods/{key}/star/",
            f"/foods/{key}/newer-value/",
            f"/diary/entries/{key}/",
        )
    ]
    statuses.append(
        attack.send(
            "POST", f"/diary/{DAY}/add/", body=f"pick={far}:g:1&meal=lunch".encode(), why="pick"
        )
    )

    assert attack.faults == []
    assert set(statuses) <= {404, 405, 422}


@pytest.mark.parametrize("page", ["/", "/diary/", "/accounts/login/", "/admin/", "/settings/"])
def test_broken_cookies_are_those_of_a_stranger(page: str, alice: User) -> None:
    faults = []
    for label, value in VALUES.items():
        client = Client(raise_request_exception=False)
        cookie = value[:3_000].decode("latin-1")
        header = "; ".join(
            f"{name}={cookie}"
            for name in (settings.SESSION_COOKIE_NAME, "csrftoken", "messages", "")
        )
        response = client.get(page, headers={"Cookie": header})
        if response.status_code not in (200, 302):
            faults.append(f"{label}: {response.status_code}")
        assert alice.email not in response.content.decode()

    assert faults == []


@pytest.mark.parametrize(
    "path",
    [
        "/%ff%fe/",
        "/diary/%c3%28/",
        "/%00",
        "/foods/%ff/",
        "/..%2f..%2fetc/passwd",
        "//evil.example/%2e%2e",
        "/diary/2026-11-21%00/",
        "/%u0041",
        "/" + "a/" * 4_000,
        "/%F0%9F%92%8A/",
        "/static/%ff",
        "/;/?;",
        "/?",
    ],
)
@pytest.mark.parametrize(
    "query", ["", "?%ff=%fe&q=%c3%28", "?q=1&q=2&q=%00", "?" + "a=1&" * 2_000, "?&&==&%"]
)
def test_paths_and_queries_that_are_no_text_are_answered(
    path: str, query: str, alice: User
) -> None:
    attack = Attack(signed_in(alice))

    attack.send("GET", path + query, why="path")

    assert attack.faults == []


HEADERS = {
    "HX-Current-URL": [
        "//evil.example/diary/",
        "http://[::1",
        b"\xed\xa0\x80".decode("latin-1"),
        "\xff",
        "http://testserver/diary/9999-99-99/",
        "x" * 9_000,
        "http://testserver:99999999/",
    ],
    "Content-Length": ["-1", "abc", ""],
    "Accept-Language": ["x" * 9_000, "*;q=NaN", ";;;"],
    "Referer": ["http://[", "javascript:alert(1)"],
    "X-Forwarded-For": ["' OR 1=1", "x" * 9_000],
    "X-HTTP-Method-Override": ["DELETE"],
    "If-None-Match": ['"' * 2_000],
    "Range": ["bytes=0-" + "9" * 30],
}


@pytest.mark.parametrize("name", HEADERS)
def test_hostile_headers_are_answered(name: str, alice: User) -> None:
    client = signed_in(alice)
    client.raise_request_exception = False
    statuses = [
        ask(path, headers={"HX-Request": "true", name: value}).status_code
        for value in HEADERS[name]
        for path, ask in (
            ("/diary/", client.get),
            (f"/diary/{DAY}/add/", client.post),
            ("/accounts/login/", client.get),
        )
    ]

    assert max(statuses) < 500


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver@evil.example",
        "",
        "[::1]evil",
        "testserver:80@evil.example",
        "testserver\tevil.example",
        "testserver.evil.example",
        "a" * 5_000,
    ],
)
def test_reset_mail_cannot_be_made_to_lead_elsewhere(host: str, alice: User) -> None:
    client = Client(raise_request_exception=False)

    response = client.post(
        "/accounts/password/reset/", {"email": alice.email}, headers={"Host": host}
    )

    assert response.status_code == 400
    assert mail.outbox == []


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Forwarded-Server"]
)
def test_reset_mail_goes_by_no_other_header(header: str, alice: User) -> None:
    Client().post(
        "/accounts/password/reset/", {"email": alice.email}, headers={header: "evil.example"}
    )

    (message,) = mail.outbox
    assert "evil" not in message.body
    assert re.findall(r"https?://([^/\s]+)", message.body) == ["testserver"]


@pytest.mark.parametrize(
    "sent", ["a@example.org\r\nBcc: evil@evil.example", "a@example.org,evil@evil.example"]
)
def test_reset_mail_has_one_receiver(sent: str, db: None) -> None:
    make_person("a")

    Client().post("/accounts/password/reset/", {"email": sent})

    assert mail.outbox == []


@pytest.mark.parametrize(
    "page",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/logout/",
        "/admin/login/",
        "/accounts/reauthenticate/",
        "/admin/logout/",
    ],
)
def test_no_page_sends_anybody_to_another_site(page: str, alice: User) -> None:
    for place in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\x00//evil.example",
        "///evil.example",
        "https:///evil.example",
    ):
        for client in (Client(), signed_in(alice)):
            fields = {
                "login": alice.email,
                "password": PASSWORD,
                "next": place,
                "email": "new@example.org",
            }
            response = client.post(
                page, fields | {"password1": PASSWORD + "1"}, query_params={"next": place}
            )

            assert re.match(r"/(?![/\\])|$", response.headers.get("Location", ""))


def test_body_that_is_too_big_gets_a_page_of_ours(alice: User) -> None:
    response = signed_in(alice).post(
        f"/diary/{DAY}/add/", b"q=" + b"x" * 2_000_000, content_type=FORM
    )

    assert response.status_code == 400
    assert "We could not read that request" in response.content.decode()


@pytest.mark.parametrize("fields", ["meal=lunch&meal=dinner", "client_id=x&client_id=y"])
def test_parameters_that_come_twice_are_one_answer(fields: str, alice: User, foods: Foods) -> None:
    client_id = "0190f0f0-0000-7000-8000-000000000000"
    body = f"meal=lunch&client_id={client_id}&pick={foods.spinach.pk}:g:1&{fields}"

    response = signed_in(alice).post(f"/diary/{DAY}/add/", body.encode(), content_type=FORM)

    assert response.status_code in (302, 422)
    assert Entry.objects.filter(user=alice).count() in (0, 1)
