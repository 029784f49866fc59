"""Reading obstacles: lists for people, and what they excuse for progress, inspections and ranking."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.accounts.rules import Role
from app.extensions import db
from app.obstacles import rules
from app.obstacles.models import Obstacle, ObstacleScope
from app.obstacles.rules import (
    AgeBand,
    ObstacleKind,
    ObstacleState,
    WorkExtent,
)
from app.shared.errors import Forbidden, NotFound
from app.shared.listing import contains
from app.shared.models import AuditEvent, in_order
from app.works.models import Project, Section, Work
from app.works.queries import get_section_to_change, is_writable
from app.works.queries.scope import only_person, visible_to

SORTABLE = {
    "name": Obstacle.name,
    "kind": Obstacle.kind,
    "project": Project.name,
    "section": Section.position,
    "owner": Obstacle.rights_owner,
    "since": Obstacle.since,
    "planned": Obstacle.planned_clear_on,
    "state": in_order(Obstacle.state, ObstacleState),
    "cost": Obstacle.cost_fen,
}
IS_OPEN = Obstacle.state != ObstacleState.CLEARED


@dataclass(frozen=True)
class ObstacleFilter:
    """What a list of obstacles is asked for; None leaves a question open."""

    search: str = ""
    kind: ObstacleKind | None = None
    #: None for all, OPEN for whatever still blocks.
    state: ObstacleState | None = None
    rights_owner: str = ""
    section_id: int | None = None
    project_id: int | None = None
    age: AgeBand | None = None
    is_late: bool = False


def visible_obstacles(user: User) -> ColumnElement[bool]:
    """Return the condition on Obstacle that leaves what the user may see."""
    if not user.is_outsider:
        return true()
    own = select(Section.id).where(visible_to(user))
    own_projects = select(Section.project_id).where(visible_to(user))
    return or_(
        Obstacle.section_id.in_(own),
        and_(Obstacle.section_id.is_(None), Obstacle.project_id.in_(own_projects)),
    )


def obstacles_statement(user: User, asked: ObstacleFilter, on: date) -> Select[Any]:
    """Return the statement of the list: one row of columns for each obstacle that fits."""
    return (
        select(
            Obstacle.id, Obstacle.kind, Obstacle.sub_kind, Obstacle.name, Obstacle.place,
            Obstacle.rights_owner, Obstacle.counterpart, Obstacle.responsible_office,
            Obstacle.since, Obstacle.planned_clear_on, Obstacle.cleared_on, Obstacle.state,
            Obstacle.fault, Obstacle.cost_fen, Obstacle.description, Obstacle.section_id,
            Project.name.label("project"), Section.name.label("section"),
            User.name.label("responsible"),
        )
        .join(Obstacle.project)
        .outerjoin(Obstacle.section)
        .outerjoin(Obstacle.responsible)
        .where(visible_obstacles(user), *_conditions(asked, on))
    )  # fmt: skip


def _conditions(asked: ObstacleFilter, on: date) -> Iterable[ColumnElement[bool]]:
    if asked.kind:
        yield Obstacle.kind == asked.kind
    if asked.state:
        yield IS_OPEN if asked.state == ObstacleState.OPEN else Obstacle.state == asked.state
    if asked.rights_owner:
        yield Obstacle.rights_owner == asked.rights_owner
    if asked.section_id:
        yield Obstacle.section_id == asked.section_id
    if asked.project_id:
        yield Obstacle.project_id == asked.project_id
    if asked.age:
        earliest, latest = rules.sinces_of(asked.age, on)
        yield IS_OPEN
        yield Obstacle.since <= latest
        if earliest:
            yield Obstacle.since >= earliest
    if asked.is_late:
        yield IS_OPEN
        yield Obstacle.planned_clear_on < on
    if asked.search:
        yield or_(
            *(
                contains(column, asked.search)
                for column in (
                    Obstacle.name, Obstacle.sub_kind, Obstacle.place, Obstacle.rights_owner,
                    Obstacle.description, Project.name, Section.name,
                )
            )
        )  # fmt: skip


def total_cost(statement: Select[Any]) -> int | None:
    """Return the cost of all obstacles of the list, in fen; None when none has a cost."""
    rows = statement.order_by(None).subquery()
    total = db.session.scalar(select(func.sum(rows.c.cost_fen)))
    return None if total is None else int(total)


def names_of_works(obstacle_ids: Collection[int]) -> dict[int, list[str]]:
    """Return for each obstacle the names of the works it still blocks or blocked last, in ledger order."""
    rows = db.session.execute(
        select(ObstacleScope.obstacle_id, Work.name)
        .join(ObstacleScope.work)
        .where(ObstacleScope.obstacle_id.in_(obstacle_ids))
        .distinct()
        .order_by(ObstacleScope.obstacle_id, Work.name)
    )
    names = defaultdict(list)
    for obstacle_id, name in rows:
        names[obstacle_id].append(name)
    return dict(names)


def list_open(user: User, limit: int | None = None) -> Sequence[Row[Any]]:
    """Return what blocks the user's sections and projects now, the longest first."""
    statement = obstacles_statement(user, ObstacleFilter(state=ObstacleState.OPEN), date.max)
    return db.session.execute(statement.order_by(Obstacle.since, Obstacle.id).limit(limit)).all()


