"""What a key of typing in the add box costs: 60 foods, letter by letter, as people type them."""

from collections.abc import Iterator
from datetime import date
from itertools import cycle
from urllib.parse import quote_plus

from tools.bench.figure import Figure
from tools.bench.visitor import Visitor, compare_cpu

# What the demo person eats and what they never ate; whole names, brands, slips, aliases, amounts.
FOODS = """
    spinach; almonds; banana; oatmeal; black beans; brown rice; avocado; salmon; chicken breast;
    greek yogurt; whole wheat bread; peanut butter; dark chocolate; pumpkin seeds; walnuts;
    cashews; quinoa; tofu; lentils; chickpeas; broccoli; kale; sweet potato; baked potato;
    cheddar cheese; milk; eggs; coffee; orange juice; apple; strawberries; blueberries; tomato;
    cucumber; carrots; tuna; shrimp; ground beef; turkey; spaghetti; pizza; hummus; olive oil;
    honey; popcorn; pb; oj; almnd; brocoli; bannana; yoghurt; 2 eggs; 30 g almonds; 1 cup milk;
    a handful of walnuts; 2 slices toast; half an avocado; tea with milk; big mac; cheerios
"""
TYPED = [text.strip() for text in FOODS.split(";")]


def keys_of(typed: list[str]) -> list[str]:
    """What the box holds after each key."""
    return [text[:end] for text in typed for end in range(1, len(text) + 1)]


def typing_figures(visitor: Visitor, floor: Visitor, today: date) -> Iterator[Figure]:
    """Each key against F1, twice: what a process keeps of the first round helps the second."""
    paths = [f"/diary/{today}/choices/?q={quote_plus(text)}" for text in keys_of(TYPED)]
    keys = cycle(paths)
    for name in ("first", "second"):
        cpu = compare_cpu(
            lambda: visitor.get(next(keys)), lambda: floor.get("/bench/f1/"), times=len(paths)
        )
        yield Figure(f"CPU: a key of 60 foods, {name} round", cpu.ratio, "F1", "key", cpu.words)
