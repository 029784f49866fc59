"""What accepted steps support of typed progress, and for which sections only that counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.progress.models import SupportRule, WeeklyRollup
from app.progress.queries.rollups import MonthProgress, last_rollups_up_to
from app.progress.queries.sheet import Sheet, latest_sheet
from app.progress.rules.supported import (
    Cell,
    Support,
    accepted_share,
    accepted_share_of_parts,
    supported_quantities,
)
from app.progress.rules.weekly import CellKey
from app.quality.models import AcceptanceRequest, Nonconformity
from app.quality.queries.chain import passed_of
from app.quality.queries.nonconformities import LIVE
from app.quality.queries.processes import processes_of_works
from app.quality.rules.chain import Standing, ends_of
from app.quality.rules.processes import Process
from app.quality.rules.stretches import Stretch, length_of, shared
from app.works.models import Section, Work
from app.works.rules import WorkKind

ZERO = Decimal(0)


@dataclass(frozen=True)
class SupportedMonth:
    """What a month of supported progress comes to."""

    done_share: Decimal
    cumulative_share: Decimal


def support_of(sheet: Sheet, quantities: Mapping[CellKey, Decimal]) -> Support:
    """Return what supports these cumulative quantities of a section, as of now; six statements."""
    return supports_of([sheet], {sheet.section.id: quantities})[sheet.section.id]


def supports_of(
    sheets: Collection[Sheet], quantities: Mapping[int, Mapping[CellKey, Decimal]]
) -> dict[int, Support]:
    """Return the support of each section of the sheets; a fixed number of statements for all."""
    work_ids = [work.id for sheet in sheets for work in sheet.works]
    known = _Known(
        {number: found.processes for number, found in processes_of_works(work_ids).items()},
        passed_of(work_ids),
        _parts(work_ids),
        _bad_places(work_ids),
    )
    found = {}
    for sheet in sheets:
        typed = quantities.get(sheet.section.id, {})
        cells = [cell for work in sheet.works for cell in _cells(sheet, work, typed, known)]
        found[sheet.section.id] = Support(
            sheet.physical_share(typed), sheet.physical_share(supported_quantities(cells)), cells
        )
    return found


def support_of_work(sheet: Sheet, work: Work, whole: Support) -> Support:
    """Return the part of a section's support that is of one work."""
    cells = [cell for cell in whole.cells if cell.key.work_id == work.id]
    typed = {cell.key: cell.typed for cell in cells}
    return Support(
        sheet.physical_share_of(work, typed),
        sheet.physical_share_of(work, supported_quantities(cells)),
        cells,
    )


def latest_support(section: Section) -> tuple[Sheet, Support] | None:
    """Return the support of the last report; None for a section that never asked for acceptance."""
    if not sections_with_acceptance([section.id]) and find_rule(section.id) is None:
        return None
    sheet = latest_sheet(section)
    return sheet, support_of(sheet, sheet.standing)


def sections_with_acceptance(section_ids: Iterable[int]) -> frozenset[int]:
    """Return the sections that have asked for acceptance of any step."""
    rows = db.session.scalars(
        select(AcceptanceRequest.section_id)
        .where(AcceptanceRequest.section_id.in_(list(section_ids)))
        .distinct()
    )
    return frozenset(rows)


def sections_that_count(section_ids: Collection[int], day: date) -> frozenset[int]:
    """Return the sections of which only the supported progress counts on the day."""
    newest: dict[int, bool] = {}
    rows = db.session.execute(
        select(SupportRule.section_id, SupportRule.counts)
        .where(SupportRule.section_id.in_(section_ids), SupportRule.valid_from <= day)
        .order_by(SupportRule.valid_from, SupportRule.id)
    )
    for section_id, counts in rows:
        newest[section_id] = counts
    return frozenset(section_id for section_id, counts in newest.items() if counts)


def list_rules(section_id: int) -> Sequence[SupportRule]:
    """Return the rules of a section, the newest first."""
    return db.session.scalars(
        select(SupportRule)
        .where(SupportRule.section_id == section_id)
        .options(joinedload(SupportRule.set_by))
        .order_by(SupportRule.valid_from.desc(), SupportRule.id.desc())
    ).unique().all()  # fmt: skip


