"""How far sections, projects and programmes are: what the pages and the other rooms show."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.progress.models import WeeklyRollup, WorkProgress
from app.progress.queries.plans import thresholds
from app.progress.queries.rollups import current_rollups, latest_rollups
from app.progress.rules.plan import (
    Extent,
    ProgressState,
    completion_rate,
    deviation_share,
    start_rate,
    state_of,
)
from app.progress.rules.shares import Part, share_by_amount, share_by_length
from app.shared.calendar import Week
from app.works.models import Programme, Project, Section, Work
from app.works.queries import sections_statement
from app.works.rules import Status


@dataclass(frozen=True)
class SectionStanding:
    """One section on a day: its last frozen week against the plan."""

    section: Section
    rollup: WeeklyRollup | None
    amount_fen: int | None
    length_m: Decimal
    state: ProgressState | None

    @property
    def deviation_share(self) -> Decimal | None:
        """Done less planned; none without a plan."""
        return deviation_of(self.rollup)


@dataclass(frozen=True)
class WholeStanding:
    """A project or programme: its sections weighed by contract amount, and by length."""

    subject: Project | Programme
    sections: Sequence[SectionStanding]
    by_amount: Decimal | None
    by_length: Decimal | None
    planned_by_amount: Decimal | None
    amount_fen: int
    length_m: Decimal
    start_rate: Decimal | None
    completion_rate: Decimal | None
    #: Sections without any frozen week count as not begun.
    without_record: int
    state: ProgressState | None = None


@dataclass(frozen=True)
class ProgrammeStanding:
    """A programme as a whole, and each of its projects that has sections."""

    year: int
    whole: WholeStanding
    projects: Sequence[WholeStanding]


def is_reporting(section: Section, week: Week) -> bool:
    """Return whether the section is under construction and had begun by the end of the week."""
    start = section.contract.start_on if section.contract else None
    had_begun = start is None or start < week.end
    return section.status is Status.UNDER_CONSTRUCTION and had_begun


def deviation_of(rollup: WeeklyRollup | None) -> Decimal | None:
    """Return done less planned of a frozen week; none without a plan."""
    if rollup is None or rollup.planned_share is None:
        return None
    return deviation_share(rollup.physical_share, rollup.planned_share)


def state_of_rollup(rollup: WeeklyRollup | None) -> ProgressState | None:
    """Return the state that a frozen week earns; none without a plan."""
    deviation = deviation_of(rollup)
    return None if deviation is None else state_of(deviation, thresholds())


def standings_of_week(user: User, week: Week) -> list[SectionStanding]:
    """Return the sections the user sees that have the week frozen, or should have."""
    found = {
        rollup.section_id: rollup
        for rollup in db.session.scalars(current_rollups().where(WeeklyRollup.week == week))
    }
    sections = [
        section for section in _sections(user) if section.id in found or is_reporting(section, week)
    ]
    return _standings(sections, found)


def standings_on(user: User, on: date) -> list[SectionStanding]:
    """Return every section the user sees with its last frozen week on the day."""
    sections = _sections(user)
    return _standings(sections, latest_rollups([section.id for section in sections], on))


def programmes_on(user: User, on: date) -> list[ProgrammeStanding]:
    """Return the programmes the user sees, newest year first, with their projects."""
    standings = standings_on(user, on)
    extents = _extents({one.section.project_id for one in standings})
    by_programme: dict[int, list[SectionStanding]] = defaultdict(list)
    for one in standings:
        by_programme[one.section.project.programme_id].append(one)
    found = [_programme(sections, extents) for sections in by_programme.values()]
    return sorted(found, key=lambda one: (-one.year, one.whole.subject.id))


def wholes_of(project_ids: Collection[int], on: date) -> dict[int, WholeStanding]:
    """Return how far these projects are; those without a section are left out."""
    sections = db.session.scalars(
        select(Section)
        .where(Section.project_id.in_(project_ids))
        .options(joinedload(Section.contract), joinedload(Section.project))
        .order_by(Section.project_id, Section.position, Section.id)
    ).all()
    rollups = latest_rollups([section.id for section in sections], on)
    return _wholes(_standings(sections, rollups))


def work_shares(work_ids: Collection[int]) -> Mapping[int, Decimal]:
    """Return how far each of these works is by its section's last confirmed report."""
    rows = db.session.execute(
        select(WorkProgress.work_id, WorkProgress.physical_share).where(
            WorkProgress.work_id.in_(work_ids)
        )
    )
    return {row.work_id: row.physical_share for row in rows}


