"""What the add box offers for a typed text: foods with an amount each, ready to be logged."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache
from typing import NamedTuple

from accounts.models import User
from nutrition.diary.amounts import Amount, SupplementPick, write_pick, write_supplement_pick
from nutrition.diary.label_amounts.values import DoseLine
from nutrition.diary.quickadd.matches import NOT_TYPED, AmountMatch
from nutrition.diary.quickadd.matching import choose_amount, usual_amount
from nutrition.diary.quickadd.parser import ParsedItem, parse_line, shorten
from nutrition.diary.quickadd.vocabulary import TELLING_UNITS
from nutrition.diary.sentences import assumption_sentence
from nutrition.diary.suggestions.habits import Habits, UsualFood
from nutrition.diary.suggestions.saved_supplements import find_supplements
from nutrition.foods.keys import KEY_PATTERN, FoodKey, read_key, write_key
from nutrition.foods.search.hits import FoodHit
from nutrition.foods.search.queries import FoodFinder, food_hits
from nutrition.foods.search.ranking import Fit
from nutrition.foods.servings import HouseholdMeasure
from nutrition.intake.words import whole_mg

# Where the runner-up's magnesium differs by a larger share, the person is asked which food it was.
MAX_DIFFERENCE = Decimal("0.30")
# A food whose penalty (ranking.py) is larger by more is not what was meant: "banana" does not mean
# banana bread.
MAX_PENALTY_GAP = 0.45
# The same for a food in a can, after "a can of".
MAX_PENALTY_GAP_OF_CANS = 1.5
SUB, ACT = "opt--sub", "opt--act"  # classes of the stylesheet: indented, and an action
OWN_SUPPLEMENTS = "Supplements you keep"
SIMILAR = "Similar names"
_USE = re.compile(rf"({KEY_PATTERN}):(.*)", re.DOTALL)


class Option(NamedTuple):
    """A line of the list. Choosing it logs `picks`, or reads the typed line again with `use`.

    With neither it only shows what "Add all" adds. `assumed` states the assumptions.
    """

    title: str = ""
    detail: str = ""
    mg: str = ""
    picks: str = ""
    use: str = ""
    style: str = ""
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class OptionGroup:
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """`meal` is the one that was typed ("dinner: ..."), `use` are the readings chosen so far.

    Where all foods are only `similar` to what was typed, Enter adds none: one has to be chosen.
    """

    groups: tuple[OptionGroup, ...] = ()
    meal: str | None = None
    problems: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    similar: bool = False


@dataclass(frozen=True, slots=True)
class FoodOffer:
    """A food with the amount that was most likely meant; `mg` is None where it is unknown."""

    hit: FoodHit
    match: AmountMatch
    mg: Decimal | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mg", self.hit.mg_of(self.amount.measure))

    @property
    def amount(self) -> Amount:
        return self.match.amount

    @property
    def is_sure(self) -> bool:
        """Whether neither the food nor the amount was guessed."""
        return self.match.is_sure and self.hit.fit is Fit.WORDS

    @property
    def pick(self) -> str:
        return write_pick(self.amount.pick_of(self.hit.id))

    @property
    def detail(self) -> str:
        """The amount, and how it was chosen if the person should know: "30 g, as last time"."""
        # A usual portion is shown with its amount: it need not say that the amount was not typed.
        note = "" if self.match.note == NOT_TYPED else self.match.note
        return f"{self.amount.words}, {note}" if note else self.amount.words

    @property
    def guess(self) -> str:
        """An amount that was guessed, and why."""
        return f"{self.amount.words}, {self.match.note or 'amount guessed'}"

    def option(self, *, detail: str = "", style: str = "") -> Option:
        return Option(
            self.hit.title, detail or self.detail, mg_words(self.mg), self.pick, style=style
        )


@dataclass(frozen=True, slots=True)
class MatchedItem:
    """One food of a line: its offers, the best first. `is_sure`: the first needs no check."""

    text: str
    offers: tuple[FoodOffer, ...]
    is_sure: bool


@dataclass(frozen=True, slots=True)
class MatchedLine:
    meal: str | None
    items: tuple[MatchedItem, ...]
    problems: tuple[str, ...]


def match_line(text: str, *, user: User, habits: Habits, target: Decimal | None) -> MatchedLine:
    """Parses the line and finds the foods that the list would offer, as values for the API."""
    line = parse_line(text)
    items, finder = [], FoodFinder(user, habits.times)
    for item in line.items:
        hits = _find_foods(item, finder, limit=4)
        offers = tuple(_offer(item, hit, habits, target) for hit in hits)
        is_sure = bool(offers) and offers[0].is_sure and _runner_up(offers[0], offers[1:]) is None
        items.append(MatchedItem(item.text, offers, is_sure))
    return MatchedLine(line.meal, tuple(items), line.problems)


def choices_for(
    text: str,
    *,
    user: User,
    habits: Habits,
    target: Decimal | None,
    use: Sequence[str] = (),
    saved_supplements: Sequence[DoseLine] = (),
) -> Choices:
    """Reads the line and offers foods for it, and the saved supplements that it names.

    `target` (mg) bounds the first portion that is offered. `use` says which foods the person chose
    for parts of the line: "123:2 cups spinach".
    """
    line = parse_line(text)
    finder = FoodFinder(user, habits.times)
    if len(line.items) == 1:
        groups = _groups_of_one_food(line.items[0], finder, habits, target)
    else:
        groups = _groups_of_several_foods(line.items, finder, habits, target, _parse_use(use))
    groups = _with_supplements(groups, text, line.items, saved_supplements)
    similar = bool(groups) and groups[0].label == SIMILAR
    problems = line.problems
    if line.items and (similar or not groups):
        words = shorten(line.items[0].words or line.items[0].text)
        problems += (f"No food called “{words}”. Check the spelling or try a simpler word.",)
    return Choices(tuple(groups), line.meal, problems, tuple(use), similar)


def usual_choices(user: User, usual: Sequence[UsualFood]) -> Choices:
    """What the empty box offers: foods often eaten, in the amounts of the last time (one query)."""
    found = {hit.id: hit for hit in food_hits([food.food_id for food in usual], person=user)}
    options = [
        FoodOffer(found[food.food_id], AmountMatch(food.amount)).option()
        for food in usual
        if food.food_id in found
    ]
    return Choices((OptionGroup("You often eat now", tuple(options)),) if options else ())


def mg_words(mg: Decimal | None) -> str:
    return "no value" if mg is None else f"{whole_mg(mg)} mg"


def _find_foods(item: ParsedItem, finder: FoodFinder, *, limit: int) -> list[FoodHit]:
    """The foods that may be meant: for "half a tin of chickpeas" those from a can come first."""
    found = finder.search(item.words, limit=limit)
    if item.unit in TELLING_UNITS and found and not found[0].times_eaten:
        unit, best = item.unit, found[0].penalty
        gap = MAX_PENALTY_GAP_OF_CANS if unit == "can" else MAX_PENALTY_GAP
        near = {hit.id for hit in found if hit.penalty <= best + gap}
        found.sort(key=lambda hit: not (hit.id in near and _is_counted_in(hit, unit)))
    return found


def _is_counted_in(hit: FoodHit, unit: str) -> bool:
    if unit == "can":
        return "canned" in hit.name.lower()
    return any(unit in portion.unit.lower() for portion in hit.portions)


def _groups_of_one_food(
    item: ParsedItem, finder: FoodFinder, habits: Habits, target: Decimal | None
) -> list[OptionGroup]:
    offers = [_offer(item, hit, habits, target) for hit in _find_foods(item, finder, limit=8)]
    if offers and offers[0].hit.fit is Fit.PART:
        return [OptionGroup(SIMILAR, tuple(offer.option() for offer in offers))]
    eaten = [offer for offer in offers if offer.hit.times_eaten]
    others = [offer for offer in offers if not offer.hit.times_eaten]
    groups = []
    if eaten:
        groups.append(OptionGroup("You have eaten", tuple(_with_portions(item, eaten))))
    if others:
        label = "Other foods" if eaten else "Foods"
        options = [offer.option() for offer in others] if eaten else _with_portions(item, others)
        groups.append(OptionGroup(label, tuple(options)))
    return groups


def _with_portions(item: ParsedItem, offers: Sequence[FoodOffer]) -> list[Option]:
    """The foods; while no amount is typed, the first one with its other portions below it."""
    first, *rest = offers
    options = [first.option()]
    if item.quantity is None and item.unit is None:
        others = [
            p
            for p in first.hit.portions
            if p.id != first.amount.portion_id or first.amount.quantity != 1
        ]
        options += [_offer_portion(first.hit, portion).option(style=SUB) for portion in others[:3]]
    return [*options, *(offer.option() for offer in rest)]


def _offer_portion(hit: FoodHit, portion: HouseholdMeasure) -> FoodOffer:
    """An offer of one such portion."""
    return FoodOffer(hit, AmountMatch(Amount(portion.grams, portion, Decimal(1))))


def _with_supplements(
    groups: list[OptionGroup],
    text: str,
    items: Sequence[ParsedItem],
    saved_supplements: Sequence[DoseLine],
) -> list[OptionGroup]:
    """Saved supplements come after foods, but before them when all of their name was typed."""
    if not saved_supplements or not items:
        return groups
    typed, quantity = text, None
    if len(items) == 1:
        typed, quantity = items[0].words or text, None if items[0].unit else items[0].quantity
    found = find_supplements(saved_supplements, typed, quantity)
    # Nothing may stand above several foods: Enter adds them all.
    named = tuple(
        _supplement_option(match.supplement)
        for match in found
        if match.is_named and len(items) == 1
    )
    others = tuple(_supplement_option(match.supplement) for match in found[len(named) :])
    before = [OptionGroup(OWN_SUPPLEMENTS, named)] if named else []
    after = (
        [OptionGroup("Other supplements you keep" if named else OWN_SUPPLEMENTS, others)]
        if others
        else []
    )
    return [*before, *groups, *after]


def _supplement_option(supplement: DoseLine) -> Option:
    pick = write_supplement_pick(SupplementPick(supplement.id, supplement.quantity))
    mg = "not on its label" if supplement.mg is None else f"{whole_mg(supplement.mg)} mg"
    return Option(supplement.name, supplement.amount or "supplement", mg, pick)


def _groups_of_several_foods(
    items: Sequence[ParsedItem],
    finder: FoodFinder,
    habits: Habits,
    target: Decimal | None,
    chosen: Mapping[str, FoodKey],
) -> list[OptionGroup]:
    options: list[Option] = []
    to_add: list[FoodOffer] = []
    assumed: list[str] = []
    for item in items:
        found = _find_foods(item, finder, limit=4)
        if item.text in chosen:
            found = finder.hits([chosen[item.text]]) + found
        offers = [_offer(item, hit, habits, target) for hit in found]
        if not offers or offers[0].hit.fit is Fit.PART:
            options.append(Option(f"“{shorten(item.text)}”", "not found, left out", style=ACT))
            options += [_alternative(item, offer) for offer in offers[:1]]
            assumed.append(f"“{shorten(item.text)}” was not found and left out.")
            continue
        first, *rest = offers
        to_add.append(first)
        options.append(
            first.option(detail="" if first.match.is_sure else first.guess)._replace(picks="")
        )
        if not first.match.is_sure:
            assumed.append(f"{first.hit.title}: {first.guess}.")
        if first.hit.fit is Fit.SLIPS:
            assumed.append(f"“{item.words}” was read as {first.hit.title}.")
        if item.text not in chosen and (other := _runner_up(first, rest)):
            options.append(_alternative(item, other))
            assumed.append(
                assumption_sentence(first.hit.title, other.hit.title, other.mg or Decimal(0))
            )
    if not to_add:
        return []
    return [
        OptionGroup("Enter adds all", (_add_all(to_add, assumed),)),
        OptionGroup("What was understood", tuple(options)),
    ]


def _alternative(item: ParsedItem, other: FoodOffer) -> Option:
    """Choosing it takes the other food for this part of the line."""
    use = f"{write_key(other.hit.id)}:{item.text}"
    return Option(
        detail=f"Or {other.hit.title}", mg=mg_words(other.mg), use=use, style=f"{SUB} {ACT}"
    )


def _add_all(offers: Sequence[FoodOffer], assumed: Sequence[str]) -> Option:
    known = [offer.mg for offer in offers if offer.mg is not None]
    plus = "+" if len(known) < len(offers) else ""
    return Option(
        f"Add {len(offers)} foods" if len(offers) > 1 else "Add 1 food",
        mg=f"{whole_mg(sum(known, Decimal(0)))}{plus} mg",
        picks=",".join(offer.pick for offer in offers),
        style=ACT,
        assumed=" ".join(assumed),
    )


def _runner_up(first: FoodOffer, rest: Sequence[FoodOffer]) -> FoodOffer | None:
    """The next best food whose magnesium is so different that guessing wrong would matter."""
    for other in rest:
        mg = other.hit.mg_of(_amount_of_other(first, other).measure)
        if (
            first.mg is None
            or mg is None
            or other.hit.penalty > first.hit.penalty + MAX_PENALTY_GAP
        ):
            continue
        if abs(mg - first.mg) > MAX_DIFFERENCE * max(first.mg, Decimal(10)):
            return other
    return None


def _amount_of_other(first: FoodOffer, other: FoodOffer) -> Amount:
    """The weight of the first unless the other's amount is sure, or one of them has no weight."""
    is_weighed = first.amount.grams is not None and other.amount.grams is not None
    return first.amount if is_weighed and not other.match.is_sure else other.amount


