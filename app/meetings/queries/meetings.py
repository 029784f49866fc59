"""Meetings and their series: lists, one of them, and who may know of which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.accounts.queries import digest
from app.accounts.rules import Role
from app.extensions import db
from app.meetings.models import (
    Addendum,
    AgendaItem,
    Attendee,
    CalendarFeed,
    Meeting,
    MeetingScope,
    MeetingSeries,
    MinutesText,
    Outcome,
    SeriesScope,
)
from app.meetings.rules import MeetingKind, MeetingState
from app.shared.calendar import start_of_day
from app.shared.errors import Forbidden, NotFound
from app.shared.listing import contains
from app.works.models import Project, Section
from app.works.queries.scope import only_person, visible_to

SORTABLE = {
    "planned": Meeting.planned_at,
    "name": Meeting.name,
    "kind": Meeting.kind,
    "state": Meeting.state,
}
TO_COME = (MeetingState.PLANNED, MeetingState.IN_PROGRESS)


@dataclass(frozen=True)
class MeetingFilter:
    """What a list of meetings is asked for; None leaves a question open."""

    search: str = ""
    kind: MeetingKind | None = None
    state: MeetingState | None = None
    project_id: int | None = None
    series_id: int | None = None


def visible_meetings(user: User) -> ColumnElement[bool]:
    """Return the condition on Meeting that leaves what the user may know of.

    People outside the bureau know of the meetings to which they or their firm are invited.
    """
    if not user.is_outsider:
        return true()
    colleagues = select(User.id).where(User.organisation_id == user.organisation_id)
    invited = select(Attendee.meeting_id).where(
        or_(Attendee.user_id.in_(colleagues), Attendee.organisation == user.organisation.name)
    )
    return or_(
        Meeting.id.in_(invited), Meeting.chair_id.in_(colleagues), Meeting.made_by_id == user.id
    )


def visible_items(user: User) -> ColumnElement[bool]:
    """Return the condition on AgendaItem: people outside the bureau see what is about their sections."""
    if not user.is_outsider:
        return true()
    return or_(
        AgendaItem.section_id.is_(None),
        AgendaItem.section_id.in_(select(Section.id).where(visible_to(user))),
    )


def meetings_statement(user: User, asked: MeetingFilter) -> Select[Any]:
    """Return the statement of the list: one row of columns for each meeting that fits."""
    items = (
        select(func.count())
        .where(AgendaItem.meeting_id == Meeting.id)
        .correlate(Meeting)
        .scalar_subquery()
    )
    return (
        select(
            Meeting.id, Meeting.kind, Meeting.name, Meeting.planned_at, Meeting.held_on,
            Meeting.place, Meeting.state, Meeting.year, Meeting.sequence, Meeting.series_id,
            User.name.label("chair"), items.label("items"),
        )
        .outerjoin(User, User.id == Meeting.chair_id)
        .where(visible_meetings(user), *_conditions(asked))
    )  # fmt: skip


def _conditions(asked: MeetingFilter) -> list[ColumnElement[bool]]:
    wanted: list[tuple[object, ColumnElement[bool]]] = [
        (asked.kind, Meeting.kind == asked.kind),
        (asked.state, Meeting.state == asked.state),
        (asked.series_id, Meeting.series_id == asked.series_id),
        (
            asked.project_id,
            Meeting.id.in_(
                select(MeetingScope.meeting_id).where(MeetingScope.project_id == asked.project_id)
            ),
        ),
    ]
    conditions = [condition for value, condition in wanted if value]
    if asked.search:
        conditions.append(
            or_(contains(Meeting.name, asked.search), contains(Meeting.place, asked.search))
        )
    return conditions


def list_to_come(user: User, most: int = 8) -> Sequence[Row[Any]]:
    """Return the meetings that are planned or being held, the nearest first."""
    statement = meetings_statement(user, MeetingFilter()).where(Meeting.state.in_(TO_COME))
    return db.session.execute(statement.order_by(Meeting.planned_at, Meeting.id).limit(most)).all()


def list_rows(user: User, asked: MeetingFilter, most: int) -> Sequence[Row[Any]]:
    """Return the newest meetings that fit."""
    statement = meetings_statement(user, asked).order_by(Meeting.planned_at.desc(), Meeting.id)
    return db.session.execute(statement.limit(most)).all()


def get_meeting_for(user: User, meeting_id: int) -> Meeting:
    """Return the meeting with what its page shows. Raises NotFound, also for others' meetings."""
    meeting = (
        db.session.scalars(
            select(Meeting)
            .where(Meeting.id == meeting_id, visible_meetings(user))
            .options(
                joinedload(Meeting.series),
                only_person(Meeting.chair),
                only_person(Meeting.recorder),
                joinedload(Meeting.merged_into),
                selectinload(Meeting.scopes).options(
                    joinedload(MeetingScope.project), joinedload(MeetingScope.section)
                ),
                selectinload(Meeting.attendees),
                selectinload(Meeting.texts).options(only_person(MinutesText.saved_by)),
                selectinload(Meeting.addenda).options(only_person(Addendum.written_by)),
            )
        )
        .unique()
        .one_or_none()
    )
    if meeting is None:
        raise NotFound
    return meeting


