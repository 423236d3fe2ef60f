"""Weighing what was typed. The portions are rows of SR28's WEIGHT.txt."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutrition.diary.amounts import Amount
from nutrition.diary.quickadd.matches import AmountMatch, LastAmount
from nutrition.diary.quickadd.matching import choose_amount, usual_amount
from nutrition.diary.quickadd.parser import parse_line
from nutrition.foods.keys import FoodKey


@dataclass(frozen=True)
class Portion:
    id: int
    amount: Decimal
    unit: str
    grams: Decimal | None


def portions(*rows: str) -> tuple[Portion, ...]:
    """From "1 cup, sliced = 150"; ids count from 1."""
    made = []
    for number, row in enumerate(rows, 1):
        measure, _, grams = row.rpartition(" = ")
        amount, _, unit = measure.partition(" ")
        made.append(Portion(number, Decimal(amount), unit, Decimal(grams)))
    return tuple(made)


EGG = "Egg, whole, raw, fresh"
BANANA = "Bananas, raw"
ALMONDS = "Nuts, almonds"
SPINACH = "Spinach, raw"
WHITE_BREAD = "Bread, white, commercially prepared (includes soft bread crumbs)"
MILK = "Milk, reduced fat, fluid, 2% milkfat, with added vitamin A and vitamin D"
TOMATO = "Tomatoes, red, ripe, raw, year round average"
CHICKEN = "Chicken, broilers or fryers, breast, meat only, cooked, roasted"
PEPITAS = "Seeds, pumpkin and squash seed kernels, dried"
GARLIC = "Garlic, raw"
WINE = "Alcoholic beverage, wine, table, red"
SALMON = "Fish, salmon, Atlantic, farmed, cooked, dry heat"
CASHEWS = "Nuts, cashew nuts, raw"
WALNUTS = "Nuts, walnuts, english"
MACADAMIAS = "Nuts, macadamia nuts, raw"
COUSCOUS = "Couscous, cooked"
CHIPS = "Snacks, potato chips, plain, salted"
DARK_CHOCOLATE = "Chocolate, dark, 70-85% cacao solids"
FISH_STICKS = "Fish, fish sticks, frozen, prepared"
OLIVE_OIL = "Oil, olive, salad or cooking"
TABLE = {
    EGG: portions(
        "1 large = 50",
        "1 extra large = 56",
        "1 jumbo = 63",
        "1 cup (4.86 large eggs) = 243",
        "1 medium = 44",
        "1 small = 38",
    ),
    BANANA: portions(
        "1 cup, mashed = 225",
        "1 cup, sliced = 150",
        '1 extra small (less than 6" long) = 81',
        '1 small (6" to 6-7/8" long) = 101',
        '1 medium (7" to 7-7/8" long) = 118',
        '1 large (8" to 8-7/8" long) = 136',
        '1 extra large (9" or longer) = 152',
        "1 NLEA serving = 126",
    ),
    ALMONDS: portions(
        "1 cup, whole = 143",
        "1 cup, sliced = 92",
        "1 cup, slivered = 108",
        "1 cup, ground = 95",
        "1 oz (23 whole kernels) = 28.35",
        "1 almond = 1.2",
    ),
    SPINACH: portions("1 cup = 30", "1 bunch = 340", "1 leaf = 10", "1 package (10 oz) = 284"),
    WHITE_BREAD: portions(
        "1 slice = 29",
        "1 oz = 28.35",
        "1 cup, crumbs = 45",
        "1 cup, cubes = 35",
        "1 slice, large = 30",
        "1 slice = 25",
        "1 slice crust not eaten = 12",
        "1 slice, thin = 20",
        "1 slice, very thin = 15",
    ),
    MILK: portions("1 cup = 244", "1 fl oz = 30.5", "1 quart = 976"),
    TOMATO: portions(
        "1 cup cherry tomatoes = 149",
        "1 cup, chopped or sliced = 180",
        "1 Italian tomato = 62",
        "1 cherry = 17",
        '1 large whole (3" dia) = 182',
        '1 medium whole (2-3/5" dia) = 123',
        '1 slice, medium (1/4" thick) = 20',
        "1 plum tomato = 62",
        '1 small whole (2-2/5" dia) = 91',
        '1 slice, thick/large (1/2" thick) = 27',
    ),
    CHICKEN: portions(
        "1 cup, chopped or diced = 140",
        "1 unit (yield from 1 lb ready-to-cook chicken) = 52",
        "0.5 breast, bone and skin removed = 86",
    ),
    PEPITAS: portions("1 cup = 129", "1 oz = 28.35"),
    GARLIC: portions("1 cup = 136", "1 tsp = 2.8", "1 clove = 3", "3 cloves = 9"),
    WINE: portions("1 fl oz = 29.4", "1 serving (5 fl oz) = 147"),
    SALMON: portions("3 oz = 85", "0.5 fillet = 178"),
    OLIVE_OIL: portions("1 tablespoon = 13.5", "1 cup = 216", "1 tsp = 4.5"),
    "Mangos, raw": portions("1 cup pieces = 165", "1 fruit without refuse = 336"),
    "Corn, sweet, yellow, cooked, boiled, drained, without salt": portions(
        "1 baby ear = 8",
        '1 ear large (7-3/4" to 9" long) = 118',
        '1 ear medium (6-3/4" to 7-1/2" long) = 103',
    ),
    "Cereals, oats, cooked": portions("1 cup = 234", "1 tbsp = 14.6", "0.75 cup = 175"),
    "Honey": portions("1 cup = 339", "1 tbsp = 21", "1 packet (0.5 oz) = 14"),
    "Wheat flakes": portions("0.75 cup (1 NLEA serving) = 28"),
    "Crackers, saltines": portions(
        "5 crackers = 14.9", "1 cup, crushed = 70", "1 cracker, round large = 10"
    ),
    CASHEWS: portions("1 oz = 28.35"),
    WALNUTS: portions("1 cup, in shell, edible yield (7 nuts) = 28", "1 oz (14 halves) = 28.35"),
    MACADAMIAS: portions("1 oz (10-12 kernels) = 28.35"),
    "Ice creams, vanilla": portions("1 serving 1/2 cup = 66"),
    "Chocolate-flavored hazelnut spread": portions("1 serving 2 TBSP = 37"),
    COUSCOUS: portions("1 cup, dry, yields = 528", "1 cup, cooked = 157"),
    CHIPS: portions("1 oz = 28.35", "22 chips = 28", "1 bag (8 oz) = 227"),
    "Bread, french or vienna (includes sourdough)": portions("1 slice = 139"),
    DARK_CHOCOLATE: portions("1 oz = 28.35", "1 bar = 101"),
    "Water, bottled, generic": portions("1 fl oz = 29.6", "1 cup = 237"),
    "Beans, baked, canned, plain or vegetarian": portions("1 cup = 254"),
    FISH_STICKS: portions('1 piece (4" x 2" x 1/2") = 57', '1 stick (4" x 1" x 1/2") = 28'),
    "A food without portions": (),
}


def match(text: str, food: str, **given: object) -> AmountMatch:
    (item,) = parse_line(text).items
    return choose_amount(item, TABLE[food], food_name=food, **given)


@pytest.mark.parametrize(
    ("text", "food", "grams", "rows"),
    [
        ("30 g almonds", ALMONDS, "30", None),
        ("2 oz almonds", ALMONDS, "56.699", None),
        ("2 eggs", EGG, "100", "2"),
        ("2 small eggs", EGG, "76", "2"),
        ("1 egg, extra large", EGG, "56", "1"),
        ("egg", EGG, "50", "1"),
        ("1 banana", BANANA, "118", "1"),
        ("half banana", BANANA, "59", "0.5"),
        ("large banana", BANANA, "136", "1"),
        ("1 cup sliced banana", BANANA, "150", "1"),
        ("1 cup mashed banana", BANANA, "225", "1"),
        ("1 cup banana", BANANA, "150", "1"),
        ("1/4 cup almonds", ALMONDS, "35.75", "0.25"),
        ("10 almonds", ALMONDS, "12", "10"),
        ("handful of almonds", ALMONDS, "28.35", "1"),
        ("1 cup spinach", SPINACH, "30", "1"),
        ("2 x toast", WHITE_BREAD, "58", "2"),
        ("2 slices of bread", WHITE_BREAD, "58", "2"),
        ("200 ml milk", MILK, "206.266", None),
        ("1 tbsp milk", MILK, "15.25", None),
        ("8 oz milk", MILK, "244", "8"),
        ("2 tomatoes", TOMATO, "246", "2"),
        ("5 cherry tomatoes", TOMATO, "85", "5"),
        ("2 slices tomato", TOMATO, "40", "2"),
        ("2 large slices tomato", TOMATO, "54", "2"),
        ("1 chicken breast", CHICKEN, "172", "2"),
        ("3 cloves garlic", GARLIC, "9", "3"),
        ("1 salmon fillet", SALMON, "356", "2"),
        ("1.5 cups wheat flakes", "Wheat flakes", "56", "2"),
        ("3 crackers", "Crackers, saltines", "8.94", "0.6"),
        ("2 tsp olive oil", OLIVE_OIL, "9", "2"),
        ("1 mango", "Mangos, raw", "336", "1"),
        ("5 walnuts", WALNUTS, "20", None),
        ("11 macadamia nuts", MACADAMIAS, "28.35", None),
        ("1 cup vanilla ice cream", "Ice creams, vanilla", "132", None),
        ("1 tbsp hazelnut spread", "Chocolate-flavored hazelnut spread", "18.5", None),
        ("1 cup couscous", COUSCOUS, "157", "1"),
        ("tbsp olive oil", OLIVE_OIL, "13.5", "1"),
        ("1 ear of corn", "Corn, sweet, yellow, cooked, boiled, drained, without salt", "103", "1"),
    ],
)
def test_a_clear_amount_is_weighed_and_sure(
    text: str, food: str, grams: str, rows: str | None
) -> None:
    found = match(text, food)

    assert (found.amount.grams, found.amount.quantity) == (
        Decimal(grams),
        None if rows is None else Decimal(rows),
    )
    assert (found.amount.portion_id is None) == (rows is None)
    assert (found.is_sure, found.note) == (True, "")


@pytest.mark.parametrize(
    ("text", "food", "grams", "note"),
    [
        ("10 cashews", CASHEWS, "28.35", "what one weighs is not known"),
        ("2 pieces of dark chocolate", DARK_CHOCOLATE, "28.35", "what one weighs is not known"),
        ("1 bag of chips", CHIPS, "227", "227 g each"),
        (
            "2 slices of sourdough",
            "Bread, french or vienna (includes sourdough)",
            "278",
            "139 g each",
        ),
        ("a splash of milk", MILK, "15.25", "a splash taken as 1 tbsp"),
        ("1 drizzle of olive oil", OLIVE_OIL, "4.5", "a drizzle taken as 1 tsp"),
        ("1 bottle of water", "Water, bottled, generic", "500.870", "a bottle taken as 500 ml"),
        (
            "2 cans of beans",
            "Beans, baked, canned, plain or vegetarian",
            "800",
            "a can taken as 400 g",
        ),
    ],
)
def test_an_assumption_is_noted(text: str, food: str, grams: str, note: str) -> None:
    found = match(text, food)

    assert (found.amount.grams, found.is_sure, found.note) == (Decimal(grams), False, note)


def test_a_portion_is_known_by_the_name_people_use_for_the_food() -> None:
    """In the source's own name it is a fish, in ours it is a stick."""
    found = match("5 fish fingers", FISH_STICKS, title="Fish sticks")

    assert (found.amount.grams, found.is_sure) == (Decimal(140), True)


