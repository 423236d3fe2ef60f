"""The cast (alice owns, bob is another, admin curates), the foods, what holds for every test."""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling

from accounts.middleware import LAST_SEEN_KEY
from accounts.models import User
from nutrition.foods.search.catalogue import catalogue_cache
from tests.builders import Foods, make_curator, make_foods, make_person
from tests.data_versions import VersionGate
from tests.ownership import StatementGate, owned_models
from tools.bench.first_look import CACHES

ROOT = Path(__file__).resolve().parent.parent
HERE = ("127.0.0.1", "::1", "localhost")


def refuse_network(event: str, args: tuple[Any, ...]) -> None:
    """Tests talk to this machine only: an audit hook sees every socket that Python opens."""
    if event == "socket.connect":
        host = args[1][0] if isinstance(args[1], tuple) else None  # None: a socket file
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if host not in (None, *HERE):
        raise RuntimeError(f"a test tried to reach {host}")


def pytest_configure() -> None:
    sys.addaudithook(refuse_network)
    # How long an example takes says how busy the machine is: a first draw took 2.5 s.
    settings.register_profile(
        "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("any machine")


FOOD_TABLE_GROUP = "the food table"
# What takes longest: begun first, it does not keep one core busy after the others are done.
LONG = (
    *(
        "journeys/test_friction",
        "test_hostile.py",
        "journeys/test_looks",
        "journeys/test_keyboard",
        "journeys/",
    ),
    *(
        "test_access_matrix",
        "api/test_schemathesis",
        "test_run",
        FOOD_TABLE_GROUP,
        "test_hostile_requests",
    ),
    *("foods/test_data", "test_inert", "ops/"),
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks the database runs again; journeys have their own server."""
    if connection.vendor != "sqlite":
        kinds: dict[bool, list[pytest.Item]] = {True: [], False: []}
        for item in items:
            kinds[asks_database(item) and not any(item.iter_markers("either_database"))].append(
                item
            )
        config.hook.pytest_deselected(items=kinds[False])
        items[:] = kinds[True]
    shelve(items)


def shelve(items: list[pytest.Item]) -> None:
    """The order in which the groups begin."""

    def place(item: pytest.Item) -> int:
        group = group_of(item.nodeid)
        return next((place for place, name in enumerate(LONG) if name in group), len(LONG))

    items.sort(key=place)


def group_of(nodeid: str) -> str:
    """What stays on one core: a module, and all those with the whole food table together."""
    module = nodeid.partition("::")[0]
    return FOOD_TABLE_GROUP if module in modules_with_food_table() else module


@cache
def modules_with_food_table() -> frozenset[str]:
    """From their source, because the process that gives out the tests collects none."""
    modules, asks = Path(__file__).parent.rglob("test_*.py"), re.compile(r"\bfood_table\b")
    return frozenset(
        str(path.relative_to(ROOT)) for path in modules if asks.search(path.read_text())
    )


class Groups(LoadScopeScheduling):
    """xdist's own `loadgroup` has no effect with pytest 9: nobody reads the name it writes."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    return Groups(config, log) if config.getvalue("dist") == "loadfile" else None


def asks_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return (
        item.get_closest_marker("django_db") is not None
        or "db" in fixtures
        or "transactional_db" in fixtures
    )


def empties_tables(item: pytest.Item) -> bool:
    """Whether the test has transactions of its own: after it pytest-django empties all tables."""
    marker = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", ())
    return "transactional_db" in fixtures or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(scope="module", autouse=True)
def what_migrations_wrote(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The next module finds the group of curators again, in whichever order modules run."""
    if not any(empties_tables(item) for item in request.session.items if item.path == request.path):
        yield
        return
    request.getfixturevalue("django_db_setup")
    yield
    with django_db_blocker.unblock():
        import_module("nutrition.migrations.0003_curators").make_group(apps, None)


@pytest.fixture(autouse=True)
def owned_rows_gate() -> Iterator[StatementGate]:
    """No test passes when the product asked for rows of people without saying whose."""
    gate = StatementGate(model._meta.db_table for model in owned_models())
    with connection.execute_wrapper(gate):
        yield gate
    assert gate.faults == []


@pytest.fixture(autouse=True)
def data_version_gate() -> Iterator[VersionGate]:
    """No test passes when the product changed what is kept of people without a new version."""
    gate = VersionGate()
    with connection.execute_wrapper(gate):
        yield gate
    assert gate.faults == []


@pytest.fixture(autouse=True)
def foods_of_this_test() -> None:
    """A process keeps what it read of the foods, but its tests have different tables."""
    catalogue_cache.clear()
    for kept in CACHES:
        kept.clear()


@pytest.fixture
def alice(db: None) -> User:
    return make_person("alice", sex="F", birth_date="1990-05-10", time_zone="Europe/Berlin")


@pytest.fixture
def bob(db: None) -> User:
    return make_person("bob", sex="M", birth_date="1985-01-31")


@pytest.fixture
def admin(db: None) -> User:
    return make_curator("admin")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    session = client.session
    # As after a sign-in: the place is in the list, and the first page writes no device down.
    session[LAST_SEEN_KEY] = int(time.time())
    session.save()
    UserSession.objects.create(user=person, session_key=session.session_key, ip="127.0.0.1")
    return client


@pytest.fixture
def alice_client(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def bob_client(bob: User) -> Client:
    return signed_in(bob)


@pytest.fixture
def admin_client(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def foods(db: None) -> Foods:
    """Five small foods; most tests need no more."""
    return make_foods()


class FoodTable:
    """The whole built-in table (seconds to load), in a transaction over several modules."""

    def __init__(self) -> None:
        self.held: ExitStack | None = None

    def take(self) -> None:
        if self.held is None:
            self.held = ExitStack()
            self.held.enter_context(transaction.atomic())
            with unchecked_references():
                call_command("load_foods", verbosity=0)

    def let_go(self) -> None:
        if self.held is not None:
            transaction.set_rollback(True)
            self.held.close()
            self.held = None


FOOD_TABLE = FoodTable()


@pytest.fixture(scope="session")
def held_food_table(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[FoodTable]:
    yield FOOD_TABLE
    with django_db_blocker.unblock():
        FOOD_TABLE.let_go()


@pytest.fixture(scope="module")
def food_table(held_food_table: FoodTable, django_db_blocker: DjangoDbBlocker) -> None:
    """The whole built-in table, loaded once for all modules that ask for it, which run after each
    other.

    A test also names `db`, so that what it writes itself is rolled back alone.
    """
    with django_db_blocker.unblock():
        held_food_table.take()


@pytest.fixture(scope="module", autouse=True)
def food_table_of_others(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> None:
    """A module that expects an empty database does not find the food table of the one before."""
    if FOOD_TABLE.held is None:
        return
    items = [
        item for item in request.session.items if item.path == request.path and asks_database(item)
    ]
    if not all("food_table" in getattr(item, "fixturenames", ()) for item in items):
        with django_db_blocker.unblock():
            FOOD_TABLE.let_go()


@contextmanager
def unchecked_references() -> Iterator[None]:
    """PostgreSQL would check the references of 437,000 rows again after each test, for as long as
    they are uncommitted.

    The tests of the loader see to it that they are right.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")