def _wholes(standings: Iterable[SectionStanding]) -> dict[int, WholeStanding]:
    by_project: dict[int, list[SectionStanding]] = defaultdict(list)
    for standing in standings:
        by_project[standing.section.project_id].append(standing)
    extents = _extents(by_project)
    return {
        project_id: _whole(found[0].section.project, found, extents.get(project_id, []))
        for project_id, found in by_project.items()
    }


def _programme(
    standings: Sequence[SectionStanding], extents: Mapping[int, Sequence[Extent]]
) -> ProgrammeStanding:
    by_project: dict[int, list[SectionStanding]] = defaultdict(list)
    for one in standings:
        by_project[one.section.project_id].append(one)
    all_extents = [extent for number in by_project for extent in extents.get(number, ())]
    programme = standings[0].section.project.programme
    return ProgrammeStanding(
        programme.year,
        _whole(programme, standings, all_extents),
        [
            _whole(found[0].section.project, found, extents.get(number, ()))
            for number, found in by_project.items()
        ],
    )


def _sections(user: User) -> Sequence[Section]:
    return db.session.scalars(
        sections_statement(user)
        .options(
            joinedload(Section.contract),
            joinedload(Section.contractor),
            joinedload(Section.project).joinedload(Project.programme),
        )
        .order_by(Project.id, Section.position, Section.id)
    ).all()


def _standings(
    sections: Sequence[Section], rollups: Mapping[int, WeeklyRollup]
) -> list[SectionStanding]:
    measures = _measures([section.id for section in sections])
    limits = thresholds()
    standings = []
    for section in sections:
        amount_fen, length_m = measures.get(section.id, (None, Decimal(0)))
        price = section.contract.price_fen if section.contract else amount_fen
        rollup = rollups.get(section.id)
        deviation = deviation_of(rollup)
        state = None if deviation is None else state_of(deviation, limits)
        standings.append(SectionStanding(section, rollup, price, length_m, state))
    return standings


def _measures(section_ids: Collection[int]) -> dict[int, tuple[int | None, Decimal]]:
    rows = db.session.execute(
        select(Work.section_id, func.sum(Work.amount_fen), func.sum(Work.length_m))
        .where(Work.section_id.in_(section_ids))
        .group_by(Work.section_id)
    )
    return {row[0]: (row[1], row[2] or Decimal(0)) for row in rows}


def _extents(project_ids: Iterable[int]) -> dict[int, list[Extent]]:
    rows = db.session.execute(
        select(Section.project_id, Work.length_m, WorkProgress.physical_share)
        .join(Work, Work.section_id == Section.id)
        .outerjoin(WorkProgress, WorkProgress.work_id == Work.id)
        .where(Section.project_id.in_(list(project_ids)))
    )
    extents: dict[int, list[Extent]] = defaultdict(list)
    for row in rows:
        share = row.physical_share or Decimal(0)
        extents[row.project_id].append(
            Extent(row.length_m or Decimal(0), is_started=share > 0, is_finished=share >= 1)
        )
    return extents


def _whole(
    subject: Project | Programme,
    standings: Sequence[SectionStanding],
    extents: Sequence[Extent],
) -> WholeStanding:
    def share(standing: SectionStanding) -> Decimal:
        return standing.rollup.physical_share if standing.rollup else Decimal(0)

    def planned(standing: SectionStanding) -> Decimal:
        rollup = standing.rollup
        return (rollup.planned_share or Decimal(0)) if rollup else Decimal(0)

    parts = [Part(share(one), one.amount_fen, one.length_m) for one in standings]
    plans = [Part(planned(one), one.amount_fen, one.length_m) for one in standings]
    by_amount, planned_by_amount = share_by_amount(parts), share_by_amount(plans)
    has_plan = any(one.rollup and one.rollup.planned_share is not None for one in standings)
    planned_share = planned_by_amount if has_plan else None
    state = (
        state_of(deviation_share(by_amount, planned_share), thresholds())
        if by_amount is not None and planned_share is not None
        else None
    )
    return WholeStanding(
        subject=subject,
        sections=standings,
        by_amount=by_amount,
        by_length=share_by_length(parts),
        planned_by_amount=planned_share,
        amount_fen=sum(one.amount_fen or 0 for one in standings),
        length_m=sum((one.length_m for one in standings), Decimal(0)),
        start_rate=start_rate(extents),
        completion_rate=completion_rate(extents),
        without_record=sum(one.rollup is None for one in standings),
        state=state,
    )