def get_meeting_to_plan(user: User, meeting_id: int) -> Meeting:
    """Return a meeting the user may plan. Raises NotFound or Forbidden."""
    meeting = get_meeting_for(user, meeting_id)
    if not may_run(user, meeting):
        raise Forbidden
    return meeting


def may_run(user: User, meeting: Meeting) -> bool:
    """Return whether the user may plan and hold it; supervisors hold their own supervision meetings."""
    if not may(user, Permission.HOLD_MEETINGS):
        return False
    return not user.has_role(Role.SUPERVISOR) or meeting.kind is MeetingKind.SUPERVISION


def list_items(user: User, meeting_id: int) -> Sequence[AgendaItem]:
    """Return the agenda that the user may see, in order, each item with what came out of it."""
    return (
        db.session.scalars(
            select(AgendaItem)
            .where(AgendaItem.meeting_id == meeting_id, visible_items(user))
            .options(
                joinedload(AgendaItem.section).joinedload(Section.project),
                selectinload(AgendaItem.outcomes).options(
                    only_person(Outcome.owner), joinedload(Outcome.organisation)
                ),
            )
            .order_by(AgendaItem.position, AgendaItem.id)
        )
        .unique()
        .all()
    )


def get_item_for(user: User, item_id: int) -> AgendaItem:
    """Return an item of an agenda or a backlog. Raises NotFound."""
    item = (
        db.session.scalars(
            select(AgendaItem)
            .where(AgendaItem.id == item_id, visible_items(user))
            .options(
                joinedload(AgendaItem.section).joinedload(Section.project),
                selectinload(AgendaItem.outcomes).options(
                    only_person(Outcome.owner), joinedload(Outcome.organisation)
                ),
            )
        )
        .unique()
        .one_or_none()
    )
    if item is None:
        raise NotFound
    return item


def list_outcomes(user: User, meeting_id: int) -> Sequence[Outcome]:
    """Return what came out of the meeting, in the order of the agenda."""
    return (
        db.session.scalars(
            select(Outcome)
            .outerjoin(AgendaItem, AgendaItem.id == Outcome.item_id)
            .where(
                Outcome.meeting_id == meeting_id,
                or_(Outcome.item_id.is_(None), visible_items(user)),
            )
            .options(
                only_person(Outcome.owner),
                joinedload(Outcome.organisation),
                joinedload(Outcome.item),
            )
            .order_by(AgendaItem.position, Outcome.id)
        )
        .unique()
        .all()
    )


def get_outcome_for(user: User, outcome_id: int) -> Outcome:
    """Return an outcome of a meeting the user may know of. Raises NotFound."""
    outcome = db.session.scalars(
        select(Outcome)
        .join(Outcome.meeting)
        .where(Outcome.id == outcome_id, visible_meetings(user))
        .options(joinedload(Outcome.meeting), joinedload(Outcome.item))
    ).one_or_none()
    if outcome is None:
        raise NotFound
    return outcome


def may_report(user: User, outcome: Outcome) -> bool:
    """Return whether the user may say that the decision is done: its owner, or who runs such meetings."""
    is_owner = outcome.owner_id == user.id or outcome.organisation_id == user.organisation_id
    return is_owner or may_run(user, outcome.meeting)


def list_series() -> Sequence[MeetingSeries]:
    """Return all series, the active ones first, by kind and name."""
    return (
        db.session.scalars(
            select(MeetingSeries)
            .options(
                selectinload(MeetingSeries.scopes).joinedload(SeriesScope.project),
                only_person(MeetingSeries.chair),
            )
            .order_by(MeetingSeries.is_active.desc(), MeetingSeries.kind, MeetingSeries.name)
        )
        .unique()
        .all()
    )