def count_open_by_age(user: User, on: date) -> dict[AgeBand, int]:
    """Return how many obstacles of each age are open, every band named."""
    sinces = db.session.execute(
        select(Obstacle.since, func.count())
        .where(IS_OPEN, visible_obstacles(user))
        .group_by(Obstacle.since)
    )
    counts = dict.fromkeys(AgeBand, 0)
    for since, number in sinces:
        counts[rules.age_band(rules.age_days(since, None, on))] += number
    return counts


def open_of_section(section_id: int) -> Sequence[Obstacle]:
    """Return the open obstacles of a section and of its whole project, the longest first."""
    project = select(Section.project_id).where(Section.id == section_id).scalar_subquery()
    return _open_where(
        or_(
            Obstacle.section_id == section_id,
            and_(Obstacle.section_id.is_(None), Obstacle.project_id == project),
        )
    )


def open_of_project(project_id: int, user: User) -> Sequence[Obstacle]:
    """Return the open obstacles of a project and its sections that the user may see, the longest first."""
    return _open_where(Obstacle.project_id == project_id, visible_obstacles(user))


def open_of_work(work: Work) -> Sequence[Obstacle]:
    """Return the open obstacles that touch the work, the longest first."""
    touching = select(ObstacleScope.obstacle_id).where(
        ObstacleScope.cleared_on.is_(None),
        or_(
            ObstacleScope.work_id == work.id,
            and_(
                ObstacleScope.work_id.is_(None),
                Obstacle.id == ObstacleScope.obstacle_id,
                or_(
                    Obstacle.section_id == work.section_id,
                    and_(
                        Obstacle.section_id.is_(None),
                        Obstacle.project_id == work.section.project_id,
                    ),
                ),
            ),
        ),
    )
    return _open_where(Obstacle.id.in_(touching.correlate(Obstacle)))


def _open_where(*conditions: ColumnElement[bool]) -> Sequence[Obstacle]:
    return db.session.scalars(
        select(Obstacle).where(IS_OPEN, *conditions).order_by(Obstacle.since, Obstacle.id)
    ).all()


def get_obstacle_for(user: User, obstacle_id: int) -> Obstacle:
    """Return the obstacle with everything its page shows. Raises NotFound, also for somebody else's."""
    obstacle = (
        db.session.scalars(
            select(Obstacle)
            .where(Obstacle.id == obstacle_id, visible_obstacles(user))
            .options(
                joinedload(Obstacle.project).joinedload(Project.programme),
                joinedload(Obstacle.section),
                only_person(Obstacle.responsible),
                selectinload(Obstacle.scopes).joinedload(ObstacleScope.work),
            )
        )
        .unique()
        .one_or_none()
    )
    if obstacle is None:
        raise NotFound
    return obstacle


