"""The words that the quick-add parser knows. A new word also needs a line in its list of tests."""

import re
from typing import Literal

Size = Literal["extra small", "small", "medium", "large", "extra large"]
Meal = Literal["breakfast", "lunch", "dinner", "snack"]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MEALS: dict[str, Meal] = {
    "breakfast": "breakfast",
    "brekkie": "breakfast",
    "lunch": "lunch",
    "dinner": "dinner",
    "supper": "dinner",
    "snack": "snack",
    "snacks": "snack",
}

SIZES: dict[str, Size] = {
    "extra small": "extra small",
    "small": "small",
    "sm": "small",
    "medium": "medium",
    "med": "medium",
    "large": "large",
    "lg": "large",
    "lge": "large",
    "big": "large",
    "extra large": "extra large",
    "xl": "extra large",
    "jumbo": "extra large",
}
# "medium rare steak" and "large curd cottage cheese" say nothing about the amount.
NOT_A_SIZE_BEFORE = words("rare well done curd grain roast cheddar salsa white")

# Counted units: the names that SR28 uses, each with what else people write.
_COUNTED = {
    "slice": "slices rasher rashers",
    "piece": "pieces pc pcs",
    "serving": "servings portion portions helping helpings",
    "handful": "handfuls handfull fistful",
    "clove": "cloves",
    "stalk": "stalks rib ribs",
    "leaf": "leaves",
    "head": "heads",
    "bunch": "bunches",
    "ear": "ears",
    "fillet": "fillets filet filets",
    "patty": "patties",
    "link": "links",
    "strip": "strips",
    "wedge": "wedges segment segments",
    "spear": "spears",
    "sprig": "sprigs",
    "ring": "rings",
    "stick": "sticks",
    "pat": "pats knob knobs",
    "cube": "cubes",
    "square": "squares",
    "scoop": "scoops",
    "pinch": "pinches",
    "dash": "dashes",
    "can": "cans tin tins",
    "bottle": "bottles",
    "jar": "jars",
    "carton": "cartons",
    "container": "containers tub tubs pot pots",
    "package": "packages pack packs pkg",
    "packet": "packets sachet sachets",
    "pouch": "pouches",
    "bag": "bags",
    "box": "boxes",
    "bar": "bars",
    "glass": "glasses",
    "mug": "mugs",
    "bowl": "bowls",
    "plate": "plates",
    "shot": "shots jigger jiggers",
    "splash": "splashes",
    "dollop": "dollops",
    "spoonful": "spoonfuls spoon spoons",
    "drizzle": "drizzles",
    "sprinkle": "sprinkling",
    "squeeze": "squeezes",
}
COUNT_UNITS: dict[str, str] = {
    word: name for name, words in _COUNTED.items() for word in (name, *words.split())
}
# What a portion may be called that is meant by a counted unit.
UNIT_SYNONYMS = {
    "package": frozenset({"package", "packet", "pouch", "bag", "box"}),
    "packet": frozenset({"packet", "package", "pouch", "envelope"}),
    "container": frozenset({"container", "carton"}),
    "bottle": frozenset({"bottle", "can"}),
    "strip": frozenset({"strip", "slice"}),
    "serving": frozenset({"serving", "portion"}),
    "shot": frozenset({"shot", "jigger"}),
    "stalk": frozenset({"stalk", "rib"}),
    "pinch": frozenset({"pinch", "dash"}),
}
# Units that tell which food is meant: somebody who has slices of turkey has no ground turkey.
TELLING_UNITS = words("slice can bag bar link patty strip fillet packet stick")
CONTAINERS = words("can bottle jar carton container package packet pouch bag box bar")
# "3 garlic cloves": at the end of a name these are units. "bar" is not: granola bar.
TRAILING_UNITS = words("slice clove stalk leaf fillet spear sprig piece")
KEEPS_ITS_UNIT = words("bay grape vine tea spare short baby back prime")
# "handful almonds" is clear without "of"; "bar snacks" and "can corn" would be misread.
UNITS_WITHOUT_OF = words("handful slice pinch pint glass splash dollop drizzle cup tbsp tsp")
# "tea with milk" has a splash of it.
HOT_DRINKS = words("tea coffee espresso americano decaf chai")
DRINK_ADDITIONS = words("milk cream creamer")
NOT_DRINK_ADDITIONS = frozenset({"ice cream", "whipped cream"})

UNIT_ADJECTIVES = words(
    "heaped heaping level rounded scant generous full good whole thick thin "
    "standard regular packed tall"
)
FILLERS = words(
    "i i've ive had have ate eaten drank just also some about around approx approximately roughly "
    "circa ca maybe probably only another the my our more then of"
)
# How a food is cut chooses among its cups ("cup, chopped"), but would keep the search from finding
# it.
CUTS = words("chopped sliced diced cubed halved quartered")
# After a comma these describe the food before it: "1 cup spinach, cooked".
DESCRIPTORS = (
    CUTS
    | frozenset(SIZES)
    | words(
        "raw cooked boiled steamed baked roasted grilled fried scrambled poached drained fresh "
        "frozen canned dried dry plain unsalted salted sweetened unsweetened skinless boneless "
        "ripe peeled mashed shredded grated toasted lean black hard-boiled soft-boiled unpeeled "
        "pitted shelled minced crushed ground smoked reheated microwaved organic "
        "or and extra braised stewed broiled instant homemade lightly well finely roughly"
    )
)