@pytest.mark.parametrize(
    ("text", "food", "grams", "note"),
    [
        ("eggs", EGG, "50", "amount not typed"),
        ("spinach", SPINACH, "30", "amount not typed"),
        ("almonds", ALMONDS, "28.35", "amount not typed"),
        ("garlic", GARLIC, "3", "amount not typed"),
        ("olive oil", OLIVE_OIL, "13.5", "amount not typed"),
        ("honey", "Honey", "21", "amount not typed"),
        ("oatmeal", "Cereals, oats, cooked", "234", "amount not typed"),
        ("handful of spinach", SPINACH, "28.35", "a handful taken as 1 oz"),
        ("glass of milk", MILK, "244", "a glass taken as 1 cup"),
        ("glass of wine", WINE, "147", "a glass taken as one serving"),
        ("1 cup salmon", SALMON, "236.588", "weighed like water"),
        ("2 wedges of spinach", SPINACH, "60", "no wedge of this food is known"),
        ("2-3 eggs", EGG, "125", "amount guessed"),
        ("0 eggs", EGG, "50", "amount guessed"),
        ("2 spinach", SPINACH, "20", "which portion was it?"),
        ("large spinach", SPINACH, "10", "which portion was it?"),
        ("tofu", "A food without portions", "100", "taken as 100 g"),
        ("2 tofu", "A food without portions", "100", "taken as 100 g"),
        ("2 slices tofu", "A food without portions", "100", "taken as 100 g"),
    ],
)
def test_a_guess_is_marked_and_says_what_was_assumed(
    text: str, food: str, grams: str, note: str
) -> None:
    found = match(text, food)

    assert (found.amount.grams, found.is_sure, found.note) == (Decimal(grams), False, note)