def get_obstacle_to_change(user: User, obstacle_id: int) -> Obstacle:
    """Return an obstacle the user may write for. Raises NotFound, or Forbidden when it may only be read."""
    obstacle = get_obstacle_for(user, obstacle_id)
    check_may_write(user, obstacle.section_id)
    return obstacle


def check_may_write(user: User, section_id: int | None) -> None:
    """Raise Forbidden unless the user may write for the section, or without one for whole projects."""
    if section_id is not None:
        get_section_to_change(user, section_id)
    elif not user.has_role(Role.PROJECT_OFFICE):
        raise Forbidden


def find_open(project_id: int, section_id: int | None, name: str, since: date) -> Obstacle | None:
    """Return an open obstacle of the same place, words and first day, if there is one."""
    return db.session.scalars(
        select(Obstacle)
        .where(
            IS_OPEN, Obstacle.project_id == project_id, Obstacle.section_id == section_id,
            Obstacle.name == name, Obstacle.since == since,
        )
        .limit(1)
    ).one_or_none()  # fmt: skip


def list_events(obstacle_id: int) -> Sequence[AuditEvent]:
    """Return what was done with the obstacle, the latest first."""
    return db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject_kind == "obstacle", AuditEvent.subject_id == obstacle_id)
        .order_by(AuditEvent.id.desc())
        .limit(20)
    ).all()


def may_write(user: User, section_id: int | None) -> bool:
    """Return whether the user may write for the section, or without one for whole projects."""
    if not may(user, Permission.EDIT_OBSTACLES):
        return False
    if section_id is None:
        return user.has_role(Role.PROJECT_OFFICE)
    return is_writable(user, section_id)


def list_rows(statement: Select[Any]) -> Sequence[Row[Any]]:
    """Return all rows of a list, the longest blocking first."""
    return db.session.execute(statement.order_by(Obstacle.since, Obstacle.id)).all()


def list_sections_with_obstacles(user: User) -> Sequence[Row[Any]]:
    """Return (id, name) of the sections that have obstacles, for the list's filter."""
    return db.session.execute(
        select(Section.id, (Project.name + " " + Section.name).label("name"))
        .join(Section.project)
        .where(visible_to(user), Section.id.in_(select(Obstacle.section_id)))
        .order_by(Project.name, Section.position, Section.id)
    ).all()


def in_wan(fen: int | None) -> Decimal | None:
    """Return an amount in ten thousands of yuan, for tables."""
    return None if fen is None else Decimal(fen) / 1_000_000


def ends_of(scope: ObstacleScope) -> tuple[Decimal, Decimal] | None:
    """Return the stretch that a scope blocks, or None where no chainage is known."""
    if scope.start_m is not None and scope.end_m is not None:
        return scope.start_m, scope.end_m
    work = scope.work
    return WorkExtent(work.id, work.name, work.start_m, work.end_m).ends if work else None


def list_rights_owners(user: User) -> Sequence[str]:
    """Return the bodies that obstacles name, each once, by name."""
    return db.session.scalars(
        select(Obstacle.rights_owner)
        .where(visible_obstacles(user))
        .distinct()
        .order_by(Obstacle.rights_owner)
    ).all()


def extents_of(project_id: int, section_id: int | None) -> dict[int, WorkExtent]:
    """Return the works that an obstacle of the section (or of the whole project) may touch."""
    statement = (
        select(Work.id, Work.name, Work.start_m, Work.end_m, Work.length_m)
        .join(Work.section)
        .where(Section.project_id == project_id)
        .order_by(Section.position, Section.id, Work.position, Work.id)
    )
    if section_id is not None:
        statement = statement.where(Section.id == section_id)
    return {row.id: WorkExtent(*row) for row in db.session.execute(statement)}
