from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from nutrition.diary.models import Dose, Water
from tests.api.programs import Program, fields, json_of

DAY = "2026-11-21"


def test_dose_as_the_label_says(program: Program) -> None:
    dose = program.make(
        "/doses", date=DAY, name="Glycinate", magnesium_mg="100", quantity="2", unit="tablet"
    )

    assert (dose["magnesium_mg"], dose["quantity"], dose["total_mg"], dose["form"]) == (
        "100",
        "2",
        "200",
        None,
    )
    assert program.get(f"/doses/{dose['id']}") == dose


def test_dose_of_a_salt_is_computed(program: Program) -> None:
    dose = program.make("/doses", date=DAY, form="magnesium oxide", compound_mg="500")

    assert (dose["name"], dose["compound_mg"], dose["magnesium_mg"]) == (
        "magnesium oxide",
        "500",
        "301.520941",
    )


@pytest.mark.parametrize(
    "spelt", ["Magnesium Oxide", " MAGNESIUM  oxide ", "Magnesium l-threonate"]
)
def test_salt_may_be_spelt_as_labels_spell_it(program: Program, spelt: str) -> None:
    dose = program.make("/doses", date=DAY, form=spelt, compound_mg="500")

    assert dose["form"] in ("magnesium oxide", "magnesium L-threonate")


def test_multi_keeps_its_other_nutrients(program: Program) -> None:
    dose = program.make(
        "/doses", date=DAY, name="Multi", magnesium_mg="0", nutrients={"401": "60.0"}
    )

    assert (dose["magnesium_mg"], dose["nutrients"]) == ("0", {"401": "60"})


@pytest.mark.parametrize(
    "said",
    [
        {"magnesium_mg": None},
        {"magnesium_mg": None, "nutrients": {"324": "5000"}},
        {"nutrients": {"324": "5000"}},
        {"magnesium_mg": None, "form": None, "compound_mg": None},
    ],
)
def test_magnesium_that_is_not_on_the_label_is_null_and_not_zero(
    program: Program, said: dict[str, Any]
) -> None:
    dose = program.make("/doses", date=DAY, name="D3", unit="softgel", **said)
    kept = json_of(program.send("PUT", "/products", {"name": "D3"} | said))
    again = program.make(f"/products/{kept['id']}/take", date=DAY)
    zero = program.make("/doses", date=DAY, name="Zinc", magnesium_mg="0")

    day = program.get(f"/days/{DAY}")
    magnesium = day["magnesium"]

    assert [(one["magnesium_mg"], one["total_mg"]) for one in (dose, again)] == [(None, None)] * 2
    assert (kept["magnesium_mg"], zero["magnesium_mg"], zero["total_mg"]) == (None, "0", "0")
    assert magnesium["unknown_supplements"] == ["D3", "D3"]
    assert (magnesium["total_mg"], magnesium["total_is_lower_bound"]) == ("0.000", False)


def test_day_with_only_a_vitamin_tablet_is_logged_and_has_no_magnesium(program: Program) -> None:
    program.make("/doses", date=DAY, name="Vitamin C", nutrients={"401": "60"})
    program.send("PUT", f"/days/{DAY}", {"status": "complete"})

    day, week = program.get(f"/days/{DAY}"), program.get("/weeks/2026-W47")
    trend = program.get(f"/trends?from={DAY}&to={DAY}")

    for told_day in (day["magnesium"], week["days"][5], trend["days"][0]):
        assert (told_day["total_mg"], told_day["comparison"], told_day["percent"]) == (
            None,
            "no_data",
            None,
        )
        assert told_day["unknown_supplements"] == ["Vitamin C"]
    assert day["status"] == week["days"][5]["status"] == trend["days"][0]["status"] == "complete"
    assert (week["days_logged"], trend["days_logged"], week["average_mg"]) == (1, 1, None)


def test_magnesium_goes_from_unknown_to_a_number_and_back(program: Program) -> None:
    dose = program.make("/doses", date=DAY, name="Pill", magnesium_mg=None)
    path = f"/doses/{dose['id']}"

    steps = [
        json_of(program.send("PATCH", path, sent))
        for sent in (
            {"quantity": "2"},
            {"magnesium_mg": "100"},
            {"name": "Tablet"},
            {"magnesium_mg": None},
            {"form": "magnesium oxide", "compound_mg": "400"},
            {"magnesium_mg": None},
            {"magnesium_mg": "0"},
        )
    ]

    assert [(step["magnesium_mg"], step["form"]) for step in steps] == [
        (None, None),
        ("100", None),
        ("100", None),
        (None, None),
        ("241.216753", "magnesium oxide"),
        (None, None),
        ("0", None),
    ]


def test_unknown_that_is_sent_again_logs_once(program: Program) -> None:
    sent = {"client_id": str(uuid4()), "date": DAY, "name": "D3", "magnesium_mg": None}

    answers = [program.send("POST", "/doses", sent) for _ in range(2)]
    zero = program.send("POST", "/doses", sent | {"magnesium_mg": "0"})

    assert [answer.status_code for answer in answers] == [201, 200]
    assert json_of(answers[0])["id"] == json_of(answers[1])["id"]
    assert zero.status_code == 409


