"""Changing obstacles: raise, change, clear a part, clear, reopen. Each writes, records and flushes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.obstacles import queries, rules
from app.obstacles.models import Obstacle, ObstacleEntry, ObstacleScope
from app.obstacles.rules import EntryDraft, ObstacleDraft, ObstacleKind, ScopeDraft
from app.shared.audit import Actor, record
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works.actions import check_version, give
from app.works.models import Project, Section
from app.works.rules import Cause, differences


def raise_obstacle(
    kind: ObstacleKind,
    name: str,
    *,
    by: Actor,
    project: Project | None = None,
    section: Section | None = None,
    scopes: Sequence[ScopeDraft] = (),
    blocks_everything: bool = False,
    since: date,
    fault: Cause = Cause.OWNER,
    **details: Any,
) -> Obstacle:
    """Enter what stands in the way of a section, or of a whole project. Raises RuleBroken."""
    project = section.project if section else project
    if project is None:
        raise RuleBroken([say("Say which project or section it hinders.")])
    db.session.flush()
    obstacle = Obstacle(
        kind=kind, name=name, project=project, section=section, since=since, fault=fault,
        state=rules.ObstacleState.OPEN, **({"rights_owner": ""} | details),
    )  # fmt: skip
    with db.session.no_autoflush:
        _refuse(_problems(obstacle, scopes, blocks_everything) + _twice(obstacle))
    _set_scopes(obstacle, scopes, blocks_everything, {})
    db.session.add(obstacle)
    record(
        by, "obstacle.raised", obstacle,
        {"project": project.name, "section": section.name if section else None, "kind": kind,
         "since": since, "fault": fault, "scopes": _told(obstacle)} | details,
    )  # fmt: skip
    return obstacle


def change_obstacle(
    obstacle: Obstacle,
    fields: dict[str, Any],
    scopes: Sequence[ScopeDraft] | None,
    *,
    blocks_everything: bool = False,
    by: Actor,
    seen_version: int | None = None,
) -> None:
    """Give the obstacle these values and let it block exactly this; cleared parts stay as they were.

    Without scopes what it blocks stays as it is.

    Raises StaleEdit when it was changed since `seen_version`, RuleBroken when the values are refused.
    """
    check_version(obstacle, seen_version)
    before = {name: getattr(obstacle, name) for name in fields}
    told = _told(obstacle)
    known = {_key(scope): scope for scope in obstacle.scopes if scope.cleared_on is None}
    first_day = obstacle.since
    with db.session.no_autoflush:
        give(obstacle, fields)
        problems = _problems(obstacle, scopes or (), blocks_everything or scopes is None)
        if problems:
            give(obstacle, before)
            raise RuleBroken(problems)
        for scope in obstacle.scopes:
            if scope.since == first_day:
                scope.since = obstacle.since
        if scopes is not None:
            _set_scopes(obstacle, scopes, blocks_everything, known)
        _settle(obstacle)
    changes = differences(before | {"scopes": told}, fields | {"scopes": _told(obstacle)})
    if changes:
        record(by, "obstacle.changed", obstacle, changes)


def clear_part(
    obstacle: Obstacle,
    cleared: Sequence[tuple[int, Decimal | None, Decimal | None]],
    *,
    by: Actor,
    on: date,
) -> None:
    """Clear these scopes, each (its number, from, to), or the whole scope without from and to.

    Raises RuleBroken when nothing is named, or when a part does not lie in its scope.
    """
    open_scopes = {scope.id: scope for scope in obstacle.scopes if scope.cleared_on is None}
    problems = [] if cleared else [say("Choose what was cleared.")]
    for number, start_m, end_m in cleared:
        problems += _part_problems(open_scopes.get(number), start_m, end_m, on)
    _refuse(problems)
    before = _told(obstacle)
    for number, start_m, end_m in cleared:
        _clear_scope(obstacle, open_scopes[number], start_m, end_m, on)
    _settle(obstacle)
    record(
        by, "obstacle.partly_cleared", obstacle,
        {"scopes": [before, _told(obstacle)], "cleared_on": on},
    )  # fmt: skip


def clear(obstacle: Obstacle, *, by: Actor, on: date, resolution: str) -> None:
    """Say that nothing is blocked any more, and how it was solved. Raises RuleBroken."""
    problems = rules.clearing_problems(on, max(_sinces(obstacle)), today())
    if obstacle.cleared_on is not None:
        problems = [say("This obstacle is cleared already.")]
    if not resolution.strip():
        problems.append(say("Say how it was solved."))
    _refuse(problems)
    for scope in obstacle.scopes:
        scope.cleared_on = scope.cleared_on or on
    obstacle.resolution = resolution
    _settle(obstacle)
    record(by, "obstacle.cleared", obstacle, {"cleared_on": on}, reason=resolution)


def reopen(obstacle: Obstacle, *, by: Actor, since: date, reason: str) -> None:
    """Let everything that was cleared last be blocked again from a day on. Raises RuleBroken."""
    if obstacle.cleared_on is None:
        raise RuleBroken([say("This obstacle is open already.")])
    problems = []
    if not reason.strip():
        problems.append(say("Say why it is open again."))
    if since < obstacle.cleared_on:
        problems.append(say("It cannot be open again before it was cleared."))
    if since > today():
        problems.append(say("An obstacle cannot be there since a day that has not come."))
    _refuse(problems)
    last = [scope for scope in obstacle.scopes if scope.cleared_on == obstacle.cleared_on]
    obstacle.scopes += [
        ObstacleScope(work_id=s.work_id, start_m=s.start_m, end_m=s.end_m, since=since)
        for s in last
    ]
    _settle(obstacle)
    record(by, "obstacle.reopened", obstacle, {"since": since}, reason=reason)


def _problems(
    obstacle: Obstacle, scopes: Sequence[ScopeDraft], blocks_everything: bool
) -> list[Sentence]:
    draft = ObstacleDraft(
        obstacle.name or "", obstacle.rights_owner or "", obstacle.since,
        obstacle.planned_clear_on, obstacle.cost_fen, blocks_everything, scopes,
    )  # fmt: skip
    section_id = obstacle.section.id if obstacle.section else None
    works = queries.extents_of(obstacle.project.id, section_id)
    return rules.problems_with(draft, works, today()) + _days_problems(obstacle)


def _twice(obstacle: Obstacle) -> list[Sentence]:
    section_id = obstacle.section.id if obstacle.section else None
    if queries.find_open(obstacle.project.id, section_id, obstacle.name, obstacle.since):
        return [say("This obstacle is entered already, with the same words and day.")]
    return []


def _days_problems(obstacle: Obstacle) -> list[Sentence]:
    days = [scope.cleared_on for scope in obstacle.scopes if scope.cleared_on]
    if days and obstacle.since and obstacle.since > min(days):
        return [say("A part of it was cleared before that day.")]
    return []


def _set_scopes(
    obstacle: Obstacle,
    scopes: Sequence[ScopeDraft],
    blocks_everything: bool,
    known: dict[tuple[Any, ...], ObstacleScope],
) -> None:
    """Keep the open scopes that are still meant, add the new ones, drop the others."""
    wanted: list[tuple[Any, ...]] = (
        [(None, None, None)]
        if blocks_everything
        else [(scope.work_id, scope.start_m, scope.end_m) for scope in scopes]
    )
    for key, scope in known.items():
        if key not in wanted:
            obstacle.scopes.remove(scope)
    obstacle.scopes += [
        ObstacleScope(work_id=work_id, start_m=start_m, end_m=end_m, since=obstacle.since)
        for work_id, start_m, end_m in dict.fromkeys(wanted)
        if (work_id, start_m, end_m) not in known
    ]


def _part_problems(
    scope: ObstacleScope | None, start_m: Decimal | None, end_m: Decimal | None, on: date
) -> list[Sentence]:
    if scope is None:
        return [say("A part that you chose is cleared already. Load the page again.")]
    problems = rules.clearing_problems(on, scope.since, today())
    if start_m is None and end_m is None:
        return problems
    ends = queries.ends_of(scope)
    if ends is None:
        return [*problems, say("This work has no chainages: clear it whole.")]
    if start_m is None or end_m is None or start_m >= end_m:
        return [*problems, say("Give both ends of the cleared stretch, the lower one first.")]
    if start_m < ends[0] or end_m > ends[1]:
        problems.append(say("The cleared stretch reaches beyond what was blocked."))
    return problems


def _clear_scope(
    obstacle: Obstacle,
    scope: ObstacleScope,
    start_m: Decimal | None,
    end_m: Decimal | None,
    on: date,
) -> None:
    ends = queries.ends_of(scope)
    if start_m is not None and end_m is not None and ends is not None:
        obstacle.scopes += [
            ObstacleScope(work_id=scope.work_id, start_m=start, end_m=end, since=scope.since)
            for start, end in rules.remaining(ends, (start_m, end_m))
        ]
        scope.start_m, scope.end_m = start_m, end_m
    scope.cleared_on = on


def _settle(obstacle: Obstacle) -> None:
    """Let state and clearing day say what the scopes say."""
    obstacle.state = rules.state_of([scope.as_blockage() for scope in obstacle.scopes])
    days = [scope.cleared_on for scope in obstacle.scopes if scope.cleared_on]
    obstacle.cleared_on = max(days) if obstacle.state == rules.ObstacleState.CLEARED else None


def _sinces(obstacle: Obstacle) -> list[date]:
    return [s.since for s in obstacle.scopes if s.cleared_on is None] or [obstacle.since]


def _key(scope: ObstacleScope) -> tuple[Any, ...]:
    return scope.work_id, scope.start_m, scope.end_m


def _told(obstacle: Obstacle) -> list[list[Any]]:
    """Return the scopes as the audit trail keeps them."""
    return [[s.work_id, s.start_m, s.end_m, s.since, s.cleared_on] for s in obstacle.scopes]


def _refuse(problems: list[Sentence]) -> None:
    if problems:
        raise RuleBroken(problems)


def follow_up(
    obstacle: Obstacle,
    entry: EntryDraft,
    photos: Sequence[StoredPhoto] = (),
    *,
    by: User,
) -> ObstacleEntry:
    """Add a step to the thread; the same form sent twice is one. Raises RuleBroken.

    A promised day becomes the planned clearing.
    """
    if known := queries.find_entry_by_uuid(entry.client_uuid):
        return _same_entry(known, obstacle, by)
    _refuse(rules.entry_problems(entry, today()))
    step = ObstacleEntry(
        client_uuid=entry.client_uuid, obstacle=obstacle, kind=entry.kind, entered_on=entry.entered_on,
        counterpart=entry.counterpart.strip(), document_no=entry.document_no.strip(),
        words=entry.words.strip(), promised_on=entry.promised_on, written_by=by,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(step)
            db.session.flush()
    except IntegrityError:  # the same form arrived at the same moment
        if known := queries.find_entry_by_uuid(entry.client_uuid):
            return _same_entry(known, obstacle, by)
        raise
    owner = Owner(
        OwnerKind.OBSTACLE, step.id, today(), section_id=obstacle.section_id,
        project_id=obstacle.project_id,
    )  # fmt: skip
    attach(photos, owner, by=by)
    told: dict[str, Any] = {"kind": entry.kind, "on": entry.entered_on, "photos": len(photos)}
    if entry.promised_on and entry.promised_on != obstacle.planned_clear_on:
        told["planned_clear_on"] = [obstacle.planned_clear_on, entry.promised_on]
        obstacle.planned_clear_on = entry.promised_on
    record(by, "obstacle.followed", obstacle, told, reason=step.words)
    return step


def _same_entry(known: ObstacleEntry, obstacle: Obstacle, by: User) -> ObstacleEntry:
    if known.obstacle_id != obstacle.id or known.written_by_id != by.id:
        raise RuleBroken([say("This form was already used for another entry.")])
    return known
