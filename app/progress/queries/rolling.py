"""What the roll-up of a week needs to know of many sections, read all at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from app.extensions import db
from app.progress.models import WeeklyRemark, WeeklyReport, WeeklyRollup
from app.progress.queries.blocks import blocked_by_owner
from app.progress.queries.plans import extents_of, plans_of, prices_fen
from app.progress.queries.rollups import last_rollups_up_to
from app.progress.queries.sheet import (
    Sheet,
    bare_sheets,
    figures_before,
    lowered_in,
    quantities_of_reports,
    week_quantities_of_reports,
)
from app.progress.queries.support import sections_with_acceptance, supports_of
from app.progress.rules.chain import ReportState
from app.progress.rules.plan import Plan
from app.progress.rules.relief import BlockedStretch, blocked_share
from app.progress.rules.rollup import Frame, RollupFigures, WeekBefore, WeekDone, roll_up
from app.progress.rules.weekly import CellKey
from app.shared.calendar import Week
from app.works.models import Section


@dataclass(frozen=True)
class RolledWeek:
    """What a section's week comes to, and the report it was read from."""

    figures: RollupFigures
    #: Whatever state it is in; only a confirmed one counts.
    report: WeeklyReport | None

    @property
    def confirmed_report_id(self) -> int | None:
        """The number of the report that counts, if one does."""
        is_confirmed = self.report is not None and self.report.state is ReportState.CONFIRMED
        return self.report.id if self.report is not None and is_confirmed else None


@dataclass(frozen=True)
class _Ingredients:
    week: Week
    sheets: Mapping[int, Sheet]
    plans: Mapping[int, Plan]
    prices_fen: Mapping[int, int]
    blocks: Mapping[int, list[BlockedStretch]]
    before: Mapping[int, WeeklyRollup]
    reports: Mapping[int, WeeklyReport]
    quantities: Mapping[int, Mapping[CellKey, Decimal]]
    own_quantities: Mapping[int, Mapping[CellKey, Decimal]]
    investments_fen: Mapping[int, int]
    #: What is left, by the last confirmed report, where something was taken back in the week.
    lowered: Mapping[int, Mapping[CellKey, Decimal]]
    #: What accepted steps support, for the sections that ask for acceptance.
    supported: Mapping[int, Decimal]


def rolled_weeks(sections: Collection[Section], week: Week) -> dict[int, RolledWeek]:
    """Return what the week of each section comes to as of now; a dozen queries for all of them."""
    known = _read(sections, week)
    return {
        section.id: RolledWeek(_figures(section.id, known), known.reports.get(section.id))
        for section in sections
    }


def _read(sections: Collection[Section], week: Week) -> _Ingredients:
    section_ids = [section.id for section in sections]
    sheets, plans = bare_sheets(sections, week), plans_of(section_ids)
    extents = {number: extents_of(sheet.works) for number, sheet in sheets.items()}
    first_day = min((_start(plan, week) for plan in plans.values()), default=week.start)
    reports = _reports(section_ids, week)
    counting = [one.id for one in reports.values() if one.state is ReportState.CONFIRMED]
    quantities, left = quantities_of_reports(counting), lowered_in(section_ids, week)
    return _Ingredients(
        week=week,
        sheets=sheets,
        plans=plans,
        prices_fen=prices_fen(section_ids),
        blocks=blocked_by_owner(extents, first_day, week.end),
        before=last_rollups_up_to(section_ids, week.previous()),
        reports=reports,
        quantities=quantities,
        own_quantities=week_quantities_of_reports(counting),
        investments_fen=_investments(counting),
        lowered=left,
        supported=_supported(
            sheets,
            {
                one.section_id: quantities.get(one.id, {})
                for one in reports.values()
                if one.id in counting
            }
            | left,
        ),
    )


def _supported(
    sheets: Mapping[int, Sheet], quantities: Mapping[int, Mapping[CellKey, Decimal]]
) -> dict[int, Decimal]:
    """Return what is supported of each section that asks for acceptance, as of the freeze."""
    asking = sections_with_acceptance(sheets)
    if not asking:
        return {}
    typed = {
        number: quantities[number] if number in quantities else _typed_before(sheets[number])
        for number in asking
    }
    found = supports_of([sheets[number] for number in sorted(asking)], typed)
    return {number: support.supported_share for number, support in found.items()}


def _typed_before(sheet: Sheet) -> Mapping[CellKey, Decimal]:
    """Return what the last report before the week says, for a week without one."""
    return figures_before(sheet.section.id, sheet.week)[1]


def _figures(section_id: int, known: _Ingredients) -> RollupFigures:
    before = known.before.get(section_id)
    return roll_up(
        _frame(section_id, known),
        _done(section_id, known),
        WeekBefore(before.physical_share, before.investment_fen) if before else None,
        known.supported.get(section_id),
    )


def _frame(section_id: int, known: _Ingredients) -> Frame:
    plan, week = known.plans[section_id], known.week
    extents, blocks = extents_of(known.sheets[section_id].works), known.blocks[section_id]
    return Frame(
        week,
        plan,
        known.prices_fen.get(section_id),
        blocked_share(blocks, extents, week.start, week.end),
        blocked_share(blocks, extents, _start(plan, week), week.end),
    )


def _done(section_id: int, known: _Ingredients) -> WeekDone | None:
    report = known.reports.get(section_id)
    if report is None or report.state is not ReportState.CONFIRMED:
        left = known.lowered.get(section_id)
        return WeekDone(known.sheets[section_id].physical_share(left)) if left else None
    sheet, own = known.sheets[section_id], known.own_quantities.get(report.id)
    return WeekDone(
        physical_share=sheet.physical_share(known.quantities.get(report.id, {})),
        own_week_share=sheet.physical_share(own) if own else None,
        investment_fen=known.investments_fen.get(report.id),
        reported_share=report.reported_share,
    )


def _start(plan: Plan, week: Week) -> date:
    """Return from which day the plan runs, at the latest the week itself."""
    first = plan.points[0].week.start if plan.points else plan.start
    return week.start if first is None else min(first, week.start)


def _reports(section_ids: Collection[int], week: Week) -> dict[int, WeeklyReport]:
    found = db.session.scalars(
        select(WeeklyReport).where(
            WeeklyReport.section_id.in_(section_ids), WeeklyReport.week == week
        )
    )
    return {report.section_id: report for report in found}


def _investments(report_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(WeeklyRemark.report_id, func.sum(WeeklyRemark.investment_fen))
        .where(WeeklyRemark.report_id.in_(report_ids), WeeklyRemark.investment_fen.is_not(None))
        .group_by(WeeklyRemark.report_id)
    )
    return {row[0]: int(row[1]) for row in rows}
