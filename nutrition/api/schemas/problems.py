"""RFC 9457 problem details: the one form of every error of the API."""

from pydantic import BaseModel, Field

from accounts.save_status import SaveStatus
from nutrition.api.schemas.base import OutSchema


class FieldProblemOut(OutSchema):
    field: str  # of the body, query or path; "body" is the whole of it
    message: str


class ProblemOut(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblemOut] = Field(
        default_factory=list, description="The fields that are wrong."
    )
    saved: SaveStatus | None = Field(
        default=None,
        description=(
            "With 500, 503 and 507: what became of what was sent, where something was to be saved."
        ),
    )
