"""Reading tasks: those of a person, those that a person gave, late ones, and those of a source."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import Organisation, RoleGrant, User
from app.accounts.rules import ADMINISTRATORS, Role
from app.evidence.models import PhotoUse
from app.evidence.queries import photos_of
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.shared.errors import NotFound
from app.shared.listing import contains
from app.shared.models import AuditEvent, in_order
from app.shared.sentences import LabelledEnum, say
from app.tasks.models import Task, TaskHandover, TaskReport
from app.tasks.rules import SETTLED, WITH_HOLDER, TaskSource, TaskState
from app.works.models import Project, Section
from app.works.queries.scope import only_person

Owner = aliased(User, name="owner")
Giver = aliased(User, name="giver")
SORTABLE = {
    "due": Task.due_on,
    "given": Task.given_on,
    "owner": Organisation.name,
    "section": Section.position,
    "source": in_order(Task.source, TaskSource),
    "state": in_order(Task.state, TaskState),
}
IS_OPEN = Task.state.not_in(SETTLED)
MAY_JUDGE_ANY = (Role.LEADER, Role.PROJECT_OFFICE)


class View(LabelledEnum):
    """The pages of the list."""

    MINE = "mine", say("My tasks")
    GIVEN = "given", say("Given by me")
    LATE = "late", say("Late")
    ALL = "all", say("All tasks")


@dataclass(frozen=True)
class TaskFilter:
    """What a list of tasks is asked for; None leaves a question open. The days are both included."""

    view: View = View.MINE
    search: str = ""
    state: TaskState | None = None
    source: TaskSource | None = None
    section_id: int | None = None
    organisation_id: int | None = None
    due_from: date | None = None
    due_to: date | None = None


def visible_tasks(user: User) -> ColumnElement[bool]:
    """Return the condition on Task that leaves what the user may see.

    The bureau sees all; others what they or their organisation hold, held before, or gave.
    """
    if not user.is_outsider:
        return true()
    handed = select(TaskHandover.task_id).where(
        TaskHandover.from_organisation_id == user.organisation_id
    )
    return or_(
        Task.owner_organisation_id == user.organisation_id,
        Task.given_by_id == user.id,
        Task.id.in_(handed),
    )


def held_by(user: User) -> ColumnElement[bool]:
    """Return the condition on Task that leaves what the user is to do, by name or for the organisation."""
    return or_(
        Task.owner_id == user.id,
        and_(Task.owner_id.is_(None), Task.owner_organisation_id == user.organisation_id),
    )


def late_on(day: date) -> ColumnElement[bool]:
    """Return what rules.is_late() says, in SQL."""
    return and_(Task.state.in_(WITH_HOLDER), Task.due_on < day)


def tasks_statement(user: User, asked: TaskFilter, on: date) -> Select[Any]:
    """Return the statement of the list: one row of columns for each task that fits."""
    return (
        select(
            Task.id, Task.text, Task.source, Task.source_id, Task.organ, Task.document_no,
            Task.document_on, Task.with_whom, Task.given_on, Task.due_on, Task.state,
            Task.reported_on, Task.settled_at, Owner.name.label("owner"),
            Organisation.name.label("organisation"), Giver.name.label("giver"),
            Section.name.label("section"), Project.name.label("project"),
        )
        .join(Organisation, Organisation.id == Task.owner_organisation_id)
        .join(Giver, Giver.id == Task.given_by_id)
        .outerjoin(Owner, Owner.id == Task.owner_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .outerjoin(Project, Project.id == Task.project_id)
        .where(visible_tasks(user), *_conditions(user, asked, on))
    )  # fmt: skip


def list_rows(statement: Select[Any]) -> Sequence[Row[Any]]:
    """Return every row of a list, the earliest due first."""
    return db.session.execute(statement.order_by(Task.due_on, Task.id)).all()


def count_views(user: User, on: date) -> dict[View, int]:
    """Return how many open tasks each page of the list has."""
    row = db.session.execute(
        select(
            func.count().filter(held_by(user)),
            func.count().filter(Task.given_by_id == user.id),
            func.count().filter(late_on(on)),
            func.count(),
        ).where(IS_OPEN, visible_tasks(user))
    ).one()
    return dict(zip(View, row, strict=True))


def late_by_place(user: User, on: date) -> list[tuple[str, list[tuple[int, str, int]]]]:
    """Return ("section" or "organisation", [(number, name, late tasks)]), each in ledger order.

    Places, never people, and never ordered by the figure: this is where to go, no ranking.
    """
    counted = func.count(Task.id)
    sections = db.session.execute(
        select(Section.id, Project.name + " " + Section.name, counted)
        .join(Task, Task.section_id == Section.id)
        .join(Section.project)
        .where(late_on(on), visible_tasks(user))
        .group_by(Section.id, Section.name, Section.position, Project.id, Project.name)
        .order_by(Project.id, Section.position, Section.id)
    )
    organisations = db.session.execute(
        select(Organisation.id, Organisation.name, counted)
        .join(Task, Task.owner_organisation_id == Organisation.id)
        .where(late_on(on), visible_tasks(user))
        .group_by(Organisation.id, Organisation.name)
        .order_by(Organisation.name, Organisation.id)
    )
    return [
        ("section", [tuple(row) for row in sections]),
        ("organisation", [tuple(row) for row in organisations]),
    ]


def get_task_for(user: User, task_id: int) -> Task:
    """Return the task with everything its page shows. Raises NotFound, also for others' tasks."""
    task = (
        db.session.scalars(
            select(Task)
            .where(Task.id == task_id, visible_tasks(user))
            .options(
                only_person(Task.owner),
                joinedload(Task.owner_organisation),
                joinedload(Task.section).joinedload(Section.project),
                joinedload(Task.project),
                only_person(Task.given_by),
                only_person(Task.settled_by),
                selectinload(Task.reports).options(
                    only_person(TaskReport.reported_by), only_person(TaskReport.judged_by)
                ),
                selectinload(Task.handovers).options(
                    only_person(TaskHandover.from_user),
                    joinedload(TaskHandover.from_organisation),
                    only_person(TaskHandover.to_user),
                    joinedload(TaskHandover.to_organisation),
                    only_person(TaskHandover.handed_by),
                ),
            )
        )
        .unique()
        .one_or_none()
    )
    if task is None:
        raise NotFound
    return task


