"""Reads JSON bodies: exact numbers, and no input that a database cannot hold."""

import json
from decimal import Context
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from nutrition.api.problems import FieldProblem, Problem

LONGEST = 30  # digits; 9e9999999 is nine bytes of JSON, and half a minute's work as an integer


class JsonBodies(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Raises Problem for what is no JSON, or says it is something else."""
        kind = (request.content_type or "").lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise Problem(415, "Send JSON, with the header Content-Type: application/json.")
        # What is larger is infinite, what is smaller is 0, for any field that takes numbers.
        decimal = Context(prec=LONGEST, Emax=LONGEST, Emin=-LONGEST, traps=[]).create_decimal
        try:
            text = request.body.decode()
            sent = json.loads(
                text,
                parse_float=decimal,
                parse_int=lambda digits: int(digits) if len(digits) <= LONGEST else decimal(digits),
                parse_constant=_constant,
            )
        except (ValueError, RecursionError):
            raise Problem(400, "The body is not JSON in UTF-8.") from None
        if "\\u" in text and not _can_be_stored(sent):
            message = "Half of a surrogate pair or a NUL is no character."
            raise Problem(422, message, errors=[FieldProblem("body", message)])
        return sent


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _can_be_stored(sent: Any) -> bool:
    written = json.dumps(sent, ensure_ascii=False, default=str)
    return "\\u0000" not in written and written.encode(errors="replace").decode() == written
