"""What the weekly sheet of the bureau shows of each work (domain.md 3.1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.progress.models import WeeklyRemark, WeeklyReport
from app.progress.queries.sheet import (
    HANDED_IN,
    Sheet,
    get_sheet,
    quantities_of,
    week_quantities_of,
)
from app.progress.rules.plan import elapsed_share
from app.progress.rules.weekly import CellKey
from app.progress.rules.weights import UnitOfWork
from app.reports.tables import LongFigure, wide
from app.shared.calendar import Week
from app.works.models import Project, Section, Work
from app.works.queries import sections_statement

THOUSAND = 1000


@dataclass(frozen=True)
class LayerFigures:
    """One work item of one work: quantities in its unit, the share of the design quantity."""

    week: Decimal | None = None
    cumulative: Decimal | None = None
    share: Decimal | None = None


@dataclass
class WeeklyLine:
    """One work in a week."""

    section: Section
    work: Work
    physical_share: Decimal
    previous_share: Decimal
    elapsed_share: Decimal | None
    remark: WeeklyRemark | None
    layers: dict[str, LayerFigures] = field(default_factory=dict)

    @property
    def investment_fen(self) -> int | None:
        """What is done in money: as reported, else the contract amount by physical progress."""
        if self.remark is not None and self.remark.investment_fen is not None:
            return self.remark.investment_fen
        return _part(self.work.amount_fen, self.physical_share)

    @property
    def week_investment_fen(self) -> int | None:
        """What was done this week in money: as reported, else by the week's physical progress."""
        if self.remark is not None and self.remark.week_investment_fen is not None:
            return self.remark.week_investment_fen
        return _part(
            self.work.amount_fen, max(self.physical_share - self.previous_share, Decimal(0))
        )

    @property
    def shown_share(self) -> Decimal:
        """The physical progress as the sheet stated it, else as computed."""
        stated = self.remark.reported_share if self.remark else None
        return self.physical_share if stated is None else stated


def _part(amount_fen: int | None, share: Decimal) -> int | None:
    return None if amount_fen is None else int((amount_fen * share).to_integral_value())


@dataclass(frozen=True)
class WeeklyForm:
    """A week of all sections that the user may see and that handed a report in."""

    week: Week
    #: Codes of the work items in order, with their unit.
    items: Mapping[str, UnitOfWork]
    lines: Sequence[WeeklyLine]

    @property
    def name(self) -> str:
        """Return the programme of its sections, a word for all where there are several."""
        names = {line.section.project.programme.name for line in self.lines}
        return names.pop() if len(names) == 1 else "农村公路"

    def by_programme(self) -> list["WeeklyForm"]:
        """Return a form for each programme, with the work items that its sections have."""
        grouped: dict[int, list[WeeklyLine]] = {}
        for line in self.lines:
            grouped.setdefault(line.section.project.programme_id, []).append(line)
        return [
            replace(self, lines=lines, items=self._items_in(lines)) for lines in grouped.values()
        ]

    def _items_in(self, lines: Sequence[WeeklyLine]) -> dict[str, UnitOfWork]:
        used = {code for line in lines for code in line.layers}
        return {code: unit for code, unit in self.items.items() if code in used}

    def by_section(self) -> Mapping[int, list[WeeklyLine]]:
        """Return the lines of each section in order."""
        grouped: dict[int, list[WeeklyLine]] = {}
        for line in self.lines:
            grouped.setdefault(line.section.id, []).append(line)
        return grouped


def weekly_form(user: User, week: Week, project_id: int | None = None) -> WeeklyForm:
    """Return the week's figures of every section that handed a report in."""
    reports = _reports(user, week, project_id)
    sheets = {report.id: get_sheet(report.section, week) for report in reports}
    cells = wide(figure for report in reports for figure in _figures(report, sheets[report.id]))
    items = {item.code: item.unit for sheet in sheets.values() for item in sheet.items}
    lines = [line for report in reports for line in _lines(report, sheets[report.id], cells)]
    return WeeklyForm(week, items, lines)


def last_week_with_reports(user: User) -> Week | None:
    """Return the newest week for which a section that the user may see handed a report in."""
    week: Week | None = db.session.scalar(
        select(WeeklyReport.week)
        .where(
            WeeklyReport.state.in_(HANDED_IN),
            WeeklyReport.section_id.in_(sections_statement(user).with_only_columns(Section.id)),
        )
        .order_by(WeeklyReport.week.desc())
        .limit(1)
    )
    return week


def _reports(user: User, week: Week, project_id: int | None) -> Sequence[WeeklyReport]:
    own = sections_statement(user)
    if project_id:
        own = own.where(Section.project_id == project_id)
    return (
        db.session.scalars(
            select(WeeklyReport)
            .join(WeeklyReport.section)
            .join(Section.project)
            .where(
                WeeklyReport.week == week,
                WeeklyReport.state.in_(HANDED_IN),
                WeeklyReport.section_id.in_(own.with_only_columns(Section.id)),
            )
            .options(
                joinedload(WeeklyReport.section).options(
                    joinedload(Section.contractor),
                    joinedload(Section.supervision_firm),
                    joinedload(Section.contract),
                    joinedload(Section.project).joinedload(Project.programme),
                )
            )
            .order_by(Project.id, Section.position, Section.id)
        )
        .unique()
        .all()
    )


def _figures(report: WeeklyReport, sheet: Sheet) -> Iterator[LongFigure]:
    """Yield the week's quantities, stated or as the difference to the report before."""
    stated = week_quantities_of(report.id)
    for key, quantity in quantities_of(report.id).items():
        week = stated.get(key, quantity - sheet.previous.get(key, Decimal(0)))
        yield LongFigure(key.work_id, key.item, "cumulative", int(quantity * THOUSAND))
        yield LongFigure(key.work_id, key.item, "week", int(week * THOUSAND))


def _lines(
    report: WeeklyReport, sheet: Sheet, cells: Mapping[int, Mapping[tuple[str, str], int]]
) -> Iterator[WeeklyLine]:
    remarks = {remark.work_id: remark for remark in report.remarks}
    quantities = quantities_of(report.id)
    elapsed = _elapsed(report.section, report.week)
    for work in sheet.works:
        own = cells.get(work.id, {})
        yield WeeklyLine(
            report.section,
            work,
            sheet.physical_share_of(work, quantities),
            sheet.physical_share_of(work, sheet.previous),
            elapsed,
            remarks.get(work.id),
            {item.code: _layer(work, item.code, sheet, own) for item in sheet.items},
        )


def _layer(work: Work, code: str, sheet: Sheet, own: Mapping[tuple[str, str], int]) -> LayerFigures:
    limit = sheet.design.get(CellKey(work.id, code))
    if (code, "cumulative") not in own or limit is None:
        return LayerFigures()
    done = Decimal(own[code, "cumulative"]) / THOUSAND
    week = Decimal(own[code, "week"]) / THOUSAND if (code, "week") in own else None
    return LayerFigures(week, done, done / limit.quantity)


def _elapsed(section: Section, week: Week) -> Decimal | None:
    contract = section.contract
    if contract is None or not contract.start_on or not contract.planned_finish_on:
        return None
    return elapsed_share(contract.start_on, contract.planned_finish_on, week.last_day)