def find_rule(section_id: int) -> SupportRule | None:
    """Return the newest rule of a section."""
    return next(iter(list_rules(section_id)), None)


def supported_months(
    found: Mapping[int, MonthProgress], last_day: date
) -> dict[int, SupportedMonth]:
    """Return the month by supported progress, for the sections of which only that counts.

    A week that was frozen without a supported figure lends its typed one, so that the first month
    counts from where it began.
    """
    counting = sections_that_count(list(found), last_day)
    if not counting:
        return {}
    last_ids = {found[number].rollups[-1].rollup_id: number for number in counting}
    rows = db.session.scalars(select(WeeklyRollup).where(WeeklyRollup.id.in_(last_ids)))
    months = {}
    for row in rows:
        first = found[row.section_id].weeks[0]
        before = last_rollups_up_to([row.section_id], first.previous()).get(row.section_id)
        if row.supported_share is None:
            continue
        base = ZERO
        if before is not None:
            base = (
                before.supported_share
                if before.supported_share is not None
                else before.physical_share
            )
        months[row.section_id] = SupportedMonth(
            row.supported_share - min(base, row.supported_share)
            if before is None or before.supported_share is None
            else row.supported_share - base,
            row.supported_share,
        )
    return months


@dataclass(frozen=True)
class _Known:
    processes: Mapping[int, Sequence[Process]]
    passed: Mapping[int, Mapping[str, Standing]]
    parts: Mapping[int, frozenset[str]]
    bad: Mapping[int, Sequence[Nonconformity]]


def _cells(
    sheet: Sheet, work: Work, typed: Mapping[CellKey, Decimal], known: _Known
) -> Iterable[Cell]:
    last = {one.item: one.code for one in known.processes.get(work.id, ()) if one.item}
    for item in sheet.items:
        key = CellKey(work.id, item.code)
        if key not in sheet.design:
            continue
        share = _accepted(work, last[item.code], known) if item.code in last else None
        yield Cell(
            key, item.name, item.unit, typed.get(key, ZERO), sheet.design[key].quantity, share
        )


def _accepted(work: Work, process: str, known: _Known) -> Decimal:
    """Return the share of the work on which the process stands accepted and nothing has failed."""
    standing = known.passed.get(work.id, {}).get(process, Standing())
    codes = [one.code for one in known.processes[work.id]]
    below = set(codes[: codes.index(process) + 1])
    # What failed below takes the support from what lies on it.
    bad = [one for one in known.bad.get(work.id, ()) if one.process in below]
    ends = ends_of(work.start_m, work.end_m, work.kind == WorkKind.ROAD)
    if ends is None:
        bad_parts = {one.part for one in bad}
        return accepted_share_of_parts(
            standing.parts, known.parts.get(work.id, frozenset()), bad_parts
        )
    stretches = [one.place.stretch for one in bad if one.place.stretch is not None]
    inside = shared(standing.stretches, stretches)
    return accepted_share(length_of(standing.stretches), length_of(inside), _length(ends))


def _length(ends: Stretch) -> Decimal:
    return ends.length_m


def _parts(work_ids: Collection[int]) -> dict[int, frozenset[str]]:
    rows = db.session.execute(
        select(AcceptanceRequest.work_id, AcceptanceRequest.part)
        .where(AcceptanceRequest.work_id.in_(work_ids))
        .distinct()
        .order_by(AcceptanceRequest.work_id, AcceptanceRequest.part)
    )
    found: dict[int, set[str]] = {}
    for work_id, part in rows:
        found.setdefault(work_id, set()).add(part)
    return {work_id: frozenset(parts) for work_id, parts in found.items()}


def _bad_places(work_ids: Collection[int]) -> dict[int, list[Nonconformity]]:
    rows = db.session.scalars(
        select(Nonconformity)
        .where(Nonconformity.work_id.in_(work_ids), Nonconformity.state.in_(LIVE))
        .order_by(Nonconformity.id)
    )
    found: dict[int, list[Nonconformity]] = {}
    for row in rows:
        found.setdefault(row.work_id, []).append(row)
    return found
