"""The bench's server works on the bench's database."""

from types import SimpleNamespace

import pytest

from config.environment import read_database
from tools.bench import server


@pytest.mark.parametrize(
    "url",
    [
        "postgres://magwise@/postgres?host=/run/postgresql",
        "postgres://magwise@/postgres?host=/run/postgresql&port=5433",
        "postgres://magwise:p%40ss@db.example:5433/magwise",
        "postgres://magwise@db.example/magwise?sslmode=require",
    ],
)
def test_another_process_gets_the_address_of_the_same_database(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = read_database(url)
    connected = SimpleNamespace(vendor="postgresql", settings_dict={"OPTIONS": {}} | given)
    monkeypatch.setattr(server, "connection", connected)

    assert place(read_database(server.database_url())) == place(given)


def place(database: dict[str, object]) -> dict[str, object]:
    """What one connects to; host and port may stand among the options."""
    options = database.get("OPTIONS", {})
    assert isinstance(options, dict)
    return options | {
        "host": database["HOST"] or options.get("host"),
        "port": database["PORT"] or options.get("port"),
        **{name: database[name] for name in ("NAME", "USER", "PASSWORD")},
    }
