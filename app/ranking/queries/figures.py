"""The figures of a month for every section that takes part, one grouped query for each source."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Organisation
from app.extensions import db
from app.quality.queries import count_first_rounds
from app.quality.queries.lots import count_failed_key_lots
from app.ranking.models import Veto
from app.ranking.queries.rankings import places_in
from app.ranking.queries.sources import Conduct, conduct_of, progress_of, relief_of, relieved
from app.ranking.rules.figures import (
    CountFigures,
    MonthFigures,
    SectionFigures,
    SectionNames,
    StopCause,
    StopFigures,
    VetoFigures,
)
from app.ranking.rules.policy import Policy, WorkGroup
from app.shared.calendar import Month, assessment_month_of, assessment_period
from app.shared.memory import collector_paused
from app.shared.settings import value_of
from app.works.models import Contract, KeyPost, Project, Section, Work
from app.works.rules import Cause, Status

FINISHED = (Status.HANDED_OVER, Status.FINISHED)
NOT_RANKED = (Status.PRELIMINARY,)
STOP_CAUSES = {
    Cause.OWNER: StopCause.OWNER,
    Cause.FORCE_MAJEURE: StopCause.FORCE_MAJEURE,
    Cause.WINTER: StopCause.WINTER,
    Cause.CONTRACTOR: StopCause.CONTRACTOR,
}


def period_of(month: Month) -> tuple[date, date]:
    """Return the assessment period of the month, start <= day < end, by the cut-off of its time."""
    return assessment_period(month, value_of("cut_off_day", month.last_day))


def month_of(day: date) -> Month:
    """Return the month in whose assessment period the day lies."""
    return assessment_month_of(day, value_of("cut_off_day", day))


def last_month_over(day: date) -> Month:
    """Return the last month whose assessment period is over on the day."""
    return month_of(day).previous()


@collector_paused()
def month_figures(month: Month, policy: Policy) -> list[MonthFigures]:
    """Return the figures of each group that has a section in the month, in the order of groups."""
    start, end = period_of(month)
    by_group: dict[WorkGroup, list[SectionFigures]] = {}
    for section in _section_figures(month, policy, start, end):
        by_group.setdefault(section.group, []).append(section)
    return [
        MonthFigures(str(month), group, start, end, tuple(by_group[group]))
        for group in WorkGroup
        if group in by_group
    ]


def _section_figures(month: Month, policy: Policy, start: date, end: date) -> list[SectionFigures]:
    rows = _sections(start, end)
    ids = [row.id for row in rows]
    progress = progress_of(ids, month, value_of("cut_off_day", month.last_day))
    conduct = conduct_of(ids, start, end)
    managers = _managers(ids, end)
    vetoes = _vetoes(ids, start, end)
    previous = places_in(month.previous())
    started = {row.id: on for row in rows if (on := row.start_on or row.first_work_on)}
    relief = relief_of(started, start, end)
    failed = count_failed_key_lots(ids, start, end)
    rounds = {
        section_id: CountFigures(*counts)
        for section_id, counts in count_first_rounds(ids, start, end).items()
    }
    sections = []
    for row in rows:
        seen = conduct.get(row.id, Conduct())
        done, reports = progress.get(row.id, (None, None))
        if done and row.id in relief:
            done = relieved(done, relief[row.id], started[row.id], end)
        sections.append(
            SectionFigures(
                section_id=row.id,
                code=row.name,
                contract_no=row.number or "",
                group=policy.group_of(row.kind.value),
                started_on=started.get(row.id),
                handed_over_on=_handed_over_on(row),
                stop=_stop(row, start),
                progress=done,
                processes=rounds.get(row.id),
                visits=seen.visits,
                findings=seen.findings,
                failed_key_items=failed.get(row.id, 0),
                posts=seen.posts,
                equipment=seen.equipment,
                reports=reports,
                vetoes=vetoes.get(row.id, ()),
                previous_place=previous.get(row.id),
                names=SectionNames(
                    row.project, row.contractor or "", managers.get(row.id, ""), row.firm or ""
                ),
            )
        )
    return sections


def _sections(start: date, end: date) -> Sequence[Row[Any]]:
    """Sections that were being built in the period, or should have been, with their names."""
    contractor, firm = aliased(Organisation), aliased(Organisation)
    first_work = (
        select(Work.section_id, func.min(Work.started_on).label("first_work_on"))
        .group_by(Work.section_id)
        .subquery()
    )
    handed_over = func.coalesce(Contract.finished_on, Section.status_since)
    started = func.coalesce(Contract.start_on, first_work.c.first_work_on)
    return db.session.execute(
        select(
            Section.id,
            Section.name,
            Section.status,
            Section.status_since,
            Section.suspended_by,
            Project.name.label("project"),
            Project.kind,
            Contract.number,
            Contract.start_on,
            Contract.finished_on,
            first_work.c.first_work_on,
            contractor.name.label("contractor"),
            firm.name.label("firm"),
        )
        .join(Section.project)
        .outerjoin(Contract, Contract.section_id == Section.id)
        .outerjoin(first_work, first_work.c.section_id == Section.id)
        .outerjoin(contractor, contractor.id == Section.contractor_id)
        .outerjoin(firm, firm.id == Section.supervision_firm_id)
        .where(
            Section.status.not_in(NOT_RANKED),
            or_(Section.status.not_in(FINISHED), handed_over >= start),
            or_(started.is_(None), started < end),
        )
        .order_by(Section.id)
    ).all()


def _handed_over_on(row: Row[Any]) -> date | None:
    if row.status not in FINISHED:
        return None
    handed_over: date | None = row.finished_on or row.status_since
    return handed_over


def _stop(row: Row[Any], start: date) -> StopFigures | None:
    """A stop that began later than the period, or is over, does not cover the whole of it."""
    if row.status != Status.ON_HOLD or row.status_since is None or row.status_since > start:
        return None
    return StopFigures(STOP_CAUSES[row.suspended_by or Cause.OWNER], row.status_since)


def _managers(section_ids: Collection[int], end: date) -> dict[int, str]:
    """The person in the first of the key posts (项目经理) on the last day of the period."""
    rows = db.session.execute(
        select(KeyPost.section_id, KeyPost.person_name)
        .where(
            KeyPost.section_id.in_(section_ids),
            KeyPost.post == value_of("key_posts")[0],
            KeyPost.since < end,
            or_(KeyPost.until.is_(None), KeyPost.until >= end),
        )
        .order_by(KeyPost.since, KeyPost.id)
    )
    return dict(rows.tuples().all())


def _vetoes(
    section_ids: Collection[int], start: date, end: date
) -> dict[int, tuple[VetoFigures, ...]]:
    rows = db.session.execute(
        select(Veto.section_id, Veto.id, Veto.kind, Veto.day)
        .where(
            Veto.section_id.in_(section_ids),
            Veto.day >= start,
            Veto.day < end,
            Veto.withdrawn_at.is_(None),
        )
        .order_by(Veto.id)
    )
    found: dict[int, tuple[VetoFigures, ...]] = {}
    for section_id, veto_id, kind, day in rows:
        found[section_id] = (*found.get(section_id, ()), VetoFigures(veto_id, kind, day))
    return found
