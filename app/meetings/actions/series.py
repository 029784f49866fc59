"""Series of meetings: create, change, and plan the next meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from app.accounts.models import User
from app.extensions import db
from app.meetings import rules
from app.meetings.actions.agenda import bring_up_to_date
from app.meetings.models import (
    Attendee,
    Meeting,
    MeetingScope,
    MeetingSeries,
    SeriesMember,
    SeriesScope,
)
from app.meetings.queries import meetings as queries
from app.meetings.rules import Category, MeetingKind
from app.shared.audit import Actor, changed_fields, record
from app.shared.calendar import SHANGHAI, today
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.shared.settings import working_calendar
from app.works.actions import check_version, give


@dataclass(frozen=True)
class Place:
    """A project, or one of its sections, that a meeting is about."""

    project_id: int
    section_id: int | None = None


@dataclass(frozen=True)
class Invited:
    """Somebody who is invited: a person with an account, or a name and an organisation."""

    category: Category
    name: str = ""
    organisation: str = ""
    user_id: int | None = None

    @classmethod
    def person(cls, category: Category, user: User) -> "Invited":
        """Return the invitation of somebody with an account."""
        return cls(category, user.name, user.organisation.name, user.id)


def create_series(
    kind: MeetingKind,
    name: str,
    *,
    by: Actor,
    places: Sequence[Place] = (),
    invited: Sequence[Invited] = (),
    **details: Any,
) -> MeetingSeries:
    """Enter a series. Raises RuleBroken when another one has the name."""
    if queries.find_series(name):
        raise RuleBroken([say("There is a series of this name already.")])
    series = MeetingSeries(
        kind=kind, name=name, **({"chair_level": rules.USUAL_CHAIR[kind]} | details)
    )
    series.scopes = [SeriesScope(project_id=p.project_id, section_id=p.section_id) for p in places]
    series.members = [SeriesMember(**vars(one)) for one in invited]
    db.session.add(series)
    record(by, "meeting_series.created", series, {"kind": kind, "places": _told(series)})
    return series


def change_series(
    series: MeetingSeries,
    fields: dict[str, Any],
    places: Sequence[Place],
    *,
    by: Actor,
    seen_version: int | None = None,
) -> None:
    """Give the series these values; meetings that are planned already stay as they are.

    Raises StaleEdit when it was changed since `seen_version`, RuleBroken when another has the name.
    """
    check_version(series, seen_version)
    other = queries.find_series(fields.get("name", series.name))
    if other is not None and other.id != series.id:
        raise RuleBroken([say("There is a series of this name already.")])
    before, told = {name: getattr(series, name) for name in fields}, _told(series)
    give(series, fields)
    wanted = {(place.project_id, place.section_id) for place in places}
    for scope in list(series.scopes):
        if (scope.project_id, scope.section_id) not in wanted:
            series.scopes.remove(scope)
    known = {(scope.project_id, scope.section_id) for scope in series.scopes}
    series.scopes += [
        SeriesScope(project_id=project_id, section_id=section_id)
        for project_id, section_id in sorted(wanted - known, key=str)
    ]
    changes = changed_fields(before | {"places": told}, fields | {"places": _told(series)})
    if changes:
        record(by, "meeting_series.changed", series, changes)


def invite_always(series: MeetingSeries, invited: Invited, *, by: Actor) -> SeriesMember:
    """Invite somebody to every further meeting of the series. Raises RuleBroken."""
    problems = rules.attendance_problems(
        rules.Attendance.INVITED, invited.name, invited.organisation, ""
    )
    if any(_same(member, invited) for member in series.members):
        problems.append(say("They are invited already."))
    if problems:
        raise RuleBroken(problems)
    member = SeriesMember(**vars(invited))
    series.members.append(member)
    record(by, "meeting_series.invited", series, {"name": invited.name or invited.organisation})
    return member


def no_longer_invite(series: MeetingSeries, member_id: int, *, by: Actor) -> None:
    """Take somebody off the series' invitations; a number that is not there is left alone."""
    for member in series.members:
        if member.id == member_id:
            series.members.remove(member)
            record(
                by,
                "meeting_series.uninvited",
                series,
                {"name": member.name or member.organisation},
            )
            return


def plan_next(series: MeetingSeries, *, by: Actor, after: date | None = None) -> Meeting | None:
    """Plan the next meeting of the series with its people and its agenda; none for what has no cadence.

    One that is planned already is returned as it is.
    """
    if (planned := queries.find_planned(series.id)) is not None:
        return planned
    day = rules.next_day(
        series.kind, after or today(), working_calendar(),
        weekday=series.weekday, day_of_month=series.day_of_month,
    )  # fmt: skip
    return None if day is None else plan_on(series, day, by=by)


def plan_on(series: MeetingSeries, day: date, *, by: Actor) -> Meeting:
    """Plan a meeting of the series on a day, at its usual hour and place."""
    meeting = Meeting(
        series=series, kind=series.kind, name=series.name, chair_level=series.chair_level,
        chair_id=series.chair_id, recorder_id=series.recorder_id, place=series.place,
        planned_at=moment_of(day, series.at_time), planned_minutes=series.planned_minutes,
        made_by_id=by.id, is_demonstration=series.is_demonstration,
    )  # fmt: skip
    meeting.scopes = [
        MeetingScope(project_id=scope.project_id, section_id=scope.section_id)
        for scope in series.scopes
    ]
    meeting.attendees = [
        Attendee(
            category=member.category, user_id=member.user_id, name=member.name,
            organisation=member.organisation,
        )
        for member in series.members
    ]  # fmt: skip
    db.session.add(meeting)
    record(by, "meeting.planned", meeting, {"planned_at": meeting.planned_at, "kind": series.kind})
    bring_up_to_date(meeting, by=by)
    return meeting


def prepare(*, by: Actor) -> tuple[int, int]:
    """Plan what active series lack and bring every planned agenda up to date; return how many of each."""
    planned = 0
    for series in queries.list_series():
        if series.is_active and queries.find_planned(series.id) is None:
            planned += plan_next(series, by=by) is not None
    changed = sum(any(bring_up_to_date(one, by=by)) for one in queries.list_planned(today()))
    return planned, changed


def moment_of(day: date, at_time: str) -> datetime:
    """Return the moment of a Shanghai day at HH:MM."""
    return datetime.combine(day, time.fromisoformat(at_time), tzinfo=SHANGHAI)


def _same(member: SeriesMember, invited: Invited) -> bool:
    if invited.user_id is not None or member.user_id is not None:
        return member.user_id == invited.user_id
    return (member.name, member.organisation) == (invited.name, invited.organisation)


def _told(series: MeetingSeries) -> list[list[int | None]]:
    return [[scope.project_id, scope.section_id] for scope in series.scopes]