def test_without_an_amount_the_last_one_counts() -> None:
    spoonfuls = TABLE[ALMONDS][0]
    last = LastAmount(Decimal("42.525"), spoonfuls.id, Decimal("1.5"))

    found = match("almonds", ALMONDS, last=last)

    assert found == AmountMatch(Amount(last.grams, spoonfuls, last.quantity), note="as last time")


def test_a_typed_amount_goes_before_the_last_one() -> None:
    found = match("30 g almonds", ALMONDS, last=LastAmount(Decimal("42.525"), 1, Decimal("1.5")))

    assert found.amount.grams == 30


def test_the_default_portion_is_within_the_maximum() -> None:
    # 592 mg of magnesium in 100 g of pumpkin seeds: more than 54 g is more than 320 mg
    found = match("pepitas", "Seeds, pumpkin and squash seed kernels, dried", max_grams=Decimal(54))

    assert found.amount.grams == Decimal("28.35")


def test_a_typed_amount_may_exceed_the_maximum() -> None:
    assert match("1 cup pepitas", PEPITAS, max_grams=Decimal(54)).amount.grams == 129


def test_the_lightest_portion_is_offered_when_all_exceed_the_maximum() -> None:
    assert match("pepitas", PEPITAS, max_grams=Decimal(5)).amount.grams == Decimal("28.35")


