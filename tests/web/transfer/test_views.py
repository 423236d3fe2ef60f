"""The pages for taking data along and bringing it in."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from nutrition.diary.models import Entry
from nutrition.transfer.models import ImportRun
from nutrition.web.transfer import uploads, views
from tests.builders import Foods, log
from tests.transfer.files import CRONOMETER, export_bytes


@pytest.fixture(autouse=True)
def small_table(foods: Foods) -> None:
    """Magnesium and energy."""


def upload(client: Client, content: str | bytes, name: str = "servings.csv") -> HttpResponse:
    sent = content.encode() if isinstance(content, str) else content
    return client.post("/settings/import/", {"file": SimpleUploadedFile(name, sent)})


def staged(client: Client, content: str | bytes) -> str:
    """The address of the preview."""
    return upload(client, content).headers["Location"]


def test_downloads_are_private_attachments_with_a_date(
    alice: User, alice_client: Client, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")

    for name, kind in (
        ("magwise.json", "application/json"),
        ("diary.csv", "text/csv; charset=utf-8"),
    ):
        response = alice_client.get(f"/settings/export/{name}")

        assert response.streaming
        assert response.headers["Content-Type"] == kind
        assert response.headers["Cache-Control"] == "private, no-store"
        assert 'attachment; filename="magwise-20' in response.headers["Content-Disposition"]
        assert "Spinach" in response.getvalue().decode()


def test_file_is_shown_before_it_is_imported(alice: User, alice_client: Client) -> None:
    address = staged(alice_client, CRONOMETER)

    page = alice_client.get(address).content.decode()

    assert "Nothing is stored yet" in page
    assert "Oats, Rolled, Dry" in page and "Net Carbs (g)" in page and "at least" in page
    assert not Entry.objects.filter(user=alice).exists()


def test_confirming_imports_and_undo_removes_it(alice: User, alice_client: Client) -> None:
    address = staged(alice_client, CRONOMETER)

    report = alice_client.post(f"{address}confirm/", follow=True).content.decode()
    assert "Undo this import" in report and Entry.objects.of(alice).count() == 3

    undone = alice_client.post(f"{address}undo/", follow=True).content.decode()
    assert not Entry.objects.of(alice).exists()
    assert "Undone: 4 rows were removed" in undone
    assert "Undone" in alice_client.get(address).content.decode()


def test_undo_of_a_single_row_says_so(alice: User, alice_client: Client) -> None:
    address = staged(alice_client, "\n".join(CRONOMETER.split("\n")[:2]) + "\n")
    alice_client.post(f"{address}confirm/")

    undone = alice_client.post(f"{address}undo/", follow=True).content.decode()

    assert "Undone: 1 row was removed" in undone


def test_faulty_lines_are_left_out_only_when_ticked(alice: User, alice_client: Client) -> None:
    address = staged(alice_client, CRONOMETER + "2026-11-22,,Lunch,Kale,-5 g,,,,,\n")
    assert "line 6" in alice_client.get(address).content.decode()

    refused = alice_client.post(f"{address}confirm/")
    alice_client.post(f"{address}confirm/", {"leave_out": "on"})

    assert refused.status_code == 422
    assert Entry.objects.of(alice).count() == 3


def test_question_about_dates_has_examples(alice: User, alice_client: Client) -> None:
    address = staged(alice_client, "Date,Food,Amount,Magnesium (mg)\n03/04/2026,Kale,30 g,9.9\n")
    assert "03/04/2026 is 3 April 2026" in alice_client.get(address).content.decode()

    unanswered = alice_client.post(address, {"column-date": "0", "column-food": "1"})
    answers = {"order": "MDY", "column-date": "0", "column-food": "1", "column-amount": "2"}
    alice_client.post(address, answers)

    assert unanswered.status_code == 422
    assert "2026-03-04" in alice_client.get(address).content.decode()


def test_tablets_can_be_logged_as_food(alice: User, alice_client: Client) -> None:
    address = staged(alice_client, CRONOMETER)

    alice_client.post(address, {})

    assert ImportRun.objects.of(alice).get().preview["counts"][0] == ["entries", 4]
    assert "Log tablets and capsules as supplements" in alice_client.get(address).content.decode()


def test_long_import_shows_its_progress(
    alice: User, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PROGRESS_FROM_ENTRIES", 3)
    address = staged(alice_client, CRONOMETER)

    response = alice_client.post(f"{address}confirm/")

    assert response.streaming
    page = response.getvalue().decode()
    assert (
        page.index("0 of 3 entries")
        < page.index("3 of 3 entries")
        < page.index("Done.")
        < page.index("</html>")
    )
    assert Entry.objects.of(alice).count() == 3


def test_closed_page_stops_a_long_import(
    alice: User, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PROGRESS_FROM_ENTRIES", 3)
    response = alice_client.post(f"{staged(alice_client, CRONOMETER)}confirm/")
    pieces: Iterator[bytes] = iter(response)
    next(pieces), next(pieces), next(pieces)

    # as close() does, which would also close the test's database
    for close in response._resource_closers:
        close()

    assert not Entry.objects.filter(user=alice).exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{", b"no table", b"Date,Food\n"])
def test_unreadable_files_are_refused_on_the_page(
    alice: User, alice_client: Client, content: bytes
) -> None:
    response = upload(alice_client, content)

    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert not ImportRun.objects.of(alice).exists()


def test_form_without_a_file_says_so(alice_client: Client) -> None:
    response = alice_client.post("/settings/import/")

    assert response.status_code == 422
    assert "Choose a file" in response.content.decode()


@pytest.mark.parametrize("most", [100, 20])
def test_too_large_a_file_gets_a_friendly_page(
    alice: User, alice_client: Client, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(uploads, "MAX_UPLOAD", 100)
    monkeypatch.setattr(uploads, "MAX_READ", most)

    response = upload(alice_client, b"x" * 1000)

    assert response.status_code == 413
    assert "larger than 20 MB" in response.content.decode()
    assert not ImportRun.objects.of(alice).exists()


def test_names_of_files_and_foods_are_shown_as_text(alice: User, alice_client: Client) -> None:
    nasty = CRONOMETER.replace("Burrito Bowl", "<script>alert(1)</script>")
    address = upload(alice_client, nasty, "<img src=x>\u202e.csv").headers["Location"]

    page = alice_client.get(address).content.decode()

    assert "<script>alert" not in page and "<img src=x" not in page and "\u202e" not in page
    assert "&lt;script&gt;alert" in page


def test_another_persons_export_can_be_imported_by_page(
    alice: User, bob_client: Client, bob: User, foods: Foods
) -> None:
    log(alice, foods.spinach, grams="30", on="2026-11-20")

    address = staged(bob_client, export_bytes(alice))
    bob_client.post(f"{address}confirm/")

    assert Entry.objects.of(bob).count() == 1


def test_another_persons_import_does_not_exist(alice_client: Client, bob_client: Client) -> None:
    address = staged(alice_client, CRONOMETER)

    assert bob_client.get(address).status_code == 404
    for step in ("", "confirm/", "cancel/", "undo/"):
        assert bob_client.post(f"{address}{step}").status_code == 404


def test_counts_of_one_are_singular(alice_client: Client) -> None:
    one = "\n".join(
        [
            *CRONOMETER.splitlines()[:1],
            "2026-11-20,01:02 PM,Lunch,Burrito Bowl,1.00 serving,625.00,,,36.00,",
        ]
    )
    address = staged(alice_client, one)

    preview = alice_client.get(address).content.decode()
    report = alice_client.post(f"{address}confirm/", follow=True).content.decode()

    assert "<b>1</b>\n<span>entry</span>" in preview
    assert "<b>1</b>\n<span>day, " in preview
    assert "1 entry has no magnesium value" in preview
    assert "It stays unknown, so its day shows" in preview
    assert "<b>1</b>\n<span>entry</span>" in report
