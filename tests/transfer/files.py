"""Files to import, and helpers that stage, import and export in one line."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from nutrition.transfer import actions
from nutrition.transfer.export import csv_file, json_file
from nutrition.transfer.models import ImportRun

TODAY = date(2026, 11, 22)

CRONOMETER = (
    "Day,Time,Group,Food Name,Amount,Energy (kcal),Magnesium (mg),Vitamin D (IU),Net Carbs (g),"
    "Category\n"
    '2026-11-20,08:14 AM,Breakfast,"Oats, Rolled, Dry",80.00 g,303.20,110.40,,54.00,Cereal Grains\n'
    '2026-11-20,,Breakfast,"Oats, Rolled, Dry",30.00 g,113.70,41.40,,20.25,Cereal Grains\n'
    "2026-11-20,01:02 PM,Lunch,Burrito Bowl,1.00 serving,625.00,,,36.00,Restaurant Foods\n"
    "2026-11-21,09:00 PM,Uncategorized,Magnesium Glycinate,2.00 capsules,0.00,200.00,,,"
    "Supplements\n"
)
MYFITNESSPAL = (
    "Date,Meal,Calories,Fat (g),Saturated Fat,Sodium (mg),Carbohydrates (g),Fiber,Protein (g),"
    "Iron,Note\n"
    '2026-11-20,Breakfast,"1,050.0",15.0,4,400,60.0,8,45.0,20,\n'
    "2026-11-20,Dinner,700.0,20.0,0,0,0,6,60.0,0,late\n"
)


def export_document(person: User) -> dict[str, Any]:
    return json.loads("".join(json_file(person, now=timezone.now())))


def export_bytes(person: User) -> bytes:
    return "".join(json_file(person, now=timezone.now())).encode()


def export_lines(person: User) -> list[str]:
    return "".join(csv_file(person)).splitlines()


def import_document(*, user: User, content: bytes, file_name: str, today: date) -> ImportRun:
    """Stages and confirms. Raises UnreadableFile, and CannotImport when a line is wrong."""
    run = actions.stage_file(user=user, content=content, file_name=file_name, today=today)
    try:
        return confirm_import(user, run.pk, today=today)
    except actions.CannotImport:
        actions.cancel_import(run=run)
        raise


def import_json(person: User, content: bytes | str, *, today: date = TODAY) -> ImportRun:
    """A magwise.json, stored."""
    sent = content.encode() if isinstance(content, str) else content
    return import_document(user=person, content=sent, file_name="magwise.json", today=today)


def stage_table(person: User, content: bytes | str, *, today: date = TODAY) -> ImportRun:
    sent = content.encode() if isinstance(content, str) else content
    return actions.stage_file(user=person, content=sent, file_name="diary.csv", today=today)


def confirm_import(
    person: User,
    run_id: UUID,
    *,
    leave_out: bool = False,
    matches: dict[str, int] | None = None,
    today: date = TODAY,
) -> ImportRun:
    for _ in actions.import_steps(
        user=person, run_id=run_id, matches=matches or {}, leave_out=leave_out, today=today
    ):
        pass
    return ImportRun.objects.of(person).get(pk=run_id)


def import_table(person: User, content: bytes | str, *, leave_out: bool = False) -> ImportRun:
    """Staged and confirmed."""
    return confirm_import(person, stage_table(person, content).pk, leave_out=leave_out)
