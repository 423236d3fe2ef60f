"""Rows that were deleted long ago are removed for good."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.diary.removal import remove_expired
from tests.builders import Foods, log


def test_only_rows_deleted_long_ago_are_removed(alice: User, bob: User, foods: Foods) -> None:
    kept = log(alice, foods.spinach, grams="30", on="2026-11-20")
    recent = log(alice, foods.spinach, grams="30", on="2026-11-20")
    old = [log(person, foods.spinach, grams="30", on="2026-11-20") for person in (alice, bob)]
    now = timezone.now()
    Entry.objects.filter(user=alice, id=recent.id).update(deleted_at=now - timedelta(days=29))
    for entry in old:
        Entry.objects.filter(user=entry.user, id=entry.id).update(
            deleted_at=now - timedelta(days=31)
        )

    removed = remove_expired(before=now - timedelta(days=30))

    assert removed == 2
    assert set(Entry.objects.filter(user__in=[alice, bob])) == {kept, recent}


def test_the_command_removes_what_nobody_can_restore_any_more(
    alice: User, foods: Foods, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = log(alice, foods.spinach, grams="30", on="2026-11-20")
    Entry.objects.filter(user=alice, id=entry.id).update(
        deleted_at=timezone.now() - timedelta(days=31)
    )

    call_command("tidy_diary")

    assert capsys.readouterr().out == "Removed 1 entry.\n"
    assert not Entry.objects.filter(user=alice).exists()