def _offer(item: ParsedItem, hit: FoodHit, habits: Habits, target: Decimal | None) -> FoodOffer:
    most = None
    if target and hit.basis and hit.per_basis:
        # The first portion offered is never above the whole target.
        most = (target * hit.basis / hit.per_basis).quantize(Decimal(1), ROUND_DOWN)
    last = habits.last.get(hit.id)
    if item.has_amount and not hit.is_own:
        match = _typed_amount_once(item, hit.portions, food_name=hit.name, title=hit.title)
    else:
        match = choose_amount(
            item,
            hit.portions,
            food_name=hit.name,
            title=hit.title,
            last=last,
            max_grams=most,
            # What people call their own foods is not kept.
            usual=usual_amount if hit.is_own else _usual_amount_once,
        )
    return FoodOffer(hit, match)


# The same for everybody; 0.8 kB each.
_typed_amount_once = lru_cache(maxsize=4096)(choose_amount)
_usual_amount_once = lru_cache(maxsize=4096)(usual_amount)


def _parse_use(use: Sequence[str]) -> dict[str, FoodKey]:
    """The keys of the chosen foods, by the text that each was chosen for."""
    chosen = {}
    for match in filter(None, map(_USE.fullmatch, use)):
        key = read_key(match[1])
        if key is not None:
            chosen[match[2]] = key
    return chosen
