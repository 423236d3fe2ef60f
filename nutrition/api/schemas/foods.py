"""Foods: the search, a food in full, what a person usually eats, and foods read from a line."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import AliasPath, BeforeValidator, Field

from nutrition.api.fields import FoodKeyOut, FoodKeyText, MealName, PageSize, PlainDecimal
from nutrition.api.schemas.base import InSchema, OutSchema
from nutrition.diary.quickadd.parser import MAX_CHARACTERS
from nutrition.diary.revisions import RevisionMagnesium
from nutrition.diary.suggestions.choices import MatchedItem
from nutrition.foods.basis import HUNDRED_GRAMS, amount_in

# An imported file may have more for one food; the answer stays bounded.
MOST_PORTIONS = 100
MOST_OLDER = 100
SourceCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{0,20}$")]


class FoodQuery(Schema):
    q: Annotated[str, Field(max_length=200)] = Field(
        "", description="Words; typing errors are forgiven."
    )
    source_id: SourceCode = Field("", description="The source's own number, such as 11457.")
    source: SourceCode = Field("", description="With `source_id`: SR28, ...")
    limit: PageSize = 10
    cursor: FoodKeyText | None = Field(
        None, description="`next` of the page before, in the list of all foods."
    )


class PortionOut(OutSchema):
    id: FoodKeyOut
    label: str = Field(examples=["1 cup"])
    grams: PlainDecimal | None = Field(description="Null: nobody knows its weight.")


class FoodOut(OutSchema):
    """An amount of null is unknown, which is not 0.

    `basis_grams` is what the source gives its amounts for. It is null where nobody knows the
    weight: such a food is logged by its portion, and the basis is one of it.
    """

    id: FoodKeyOut
    name: str = Field(validation_alias="title")
    source_name: str = Field(
        validation_alias="name", description="The name as the source writes it."
    )
    source: str
    source_id: str = Field(validation_alias="source_ref")
    category: str
    own: bool = Field(validation_alias="is_own")
    magnesium_mg_per_100g: PlainDecimal | None = Field(validation_alias="magnesium_mg")
    energy_kcal_per_100g: PlainDecimal | None = Field(validation_alias="energy_kcal")
    basis_grams: PlainDecimal | None = Field(validation_alias="basis")
    magnesium_mg_per_basis: PlainDecimal | None = Field(validation_alias="per_basis")
    energy_kcal_per_basis: PlainDecimal | None = Field(validation_alias="kcal_per_basis")
    portions: Annotated[
        list[PortionOut], BeforeValidator(lambda portions: portions[:MOST_PORTIONS])
    ] = Field(max_length=MOST_PORTIONS)


class FoodsOut(OutSchema):
    items: list[FoodOut]
    next: str | None


class NutrientOut(OutSchema):
    number: str
    name: str
    unit: str
    per_100g: PlainDecimal | None
    per_basis: PlainDecimal | None
    quality: Annotated[
        str | None, BeforeValidator(lambda quality: quality and quality.name.lower())
    ] = Field(description="How the value came about: analytical, imputed, assumed_zero, ...")
    quality_code: int | None = Field(validation_alias="quality")


def _mg_per_100g(value: RevisionMagnesium) -> Decimal | None:
    """In one portion, where nobody knows its weight."""
    if value.mg is None or value.basis is None:
        return value.mg
    return amount_in(HUNDRED_GRAMS, value.mg, value.basis)


class NewerValuesOut(OutSchema):
    """Entries of this food that were logged with older values: mg per 100 g, or in one portion of
    unknown weight.
    """

    entries: int
    older_mg: Annotated[
        list[PlainDecimal | None],
        BeforeValidator(lambda older: [_mg_per_100g(one) for one in older[:MOST_OLDER]]),
    ] = Field(max_length=MOST_OLDER, validation_alias="older")
    newer_mg: Annotated[PlainDecimal | None, BeforeValidator(_mg_per_100g)] = Field(
        validation_alias="newer"
    )


class OtherValueOut(OutSchema):
    """USDA says elsewhere that the food has `other` mg of magnesium, where the table has `here`:
    more than twofold.
    """

    per: Literal["100 g", "100 g of dry matter"]
    here: PlainDecimal
    other: PlainDecimal
    release: str
    food: str = Field(description="What the food is called there.")


class FoodDetail(FoodOut):
    state: Literal["active", "retired"]
    revision: int | None
    favourite: bool
    nutrients: list[NutrientOut]
    newer_values: NewerValuesOut | None
    other_values: list[OtherValueOut]


class ChangedOut(OutSchema):
    entries: int


class UsualOut(OutSchema):
    """A food with the amount of the last time."""

    food_id: FoodKeyOut
    name: str = Field(validation_alias="title")
    grams: PlainDecimal | None = Field(validation_alias=AliasPath("amount", "grams"))
    portion_id: FoodKeyOut | None = Field(validation_alias=AliasPath("amount", "portion_id"))
    quantity: PlainDecimal | None = Field(validation_alias=AliasPath("amount", "quantity"))
    favourite: bool = Field(validation_alias="is_favourite")


class UsualsOut(OutSchema):
    items: list[UsualOut]


class ParseIn(InSchema):
    text: Annotated[str, Field(max_length=MAX_CHARACTERS, examples=["2 eggs, 30 g almonds"])]


class ParsedAmount(OutSchema):
    food: FoodOut = Field(validation_alias="hit")
    grams: PlainDecimal | None = Field(validation_alias=AliasPath("amount", "grams"))
    portion_id: FoodKeyOut | None = Field(validation_alias=AliasPath("amount", "portion_id"))
    quantity: PlainDecimal | None = Field(validation_alias=AliasPath("amount", "quantity"))


class ParsedItemOut(OutSchema):
    """`sure` false: a person should look before this is logged. `food` null: nothing was found."""

    text: str
    food: FoodOut | None
    grams: PlainDecimal | None
    portion_id: FoodKeyOut | None
    quantity: PlainDecimal | None
    sure: bool
    note: str
    alternatives: list[ParsedAmount]

    @classmethod
    def of(cls, item: MatchedItem) -> Self:
        amounts = [ParsedAmount.model_validate(offer) for offer in item.offers]
        best = amounts[0] if amounts else None
        return cls(
            text=item.text,
            food=best.food if best else None,
            grams=best.grams if best else None,
            portion_id=best.portion_id if best else None,
            quantity=best.quantity if best else None,
            sure=item.is_sure,
            note=item.offers[0].match.note if item.offers else "not found",
            alternatives=amounts[1:],
        )


class ParsedOut(OutSchema):
    meal: MealName | None
    items: list[ParsedItemOut]
    problems: list[str]
