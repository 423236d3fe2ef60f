"""A program that reads the OpenAPI description and asks everything that it allows, and some of what
it does not.
"""

import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from accounts.models import ApiToken, User
from accounts.tokens.actions import make_token
from nutrition.api.fields import SINCE_2000
from tests.builders import log, make_foods, make_own_food, make_person

DAY = "2026-11-21"
ROOT = Path(__file__).parents[2]
# how many requests are made does not depend on how busy the machine is; how long it takes does
LONGEST_SECONDS = 600
# The description allows all days to come, and all but those of the next year are refused: days
# that are taken reach further into the code.
DAYS_THAT_ARE_TAKEN = "^20(?:[01][0-9]|2[0-5])-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])$"


def log_foods(person: User) -> None:
    """One of no known magnesium, and one of the person's own of no known weight."""
    log(person, make_foods().mystery, grams="30", on=DAY)
    bowl: dict[str, str | None] = {"bowl": None}
    stew = make_own_food("Stew", owner=person, magnesium="1", basis_grams=None, portions=bowl)
    log(person, stew, portion="bowl", on=DAY)


@pytest.mark.django_db(transaction=True)
def test_live_server_does_what_its_description_says(
    live_server: object, settings: Any, tmp_path: Path
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    alice = make_person("alice", sex="F", birth_date="1990-05-10")
    log_foods(alice)
    token = make_token(user=alice, name="T", scope=ApiToken.Scope.WRITE, lasts=None)
    # The first request imports the API, which may take long where all processors are busy.
    with urllib.request.urlopen(f"{live_server}/api/v1/openapi.json", timeout=120) as response:
        described = response.read().decode()
    assert SINCE_2000 in described
    described = described.replace(SINCE_2000, DAYS_THAT_ARE_TAKEN)
    (tmp_path / "openapi.json").write_text(described)

    run = subprocess.run(
        [
            Path(sys.executable).with_name("st"),
            "--config-file",
            ROOT / "schemathesis.toml",
            "--no-color",
            "run",
            "openapi.json",
            "--url",
            str(live_server),
            "--header",
            f"Authorization: Bearer {token}",
            "--phases",
            "examples,fuzzing",
            "--max-examples",
            "4",
            "--generation-database",
            "none",
            "--no-shrink",
            "--seed",
            "7",
            "--request-timeout",
            "60",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
    )

    assert run.returncode == 0, run.stdout[-8_000:]
    [selected, tested] = re.findall(r"(?:Selected: \d+/|Tested: )(\d+)", run.stdout)
    [cases] = re.findall(r"(\d+) generated", run.stdout)
    assert selected == tested
    assert int(cases) >= 4 * int(tested)