def get_series(series_id: int) -> MeetingSeries:
    """Return the series with its people and places. Raises NotFound."""
    series = (
        db.session.scalars(
            select(MeetingSeries)
            .where(MeetingSeries.id == series_id)
            .options(
                selectinload(MeetingSeries.scopes).options(
                    joinedload(SeriesScope.project), joinedload(SeriesScope.section)
                ),
                selectinload(MeetingSeries.members),
                only_person(MeetingSeries.chair),
                only_person(MeetingSeries.recorder),
            )
        )
        .unique()
        .one_or_none()
    )
    if series is None:
        raise NotFound
    return series


def find_series(name: str) -> MeetingSeries | None:
    """Return the series of this name."""
    return db.session.scalars(select(MeetingSeries).where(MeetingSeries.name == name)).one_or_none()


def find_planned(series_id: int) -> Meeting | None:
    """Return the nearest meeting of the series that is planned or being held."""
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.series_id == series_id, Meeting.state.in_(TO_COME))
        .order_by(Meeting.planned_at, Meeting.id)
        .limit(1)
    ).first()


def list_planned(since: date) -> Sequence[Meeting]:
    """Return the meetings that are planned for a day or later, the nearest first."""
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.state == MeetingState.PLANNED, Meeting.planned_at >= start_of_day(since))
        .order_by(Meeting.planned_at, Meeting.id)
    ).all()


def list_backlog(series_id: int) -> Sequence[AgendaItem]:
    """Return what waits in the series' backlog for a meeting, the oldest first."""
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.series_id == series_id, AgendaItem.meeting_id.is_(None))
        .options(joinedload(AgendaItem.section))
        .order_by(AgendaItem.id)
    ).all()


def find_previous(meeting: Meeting) -> Meeting | None:
    """Return the last closed meeting of the same series before this one."""
    if meeting.series_id is None:
        return None
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.series_id == meeting.series_id,
            Meeting.state == MeetingState.CLOSED,
            Meeting.id != meeting.id,
            *([Meeting.started_at < meeting.started_at] if meeting.started_at else []),
        )
        .order_by(Meeting.started_at.desc(), Meeting.id.desc())
        .limit(1)
    ).first()


def chairs_another(user_id: int | None, meeting_id: int) -> bool:
    """Return whether the person chairs another meeting that is being held."""
    found = db.session.scalar(
        select(Meeting.id)
        .where(
            Meeting.chair_id == user_id,
            Meeting.state == MeetingState.IN_PROGRESS,
            Meeting.id != meeting_id,
        )
        .limit(1)
    )
    return found is not None


def last_sequence(kind: MeetingKind, year: int) -> int:
    """Return the last number that a meeting of the kind got in the year; 0 before the first."""
    return (
        db.session.scalar(
            select(func.max(Meeting.sequence)).where(Meeting.kind == kind, Meeting.year == year)
        )
        or 0
    )


def list_mergeable(meeting: Meeting) -> Sequence[Row[Any]]:
    """Return (id, name, planned_at) of the meetings into which this one may be merged."""
    return db.session.execute(
        select(Meeting.id, Meeting.name, Meeting.planned_at)
        .where(and_(Meeting.state.in_(TO_COME), Meeting.id != meeting.id))
        .order_by(Meeting.planned_at, Meeting.id)
        .limit(30)
    ).all()


def find_feed(user_id: int) -> CalendarFeed | None:
    """Return the calendar address of the person."""
    return db.session.get(CalendarFeed, user_id)


def find_owner_of_feed(token: str) -> User | None:
    """Return whose calendar has this secret address; nobody's when the account is closed."""
    return (
        db.session.scalars(
            select(User)
            .join(CalendarFeed, CalendarFeed.user_id == User.id)
            .where(CalendarFeed.token_hash == digest(token), User.is_active)
        )
        .unique()
        .one_or_none()
    )


def list_meetings_of_person(user: User, since: date) -> Sequence[Meeting]:
    """Return the meetings that the person chairs, records or is invited to from a day on."""
    own = select(Attendee.meeting_id).where(Attendee.user_id == user.id)
    return db.session.scalars(
        select(Meeting)
        .where(
            or_(Meeting.id.in_(own), Meeting.chair_id == user.id, Meeting.recorder_id == user.id),
            Meeting.planned_at >= start_of_day(since),
            visible_meetings(user),
        )
        .options(only_person(Meeting.chair))
        .order_by(Meeting.planned_at, Meeting.id)
        .limit(500)
    ).all()


def list_projects() -> Sequence[Row[Any]]:
    """Return (id, name) of the projects that have sections or rest, for choices."""
    return db.session.execute(
        select(Project.id, Project.name).order_by(Project.name, Project.id)
    ).all()
