"""What is there, and what is not there any more; whose it is: tests/test_access.py."""

import pytest
from django.http import Http404

from accounts.models import User
from nutrition.diary.label_amounts.access import own_deleted_label_amount
from nutrition.diary.supplements.access import own_saved_supplement
from nutrition.diary.supplements.actions import (
    forget_supplement,
    label_of,
    restore_supplement,
    save_supplement,
)
from tests.builders import take


def test_a_supplement_taken_off_the_list_is_not_found_until_it_is_put_back(alice: User) -> None:
    saved = save_supplement(
        user=alice, label=label_of(take(alice, "Glycinate", "100", on="2026-11-21"))
    )
    forget_supplement(user=alice, saved_id=saved.pk)

    with pytest.raises(Http404):
        own_saved_supplement(alice, saved.pk)

    restore_supplement(user=alice, saved_id=saved.pk)
    assert own_saved_supplement(alice, saved.pk) == saved


def test_a_dose_that_is_there_is_not_among_the_deleted(alice: User) -> None:
    dose = take(alice, "Glycinate", "100", on="2026-11-21")

    with pytest.raises(Http404):
        own_deleted_label_amount(alice, "dose", dose.id)