# "a few strawberries" are about three.
FEW = re.compile(r"(?:an? )?(?:few|several)(?: of)?(?= )", re.IGNORECASE)
FEW_ARE = 3
JOINS = words("and n 'n' ’n’ with plus on")

# Names whose digits, "and" or "with" belong to them. "&" stands for every way to write "and".
_PHRASES = (
    r"fl(?:uid)?\.? ?(?:oz|ounces?)",
    # digits
    r"[0-9]+(?:[.,][0-9]+)? ?(?:%|percent)",
    r"[0-9]{2}/[0-9]{1,2}(?= (?:lean|ground|beef|mince|turkey|chuck|pork))",
    r"[0-9]+[ -]?(?:inch|in(?= pizza)|proof|minute|grain|grains|year[ -]old)",
    r"(?:five|seven|nine|twelve)[ -]?(?:grain|spice|layer)s?",
    r"[0-9][ -]?(?:up|musketeers|hour energy|layer|spice|in[ -]1)",
    r"(?:three|3|four|4)[ -]?bean(?= (?:salad|soup|chili|mix))",
    r"(?:three|3|four|4|five|5|six|6)[ -]?cheese"
    r"(?= (?:pizza|sauce|blend|mix|ravioli|lasagna|tortellini)\b)",
    r"three musketeers|seven[ -]?up|100 grand|0{1,3} flour|1000 island|57 sauce|a1(?: sauce)?|k2",
    r"omega[ -]?[369]|vitamin [a-k](?:[ -]?[0-9]{1,2})?|b[ -]?12|v[ -]?8|stage [1-4]|q[ -]?10",
    r"dr pepper 10",
    r"one a day|a la (?:king|mode|carte)|chicken a la king",
    r"quarter pounders?|pound cakes?|cup ?cakes?",
    # and
    r"mac(?:aroni)?&cheese|half&half|half-and-half|salt&(?:pepper|vinegar)|sweet&sour|hot&sour|cookies&cream",
    r"peanut butter&(?:jelly|jam)(?: sandwich(?:es)?)?|pb&j|pork&beans|franks&beans",
    r"biscuits&gravy|bangers&mash",
    r"peas&carrots|spaghetti&meatballs|chicken&dumplings|surf&turf|oil&vinegar",
    r"bread&butter pickles?|fruit&nut",
    r"steak&kidney|onion&(?:garlic|chive)|sour cream&(?:onion|chive)s?",
    r"FILLING(?:, ?FILLING)*&FILLING"
    r"(?= (?:sandwich|sandwiches|toastie|wrap|omelette|omelet|quiche|panini|sub|burrito"
    r"|pizza|pie|bagel|salad|bap|biscuit|croissant|hot pocket)\b)",
    r"[^\W\d_]{1,2}\x26[^\W\d_]{1,2}(?:'s|’s)?",
    # with, on, "-and-"
    r"(?:with|w/|without|w/o) (?:the )?(?:added )?"
    r"(?:skin|peel|salt|bones?|ice(?! cream)|pulp|seeds|shell|vitamin [a-k]|calcium)",
    r"chil[il]i? with(?:out)? beans|on the (?:cob|bone|vine|side|go|rocks)",
    r"[^\W\d_]+-(?:and|on|n|in)-[^\W\d_]+",
)
_FILLING = (
    "(?:ham|turkey|chicken|egg|bacon|sausage|beef|steak|tuna|cheese|swiss|lettuce|tomato|onion"
    "|mayo|cucumber|cress|bean|pickle|mushroom|spinach|peanut butter|banana|jam|jelly|honey|apple"
    "|avocado|cream cheese|salmon)"
)
_AND = r"(?: ?& ?| and | n | ['’]n['’]? )"
PHRASE = re.compile(
    rf"(?:{'|'.join(_PHRASES).replace('FILLING', _FILLING).replace('&', _AND)})(?!\w)",
    re.IGNORECASE,
)
_MEAL_NAMES = "|".join(sorted(MEALS, key=len, reverse=True))
MEAL_FIRST = re.compile(rf"[ •*-]*+(?:for |at )?({_MEAL_NAMES})(?: ?[:=–—-] ?| ?\n)", re.IGNORECASE)
FOR_MEAL = re.compile(
    rf"\b(?:for|at|as) (?:an? |my )?({_MEAL_NAMES})(?=[ .!]*(?:$|[,;:\n]| (?:i|we|[0-9])))",
    re.IGNORECASE,
)
