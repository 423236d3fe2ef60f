"""Short help texts with their sources, for pages that may raise a question."""

import json
from dataclasses import dataclass
from functools import cache

from nutrition.intake.references import TABLES


@dataclass(frozen=True, slots=True)
class HelpText:
    """`url` is empty where the source is Magwise itself."""

    id: str
    text: str
    source: str
    url: str
    year: str


@cache
def help_texts() -> dict[str, HelpText]:
    """All help texts by their id."""
    texts = json.loads((TABLES / "help_facts.json").read_text(encoding="utf-8"))
    return {text["id"]: HelpText(**text | {"year": str(text["year"])}) for text in texts}


def help_text(id_: str) -> HelpText:
    return help_texts()[id_]
