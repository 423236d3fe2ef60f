"""What a problem looks like, for OpenAPI; nutrition/api/problems.py makes them."""

from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class FieldProblemOut(Schema):
    model_config = ConfigDict(extra="forbid")

    field: str
    message: str


class ProblemOut(Schema):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblemOut] = Field(
        default_factory=list, description="The fields that are wrong."
    )
    saved: Literal["no", "unknown"] | None = Field(
        default=None,
        description=(
            "With 500, 503 and 507: what became of what was sent, where something was to be saved."
        ),
    )
