"""Downloads of a person's data, and imports of files."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.clock import today_for
from accounts.models import User
from accounts.pagination import page_of
from accounts.queries import profile_of
from accounts.requests import PersonRequest, require_safe_or_post
from nutrition.diary.digests import digest_of
from nutrition.transfer import actions
from nutrition.transfer.access import own_run
from nutrition.transfer.export import csv_file, json_file
from nutrition.transfer.importing.batch import UnreadableFile
from nutrition.transfer.models import ImportRun
from nutrition.transfer.sections import SECTION_NAMES, section_count
from nutrition.web.transfer.forms import ConfirmForm, OptionsForm, UploadForm
from nutrition.web.transfer.uploads import was_too_large

# Imports with at least so many entries show their progress on a page.
PROGRESS_FROM_ENTRIES = 3_000
RUNS_ON_A_PAGE = 20
# Where the lines about the progress go in templates/transfer/progress.html.
PROGRESS_MARK = "<!-- progress -->"


@login_required
@require_safe
def export_page(request: PersonRequest) -> HttpResponse:
    return render(request, "transfer/export.html")


@login_required
@require_safe
def export_json(request: PersonRequest) -> HttpResponseBase:
    pieces = json_file(request.user, now=timezone.now())
    return _download(request.user, pieces, "application/json", "json")


@login_required
@require_safe
def export_csv(request: PersonRequest) -> HttpResponseBase:
    return _download(request.user, csv_file(request.user), "text/csv; charset=utf-8", "csv")


def _download(
    user: User, pieces: Iterator[str], content_type: str, extension: str
) -> StreamingHttpResponse:
    name = f"magwise-{today_for(profile_of(user)).isoformat()}.{extension}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)


@login_required
@require_safe_or_post
def imports(request: PersonRequest) -> HttpResponse:
    """Accepts a file, and lists the imports so far."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and was_too_large(request):
        form.add_error("file", "This file is larger than 20 MB. Split it, for example by year.")
        return _imports_page(request, form, status=413)
    if is_sent and form.is_valid():
        name = form.cleaned_data["file"].name
        try:
            run = actions.stage_file(
                user=request.user, content=form.content, file_name=name, today=_today(request)
            )
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect("transfer:run", run.pk)
    return _imports_page(request, form, status=422 if form.errors else 200)


def _imports_page(request: PersonRequest, form: UploadForm, *, status: int) -> HttpResponse:
    runs = ImportRun.objects.of(request.user).latest_first()
    page = page_of(request.GET.get("page"), runs, page_size=RUNS_ON_A_PAGE)
    return render(request, "transfer/imports.html", {"form": form, "page": page}, status=status)


@login_required
@require_safe_or_post
def import_run(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """The preview of a file, where the person sets its options; once imported, its report."""
    run = own_run(request.user, run_id)
    if request.method != "POST" or run.state != ImportRun.State.STAGED:
        return _run_page(request, run)
    form = OptionsForm(request.POST, preview=run.preview, answers=run.answers)
    if not form.is_valid():
        return _preview_page(request, run, options=form)
    try:
        actions.save_options(run=run, answers=form.answers, today=_today(request))
    except (UnreadableFile, actions.CannotImport) as error:
        return _run_page(request, run, problem=str(error))
    return redirect("transfer:run", run.pk)


def _run_page(request: PersonRequest, run: ImportRun, *, problem: str = "") -> HttpResponse:
    if run.state == ImportRun.State.STAGED:
        return _preview_page(request, run, problem=problem)
    return _report_page(request, run, problem=problem)


def _preview_page(
    request: PersonRequest,
    run: ImportRun,
    *,
    options: OptionsForm | None = None,
    confirm: ConfirmForm | None = None,
    problem: str = "",
) -> HttpResponse:
    preview = run.preview
    context = {
        "run": run,
        "preview": preview,
        "counts": [section_count(name, number) for name, number in preview.get("counts", [])],
        "options": options or OptionsForm(preview=preview, answers=run.answers),
        "confirm": confirm or ConfirmForm(preview=preview),
        "problem": problem,
    }
    is_wrong = problem or (options and options.errors) or (confirm and confirm.errors)
    return render(request, "transfer/preview.html", context, status=422 if is_wrong else 200)


def _report_page(request: PersonRequest, run: ImportRun, *, problem: str) -> HttpResponse:
    context: dict[str, Any] = {
        "run": run,
        "new": _section_counts(run.preview.get("added", {})),
        "existing": _section_counts(run.preview.get("known", {})),
        "problem": problem,
    }
    if span := run.preview.get("span"):
        context["last_day"] = date.fromisoformat(span[1])
    return render(request, "transfer/report.html", context, status=409 if problem else 200)


def _section_counts(counts: dict[str, int]) -> list[tuple[str, str]]:
    return [section_count(SECTION_NAMES[name], number) for name, number in counts.items()]


@login_required
@require_POST
def confirm_import(request: PersonRequest, run_id: UUID) -> HttpResponseBase:
    """Stores the file. A long import shows its progress; an interrupted one leaves nothing."""
    run = own_run(request.user, run_id)
    form = ConfirmForm(request.POST, preview=run.preview)
    is_staged = run.state == ImportRun.State.STAGED
    if is_staged and not form.is_valid():
        return _preview_page(request, run, confirm=form)
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    steps = actions.import_steps(
        user=request.user,
        run_id=run.pk,
        matches=form.matches if is_staged else {},
        leave_out="leave_out" in form.fields,
        today=_today(request),
        digest=digest_of(sent),
    )
    if dict(run.preview.get("counts", [])).get("entries", 0) >= PROGRESS_FROM_ENTRIES:
        return StreamingHttpResponse(
            _progress_page(request, run, steps), content_type="text/html; charset=utf-8"
        )
    try:
        for _ in steps:
            pass
    except (UnreadableFile, actions.CannotImport) as error:
        return _run_page(request, run, problem=str(error))
    if is_staged:
        messages.success(request, "Imported")
    return redirect("transfer:run", run.pk)


def _progress_page(
    request: HttpRequest, run: ImportRun, steps: Iterator[tuple[int, int]]
) -> Iterator[str]:
    """Yields the page in pieces: its head at once, a line for each step, and its end afterwards."""
    page = render_to_string("transfer/progress.html", {"run": run}, request)
    before, _, after = page.partition(PROGRESS_MARK)
    yield before
    try:
        for done, total in steps:
            yield f"<p>{done:,} of {total:,} entries</p>\n"
    except (UnreadableFile, actions.CannotImport) as error:
        problem = str(error)
    else:
        problem = ""
    yield render_to_string("transfer/_progress_end.html", {"run": run, "problem": problem}, request)
    yield after


@login_required
@require_POST
def cancel_import(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """Deletes a file that was not imported."""
    run = own_run(request.user, run_id)
    actions.cancel_import(run=run)
    messages.success(request, "Nothing was imported. The file is forgotten")
    return redirect("transfer:imports")


@login_required
@require_POST
def undo_import(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """Deletes what an import added."""
    run = own_run(request.user, run_id)
    try:
        removed = actions.undo_import(user=request.user, run_id=run.pk)
    except actions.CannotUndoImport:
        messages.error(request, "This import cannot be undone any more")
    else:
        rows = "1 row was" if removed == 1 else f"{removed:,} rows were"
        messages.success(request, f"Undone: {rows} removed")
    return redirect("transfer:imports")


def _today(request: PersonRequest) -> date:
    return today_for(profile_of(request.user))
