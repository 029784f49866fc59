"""Giving tasks, reporting them done, judging that, handing them over, moving their day, withdrawing them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from app.accounts.models import Organisation, User
from app.accounts.permissions import Permission, may
from app.evidence import rules as evidence
from app.evidence.actions import attach
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.notices.actions import send_notice
from app.notices.rules import Audience, NoticeCategory
from app.shared.audit import record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.sentences import Sentence, say
from app.tasks import queries, rules
from app.tasks.models import Task, TaskHandover, TaskReport
from app.tasks.rules import Owner, TaskDraft, TaskSource, TaskState
from app.works.models import Project, Section


def give_task(
    text: str,
    owner_user: User | None = None,
    owner_organisation: Organisation | None = None,
    due_on: date | None = None,
    *,
    by: User,
    source: tuple[TaskSource, int | None] = (TaskSource.OTHER, None),
    section: Section | None = None,
    project: Project | None = None,
    given_on: date | None = None,
    needs_photos: bool = False,
    client_uuid: str = "",
    is_demonstration: bool = False,
    **details: Any,
) -> Task:
    """Give a task; the same form sent twice is one. Raises RuleBroken.

    `details` are with_whom, and of an order from above organ, document_no and document_on.
    """
    if client_uuid and (known := queries.find_task_by_uuid(client_uuid)):
        if known.given_by_id != by.id:
            raise RuleBroken([say("This form was already used for another task.")])
        return known
    draft = TaskDraft(
        text, due_on, given_on or today(), source[0], details.get("organ", ""),
        details.get("document_no", ""), needs_photos, bool(section or project),
    )  # fmt: skip
    owner = Owner(
        owner_user.id if owner_user else None, owner_organisation.id if owner_organisation else None
    )
    problems = rules.giving_problems(draft)
    problems += rules.owner_problems(owner, owner_user.organisation_id if owner_user else None)
    _refuse(problems + _people_problems(owner_user))
    task = Task(
        client_uuid=client_uuid or str(uuid4()), text=text.strip(), source=source[0],
        source_id=source[1], owner=owner_user, owner_organisation=_organisation(owner_user, owner_organisation),
        section=section, project=project or (section.project if section else None), given_by=by,
        given_on=draft.given_on, due_on=due_on, needs_photos=needs_photos, state=TaskState.OPEN,
        is_demonstration=is_demonstration, **details,
    )  # fmt: skip
    db.session.add(task)
    told = {"owner": _name_of(task.owner, task.owner_organisation), "due_on": due_on,
            "source": source[0], "source_id": source[1]}  # fmt: skip
    record(by, "task.given", task, told | details)
    _tell(task, say("A task for you: %(what)s", what=task.text[:120]), "given", by)
    return task


def report_done(
    task: Task,
    note: str,
    photos: Sequence[StoredPhoto] = (),
    *,
    by: User,
    photos_before: Sequence[StoredPhoto] = (),
    round_number: int | None = None,
    seen_version: int | None = None,
) -> TaskReport:
    """Report the task done; the same report sent twice is one. Raises RuleBroken, StaleEdit.

    When the giver reports it, it is done: whoever gave a task says whether it is.
    """
    if round_number is not None and (known := _report_of(task, round_number, by)):
        return known
    check_version(task, seen_version)
    pictures = len(photos) + len(photos_before)
    known_photos = queries.count_photos(task) if task.needs_photos else 0
    problems = rules.report_problems(task.state, note, pictures, task.needs_photos, known_photos)
    if pictures and task.section_id is None and task.project_id is None:
        problems.append(say("Photos are kept by section or project, and this task has none."))
    _refuse(problems)
    report = TaskReport(
        task=task, round=len(task.reports) + 1, note=note.strip(), reported_at=now(), reported_by=by
    )
    task.state, task.reported_on = TaskState.REPORTED, today()
    db.session.add(report)
    db.session.flush()
    for kind, given in (
        (evidence.OwnerKind.TASK_BEFORE, photos_before),
        (evidence.OwnerKind.TASK_DONE, photos),
    ):
        place = evidence.Owner(kind, report.id, today(), task.section_id, task.project_id)
        attach(given, place, by=by)
    record(by, "task.reported", task, {"round": report.round, "photos": pictures}, reason=note)
    if by.natural_person == task.given_by.natural_person:
        _settle(task, report, by, "")
    db.session.flush()
    return report


def accept(task: Task, reason: str = "", *, by: User, seen_version: int | None = None) -> None:
    """Accept the task as done. Raises RuleBroken for who reported it, StaleEdit."""
    report = _judged(task, reason, by, seen_version, accepts=True)
    _settle(task, report, by, reason)
    db.session.flush()


def return_task(task: Task, reason: str, *, by: User, seen_version: int | None = None) -> None:
    """Send the task back with what is missing. Raises RuleBroken, StaleEdit."""
    report = _judged(task, reason, by, seen_version, accepts=False)
    report.is_accepted, report.judgement = False, reason.strip()
    report.judged_at, report.judged_by = now(), by
    task.state = TaskState.RETURNED
    record(by, "task.returned", task, {"round": report.round}, reason=reason)
    db.session.flush()


def hand_over(
    task: Task,
    to_user: User | None,
    to_organisation: Organisation | None,
    reason: str,
    *,
    by: User,
    seen_version: int | None = None,
) -> TaskHandover:
    """Give the task to another holder; the trace stays. Raises RuleBroken, StaleEdit."""
    check_version(task, seen_version)
    after = Owner(to_user.id if to_user else None, to_organisation.id if to_organisation else None)
    of_user = to_user.organisation_id if to_user else None
    problems = rules.handing_problems(task.state, task.holder, after, of_user, reason)
    _refuse(problems + _people_problems(to_user))
    before = _name_of(task.owner, task.owner_organisation)
    organisation = _organisation(to_user, to_organisation)
    handover = TaskHandover(
        task=task, from_user=task.owner, from_organisation=task.owner_organisation,
        to_user=to_user, to_organisation=organisation, reason=reason.strip(), handed_at=now(),
        handed_by=by,
    )  # fmt: skip
    task.owner, task.owner_organisation = to_user, organisation
    db.session.add(handover)
    after_name = _name_of(to_user, organisation)
    record(by, "task.handed_over", task, {"owner": [before, after_name]}, reason=reason)
    title = say("A task was handed over to you: %(what)s", what=task.text[:120])
    _tell(task, title, f"handed:{handover.id}", by)
    return handover


def _tell(task: Task, title: Sentence, what: str, by: User) -> None:
    """Tell whoever now holds the task, unless that is who acts."""
    if task.owner is not None:
        to = Audience(users=[task.owner.id] if task.owner.id != by.id else [])
    else:
        organisation = task.owner_organisation
        to = Audience(organisations=[organisation.id] if organisation else [])
    if to.named():
        send_notice(
            category=NoticeCategory.ARRANGEMENT,
            title=title,
            text=say(
                "Due on %(day)s, given by %(person)s.", day=task.due_on, person=task.given_by.name
            ),
            to=to,
            by=by,
            link=("tasks.task_page", {"task_id": task.id}),
            key=f"task:{task.id}:{what}",
            is_demonstration=task.is_demonstration,
        )


def move_day(
    task: Task, due_on: date | None, reason: str, *, by: User, seen_version: int | None = None
) -> None:
    """Let the task be due on another day. Raises RuleBroken, StaleEdit."""
    check_version(task, seen_version)
    _refuse(rules.moving_problems(task.state, due_on, task.due_on, today(), reason))
    before = task.due_on
    if due_on is not None:
        task.due_on = due_on
    record(by, "task.moved", task, {"due_on": [before, due_on]}, reason=reason)


def withdraw(task: Task, reason: str, *, by: User, seen_version: int | None = None) -> None:
    """Withdraw the task: nobody owes it any more. Raises RuleBroken, StaleEdit."""
    check_version(task, seen_version)
    _refuse(rules.withdrawing_problems(task.state, reason))
    task.state, task.withdrawn_reason = TaskState.WITHDRAWN, reason.strip()
    task.settled_at, task.settled_by = now(), by
    record(by, "task.withdrawn", task, reason=reason)


def check_version(task: Task, seen_version: int | None) -> None:
    """Raise StaleEdit when the task was changed since it was seen."""
    if seen_version is not None and task.version != seen_version:
        raise StaleEdit(
            [
                say(
                    "Meanwhile this task was changed: %(state)s. Open it again to see what happened.",
                    state=task.state.label,
                )
            ]
        )


def _judged(
    task: Task, reason: str, by: User, seen_version: int | None, *, accepts: bool
) -> TaskReport:
    check_version(task, seen_version)
    report = task.reports[-1] if task.state == TaskState.REPORTED else None
    reporter = report.reported_by.natural_person if report else None
    problems = rules.judging_problems(
        task.state, reporter, by.natural_person, accepts=accepts, reason=reason
    )
    if problems or report is None:
        raise RuleBroken(problems)
    return report


def _settle(task: Task, report: TaskReport, by: User, reason: str) -> None:
    report.is_accepted, report.judgement = True, reason.strip()
    report.judged_at, report.judged_by = now(), by
    task.state, task.settled_at, task.settled_by = TaskState.DONE, now(), by
    record(by, "task.accepted", task, {"round": report.round}, reason=reason)


def _report_of(task: Task, round_number: int, by: User) -> TaskReport | None:
    found = (report for report in task.reports if report.round == round_number)
    return next((report for report in found if report.reported_by_id == by.id), None)


def _people_problems(person: User | None) -> list[Sentence]:
    if person is None or (person.is_active and may(person, Permission.SEE_TASKS)):
        return []
    return [say("%(person)s has no account that can be given tasks.", person=person.name)]


def _organisation(person: User | None, organisation: Organisation | None) -> Organisation:
    if organisation is not None:
        return organisation
    if person is None:
        raise ValueError("a task has a person or an organisation")
    return person.organisation


def _name_of(person: User | None, organisation: Organisation) -> str:
    return f"{organisation.name} {person.name}" if person else organisation.name


def _refuse(problems: list[Sentence]) -> None:
    if problems:
        raise RuleBroken(problems)
