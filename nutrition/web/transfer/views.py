"""Taking one's data along, and bringing it in."""

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
from nutrition.transfer import export as files
from nutrition.transfer.access import own_run
from nutrition.transfer.importing.batch import UnreadableFile
from nutrition.transfer.models import ImportRun
from nutrition.transfer.sections import SECTION_NAMES, section_count
from nutrition.web.transfer.forms import AnswersForm, ConfirmForm, UploadForm
from nutrition.web.transfer.uploads import was_too_large

# From so many entries on the page tells how far it is.
WORTH_TELLING = 3_000
LISTED_RUNS = 20
# Where the lines about the progress go in templates/transfer/importing.html.
MARK = "<!-- progress -->"


@login_required
@require_safe
def export(request: PersonRequest) -> HttpResponse:
    return render(request, "transfer/export.html")


@login_required
@require_safe
def export_json(request: PersonRequest) -> HttpResponseBase:
    pieces = files.json_file(request.user, now=timezone.now())
    return _download(request.user, pieces, "application/json", "json")


@login_required
@require_safe
def export_csv(request: PersonRequest) -> HttpResponseBase:
    return _download(request.user, files.csv_file(request.user), "text/csv; charset=utf-8", "csv")


def _download(user: User, pieces: Iterator[str], kind: str, ending: str) -> StreamingHttpResponse:
    name = f"magwise-{today_for(profile_of(user)).isoformat()}.{ending}"
    disposition = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(pieces, content_type=kind, headers=disposition)


@login_required
@require_safe_or_post
def imports(request: PersonRequest) -> HttpResponse:
    """Takes a file, and lists what was imported."""
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


def _imports_page(request: HttpRequest, form: UploadForm, *, status: int) -> HttpResponse:
    runs = ImportRun.objects.listed(request.user)  # type: ignore[arg-type]
    page = page_of(request.GET.get("page"), runs, page_size=LISTED_RUNS)
    return render(request, "transfer/imports.html", {"form": form, "page": page}, status=status)


@login_required
@require_safe_or_post
def run(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """What would come of a file, by the person's answers; later what came of it."""
    run = own_run(request.user, run_id)
    if request.method != "POST" or run.state != ImportRun.State.STAGED:
        return _run_page(request, run)
    form = AnswersForm(request.POST, preview=run.preview, answers=run.answers)
    if not form.is_valid():
        return _run_page(request, run, answers=form)
    try:
        actions.save_options(run=run, answers=form.answers, today=_today(request))
    except (UnreadableFile, actions.CannotImport) as error:
        return _run_page(request, run, problem=str(error))
    return redirect("transfer:run", run.pk)


def _run_page(
    request: HttpRequest,
    run: ImportRun,
    *,
    answers: AnswersForm | None = None,
    confirm: ConfirmForm | None = None,
    problem: str = "",
) -> HttpResponse:
    preview = run.preview
    if run.state != ImportRun.State.STAGED:
        report = [
            section_count(SECTION_NAMES[name], number)
            for name, number in preview.get("added", {}).items()
        ]
        known = [
            section_count(SECTION_NAMES[name], number)
            for name, number in preview.get("known", {}).items()
        ]
        context: dict[str, Any] = {"run": run, "added": report, "known": known}
        if span := preview.get("span"):
            context["last_day"] = date.fromisoformat(span[1])
        context["problem"] = problem
        return render(request, "transfer/report.html", context, status=409 if problem else 200)
    context = {
        "run": run,
        "preview": preview,
        "counts": [section_count(name, number) for name, number in preview.get("counts", [])],
        "answers": answers or AnswersForm(preview=preview, answers=run.answers),
        "confirm": confirm or ConfirmForm(preview=preview),
        "problem": problem,
    }
    wrong = problem or (answers and answers.errors) or (confirm and confirm.errors)
    return render(request, "transfer/preview.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def confirm(request: PersonRequest, run_id: UUID) -> HttpResponseBase:
    """Stores the file. A long one tells how far it is; an interrupted one leaves nothing."""
    run = own_run(request.user, run_id)
    form = ConfirmForm(request.POST, preview=run.preview)
    is_waiting = run.state == ImportRun.State.STAGED
    if is_waiting and not form.is_valid():
        return _run_page(request, run, confirm=form)
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    steps = actions.import_steps(
        user=request.user,
        run_id=run.pk,
        matches=form.chosen if is_waiting else {},
        leave_out="leave_out" in form.fields,
        today=_today(request),
        digest=digest_of(sent),
    )
    if dict(run.preview.get("counts", [])).get("entries", 0) >= WORTH_TELLING:
        return StreamingHttpResponse(
            _telling(request, run, steps), content_type="text/html; charset=utf-8"
        )
    try:
        for _ in steps:
            pass
    except (UnreadableFile, actions.CannotImport) as error:
        return _run_page(request, run, problem=str(error))
    if is_waiting:
        messages.success(request, "Imported")
    return redirect("transfer:run", run.pk)


def _telling(
    request: HttpRequest, run: ImportRun, steps: Iterator[tuple[int, int]]
) -> Iterator[str]:
    """A page that grows: its head at once, a line for each step, its end with what came of it."""
    before, _, after = render_to_string("transfer/importing.html", {"run": run}, request).partition(
        MARK
    )
    yield before
    try:
        for done, total in steps:
            yield f"<p>{done:,} of {total:,} entries</p>\n"
    except (UnreadableFile, actions.CannotImport) as error:
        problem = str(error)
    else:
        problem = ""
    yield render_to_string("transfer/_imported.html", {"run": run, "problem": problem}, request)
    yield after


@login_required
@require_POST
def cancel(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """Forgets a file that was not imported."""
    run = own_run(request.user, run_id)
    actions.cancel_import(run=run)
    messages.success(request, "Nothing was imported. The file is forgotten")
    return redirect("transfer:imports")


@login_required
@require_POST
def undo(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """Takes away what an import brought."""
    run = own_run(request.user, run_id)
    try:
        removed = actions.undo_import(user=request.user, run_id=run.pk)
    except actions.CannotUndoImport:
        messages.error(request, "This import cannot be undone any more")
    else:
        rows = "1 row was" if removed == 1 else f"{removed:,} rows were"
        messages.success(request, f"Undone: {rows} taken away")
    return redirect("transfer:imports")


def _today(request: PersonRequest) -> date:
    return today_for(profile_of(request.user))
