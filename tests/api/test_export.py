import json

from accounts.models import User
from tests.api.programs import Program
from tests.builders import Foods, log
from tests.conftest import signed_in


def test_export_is_the_file_of_the_page(alice: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-21")
    log(alice, foods.mystery, grams="40", on="2026-11-21")

    response = Program(alice, scope="read").send("GET", "/export")

    answer, of_page = (
        json.loads(response.getvalue()),
        json.loads(signed_in(alice).get("/settings/export/magwise.json").getvalue()),
    )
    assert response.headers["Cache-Control"] == "private, no-store"
    assert len(answer["entries"]) == 2
    assert answer | {"exported_at": None} == of_page | {"exported_at": None}


def test_export_of_bob_has_nothing_of_alices(alice: User, bob: User, foods: Foods) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-21")

    answer = json.loads(Program(bob).send("GET", "/export").getvalue())

    assert answer["entries"] == []
    assert "alice" not in json.dumps(answer)
