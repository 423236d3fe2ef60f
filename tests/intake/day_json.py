"""The JSON of a day's magnesium, in the form of the worked cases."""

import json
from typing import Any

from nutrition.api.schemas.days import Magnesium, magnesium_values
from nutrition.intake.assessment import DayAssessment


def day_json(day: DayAssessment) -> dict[str, Any]:
    """As the API gives it, with the names of the foods without a value."""
    magnesium = Magnesium(**magnesium_values(day, day.unknown_foods))
    document = json.loads(magnesium.model_dump_json(exclude_unset=True))
    del document["unknown_supplements"]  # younger than the worked cases
    return document
