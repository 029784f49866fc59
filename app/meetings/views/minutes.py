"""Minutes typed while the meeting is held, outcomes, and the screen of the projector."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.meetings import actions
from app.meetings.forms import DoneForm, OutcomeForm
from app.meetings.models import AgendaItem, Meeting, Outcome
from app.meetings.queries import agenda as issues_of
from app.meetings.queries import meetings as queries
from app.meetings.rules import Key, Part, mark_of
from app.meetings.views.agenda import item_to_change
from app.meetings.views.blueprint import blueprint
from app.meetings.views.meetings import draw, opening_of
from app.progress.queries.overview import deviation_of, state_of_rollup
from app.progress.queries.plans import plan_of
from app.progress.queries.rollups import section_curve
from app.progress.views.charts import curve_figures, forecast_of
from app.shared.calendar import today
from app.shared.errors import Forbidden, NotFound, RuleBroken, StaleEdit
from app.shared.fields import without_controls
from app.shared.listing import read_number
from app.shared.sentences import Sentence
from app.shared.transaction import commits


@blueprint.post("/meetings/<int:meeting_id>/texts/<part>")
@requires(Permission.HOLD_MEETINGS)
@commits
def save_text(meeting_id: int, part: str) -> ResponseReturnValue:
    meeting, named = queries.get_meeting_to_plan(current_user, meeting_id), Part.with_value(part)
    if named is None:
        raise NotFound
    try:
        saved = actions.save_text(
            meeting, named, _typed(), by=current_user, seen_version=_seen_version()
        )
    except StaleEdit as stale:
        found = next(text for text in meeting.texts if text.part is named)
        return _stale(meeting, stale.sentences, found, found.text, found.version)
    except RuleBroken as broken:
        return _refused(meeting, broken.sentences)
    return _saved(meeting, saved.version)


@blueprint.post("/meetings/items/<int:item_id>/notes")
@requires(Permission.HOLD_MEETINGS)
@commits
def save_notes(item_id: int) -> ResponseReturnValue:
    item, meeting = item_to_change(item_id)
    try:
        saved = actions.save_notes(
            item, _typed(), by=current_user, seen=request.form.get("version", "")
        )
    except StaleEdit as stale:
        return _stale(meeting, stale.sentences, item, item.notes, mark_of(item.notes))
    except RuleBroken as broken:
        return _refused(meeting, broken.sentences)
    return _saved(meeting, mark_of(saved.notes))


@blueprint.post("/meetings/<int:meeting_id>/outcomes")
@requires(Permission.HOLD_MEETINGS)
@commits
def add_outcome(meeting_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting_to_plan(current_user, meeting_id)
    item = _item_named(meeting)
    earlier = _earlier(item)
    form = OutcomeForm(replaceable=earlier)
    item_id = item.id if item else None
    if not form.validate():
        return draw(meeting, outcome=form, outcome_item=item_id), 422
    replaced = next((one for one in earlier if one.id == form.replaces_id.data), None)
    try:
        actions.add_outcome(
            meeting, form.kind.data, form.text.data, by=current_user, item=item,
            replaces=replaced, **form.details(),
        )  # fmt: skip
    except RuleBroken as broken:
        return draw(meeting, broken.sentences, outcome=form, outcome_item=item_id), 422
    anchor = f"#item-{item_id}" if item_id else "#outcomes"
    return redirect(url_for(".meeting_page", meeting_id=meeting_id) + anchor, 303)


@blueprint.get("/meetings/items/<int:item_id>/outcome")
@requires(Permission.HOLD_MEETINGS)
def outcome_form(item_id: int) -> ResponseReturnValue:
    item, meeting = item_to_change(item_id)
    form = OutcomeForm(formdata=None, replaceable=_earlier(item))
    return render_template(
        "meetings/outcome_form.html", outcome=form, item=item, meeting=meeting,
        earlier={item.id: _earlier(item)}, outcome_item=item.id,
    )  # fmt: skip


@blueprint.post("/meetings/outcomes/<int:outcome_id>/removal")
@requires(Permission.HOLD_MEETINGS)
@commits
def remove_outcome(outcome_id: int) -> ResponseReturnValue:
    outcome = queries.get_outcome_for(current_user, outcome_id)
    meeting = queries.get_meeting_to_plan(current_user, outcome.meeting_id)
    try:
        actions.remove_outcome(outcome, by=current_user)
    except RuleBroken as broken:
        return draw(meeting, broken.sentences), 422
    return redirect(url_for(".meeting_page", meeting_id=meeting.id) + "#agenda", 303)


@blueprint.get("/meetings/outcomes/<int:outcome_id>")
@requires(Permission.SEE_MEETINGS)
def outcome_page(outcome_id: int) -> ResponseReturnValue:
    return _outcome_page(queries.get_outcome_for(current_user, outcome_id))


@blueprint.post("/meetings/outcomes/<int:outcome_id>/done")
@requires(Permission.SEE_MEETINGS)
@commits
def report_done(outcome_id: int) -> ResponseReturnValue:
    outcome = queries.get_outcome_for(current_user, outcome_id)
    if not queries.may_report(current_user, outcome):
        raise Forbidden
    form, problems = DoneForm(), ()
    if form.validate():
        try:
            actions.report_done(outcome, form.words.data, by=current_user, on=form.done_on.data)
        except RuleBroken as broken:
            return _outcome_page(outcome, form, broken.sentences), 422
        flash(_("Reported as done."))
        return redirect(url_for(".outcome_page", outcome_id=outcome_id), 303)
    return _outcome_page(outcome, form, problems), 422


@blueprint.get("/meetings/<int:meeting_id>/screen")
@requires(Permission.SEE_MEETINGS)
def screen(meeting_id: int) -> ResponseReturnValue:
    """The page of the projector: the opening, then one item at a time."""
    meeting = queries.get_meeting_for(current_user, meeting_id)
    items = queries.list_items(current_user, meeting_id)
    number = min(read_number(request.args, "item") or 0, len(items))
    item = items[number - 1] if number else None
    return render_template(
        "meetings/screen.html", meeting=meeting, items=items, number=number, item=item,
        earlier=_earlier(item), today=today(), **_progress(item),
        opening=opening_of(meeting, queries.find_previous(meeting)) if number == 0 else (0, 0),
    )  # fmt: skip


def _progress(item: AgendaItem | None) -> dict[str, Any]:
    """Return the section's curve for the screen, where the item belongs to one."""
    if item is None or item.section_id is None:
        return {"curve": None, "last": None}
    rollups, plan = section_curve(item.section_id), plan_of(item.section_id)
    last = rollups[-1] if rollups else None
    curve = curve_figures(plan, rollups, forecast_of(rollups), today()) if rollups else None
    return {
        "curve": curve, "last": last, "deviation": deviation_of(last),
        "progress_state": state_of_rollup(last),
    }  # fmt: skip


