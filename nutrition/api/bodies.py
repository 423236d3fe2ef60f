"""Reads JSON bodies: exact numbers, and no input that a database cannot hold."""

import json
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from nutrition.api.problems import FieldProblem, Problem

LONGEST_INTEGER = 30  # digits; keeps a hostile number from becoming a hostile integer


class JsonBodies(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Raises Problem for what is no JSON, or says it is something else."""
        kind = (request.content_type or "").lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise Problem(415, "Send JSON, with the header Content-Type: application/json.")
        try:
            text = request.body.decode()
            sent = json.loads(text, parse_float=Decimal, parse_int=_integer, parse_constant=_constant)
        except (ValueError, RecursionError):
            raise Problem(400, "The body is not JSON in UTF-8.") from None
        if "\\u" in text and not _can_be_stored(sent):
            message = "Half of a surrogate pair or a NUL is no character."
            raise Problem(422, message, errors=[FieldProblem("body", message)])
        return sent


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= LONGEST_INTEGER else Decimal(digits)


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _can_be_stored(sent: Any) -> bool:
    written = json.dumps(sent, ensure_ascii=False, default=str)
    return "\\u0000" not in written and written.encode(errors="replace").decode() == written