def test_magnesium_that_nobody_mentioned_is_asked_for(program: Program) -> None:
    response = program.send("POST", "/doses", {"date": DAY, "name": "Pill"})

    assert (response.status_code, fields(response)) == (422, ["magnesium_mg"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"magnesium_mg": ""}, "magnesium_mg"),
        ({"magnesium_mg": "-1"}, "magnesium_mg"),
        ({"magnesium_mg": "NaN"}, "magnesium_mg"),
        ({"magnesium_mg": "٣"}, "magnesium_mg"),
        ({"magnesium_mg": False}, "magnesium_mg"),
        ({"magnesium_mg": None, "compound_mg": "500"}, "form"),
        ({"magnesium_mg": "10000.000001"}, "magnesium_mg"),
        ({"magnesium_mg": "200", "quantity": "51"}, "quantity"),
        ({"quantity": "0"}, "quantity"),
        ({"name": None}, "name"),
        ({"form": "magnesium oxide"}, "compound_mg"),
        ({"compound_mg": "500"}, "form"),
        ({"form": "magnesium oxide", "compound_mg": "500"}, "compound_mg"),
        ({"form": "kryptonite", "compound_mg": "500", "magnesium_mg": None}, "form"),
        ({"unit": "x" * 41}, "unit"),
        ({"unit": "\0"}, "body"),
        ({"nutrients": {"999": "1"}}, "nutrients.999"),
        ({"nutrients": {"401": "-1"}}, "nutrients.401"),
        ({"nutrients": {"401": 1}}, "nutrients.401"),
        ({"nutrients": []}, "nutrients"),
        ({"nutrients": {"435": "100", "431": "100"}}, "nutrients.431"),
    ],
)
def test_bad_label_is_refused_by_the_name_of_its_field(
    program: Program, wrong: dict[str, Any], field: str
) -> None:
    response = program.send(
        "POST", "/doses", {"date": DAY, "name": "Pill", "magnesium_mg": "100"} | wrong
    )

    assert (response.status_code, fields(response)) == (422, [field])
    assert not Dose.objects.exists()


def test_change_of_a_dose_keeps_the_rest(program: Program) -> None:
    dose = program.make("/doses", date=DAY, form="magnesium oxide", compound_mg="500", time="08:00")
    path = f"/doses/{dose['id']}"

    more = json_of(program.send("PATCH", path, {"quantity": "2"}))
    heavier = json_of(program.send("PATCH", path, {"compound_mg": "1000"}))
    plain = json_of(program.send("PATCH", path, {"magnesium_mg": "120", "time": None}))

    assert {key for key in dose if dose[key] != more[key]} == {"quantity", "total_mg", "updated_at"}
    assert (heavier["magnesium_mg"], heavier["form"]) == ("603.041882", "magnesium oxide")
    assert (plain["magnesium_mg"], plain["form"], plain["compound_mg"], plain["time"]) == (
        "120",
        None,
        None,
        None,
    )


def test_same_client_id_logs_once(program: Program) -> None:
    dose = {"client_id": str(uuid4()), "date": DAY, "name": "Pill", "magnesium_mg": "100"}
    water = {"client_id": dose["client_id"], "date": DAY, "litres": "1", "mg_per_litre": "24"}

    doses = [program.send("POST", "/doses", dose).status_code for _ in range(2)]
    waters = [program.send("POST", "/waters", water).status_code for _ in range(2)]
    others = [
        program.send("POST", "/doses", dose | {"quantity": "2"}),
        program.send("POST", "/waters", water | {"litres": "2"}),
    ]

    assert (doses, waters) == ([201, 200], [201, 200])
    assert [response.status_code for response in others] == [409, 409]
    assert (Dose.objects.count(), Water.objects.count()) == (1, 1)


def test_kept_supplement_is_logged_with_one_request(program: Program) -> None:
    kept = json_of(
        program.send(
            "PUT", "/products", {"name": "Citrate", "magnesium_mg": "150", "quantity": "2"}
        )
    )

    dose = program.make(f"/products/{kept['id']}/take", date=DAY)
    names = [product["name"] for product in program.get("/products")["items"]]
    forgotten = program.send("DELETE", f"/products/{kept['id']}").status_code

    assert dose["total_mg"] == "300"
    assert (names, forgotten) == (["Citrate"], 204)
    assert program.get("/products")["items"] == []


@pytest.mark.parametrize("kind", ["doses", "waters"])
def test_deleted_things_can_be_restored(program: Program, alice: User, kind: str) -> None:
    body = {
        "doses": {"name": "Pill", "magnesium_mg": "100"},
        "waters": {"litres": "1", "mg_per_litre": "24"},
    }[kind]
    made = program.make(f"/{kind}", date=DAY, **body)
    path = f"/{kind}/{made['id']}"

    gone = [program.send("DELETE", path).status_code, program.send("GET", path).status_code]
    deleted = [row["id"] for row in program.get(f"/{kind}?deleted=true")["items"]]
    changed = program.get(f"/{kind}?updated_since={made['updated_at']}")["items"]
    restored = json_of(program.send("POST", f"{path}/restore"))

    assert gone == [204, 404]
    assert deleted == [made["id"]]
    assert changed[0]["deleted_at"] is not None
    assert {key for key in made if made[key] != restored[key]} == {"updated_at"}
