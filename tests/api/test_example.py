"""The example of docs/api.md, run as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.models import ApiToken
from accounts.tokens.actions import make_token
from tests.builders import make_foods, make_person

ROOT = Path(__file__).parents[2]


@pytest.mark.django_db(transaction=True)
def test_example_of_the_docs_logs_a_food_and_reads_the_day(
    live_server: object, tmp_path: Path
) -> None:
    [example] = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text(), re.DOTALL
    )
    (tmp_path / "client.py").write_text(example)
    alice = make_person("alice", sex="F", birth_date="1990-05-10")
    make_foods()
    token = make_token(user=alice, name="T", scope=ApiToken.Scope.WRITE, lasts=None)

    run = subprocess.run(
        [sys.executable, tmp_path / "client.py", str(live_server), token, "2026-11-21"],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "Almonds 90 mg\n2026-11-21: 90 of 320 mg, below\n"
