import pytest

from tests.api.programs import Program, fields, json_of

DAY = "2026-11-21"


def test_water_counts_its_litres(program: Program) -> None:
    water = program.make("/waters", date=DAY, litres="1.5", mg_per_litre="24")
    changed = json_of(program.send("PATCH", f"/waters/{water['id']}", {"litres": "2"}))

    assert (water["magnesium_mg"], changed["magnesium_mg"], changed["mg_per_litre"]) == (
        "36",
        "48",
        "24",
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"litres": "20.5"}, "litres"),
        ({"litres": "0"}, "litres"),
        ({"mg_per_litre": "2001"}, "mg_per_litre"),
    ],
)
def test_absurd_water_is_refused(program: Program, wrong: dict[str, str], field: str) -> None:
    response = program.send(
        "POST", "/waters", {"date": DAY, "litres": "1", "mg_per_litre": "24"} | wrong
    )

    assert (response.status_code, fields(response)) == (422, [field])
