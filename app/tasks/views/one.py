"""One task: what it is, what was reported, through whose hands it went, and the steps that come next."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.accounts.permissions import Permission, may, requires
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.owners import tell_of
from app.evidence.queries import marks_of
from app.evidence.rules import OwnerKind
from app.shared.errors import Forbidden, RuleBroken
from app.shared.sentences import Sentence, say
from app.shared.transaction import commits
from app.tasks import actions, queries, rules
from app.tasks.forms import HandoverForm, JudgementForm, MoveForm, ReportForm, WithdrawalForm
from app.tasks.models import Task
from app.tasks.rules import WITH_HOLDER, TaskState
from app.tasks.sources import address_of
from app.tasks.views.blueprint import blueprint, seen_version
from app.tasks.views.giving import offer, owner_of

EVENTS = {
    "task.given": say("Given"),
    "task.reported": say("Report handed in"),
    "task.accepted": say("Accepted as done"),
    "task.returned": say("Task sent back"),
    "task.handed_over": say("Handed over"),
    "task.moved": say("Day moved"),
    "task.withdrawn": say("Withdrawn"),
}
for kind in (OwnerKind.TASK_BEFORE, OwnerKind.TASK_DONE):
    tell_of(kind, address=lambda number: url_for("tasks.report_page", report_id=number))


@blueprint.get("/tasks/<int:task_id>")
@requires(Permission.SEE_TASKS)
def task_page(task_id: int) -> ResponseReturnValue:
    return _page(queries.get_task_for(current_user, task_id))


@blueprint.get("/tasks/reports/<int:report_id>")
@requires(Permission.SEE_TASKS)
def report_page(report_id: int) -> ResponseReturnValue:
    task_id = queries.get_task_of_report(current_user, report_id)
    return redirect(url_for("tasks.task_page", task_id=task_id))


@blueprint.post("/tasks/<int:task_id>/report")
@requires(Permission.SEE_TASKS)
@takes_photos
@commits
def report(task_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    task = queries.get_task_for(current_user, task_id)
    form = ReportForm()
    _check(_may_report(task))
    if not form.validate() or photos.refusals:
        return _page(task, form, photos.refusals, photos), 422
    try:
        actions.report_done(
            task, form.note.data or "", photos.of("photos"), by=current_user,
            photos_before=photos.of("photos_before"), round_number=form.round_number,
            seen_version=seen_version(),
        )  # fmt: skip
    except RuleBroken as broken:
        return _page(task, form, broken.sentences, photos), 422
    if task.state == TaskState.DONE:
        flash(_("Done."))
    else:
        flash(_("Reported. Whoever gave the task will look at it."))
    return _to(task)


@blueprint.post("/tasks/<int:task_id>/judgement")
@requires(Permission.GIVE_TASKS)
@commits
def judgement(task_id: int) -> ResponseReturnValue:
    task, form = _to_judge(task_id), JudgementForm()
    judge = actions.accept if request.form.get("verdict") == "accept" else actions.return_task
    return _changed(task, form, lambda: judge(task, form.judgement.data or "", **_by()))


@blueprint.post("/tasks/<int:task_id>/handover")
@requires(Permission.SEE_TASKS)
@commits
def handover(task_id: int) -> ResponseReturnValue:
    task, form = queries.get_task_for(current_user, task_id), HandoverForm()
    _check(_may_hand_over(task))
    offer(form)

    def hand() -> None:
        actions.hand_over(task, *owner_of(form), form.why_handed.data or "", **_by())

    return _changed(task, form, hand, gone_to="tasks.list_tasks")


@blueprint.post("/tasks/<int:task_id>/day")
@requires(Permission.GIVE_TASKS)
@commits
def move(task_id: int) -> ResponseReturnValue:
    task, form = _to_judge(task_id), MoveForm()
    return _changed(
        task,
        form,
        lambda: actions.move_day(task, form.new_due_on.data, form.why_moved.data or "", **_by()),
    )


@blueprint.post("/tasks/<int:task_id>/withdrawal")
@requires(Permission.GIVE_TASKS)
@commits
def withdrawal(task_id: int) -> ResponseReturnValue:
    task, form = _to_judge(task_id), WithdrawalForm()
    return _changed(
        task, form, lambda: actions.withdraw(task, form.why_withdrawn.data or "", **_by())
    )


def _to_judge(task_id: int) -> Task:
    task = queries.get_task_for(current_user, task_id)
    _check(queries.may_judge(current_user, task))
    return task


def _check(is_allowed: bool) -> None:
    if not is_allowed:
        raise Forbidden


def _may_report(task: Task) -> bool:
    """The holder, and whoever gave it: also for an organisation that has no account."""
    holds = rules.may_report(task.holder, current_user.id, current_user.organisation_id)
    return holds or queries.may_judge(current_user, task)


def _may_hand_over(task: Task) -> bool:
    return _may_report(task)


def _by() -> dict[str, Any]:
    return {"by": current_user, "seen_version": seen_version()}


def _changed(
    task: Task, form: FlaskForm, change: Callable[[], Any], gone_to: str = ""
) -> ResponseReturnValue:
    if not form.validate():
        return _page(task, form), 422
    try:
        change()
    except RuleBroken as broken:
        return _page(task, form, broken.sentences), 422
    flash(_("Saved."))
    if gone_to:
        return redirect(url_for(gone_to), 303)
    return _to(task)


def _to(task: Task) -> ResponseReturnValue:
    return redirect(url_for("tasks.task_page", task_id=task.id), 303)


def _page(
    task: Task,
    refused: FlaskForm | None = None,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
) -> str:
    before = queries.photos_of_reports(OwnerKind.TASK_BEFORE, task)
    after = queries.photos_of_reports(OwnerKind.TASK_DONE, task)
    uses = [use for shown in (before, after) for photo_uses in shown.values() for use in photo_uses]
    return render_template(
        "tasks/task.html", task=task, before=before, after=after, marks=marks_of(uses),
        events=queries.list_events(task.id), event_words=EVENTS,
        source_address=address_of(task.source, task.source_id), refused_form=refused,
        problems=problems, kept=photos.tokens() if photos else {}, **_forms(task, refused),
    )  # fmt: skip


def _forms(task: Task, refused: FlaskForm | None) -> dict[str, Any]:
    """Return the forms of the steps that come next and that this person may take."""
    judges = may(current_user, Permission.GIVE_TASKS) and queries.may_judge(current_user, task)
    waits = task.state in WITH_HOLDER
    last = task.reports[-1] if task.state == TaskState.REPORTED else None
    reported_it = (
        last is not None and last.reported_by.natural_person == current_user.natural_person
    )
    has_place = task.section_id is not None or task.project_id is not None
    handing = _form(HandoverForm, refused, {}) if waits and _may_hand_over(task) else None
    if handing is not None:
        offer(handing)
    return {
        "has_place": has_place,
        "report_form": _form(ReportForm, refused, {"round": len(task.reports) + 1})
        if waits and _may_report(task)
        else None,
        "judgement_form": _form(JudgementForm, refused, {})
        if last and judges and not reported_it
        else None,
        "handover_form": handing,
        "move_form": _form(MoveForm, refused, {}) if judges and task.is_open else None,
        "withdrawal_form": _form(WithdrawalForm, refused, {}) if judges and task.is_open else None,
    }


def _form(kind: type[Any], refused: FlaskForm | None, given: dict[str, Any]) -> Any:
    return refused if isinstance(refused, kind) else kind(formdata=None, data=given)
