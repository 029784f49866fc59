"""Imports: list, upload, columns, preview, confirmation, result, undo."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.reports import actions, background
from app.reports.forms import ColumnsForm, UploadForm
from app.reports.models import ImportBatch
from app.reports.queries.batches import get_batch
from app.reports.rules.batches import BatchState, RowState
from app.reports.rules.fields import Kind
from app.reports.views import pages
from app.reports.views.blueprint import blueprint
from app.shared.errors import RuleBroken, Unreadable
from app.shared.listing import read_list_request
from app.shared.transaction import commits


@blueprint.get("/imports")
@requires(Permission.IMPORT)
def list_imports() -> ResponseReturnValue:
    listed = read_list_request(request.args, ("uploaded_at", "file_name", "state"), "-uploaded_at")
    page = pages.list_page(listed, request.args.get("kind", ""), request.args.get("state", ""))
    return render_template(
        "reports/imports.html",
        page=page,
        tones=pages.TONES,
        kind_choices=[(each.value, each.label) for each in Kind],
        state_choices=[(each.value, each.label) for each in BatchState],
    )


@blueprint.get("/imports/new")
@requires(Permission.IMPORT)
def new_import() -> ResponseReturnValue:
    return render_template("reports/upload.html", form=UploadForm())


@blueprint.post("/imports/new")
@requires(Permission.IMPORT)
@commits
def upload() -> ResponseReturnValue:
    form = UploadForm()
    if not form.validate():
        return render_template("reports/upload.html", form=form), 422
    file = form.file.data
    kind = Kind(form.kind.data) if form.kind.data else None  # type: ignore[call-arg]
    given = actions.Upload(file.read(), file.filename or "", kind, form.sender.data or "")
    try:
        batch = actions.upload(given, by=current_user)
    except RuleBroken as refusal:
        return render_template("reports/upload.html", form=form, problems=refusal.sentences), 422
    return redirect(url_for(".columns", batch_id=batch.id), 303)


@blueprint.get("/imports/<int:batch_id>/columns")
@requires(Permission.IMPORT)
def columns(batch_id: int) -> ResponseReturnValue:
    batch = get_batch(batch_id)
    if batch.state not in (BatchState.READ, BatchState.PREVIEWED):
        return redirect(url_for(".import_page", batch_id=batch.id))
    return render_template("reports/columns.html", **pages.columns_page(batch))


@blueprint.post("/imports/<int:batch_id>/columns")
@requires(Permission.IMPORT)
@commits
def confirm_columns(batch_id: int) -> ResponseReturnValue:
    batch = get_batch(batch_id)
    form = ColumnsForm(request.form)
    try:
        batch.week = form.week()
        if batch.kind is Kind.REGISTER:
            actions.set_programme(batch, form.text("programme"), form.year)
        chosen = {
            kept["sheet"]: form.mapping(place)
            for place, kept in enumerate(batch.sheets)
            if form.is_chosen(place)
        }
        actions.confirm_columns(batch, chosen, sender=form.text("sender"), by=current_user)
        actions.preview(batch, by=current_user)
    except (RuleBroken, Unreadable) as refusal:
        sentences = getattr(refusal, "sentences", None) or [refusal.sentence]  # type: ignore[union-attr]
        page = pages.columns_page(batch, form)
        return render_template("reports/columns.html", problems=sentences, **page), 422
    return redirect(url_for(".import_page", batch_id=batch.id), 303)


@blueprint.get("/imports/<int:batch_id>")
@requires(Permission.IMPORT)
def import_page(batch_id: int) -> ResponseReturnValue:
    batch = get_batch(batch_id)
    if batch.state is BatchState.READ:
        return redirect(url_for(".columns", batch_id=batch.id))
    return _import_page(batch)


def _import_page(batch: ImportBatch, problems: tuple[object, ...] = ()) -> str:
    listed = read_list_request(request.args, ("number",), "number")
    state = request.args.get("state", "")
    shown = RowState(state) if state in {each.value for each in RowState} else None  # type: ignore[call-arg]
    return render_template(
        "reports/import.html", problems=problems, **pages.import_page(batch, listed, shown)
    )


@blueprint.get("/imports/<int:batch_id>/progress")
@requires(Permission.IMPORT)
def import_progress(batch_id: int) -> ResponseReturnValue:
    batch = get_batch(batch_id)
    answer = render_template(
        "reports/progress.html", batch=batch, progress=background.read_progress(batch.id)
    )
    if batch.state is BatchState.APPLYING:
        return answer
    return answer, {"HX-Redirect": url_for(".import_page", batch_id=batch.id)}


@blueprint.post("/imports/<int:batch_id>/confirmation")
@requires(Permission.IMPORT)
@commits
def confirm_import(batch_id: int) -> ResponseReturnValue:
    batch = get_batch(batch_id)
    try:
        if pages.may_start_again(batch) or (
            batch.state is BatchState.PREVIEWED and background.is_long(batch)
        ):
            background.start(batch, current_user)
        else:
            actions.apply_batch(batch, by=current_user)
            flash(_("The import was taken in."), "good")
    except RuleBroken as refusal:
        return _import_page(batch, refusal.sentences), 422
    return redirect(url_for(".import_page", batch_id=batch.id), 303)


@blueprint.post("/imports/<int:batch_id>/undoing")
@requires(Permission.IMPORT)
@commits
def undo_import(batch_id: int) -> ResponseReturnValue:
    batch = get_batch(batch_id)
    try:
        count = actions.undo_batch(batch, by=current_user)
    except RuleBroken as refusal:
        return _import_page(batch, refusal.sentences), 422
    flash(_("The import was undone: %(count)s rows were put back.", count=count), "good")
    return redirect(url_for(".import_page", batch_id=batch.id), 303)
