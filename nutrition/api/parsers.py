"""Reads JSON bodies: exact numbers, and no input that a database cannot hold."""

import json
from decimal import Context
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from nutrition.api.problems import ApiProblem, field_problem

MAX_DIGITS = 30  # 9e9999999 is nine bytes of JSON, and half a minute's work as an integer


class JsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Raises ApiProblem for a body that is not JSON, or is declared as something else."""
        content_type = (request.content_type or "").lower()
        if content_type != "application/json" and not content_type.endswith("+json"):
            raise ApiProblem(415, "Send JSON, with the header Content-Type: application/json.")
        # A larger number becomes infinity and a smaller one 0, in any field that takes numbers.
        decimal = Context(
            prec=MAX_DIGITS, Emax=MAX_DIGITS, Emin=-MAX_DIGITS, traps=[]
        ).create_decimal
        try:
            text = request.body.decode()
            body = json.loads(
                text,
                parse_float=decimal,
                parse_int=lambda digits: (
                    int(digits) if len(digits) <= MAX_DIGITS else decimal(digits)
                ),
                parse_constant=_refuse_constant,
            )
        except (ValueError, RecursionError):
            raise ApiProblem(400, "The body is not JSON in UTF-8.") from None
        if "\\u" in text and not _can_be_stored(body):
            raise field_problem("body", "Half of a surrogate pair or a NUL is no character.")
        return body


def _refuse_constant(name: str) -> None:
    """NaN and Infinity, which Python's json reads but JSON does not have."""
    raise ValueError(f"{name} is no JSON")


def _can_be_stored(body: Any) -> bool:
    text = json.dumps(body, ensure_ascii=False, default=str)
    return "\\u0000" not in text and text.encode(errors="replace").decode() == text