def _earlier(item: AgendaItem | None) -> Sequence[Outcome]:
    if item is None or item.source_id is None:
        return ()
    key = Key(item.source, item.source_id)
    return issues_of.standing_decisions({key}).get(key, ())


def _item_named(meeting: Meeting) -> AgendaItem | None:
    number = read_number(request.form, "item")
    if number is None:
        return None
    item = queries.get_item_for(current_user, number)
    if item.meeting_id != meeting.id:
        raise NotFound
    return item


def _typed() -> str:
    return without_controls(request.form.get("text"))


def _seen_version() -> int:
    return read_number(request.form, "version") or 0


def _is_live() -> bool:
    return request.headers.get("HX-Request") == "true"


def _saved(meeting: Meeting, mark: object) -> ResponseReturnValue:
    if _is_live():
        return render_template("meetings/saved.html", version=mark)
    flash(_("Saved."))
    return redirect(url_for(".meeting_page", meeting_id=meeting.id) + "#minutes", 303)


def _stale(
    meeting: Meeting, sentences: Sequence[Sentence], found: Any, theirs: str, mark: object
) -> ResponseReturnValue:
    who = getattr(found, "saved_by", None)
    template = "meetings/stale_live.html" if _is_live() else "meetings/stale.html"
    page = render_template(
        template, sentences=sentences, theirs=theirs, version=mark,
        who=who.name if who else None, meeting=meeting, mine=_typed(), action=request.path,
    )  # fmt: skip
    return page, 409


def _refused(meeting: Meeting, sentences: Sequence[Sentence]) -> ResponseReturnValue:
    if _is_live():
        return render_template("meetings/refused.html", sentences=sentences), 422
    return draw(meeting, sentences), 422


def _outcome_page(
    outcome: Outcome, form: DoneForm | None = None, problems: Sequence[Sentence] = ()
) -> str:
    return render_template(
        "meetings/outcome.html", outcome=outcome, problems=problems, wrong=form, today=today(),
        form=form or DoneForm(formdata=None, data={"done_on": today()}),
        may_report=queries.may_report(current_user, outcome),
    )  # fmt: skip
