"""From USDA's official files to the built-in table file."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nutrition.foods.loading import sr28
from nutrition.foods.loading.build_sr28 import (
    RELEASES,
    SOURCE,
    InputsDisagreeError,
    build,
    figures,
    main,
)
from nutrition.foods.loading.table_file import (
    AmountRow,
    BuiltinTable,
    CorrectionRow,
    DerivedRow,
    FoodRow,
    FoodTable,
    GroupRow,
    NutrientRow,
    PortionRow,
    RevisionRow,
    pack,
    unpack,
)

OFFICIAL_FILES = {
    "FD_GROUP.txt": "~1100~^~Vegetables and Vegetable Products~\r\n",
    "NUTR_DEF.txt": (
        "~304~^~mg~^~MG~^~Magnesium, Mg~^~0~^~5500~\r\n"
        "~317~^~µg~^~SE~^~Selenium, Se~^~1~^~6200~\r\n"
    ),
    "FOOD_DES.txt": (
        "~11233~^~1100~^~Kale,  raw~^~KALE,RAW~^~~^~~^~Y~^~Stem~^28^~Brassica \x91acephala\x92~"
        "^6.25^2.44^8.37^\r\n"
        "~09999~^~1100~^~Seaweed, dried~^~SEAWEED~^~nori~^~Sea & Co.~^~~^~~^^~~^^^^\r\n"
    ),
    "NUT_DATA.txt.gz": (
        "~09999~^~304~^2^0^^~4~^~BFZN~^~~^~~^^^^^^^~~^11/1976^\r\n"
        "~11233~^~203~^4.28^1^^~1~^~A~^~~^~~^1^^^^^^~~^08/2012^\r\n"
        "~11233~^~317~^0.9^0^^~7~^~Z~^~~^~~^^^^^^^~~^08/2012^\r\n"
        "~11233~^~304~^47^2^0.5^~6~^~JA~^~~^~~^2^^^^^^~~^08/2012^\r\n"
    ),
    "WEIGHT.txt": '~11233~^1^1^~cup  1" pieces~^16^3^\r\n~11233~^2^.5^~bunch~^100^^\r\n',
}
NUTRIENTS = (
    "fdc_id,number,unit,name\n1090,304,mg,Magnesium\n1103,317,µg,Selenium\n1100,314,µg,Iodine\n"
)
CORRECTIONS = "ndb,nutrient_nbr,sr28,sr_legacy,evidence\n"


@pytest.fixture
def food_data(tmp_path: Path) -> Path:
    """A folder like USDA's with two foods, and nutrients.csv for three nutrients."""
    folder = tmp_path / "sr28"
    folder.mkdir()
    for name, text in OFFICIAL_FILES.items():
        content = text.encode("iso-8859-1")
        (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    (tmp_path / "nutrients.csv").write_text(NUTRIENTS, encoding="utf-8")
    correct(tmp_path, "11233,304,47.0,33.0")
    return tmp_path


def correct(food_data: Path, *lines: str) -> None:
    rows = "".join(f"{line},made up\n" for line in lines)
    (food_data / "sr_legacy_corrections.csv").write_text(CORRECTIONS + rows, encoding="utf-8")


def built(food_data: Path) -> FoodTable:
    return build(food_data, food_data / "nutrients.csv")


def test_foods_keep_leading_zeros_and_lose_double_spaces(food_data: Path) -> None:
    foods = list(sr28.read_foods(food_data / "sr28"))

    assert foods == [
        FoodRow(
            "11233",
            "1100",
            "Kale, raw",
            "",
            "",
            "Brassica ‘acephala’",
            "28",
            "Stem",
            "2.44",
            "8.37",
            "",
        ),
        FoodRow("09999", "1100", "Seaweed, dried", "nori", "Sea & Co.", "", "", ""),
    ]


def test_a_sample_count_of_zero_is_no_count(food_data: Path) -> None:
    calculated, measured, *_ = sr28.read_amounts(food_data / "sr28")

    assert (calculated.samples, measured.samples) == ("", "1")


def test_portions_keep_the_amount_that_their_grams_are_for(food_data: Path) -> None:
    portions = list(sr28.read_portions(food_data / "sr28"))

    assert portions == [
        PortionRow("11233", "1", 'cup 1" pieces', "16"),
        PortionRow("11233", ".5", "bunch", "100"),
    ]


def test_a_line_with_too_few_fields_is_refused_with_its_place(food_data: Path) -> None:
    with (food_data / "sr28/FD_GROUP.txt").open("a") as groups:
        groups.write("~1200~\r\n")

    with pytest.raises(sr28.SR28FormatError, match=r"FD_GROUP.txt, line 2: 1 fields, not 2"):
        list(sr28.read_groups(food_data / "sr28"))


def test_the_table_has_the_listed_nutrients_in_the_order_of_foods_and_list(food_data: Path) -> None:
    table = built(food_data)

    assert table.amounts == [
        AmountRow("11233", "304", "47", "6", "2", "0.5", "08/2012"),
        AmountRow("11233", "317", "0.9", "7", "", "", "08/2012"),
        AmountRow("09999", "304", "2", "4", "", "", "11/1976"),
    ]


def test_a_nutrient_that_sr28_lacks_is_listed_without_a_name_of_sr28(food_data: Path) -> None:
    table = built(food_data)

    assert [nutrient.sr28_name for nutrient in table.nutrients] == [
        "Magnesium, Mg",
        "Selenium, Se",
        "",
    ]


def test_a_nutrient_in_another_unit_than_sr28s_is_refused(food_data: Path) -> None:
    (food_data / "nutrients.csv").write_text(
        NUTRIENTS.replace("317,µg", "317,mg"), encoding="utf-8"
    )

    with pytest.raises(InputsDisagreeError, match="nutrient 317"):
        built(food_data)


def test_a_correction_is_written_as_briefly_as_the_values(food_data: Path) -> None:
    table = built(food_data)

    assert table.corrections == [CorrectionRow("11233", "304", "33")]


def test_a_correction_may_fill_a_gap(food_data: Path) -> None:
    correct(food_data, "09999,317,,0.0")

    table = built(food_data)

    assert table.corrections == [CorrectionRow("09999", "317", "0")]


def test_corrections_of_unknown_foods_and_unlisted_nutrients_are_left_out(food_data: Path) -> None:
    correct(food_data, "01064,304,,9.0", "11233,401,,93.4")

    table = built(food_data)

    assert table.corrections == []


def test_what_follows_from_a_correction_is_derived_anew(food_data: Path) -> None:
    table = build(*folate_is_corrected(food_data))

    assert table.derived == [DerivedRow("11233", "432", "62"), DerivedRow("11233", "435", "62")]


def folate_is_corrected(food_data: Path) -> tuple[Path, Path]:
    """Kale with 141 µg of folate, all of it food folate, of which the later release makes 62."""
    lines = "".join(
        f"~11233~^~{number}~^{amount}^1^^~1~^~A~^~~^~~^1^^^^^^~~^08/2012^\r\n"
        for number, amount in (("417", 141), ("431", 0), ("432", 141), ("435", 141))
    )
    names = "".join(
        f"~{number}~^~µg~^~F~^~Folate~^~0~^~1~\r\n" for number in ("417", "431", "432", "435")
    )
    folder = food_data / "sr28"
    (folder / "NUT_DATA.txt.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "NUTR_DEF.txt").write_bytes(names.encode("iso-8859-1"))
    listed = "1177,417,µg,F\n1186,431,µg,F\n1187,432,µg,F\n1190,435,µg,F\n"
    (food_data / "nutrients.csv").write_text("fdc_id,number,unit,name\n" + listed, encoding="utf-8")
    correct(food_data, "11233,417,141.0,62.0")
    return food_data, food_data / "nutrients.csv"


@pytest.mark.parametrize("line", ["11233,304,48.0,33.0", "11233,304,,33.0", "09999,317,0.0,1.0"])
def test_a_correction_of_a_value_that_sr28_does_not_have_is_refused(
    food_data: Path, line: str
) -> None:
    correct(food_data, line)

    with pytest.raises(InputsDisagreeError, match="SR28 does not have"):
        built(food_data)


def test_building_twice_gives_the_same_bytes_and_prints_the_figures(
    food_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(food_data, food_data)
    first = (food_data / "sr28.json.xz").read_bytes()
    main(food_data, food_data)

    assert (food_data / "sr28.json.xz").read_bytes() == first
    printed = capsys.readouterr().out
    assert "| amounts | 3 |" in printed
    assert "| revisions | 3 |" in printed


def test_figures_state_size_and_sha256_of_each_file(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")

    text = figures(FoodTable(*[[] for _ in FoodTable._fields]), [tmp_path / "empty"])

    assert text.startswith(
        "| empty | 0 | `e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855` |"
    )


# Cells are what the reader gives: one line, single spaces.
cells = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=8)


@settings(max_examples=30, deadline=None)  # the strongest compression takes its time
@given(
    foods=st.lists(st.builds(FoodRow, *[cells] * len(FoodRow._fields)), max_size=4),
    portions=st.lists(st.builds(PortionRow, *[cells] * len(PortionRow._fields)), max_size=4),
    revisions=st.lists(
        st.builds(RevisionRow, st.integers(0, 2), *[cells] * (len(RevisionRow._fields) - 1)),
        max_size=4,
    ),
)
def test_what_is_packed_comes_out_again(
    foods: list[FoodRow], portions: list[PortionRow], revisions: list[RevisionRow]
) -> None:
    table = BuiltinTable(
        sources=[SOURCE],
        releases=RELEASES,
        groups=[GroupRow("1100", "Vegetables")],
        nutrients=[NutrientRow("1090", "304", "mg", "Magnesium", "Magnesium, Mg")],
        foods=foods,
        portions=portions,
        revisions=revisions,
    )

    assert unpack(pack(table)) == table
