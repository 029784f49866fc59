"""Which stretches are not measured, for other rooms to read (R30)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.inspections.models import Finding
from app.inspections.queries.findings import overdue_conditions
from app.inspections.rules import FindingFacts
from app.orders.models import NoticeItem, RectificationNotice, StopOrder
from app.orders.rules import (
    Blocked,
    BlockKind,
    Extent,
    Failure,
    Item,
    Place,
    Stop,
    blocked_stretches,
)
from app.quality.models import Nonconformity
from app.shared.sentences import Sentence, say
from app.works.models import Section, Work
from app.works.queries.scope import visible_to
from app.works.rules import WorkKind

#: Some sections by their numbers, or the statement that finds the numbers.
Sections = Collection[int] | Select[tuple[int]]
WHY = {
    BlockKind.STOP_ORDER: say("Not measured: the stop order %(paper)s stands."),
    BlockKind.OVERDUE_NOTICE: say("Not measured: the rectification %(paper)s is overdue."),
    BlockKind.NONCONFORMITY: say("Not measured: failed key item no. %(paper)s is not settled."),
}


@dataclass(frozen=True)
class BlockedStretch:
    """A stretch of a work that is not measured; without chainages the whole work."""

    work: Work
    start_m: Decimal | None
    end_m: Decimal | None
    kind: BlockKind
    paper: str
    paper_id: int

    @property
    def why(self) -> Sentence:
        """The reason as a sentence."""
        return why_blocked(self.kind, self.paper)


def why_blocked(kind: BlockKind, paper: str) -> Sentence:
    """Return why a stretch is not measured, with the paper that holds it back."""
    return Sentence(WHY[kind].text, {"paper": paper})


def blocked_from_measurement(section: Section, on: date) -> list[BlockedStretch]:
    """Return what of the section is not measured on the day, and why."""
    return blocked_in([section.id], on).get(section.id, [])


def blocked_for(user: User, on: date) -> dict[Section, list[BlockedStretch]]:
    """Return what is not measured of all that the user may see, by section, in their order."""
    found = blocked_in(select(Section.id).where(visible_to(user)), on)
    if not found:
        return {}
    sections = db.session.scalars(
        select(Section)
        .where(Section.id.in_(found))
        .options(joinedload(Section.project))
        .order_by(Section.project_id, Section.position, Section.id)
    )
    return {section: found[section.id] for section in sections}


def blocked_in(section_ids: Sections, on: date) -> dict[int, list[BlockedStretch]]:
    """Return what is not measured, for the sections that have any; five statements at most."""
    stops, items = _stops(section_ids, on), _items(section_ids, on)
    failures = _failures(section_ids, on)
    touched = stops.keys() | items.keys() | failures.keys()
    works = _works(touched)
    found = {}
    for section_id in touched:
        of_section = {work.id: work for work in works[section_id]}
        blocked = blocked_stretches(
            [extent_of(work) for work in of_section.values()],
            stops.get(section_id, ()),
            items.get(section_id, ()),
            on,
            failures.get(section_id, ()),
        )
        if blocked:
            found[section_id] = [_shown(one, of_section) for one in blocked]
    return found


def extent_of(work: Work) -> Extent:
    """Return the work as the rules measure it; only roads have a length along which to block."""
    if work.kind != WorkKind.ROAD:
        return Extent(work.id)
    return Extent(work.id, work.start_m, work.end_m)


def _shown(one: Blocked, works: Mapping[int, Work]) -> BlockedStretch:
    return BlockedStretch(
        works[one.work_id], one.start_m, one.end_m, one.kind, one.paper, one.paper_id
    )


def _works(section_ids: Collection[int]) -> dict[int, list[Work]]:
    works: dict[int, list[Work]] = defaultdict(list)
    if section_ids:
        statement = select(Work).where(Work.section_id.in_(section_ids))
        for work in db.session.scalars(statement.order_by(Work.position, Work.id)):
            works[work.section_id].append(work)
    return works


def _stops(section_ids: Sections, on: date) -> dict[int, list[Stop]]:
    orders = db.session.scalars(
        select(StopOrder)
        .where(
            StopOrder.section_id.in_(section_ids),
            StopOrder.stopped_from <= on,
            or_(StopOrder.resumed_on.is_(None), StopOrder.resumed_on >= on),
        )
        .order_by(StopOrder.id)
    )
    found: dict[int, list[Stop]] = defaultdict(list)
    for order in orders:
        place = Place(order.work_id, order.start_m, order.end_m)
        found[order.section_id].append(
            Stop(order.id, order.number, place, order.stopped_from, order.resumed_on)
        )
    return found


def _items(section_ids: Sections, on: date) -> dict[int, list[Item]]:
    rows: Sequence[tuple[Finding, int, str]] = (
        db.session.execute(
            select(Finding, RectificationNotice.id, RectificationNotice.number)
            .join(NoticeItem, NoticeItem.finding_id == Finding.id)
            .join(RectificationNotice, RectificationNotice.id == NoticeItem.notice_id)
            .where(
                Finding.section_id.in_(section_ids),
                Finding.work_id.is_not(None),
                *overdue_conditions(on),
            )
            .order_by(Finding.id)
        )
        .tuples()
        .all()
    )
    found: dict[int, list[Item]] = defaultdict(list)
    for finding, notice_id, number in rows:
        place = Place(finding.work_id, finding.start_m, finding.end_m)
        facts = FindingFacts(finding.due_on, finding.proved_on, finding.closed_on)
        found[finding.section_id].append(Item(finding.id, notice_id, number, place, facts))
    return found


def _failures(section_ids: Sections, on: date) -> dict[int, list[Failure]]:
    rows = db.session.scalars(
        select(Nonconformity)
        .where(
            Nonconformity.section_id.in_(section_ids),
            Nonconformity.opened_on <= on,
            or_(Nonconformity.closed_on.is_(None), Nonconformity.closed_on >= on),
        )
        .order_by(Nonconformity.id)
    )
    found: dict[int, list[Failure]] = defaultdict(list)
    for row in rows:
        place = Place(row.work_id, row.start_m, row.end_m)
        found[row.section_id].append(
            Failure(row.id, str(row.id), place, row.opened_on, row.closed_on)
        )
    return found