def get_task_of_report(user: User, report_id: int) -> int:
    """Return the number of the task that the report is about. Raises NotFound."""
    found = db.session.scalar(
        select(Task.id)
        .join(TaskReport, TaskReport.task_id == Task.id)
        .where(TaskReport.id == report_id, visible_tasks(user))
    )
    if found is None:
        raise NotFound
    return found


def find_task_by_uuid(client_uuid: str) -> Task | None:
    """Return the task that this form gave."""
    return db.session.scalars(select(Task).where(Task.client_uuid == client_uuid)).one_or_none()


def may_judge(user: User, task: Task) -> bool:
    """Return whether the user may accept, return, move or withdraw it: its giver, the office, a leader."""
    return task.given_by_id == user.id or user.has_role(*MAY_JUDGE_ANY)


def tasks_of_source(source: TaskSource, ids: Collection[int]) -> Sequence[Task]:
    """Return the tasks that came from these records, in the order in which they were given."""
    return (
        db.session.scalars(
            select(Task)
            .where(Task.source == source, Task.source_id.in_(ids))
            .options(only_person(Task.owner), joinedload(Task.owner_organisation))
            .order_by(Task.id)
        )
        .unique()
        .all()
    )


def open_tasks_for(user: User, most: int | None = None) -> Sequence[Task]:
    """Return what the user is to do now, the earliest due first."""
    return _tasks(and_(held_by(user), Task.state.in_(WITH_HOLDER)), most)


def tasks_to_judge(user: User, most: int | None = None) -> Sequence[Task]:
    """Return the tasks of this giver that were reported done, the earliest due first."""
    return _tasks(and_(Task.given_by_id == user.id, Task.state == TaskState.REPORTED), most)


def late_tasks(on: date, most: int | None = None) -> Sequence[Task]:
    """Return every task that is late on the day, the latest first."""
    return _tasks(late_on(on), most)


def count_photos(task: Task) -> int:
    """Return how many photos came with the reports of the task."""
    numbers = [report.id for report in task.reports]
    kinds = (OwnerKind.TASK_BEFORE, OwnerKind.TASK_DONE)
    return (
        db.session.scalar(
            select(func.count(PhotoUse.id)).where(
                PhotoUse.owner_kind.in_(kinds), PhotoUse.owner_id.in_(numbers)
            )
        )
        or 0
    )


def photos_of_reports(kind: OwnerKind, task: Task) -> dict[int, list[PhotoUse]]:
    """Return the photos of one kind by the report they came with."""
    found: dict[int, list[PhotoUse]] = {}
    for use in photos_of(kind, [report.id for report in task.reports]):
        found.setdefault(use.owner_id, []).append(use)
    return found


def list_events(task_id: int) -> Sequence[AuditEvent]:
    """Return what was done with the task, the latest first."""
    return db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject_kind == Task.__tablename__, AuditEvent.subject_id == task_id)
        .order_by(AuditEvent.id.desc())
    ).all()


def list_owner_people() -> Sequence[Row[Any]]:
    """Return (id, name, organisation) of everybody who can be given tasks, by organisation and name."""
    return db.session.execute(
        select(User.id, User.name, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(
            User.is_active, User.grants.any(), ~User.grants.any(RoleGrant.role.in_(ADMINISTRATORS))
        )
        .order_by(Organisation.name, User.name, User.id)
    ).all()


def _tasks(condition: ColumnElement[bool], most: int | None) -> Sequence[Task]:
    return (
        db.session.scalars(
            select(Task)
            .where(condition)
            .options(
                only_person(Task.owner),
                joinedload(Task.owner_organisation),
                joinedload(Task.section),
                joinedload(Task.project),
            )
            .order_by(Task.due_on, Task.id)
            .limit(most)
        )
        .unique()
        .all()
    )


def _conditions(user: User, asked: TaskFilter, on: date) -> Iterable[ColumnElement[bool]]:
    yield _of_view(user, asked.view, on)
    if asked.state:
        yield Task.state == asked.state
    elif asked.view in (View.MINE, View.GIVEN):
        yield IS_OPEN
    for column, wanted in (
        (Task.source, asked.source),
        (Task.section_id, asked.section_id),
        (Task.owner_organisation_id, asked.organisation_id),
    ):
        if wanted is not None:
            yield column == wanted
    if asked.due_from:
        yield Task.due_on >= asked.due_from
    if asked.due_to:
        yield Task.due_on <= asked.due_to
    if asked.search:
        columns = (
            Task.text, Task.organ, Task.document_no, Task.with_whom, Owner.name, Organisation.name,
            Giver.name, Section.name, Project.name,
        )  # fmt: skip
        yield or_(*(contains(column, asked.search) for column in columns))


def _of_view(user: User, view: View, on: date) -> ColumnElement[bool]:
    if view == View.MINE:
        return held_by(user)
    if view == View.GIVEN:
        return Task.given_by_id == user.id
    return late_on(on) if view == View.LATE else true()