def test_a_row_that_weighs_nothing_is_no_portion() -> None:
    (item,) = parse_line("1 egg").items
    empty = (
        Portion(1, Decimal(1), "large", Decimal(0)),
        Portion(2, Decimal(0), "small", Decimal(38)),
    )

    assert choose_amount(item, empty, food_name=EGG).note == "taken as 100 g"


@pytest.mark.parametrize("unit", ["serving 1/0 cup", "serving 0 cup", "oz (0 whole kernels)"])
def test_a_zero_in_the_words_of_a_portion_divides_by_nothing(unit: str) -> None:
    (item,) = parse_line("250 ml milk").items

    found = choose_amount(item, [Portion(1, Decimal(1), unit, Decimal(66))], food_name=MILK)

    assert found.amount.grams == 250


@given(
    st.sampled_from(
        ["2", "1 cup", "3 slices", "30 g", "handful of", "large", "1 piece", "glass of", "", "2-3"]
    ),
    st.sampled_from(sorted(TABLE)),
    st.lists(
        st.tuples(
            st.decimals(0, 20, places=3), st.text(max_size=20), st.decimals(0, 2000, places=3)
        ),
        max_size=4,
    ),
)
def test_any_portions_give_a_weight_that_agrees_with_the_rows(
    amount: str, food: str, rows: list
) -> None:
    (item,) = parse_line(f"{amount} egg").items
    made = [Portion(n, *row) for n, row in enumerate(rows)] + list(TABLE[food])[:2]
    by_id: dict[FoodKey, Portion] = {portion.id: portion for portion in reversed(made)}

    chosen = choose_amount(item, list(by_id.values()), food_name=food).amount

    assert chosen.grams is not None and chosen.grams >= 0
    assert (chosen.portion_id is None) == (chosen.quantity is None)
    if chosen.portion_id is not None and chosen.quantity is not None:
        portion = by_id[chosen.portion_id]
        assert portion.grams is not None and chosen.grams is not None
        rounding = (portion.grams + 1) * Decimal("0.0005")
        assert abs(chosen.quantity * portion.grams - chosen.grams) <= rounding


def test_an_amount_that_was_not_typed_is_chosen_once_for_the_letters_of_a_name() -> None:
    asked = []

    def usual(*question: Any) -> AmountMatch:
        asked.append(question)
        return usual_amount(*question)

    for text in ("alm", "almo", "almon"):
        [item] = parse_line(text).items
        choose_amount(item, TABLE[ALMONDS], food_name=ALMONDS, usual=usual)

    assert len(asked) == 3
    assert asked[0] == asked[1] == asked[2]
