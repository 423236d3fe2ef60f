"""Loading the built-in table into the database."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from nutrition.foods.loading.build_sr28 import RELEASES, SOURCE
from nutrition.foods.loading.builtin import LoadCounts, load_builtin
from nutrition.foods.loading.bulk import insert_rows
from nutrition.foods.loading.editions import BrokenLawsError, builtin_table
from nutrition.foods.loading.table_file import (
    AmountRow,
    CorrectionRow,
    DerivedRow,
    FoodRow,
    FoodTable,
    GroupRow,
    NutrientRow,
    PortionRow,
    pack,
)
from nutrition.foods.models import (
    Food,
    FoodCategory,
    FoodRevision,
    Quality,
    Release,
    Source,
)
from nutrition.foods.values import KnownValue, read_values
from tests.builders import make_food

pytestmark = pytest.mark.django_db

TABLE = FoodTable(
    sources=[SOURCE],
    releases=RELEASES,
    groups=[GroupRow("1100", "Vegetables")],
    nutrients=[
        NutrientRow("1090", "304", "mg", "Magnesium", ""),
        NutrientRow("1103", "317", "µg", "Selenium", ""),
    ],
    foods=[
        FoodRow(
            "00011", "1100", "Kale, raw", "borecole", "", "Brassica oleracea", "28", "Stem ends"
        ),
        FoodRow("00012", "1100", "Spinach, raw", "", "Green & Co.", "", "", ""),
    ],
    portions=[
        PortionRow("00011", "1", "cup", "16"),
        PortionRow("00011", ".5", r"bunch\leaf", "100.5"),
    ],
    amounts=[
        AmountRow("00011", "304", "47", "6", "2", "0.5", "08/2012"),
        AmountRow("00011", "317", "0.9", "7", "", "", ""),
        AmountRow("00012", "304", "0", "1", "", "", "08/2012"),
    ],
    corrections=[CorrectionRow("00011", "304", "33")],
    derived=[],
)


def load(folder: Path, table: FoodTable = TABLE) -> LoadCounts:
    path = folder / "table.xz"
    path.write_bytes(pack(builtin_table(table)))
    return load_builtin(path=path)


def kale() -> Food:
    return Food.objects.get(source_ref="00011")


def magnesium_of(revision: FoodRevision | None) -> tuple[Decimal, int]:
    assert revision
    amount, quality = revision.amounts["304"]
    assert revision.mg_per_100g == Decimal(amount)
    return Decimal(amount), quality


def correct_by_hand(food: Food, curator: User) -> FoodRevision:
    made = FoodRevision.objects.create(
        food=food,
        number=food.revisions.count() + 1,
        made_by=curator,
        made_at=timezone.now(),
        reason="Label",
    )
    food.current = made
    food.save()
    return made


def test_a_food_is_loaded_with_all_its_fields(tmp_path: Path) -> None:
    load(tmp_path)

    food = kale()
    assert food.source.code == "SR28"
    assert (food.name, food.scientific_name) == ("Kale, raw", "Brassica oleracea")
    assert "borecole" in food.synonyms
    assert food.category == FoodCategory(code="1100")
    assert food.state == Food.State.ACTIVE


def test_counts_say_what_was_added(tmp_path: Path) -> None:
    loaded = load(tmp_path)

    assert loaded == LoadCounts(releases=3, foods=2, portions=2, revisions=3)


def test_portions_keep_their_order_and_amount(tmp_path: Path) -> None:
    load(tmp_path)

    portions = [
        (portion.position, str(portion), portion.grams) for portion in kale().portions.all()
    ]
    assert portions == [(1, "1 cup", Decimal(16)), (2, r"0.5 bunch\leaf", Decimal("100.5"))]


def test_a_value_is_loaded_with_how_it_came_about(tmp_path: Path) -> None:
    load(tmp_path)

    revision = kale().revisions.get(number=1)
    assert read_values(revision.amounts, revision.details)["304"] == KnownValue(
        Decimal(47), Quality.AGGREGATED_ANALYTICAL, 2, Decimal("0.5"), date(2012, 8, 1)
    )


def test_a_missing_value_is_absent_and_zero_is_zero(tmp_path: Path) -> None:
    load(tmp_path)

    revision = FoodRevision.objects.get(food__source_ref="00012")
    assert revision.amounts == {"304": ["0", Quality.ANALYTICAL]}
    assert (revision.mg_per_100g, revision.kcal_per_100g) == (0, None)


def test_a_corrected_food_has_a_second_revision_with_all_its_values(tmp_path: Path) -> None:
    load(tmp_path)

    first, second = kale().revisions.all()
    assert (magnesium_of(first), magnesium_of(second)) == ((47, 6), (33, Quality.LATER_RELEASE))
    assert second.amounts["317"] == ["0.9", Quality.ASSUMED_ZERO]
    assert kale().current == second


def test_a_food_without_corrections_stays_at_its_first_revision(tmp_path: Path) -> None:
    load(tmp_path)

    spinach = Food.objects.get(source_ref="00012")
    assert spinach.current == spinach.revisions.get()


def test_a_food_without_any_value_can_be_logged_too(tmp_path: Path) -> None:
    load(tmp_path, TABLE._replace(amounts=[], corrections=[]))

    revision = kale().current
    assert revision is not None
    assert revision.amounts == revision.details == {}


ANOTHER_GROUP = TABLE._replace(
    groups=[*TABLE.groups, GroupRow("0900", "Fruits")],
    foods=[
        *TABLE.foods,
        FoodRow("00013", "1100", "Chicory, raw", "", "", "", "", ""),
        FoodRow("00014", "0900", "Medlar, raw", "", "", "", "", ""),
    ],
)


def bounds() -> dict[str, list[Decimal | None]]:
    found: dict[str, list[Decimal | None]] = {}
    for ref, bound in FoodRevision.objects.order_by("number").values_list(
        "food__source_ref", "magnesium_at_most"
    ):
        found.setdefault(ref, []).append(bound)
    return found


def test_a_food_of_unknown_magnesium_has_at_most_what_the_richest_have_with_later_values(
    tmp_path: Path,
) -> None:
    load(tmp_path, ANOTHER_GROUP)

    assert bounds() == {
        "00011": [None, None],
        "00012": [None],
        "00013": [Decimal(33)],
        "00014": [Decimal(33)],
    }
    assert list(FoodCategory.objects.values_list("code", "magnesium_p95")) == [
        ("0900", None),
        ("1100", 33),
    ]
    assert kale().source.magnesium_p95 == 33


def test_a_database_of_an_earlier_version_gets_the_bounds_once(tmp_path: Path) -> None:
    load(tmp_path, ANOTHER_GROUP)
    added = make_food("Grandma's stew", magnesium=None)
    FoodRevision.objects.update(magnesium_at_most=None)  # as its migration left them
    FoodCategory.objects.update(magnesium_p95=None)
    Source.objects.update(magnesium_p95=None)

    loaded = load(tmp_path, ANOTHER_GROUP)

    assert loaded == LoadCounts()
    assert bounds() == {
        "00011": [None, None],
        "00012": [None],
        "00013": [Decimal(33)],
        "00014": [Decimal(33)],
        added.source_ref: [Decimal(33)],
    }
    with CaptureQueriesContext(connection) as statements:
        load(tmp_path, ANOTHER_GROUP)
    assert len(statements) == 1


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path)
    before = [
        list(model.objects.order_by("pk").values()) for model in (Food, FoodRevision, Release)
    ]

    loaded = load(tmp_path)

    assert loaded == LoadCounts()
    after = [list(model.objects.order_by("pk").values()) for model in (Food, FoodRevision, Release)]
    assert after == before


def test_another_build_of_a_loaded_release_changes_no_values(tmp_path: Path) -> None:
    load(tmp_path)

    loaded = load(
        tmp_path, TABLE._replace(amounts=[AmountRow("00011", "304", "48", "6", "", "", "")])
    )

    assert loaded == LoadCounts()
    assert magnesium_of(kale().revisions.get(number=1)) == (47, 6)


def test_a_curators_value_stays_when_a_release_comes_later(tmp_path: Path, admin: User) -> None:
    load(tmp_path, TABLE._replace(releases=[RELEASES[0]] * 3))
    by_hand = correct_by_hand(kale(), admin)

    load(tmp_path)

    food = kale()
    assert food.current == by_hand
    assert [revision.release and revision.release.name for revision in food.revisions.all()] == [
        RELEASES[0].name,
        None,
        RELEASES[1].name,
    ]


def test_a_deleted_food_does_not_come_back_with_a_later_release(tmp_path: Path) -> None:
    load(tmp_path, TABLE._replace(releases=[RELEASES[0]] * 3))
    Food.objects.filter(source_ref="00011").update(current=None)
    FoodRevision.objects.filter(food__source_ref="00011").delete()
    Food.objects.filter(source_ref="00011").delete()

    load(tmp_path)

    assert list(Food.objects.values_list("source_ref", flat=True)) == ["00012"]


DERIVED = TABLE._replace(derived=[DerivedRow("00011", "317", "")])


def test_values_derived_anew_are_a_revision_of_their_own(tmp_path: Path) -> None:
    load(tmp_path, DERIVED._replace(derived=[DerivedRow("00011", "317", "0.8")]))

    *_, second, third = kale().revisions.all()
    assert third.amounts == {
        "304": ["33", Quality.LATER_RELEASE],
        "317": ["0.8", Quality.DERIVED],
    }
    assert second.amounts["317"] == ["0.9", Quality.ASSUMED_ZERO]
    assert kale().current == third


def test_a_value_that_no_longer_fits_is_unknown_from_then_on(tmp_path: Path) -> None:
    load(tmp_path, DERIVED)

    *_, third = kale().revisions.all()
    assert list(third.amounts) == ["304"]


def test_a_database_with_the_first_two_releases_gets_the_third_and_keeps_what_it_has(
    tmp_path: Path,
) -> None:
    load(tmp_path, TABLE._replace(releases=[*RELEASES[:2], RELEASES[0]]))
    before = list(FoodRevision.objects.order_by("pk").values())

    loaded = load(tmp_path, DERIVED)

    assert loaded == LoadCounts(releases=1, revisions=1)
    assert list(FoodRevision.objects.filter(number__lt=3).order_by("pk").values()) == before
    assert load(tmp_path, DERIVED) == LoadCounts()


ENERGY = TABLE._replace(
    nutrients=[
        *TABLE.nutrients,
        *(
            NutrientRow(f"{fdc}", sr, "g", sr, "")
            for fdc, sr in ((1008, "208"), (1003, "203"), (1004, "204"), (1005, "205"))
        ),
    ],
    amounts=[
        AmountRow("00012", number, amount, "1", "", "", "")
        for number, amount in (("208", "119"), ("203", "10"), ("204", "5"), ("205", "10"))
    ],
    corrections=[CorrectionRow("00012", "204", "9")],
)


def test_a_food_whose_values_contradict_each_other_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(BrokenLawsError, match=r"00012 Spinach, raw: energy, 119 kcal"):
        load(tmp_path, ENERGY)

    assert not Food.objects.exists()


def test_it_is_loaded_with_the_value_derived_anew(tmp_path: Path) -> None:
    load(tmp_path, ENERGY._replace(derived=[DerivedRow("00012", "208", "161")]))

    assert Food.objects.count() == 2


def test_a_broken_table_loads_nothing(tmp_path: Path) -> None:
    table = builtin_table(TABLE)
    *rows, last = table.revisions
    path = tmp_path / "table.xz"
    path.write_bytes(pack(table._replace(revisions=[*rows, last._replace(magnesium="0.000001")])))

    with pytest.raises(ValueError, match=r"0\.000001 has more than 5 decimal places"):
        load_builtin(path=path)

    assert not Food.objects.exists()
    assert not Release.objects.exists()


def test_more_rows_than_fit_into_a_statement_are_all_written() -> None:
    heard: list[int] = []

    written = insert_rows(
        FoodCategory, ["code", "name"], ((str(n), "a\tb\\N\n") for n in range(20_001)), heard.append
    )

    assert (written, heard) == (20_001, [20_000, 20_001])
    assert FoodCategory.objects.filter(name="a\tb\\N\n").count() == 20_001


def test_the_command_tells_what_it_did_and_that_there_is_nothing_left(
    food_table: None, db: None
) -> None:
    output = StringIO()

    call_command("load_foods", stdout=output)

    assert output.getvalue() == "Nothing to do: the built-in food table is loaded.\n"


def test_each_food_of_the_built_in_table_has_a_magnesium_value_or_a_bound(
    food_table: None, db: None
) -> None:
    known = Q(mg_per_100g__isnull=False)

    revisions = FoodRevision.objects.filter(food__source__code="SR28")

    assert not revisions.filter(known, magnesium_at_most__isnull=False).exists()
    assert (
        revisions.filter(~known, magnesium_at_most__gt=0).count()
        == revisions.filter(~known).count()
        > 700
    )


def test_the_built_in_table_gives_kale_two_revisions_of_usda_and_one_derived_from_them(
    food_table: None, db: None
) -> None:
    revisions = Food.objects.get(source__code="SR28", source_ref="11233").revisions.all()

    assert [magnesium_of(revision)[0] for revision in revisions] == [47, 33, 33]
    assert [revision.release for revision in revisions] == list(Release.objects.order_by("pk"))
    assert Food.objects.filter(source__code="SR28").count() == 8_789
