"""What is open in the scope of a meeting: one statement for each source, however many sections there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from app.extensions import db
from app.inspections.models import Finding
from app.inspections.queries.findings import overdue_conditions
from app.meetings import rules
from app.meetings.models import AgendaItem, Meeting, Outcome
from app.meetings.rules import (
    ClimbingDays,
    Earlier,
    Issue,
    Key,
    MeetingState,
    OutcomeKind,
    Source,
)
from app.obstacles.models import Obstacle
from app.obstacles.queries.lists import IS_OPEN
from app.orders.models import NoticeItem, RectificationNotice
from app.progress.queries.plans import thresholds
from app.progress.queries.rollups import latest_shares
from app.progress.rules.plan import ProgressState, deviation_share, state_of
from app.shared.calendar import ONE_DAY, Week
from app.shared.memory import collector_paused
from app.shared.settings import value_of
from app.works.models import Project, Section
from app.works.queries.scope import only_person
from app.works.rules import Status

#: Words of a title that come from a longer description.
LONGEST_WORDS = 200
#: States of progress in which a meeting has to deal with a section.
BEHIND = (ProgressState.ORANGE, ProgressState.RED)
_Later = aliased(Outcome)


@dataclass(frozen=True)
class Scope:
    """Which projects and sections a meeting is about; both empty for the whole bureau."""

    project_ids: frozenset[int] = frozenset()
    section_ids: frozenset[int] = frozenset()

    @property
    def is_everything(self) -> bool:
        return not self.project_ids and not self.section_ids

    def holds(self, project_id: Any, section_id: Any) -> ColumnElement[bool]:
        """Return the condition that columns of a project and a section lie in the scope."""
        if self.is_everything:
            return true()
        return or_(project_id.in_(self.project_ids), section_id.in_(self.section_ids))


def scope_of(scopes: Iterable[Any]) -> Scope:
    """Return the scope that rows of a meeting or a series say."""
    rows = list(scopes)
    return Scope(
        frozenset(row.project_id for row in rows if row.section_id is None),
        frozenset(row.section_id for row in rows if row.section_id is not None),
    )


def climbing_days(on: date) -> ClimbingDays:
    """Return the settings of the day."""
    return ClimbingDays(
        value_of("meeting_days_to_weekly", on), value_of("meeting_days_to_district", on)
    )


@collector_paused()
def agenda_for(meeting: Meeting, on: date) -> list[Issue]:
    """Return what belongs on the meeting's agenda by what is open on the day, in order.

    What climbs is what will be old enough when the meeting is held.
    """
    issues = open_issues(scope_of(meeting.scopes), on, meeting.series_id)
    earlier = earlier_items(meeting.series_id)
    held_on = max(on, meeting.held_on or meeting.planned_on)
    return rules.draw_up(meeting.kind, issues, earlier, held_on, climbing_days(on))


def open_issues(scope: Scope, on: date, series_id: int | None = None) -> list[Issue]:
    """Return everything open in the scope on the day, from every source."""
    return [
        *_decisions(scope, on, series_id),
        *_obstacles(scope, on),
        *_findings(scope, on),
        *_sections_behind(scope, on),
    ]


def earlier_items(series_id: int | None) -> dict[Key, Earlier]:
    """Return what the last agendas of the series knew of each issue."""
    if series_id is None:
        return {}
    rows = _read(
        select(
            AgendaItem.source, AgendaItem.source_id, func.min(AgendaItem.since),
            func.max(AgendaItem.rounds), func.max(AgendaItem.id),
        )
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            Meeting.series_id == series_id, Meeting.state == MeetingState.CLOSED,
            AgendaItem.source != Source.TOPIC,
        )
        .group_by(AgendaItem.source, AgendaItem.source_id)
    ).all()  # fmt: skip
    last = _measures(series_id)
    return {
        Key(row[0], row[1]): Earlier(row[2], last.get((row[0], row[1]), ""), row[3]) for row in rows
    }


def _measures(series_id: int) -> dict[tuple[Source, int], str]:
    """Return the measure last proposed for each issue of the series."""
    newest = (
        select(func.max(AgendaItem.id))
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.series_id == series_id, AgendaItem.measure != "")
        .group_by(AgendaItem.source, AgendaItem.source_id)
    )
    rows = _read(
        select(AgendaItem.source, AgendaItem.source_id, AgendaItem.measure).where(
            AgendaItem.id.in_(newest), AgendaItem.source_id.is_not(None)
        )
    )
    return {(row[0], row[1]): row[2] for row in rows}


def is_followed() -> list[ColumnElement[bool]]:
    """Return the conditions on Outcome: binding, not done, and not replaced by a later one."""
    return [
        Outcome.kind != OutcomeKind.INFORMATION,
        Outcome.done_on.is_(None),
        Outcome.task_done_at.is_(None),
        ~select(_Later.id).where(_Later.replaces_id == Outcome.id).correlate(Outcome).exists(),
    ]


def _decisions(scope: Scope, on: date, series_id: int | None) -> list[Issue]:
    """Return decisions of closed meetings: of this series all that are not done, of others the late ones."""
    ours = Meeting.series_id == series_id if series_id is not None else false()
    rows = _read(
        select(
            Outcome.id, Outcome.text, Outcome.first_on, Outcome.due_on, Meeting.series_id,
            AgendaItem.source, AgendaItem.source_id, AgendaItem.project_id, AgendaItem.section_id,
        )
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .outerjoin(AgendaItem, AgendaItem.id == Outcome.item_id)
        .where(
            *is_followed(),
            Meeting.state == MeetingState.CLOSED,
            or_(
                ours,
                and_(
                    Outcome.due_on < on, scope.holds(AgendaItem.project_id, AgendaItem.section_id)
                ),
            ),
        )
        .order_by(Outcome.id)
    ).all()  # fmt: skip
    found = []
    for (
        number,
        text,
        first_on,
        due_on,
        of_series,
        source,
        source_id,
        project_id,
        section_id,
    ) in rows:
        is_ours = series_id is not None and of_series == series_id
        about = Key(source, source_id) if source_id is not None else None
        # What another meeting decided climbs by how late it is, not by how old.
        since = first_on if is_ours else due_on
        found.append(
            Issue(
                Key(Source.DECISION, number), _words(text), since, project_id, section_id, due_on,
                about=about, is_ours=is_ours,
            )
        )  # fmt: skip
    return found


def _obstacles(scope: Scope, on: date) -> list[Issue]:
    rows = _read(
        select(
            Obstacle.id, Obstacle.name, Obstacle.since, Obstacle.project_id, Obstacle.section_id,
            Obstacle.planned_clear_on, Obstacle.rights_owner, Obstacle.resolution,
        )
        .where(
            IS_OPEN, Obstacle.since <= on, scope.holds(Obstacle.project_id, Obstacle.section_id)
        )
        .order_by(Obstacle.id)
    )  # fmt: skip
    return [
        Issue(
            Key(Source.OBSTACLE, number), _words(f"{name}（{owner}）"), since, project_id, section_id,
            planned_on, resolution,
        )
        for number, name, since, project_id, section_id, planned_on, owner, resolution in rows
    ]  # fmt: skip


def _findings(scope: Scope, on: date) -> list[Issue]:
    rows = _read(
        select(
            Finding.id, Finding.description, Finding.due_on, Finding.section_id,
            Section.project_id, RectificationNotice.number, RectificationNotice.demand,
        )
        .join(Section, Section.id == Finding.section_id)
        .outerjoin(NoticeItem, NoticeItem.finding_id == Finding.id)
        .outerjoin(RectificationNotice, RectificationNotice.id == NoticeItem.notice_id)
        .where(
            *overdue_conditions(on), Finding.closed_on.is_(None),
            scope.holds(Section.project_id, Finding.section_id),
        )
        .order_by(Finding.id)
    )  # fmt: skip
    return [
        Issue(
            Key(Source.FINDING, row.id),
            _words(f"{row.description}（{row.number}）" if row.number else row.description),
            row.due_on, row.project_id, row.section_id, row.due_on, row.demand or "",
        )
        for row in rows
    ]  # fmt: skip


def _sections_behind(scope: Scope, on: date) -> list[Issue]:
    sections = _read(
        select(Section.id, Section.name, Section.project_id, Project.name.label("project"))
        .join(Section.project)
        .where(
            Section.status == Status.UNDER_CONSTRUCTION, Project.status != Status.ON_HOLD,
            scope.holds(Section.project_id, Section.id),
        )
        .order_by(Section.id)
    ).all()  # fmt: skip
    shares = {row.section_id: row for row in latest_shares([s.id for s in sections], on)}
    last_week, limits = Week.of(on).start - ONE_DAY, thresholds(on)
    return [
        Issue(
            Key(Source.SECTION, row.id), _words(f"{row.project} {row.name}"), last_week,
            row.project_id, row.id,
        )
        for row in sections
        if row.id in shares
        and shares[row.id].planned_share is not None
        and state_of(deviation_share(*shares[row.id][1:]), limits) in BEHIND
    ]  # fmt: skip


def standing_decisions(keys: Collection[Key]) -> Mapping[Key, Sequence[Outcome]]:
    """Return for each subject the decisions of closed meetings that are still followed, the oldest first."""
    if not keys:
        return {}
    own = {key.source_id for key in keys if key.source is Source.DECISION}
    rows = db.session.execute(
        select(Outcome, AgendaItem.source, AgendaItem.source_id)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .outerjoin(AgendaItem, AgendaItem.id == Outcome.item_id)
        .where(
            *is_followed(),
            Meeting.state == MeetingState.CLOSED,
            or_(Outcome.id.in_(own), AgendaItem.source_id.in_({key.source_id for key in keys})),
        )
        .options(
            only_person(Outcome.owner),
            joinedload(Outcome.organisation),
            joinedload(Outcome.meeting),
        )
        .order_by(Outcome.id)
    ).all()
    found: dict[Key, list[Outcome]] = defaultdict(list)
    for outcome, source, source_id in rows:
        for key in (Key(source, source_id), Key(Source.DECISION, outcome.id)):
            if key in keys:
                found[key].append(outcome)
    return found


def still_open(keys: Collection[Key]) -> set[Key]:
    """Return which of these are still open; whole obstacles, findings and decisions, and any section."""
    numbers: dict[Source, set[int]] = defaultdict(set)
    for key in keys:
        numbers[key.source].add(key.source_id)
    found = {key for key in keys if key.source is Source.SECTION}
    statements = {
        Source.OBSTACLE: select(Obstacle.id).where(
            IS_OPEN, Obstacle.id.in_(numbers[Source.OBSTACLE])
        ),
        Source.FINDING: select(Finding.id).where(
            Finding.closed_on.is_(None), Finding.id.in_(numbers[Source.FINDING])
        ),
        Source.DECISION: select(Outcome.id).where(
            *is_followed(), Outcome.id.in_(numbers[Source.DECISION])
        ),
    }
    for source, statement in statements.items():
        if numbers[source]:
            found |= {Key(source, number) for number in db.session.scalars(statement)}
    return found


def count_done(meeting_id: int) -> tuple[int, int]:
    """Return how many binding outcomes of the meeting are done, and of how many."""
    row = db.session.execute(
        select(
            func.count(func.coalesce(Outcome.done_on, func.date(Outcome.task_done_at))),
            func.count(),
        ).where(Outcome.meeting_id == meeting_id, Outcome.kind != OutcomeKind.INFORMATION)
    ).one()
    return row[0], row[1]


def names_of_places(
    project_ids: Collection[int], section_ids: Collection[int]
) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Return the names of projects and of sections by number."""
    projects = db.session.execute(
        select(Project.id, Project.name).where(Project.id.in_(project_ids))
    )
    sections = db.session.execute(
        select(Section.id, Section.name).where(Section.id.in_(section_ids))
    )
    return dict(projects.tuples().all()), dict(sections.tuples().all())


def _read(statement: Select[Any]) -> CursorResult[Any]:
    """Send a statement that reads columns only: past the session, which would pay for each row once more."""
    return db.session.connection().execute(statement)


def _words(text: str) -> str:
    if len(text) <= LONGEST_WORDS and "\n" not in text:
        return text
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_WORDS else text[: LONGEST_WORDS - 1] + "…"
