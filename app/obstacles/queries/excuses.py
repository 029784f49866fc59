"""What obstacles excuse: read by progress for its plan, by inspections for open roads, by the ranking."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import or_, select

from app.extensions import db
from app.obstacles import rules
from app.obstacles.excuses import further_blockages
from app.obstacles.models import Obstacle, ObstacleScope
from app.obstacles.rules import Blockage, OwnerCausedDays, WorkExtent
from app.shared.settings import value_of
from app.works.models import Section, Work


def owner_caused_days(
    section_ids: Collection[int], start: date, end: date
) -> dict[int, OwnerCausedDays]:
    """Return for each section what its contractor does not answer for from start up to, not including, end."""
    blockages = _excusing_blockages(section_ids, start, end)
    works = _works_of(blockages.keys())
    return {
        section_id: rules.owner_caused(
            blockages.get(section_id, ()), works.get(section_id, {}), start, end
        )
        for section_id in section_ids
    }


def blocked_works(section_ids: Collection[int], day: date) -> dict[int, set[int]]:
    """Return for each section the works that need not be open on the day (R25)."""
    blockages = _excusing_blockages(section_ids, day, day + timedelta(days=1))
    works = _works_of(blockages.keys())
    from_share = Decimal(value_of("blocked_percent_of_road", day)) / 100
    return {
        section_id: {
            work.work_id
            for work in works.get(section_id, {}).values()
            if rules.is_work_blocked(blockages.get(section_id, ()), work, day, from_share)
        }
        for section_id in section_ids
    }


def _works_of(section_ids: Collection[int]) -> dict[int, dict[int, WorkExtent]]:
    """Return the works of the sections by number; those without a blockage are not asked for."""
    works: dict[int, dict[int, WorkExtent]] = defaultdict(dict)
    rows = db.session.execute(
        select(
            Work.section_id, Work.id, Work.name, Work.start_m, Work.end_m, Work.length_m
        ).where(Work.section_id.in_(section_ids))
    )  # fmt: skip
    for section_id, *extent in rows:
        works[section_id][extent[0]] = WorkExtent(*extent)
    return works


def _excusing_blockages(
    section_ids: Collection[int], start: date, end: date
) -> dict[int, list[Blockage]]:
    """Return by section what was blocked in the period by no fault of the contractor."""
    projects = dict(
        db.session.execute(
            select(Section.id, Section.project_id).where(Section.id.in_(section_ids))
        )
        .tuples()
        .all()
    )
    rows = db.session.execute(
        select(
            Obstacle.section_id, Obstacle.project_id, Work.section_id, ObstacleScope.obstacle_id,
            ObstacleScope.work_id, ObstacleScope.start_m, ObstacleScope.end_m,
            ObstacleScope.since, ObstacleScope.cleared_on,
        )
        .join(ObstacleScope.obstacle)
        .outerjoin(Work, Work.id == ObstacleScope.work_id)
        .where(
            Obstacle.fault.in_(rules.NOT_THE_CONTRACTORS),
            Obstacle.project_id.in_(set(projects.values())),
            ObstacleScope.since < end,
            or_(ObstacleScope.cleared_on.is_(None), ObstacleScope.cleared_on > start),
        )
        .order_by(ObstacleScope.id)
    )  # fmt: skip
    found: dict[int, list[Blockage]] = defaultdict(list)
    of_project: dict[int, list[int]] = defaultdict(list)
    for number, project_id in projects.items():
        of_project[project_id].append(number)
    for section_id, project_id, section_of_work, *values in rows:
        blockage = Blockage(*values)
        if section_id is not None:
            touched = [section_id]
        elif blockage.work_id is not None:
            touched = [section_of_work]
        else:
            touched = of_project[project_id]
        for number in touched:
            if number in projects:
                found[number].append(blockage)
    for section_id, further in further_blockages(section_ids, start, end).items():
        found[section_id] += further
    return found
