"""Writes the OpenAPI description, which the API serves as it is."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from nutrition.api.openapi import FILE, description
from nutrition.api.urls import api


class Command(BaseCommand):
    help = "Write the description of the API after a change of its code."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        text = json.dumps(description(api), ensure_ascii=False, indent=1)
        FILE.write_text(f"{text}\n", encoding="utf-8")
