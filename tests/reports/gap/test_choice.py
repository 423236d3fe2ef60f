"""Which foods are named when magnesium is missing: real choices among invented foods."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from accounts.ids import new_id
from nutrition.foods.keys import FoodKey
from nutrition.foods.servings import Serving
from nutrition.reports.gap.choice import (
    MOST_OWN,
    MOST_SUGGESTIONS,
    GapCandidate,
    Suggestion,
    choose_suggestions,
    serving_in_grams,
)

TARGET = Decimal(320)
OWN, PORTION = new_id(), new_id()


def food(
    food_id: int,
    *,
    group: str,
    mg: str,
    grams: str = "100",
    kcal: str | None = "100",
    times: int = 0,
    rank: int = 0,
) -> GapCandidate:
    """`mg` and `kcal` in 100 g, one serving of `grams`."""
    weight = Decimal(grams)
    servings = (serving_in_grams(weight, f"{grams} g"),)
    energy = None if kcal is None else Decimal(kcal)
    return GapCandidate(
        food_id, f"Food {food_id}", group, servings, Decimal(mg), energy, times, rank
    )


def chosen(
    *foods: GapCandidate,
    missing: str = "106",
    target: Decimal = TARGET,
    groups_eaten: tuple[str, ...] = (),
) -> list[FoodKey]:
    return [
        food.food_id
        for food in choose_suggestions(
            foods, missing_mg=Decimal(missing), target_mg=target, groups_eaten=groups_eaten
        )
    ]


def test_own_foods_come_first_those_that_add_most_before_others() -> None:
    new = food(1, group="seeds", mg="150")
    rarely, often = (
        food(2, group="nuts", mg="80", times=1),
        food(3, group="greens", mg="40", times=9),
    )

    assert chosen(new, rarely, often) == [2, 3, 1]


def test_new_foods_of_the_groups_somebody_eats_come_before_others() -> None:
    assert chosen(
        food(1, group="seeds", mg="150"), food(2, group="beans", mg="40"), groups_eaten=("beans",)
    ) == [2, 1]


def test_there_is_one_of_a_group() -> None:
    seeds = [food(number, group="seeds", mg=str(150 - number)) for number in range(1, 6)]

    assert chosen(*seeds, food(9, group="beans", mg="30")) == [1, 9]


def test_an_own_food_takes_the_place_of_its_group() -> None:
    assert chosen(food(1, group="seeds", mg="150"), food(2, group="seeds", mg="60", times=2)) == [2]


def test_there_are_at_most_five_and_three_of_them_own() -> None:
    own = [food(number, group=f"own {number}", mg="60", times=1) for number in range(1, 8)]
    new = [food(number, group=f"new {number}", mg="60") for number in range(11, 18)]

    assert chosen(*own, *new) == [1, 2, 3, 11, 12]


def test_more_than_what_is_missing_is_no_better_than_all_of_it() -> None:
    common, rare = (
        food(1, group="beans", mg="60", rank=10),
        food(2, group="seeds", mg="160", rank=300),
    )

    assert chosen(common, rare, missing="50") == [1, 2]
    assert chosen(common, rare, missing="150") == [2, 1]


def test_a_serving_is_never_above_the_whole_target_and_exactly_all_of_it_is_not_above() -> None:
    assert chosen(food(1, group="seeds", mg="320"), missing="320") == [1]
    assert chosen(food(1, group="seeds", mg="320.001"), missing="320") == []


def test_the_next_serving_is_taken_when_the_usual_one_does_not_fit() -> None:
    cup, ounce = serving_in_grams(Decimal(118), "1 cup"), serving_in_grams(Decimal("28.35"), "1 oz")
    seeds = GapCandidate(
        1, "Pumpkin seeds", "seeds", (cup, ounce), Decimal(550), Decimal(574), times=3
    )

    (found,) = choose_suggestions(
        [seeds], missing_mg=Decimal(106), target_mg=TARGET, groups_eaten=()
    )

    assert found.serving.words == "1 oz"
    assert found.mg == Decimal("155.925")
    assert found.kcal == Decimal("162.729")


def test_a_spoonful_that_gives_next_to_nothing_is_not_worth_a_line() -> None:
    assert chosen(food(1, group="grains", mg="15.999")) == []
    assert chosen(food(1, group="grains", mg="16")) == [1]


def test_a_food_with_less_magnesium_for_its_energy_than_the_day_needs_does_not_close_a_gap() -> (
    None
):
    # 320 mg in 2,000 kcal are 16 mg in 100 kcal.
    assert chosen(food(1, group="meat", mg="32", kcal="201")) == []
    assert chosen(food(1, group="meat", mg="32", kcal="200")) == [1]


def test_unknown_energy_is_not_0_and_not_too_much() -> None:
    (found,) = choose_suggestions(
        [food(1, group="own", mg="50", kcal=None, times=1)],
        missing_mg=Decimal(50),
        target_mg=TARGET,
        groups_eaten=(),
    )

    assert found.kcal is None


def test_nothing_is_named_when_nothing_is_missing() -> None:
    assert chosen(food(1, group="seeds", mg="150"), missing="0") == []


def test_an_own_food_is_named_with_exactly_what_its_label_says() -> None:
    cup = Serving(PORTION, Fraction(1, 2), Decimal(60), "½ cup")
    bar = Serving(PORTION, Fraction(3, 2), None, "1½ bars")
    oats = GapCandidate(
        OWN, "Oats", "own", (cup,), Decimal(320), Decimal(450), 2, basis=Decimal(120)
    )
    bars = GapCandidate(OWN, "Bar", "own", (bar,), Decimal(80), Decimal(220), 2, basis=None)

    for candidate, mg, kcal, amount in ((oats, 160, 225, "1/2"), (bars, 120, 330, "3/2")):
        (found,) = choose_suggestions(
            [candidate], missing_mg=Decimal(300), target_mg=TARGET, groups_eaten=()
        )
        assert (found.mg, found.kcal) == (mg, kcal)
        assert found.pick == f"own:{OWN}:own:{PORTION}:{amount}"


def test_an_own_food_that_gives_as_much_as_a_shared_one_comes_after_it() -> None:
    own = GapCandidate(OWN, "Bar", "own", food(1, group="", mg="0").servings, Decimal(60), None, 1)

    assert chosen(own, food(2, group="nuts", mg="60", times=1)) == [2, OWN]


def test_a_pick_is_exact() -> None:
    third = Serving(7, Fraction(1, 3), Decimal("47.333"), "⅓ cup")
    by_portion = Suggestion(5, "Rice", "grains", third, Decimal(20), None, 0, 0)
    by_weight = Suggestion(
        5, "Rice", "grains", serving_in_grams(Decimal("47.5"), "47.5 g"), Decimal(20), None, 0, 0
    )

    assert by_portion.pick == "5:7:1/3"
    assert by_weight.pick == "5:g:95/2"


@given(
    st.lists(
        st.builds(
            food,
            st.integers(1, 9999),
            group=st.sampled_from(["seeds", "nuts", "beans", "greens", "fish", "own"]),
            mg=st.decimals("0", "700", places=2).map(str),
            grams=st.decimals("0.1", "500", places=1).map(str),
            kcal=st.none() | st.decimals("0", "900", places=1).map(str),
            times=st.integers(0, 20),
        ),
        max_size=40,
        unique_by=lambda candidate: candidate.food_id,
    ),
    st.decimals("0.001", "500", places=3),
    st.decimals("30", "500", places=1),
)
def test_whatever_the_foods_the_rules_hold(
    foods: list[GapCandidate], missing: Decimal, target: Decimal
) -> None:
    found = choose_suggestions(foods, missing_mg=missing, target_mg=target, groups_eaten=("nuts",))

    assert len(found) <= MOST_SUGGESTIONS
    assert sum(food.times > 0 for food in found) <= MOST_OWN
    assert len({food.group for food in found}) == len(found)
    assert all(target / 20 <= food.mg <= target for food in found)
    assert [food.times > 0 for food in found] == sorted(
        (food.times > 0 for food in found), reverse=True
    )
