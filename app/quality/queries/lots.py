"""Lots of test values: lists, one lot with its judgement, and what they say of a place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import User
from app.extensions import db
from app.quality.models import AcceptanceReversal, Nonconformity, SampleLot
from app.quality.queries.nonconformities import list_live
from app.quality.queries.standards import as_standard, needed_on
from app.quality.rules.chain import Place
from app.quality.rules.evaluation import Evaluation, Lot, Verdict, evaluate
from app.quality.rules.gates import TestVerdict
from app.quality.rules.processes import TestKind
from app.quality.rules.standard import Layer, Measure, Tolerance
from app.quality.rules.tested import KIND_OF, KnownLot, TakenBack, meets, verdicts_for
from app.shared.calendar import day_of
from app.shared.errors import NotFound
from app.works.models import Project, Section, Work
from app.works.queries.scope import only_person, visible_to

SORTABLE = {
    "sampled": SampleLot.sampled_on,
    "work": Work.name,
    "section": Section.name,
    "due": SampleLot.due_on,
}


@dataclass(frozen=True)
class LotFilter:
    """What the list of lots shows; None shows everything."""

    search: str = ""
    verdict: Verdict | None = None
    measure: Measure | None = None
    layer: Layer | None = None
    section_id: int | None = None
    work_id: int | None = None
    is_pending: bool = False
    is_replaced_too: bool = False


@dataclass(frozen=True)
class Judgement:
    """A lot with everything that its page explains."""

    lot: SampleLot
    tolerance: Tolerance
    found: Evaluation


def lots_statement(user: User, asked: LotFilter) -> Select[tuple[SampleLot]]:
    """Return the lots the user may see, joined to work, section and project; corrected ones left out."""
    statement = (
        select(SampleLot)
        .join(SampleLot.work)
        .join(SampleLot.section)
        .join(Section.project)
        .where(visible_to(user), *_conditions(asked))
        .options(
            joinedload(SampleLot.work), joinedload(SampleLot.section).joinedload(Section.project)
        )
    )
    return statement if asked.is_replaced_too else statement.where(is_current())


def is_current() -> ColumnElement[bool]:
    """Return the condition on SampleLot that leaves the lots that no correction replaces."""
    newer = aliased(SampleLot)
    return ~select(newer.id).where(newer.replaces_id == SampleLot.id).exists()


def _conditions(asked: LotFilter) -> list[ColumnElement[bool]]:
    pairs = (
        (SampleLot.verdict, asked.verdict),
        (SampleLot.measure, asked.measure),
        (SampleLot.layer, asked.layer),
        (SampleLot.section_id, asked.section_id),
        (SampleLot.work_id, asked.work_id),
    )
    found = [column == value for column, value in pairs if value is not None]
    if asked.is_pending:
        found.append(SampleLot.judged_at.is_(None))
    if asked.search:
        like = f"%{asked.search}%"
        columns = (Work.name, Section.name, Project.name, SampleLot.report_no)
        found.append(or_(*(column.ilike(like) for column in columns)))
    return found


def get_lot_for(user: User, lot_id: int) -> SampleLot:
    """Return the lot with its values. Raises NotFound, also for a lot of somebody else's section."""
    lot = db.session.scalars(
        lots_statement(user, LotFilter(is_replaced_too=True))
        .where(SampleLot.id == lot_id)
        .options(
            selectinload(SampleLot.values),
            joinedload(SampleLot.standard),
            only_person(SampleLot.entered_by),
        )
    ).one_or_none()
    if lot is None:
        raise NotFound
    return lot


def find_by_uuid(client_uuid: str) -> SampleLot | None:
    """Return the lot that was made with this identifier."""
    return db.session.scalars(
        select(SampleLot).where(SampleLot.client_uuid == client_uuid)
    ).one_or_none()


def find_correction(lot_id: int) -> SampleLot | None:
    """Return the lot that replaces this one."""
    return db.session.scalars(
        select(SampleLot).where(SampleLot.replaces_id == lot_id)
    ).one_or_none()


def judgement_of(lot: SampleLot) -> Judgement | None:
    """Return how the lot was judged, by the version of the standard it was judged by; None while pending."""
    if lot.judged_at is None:
        return None
    standard = as_standard(lot.standard)
    tolerance = standard.find(lot.layer, lot.measure, lot.road_group)
    if tolerance is None:
        return None
    values = Lot(lot.samples, lot.design, tolerance)
    needed = needed_on(day_of(lot.judged_at))
    return Judgement(lot, tolerance, evaluate(values, standard, needed))


def list_lots_of_work(work_id: int) -> Sequence[SampleLot]:
    """Return the lots of a work that count, with their values, the newest first."""
    return db.session.scalars(
        select(SampleLot)
        .where(SampleLot.work_id == work_id, is_current())
        .options(selectinload(SampleLot.values), joinedload(SampleLot.standard))
        .order_by(SampleLot.sampled_on.desc(), SampleLot.id.desc())
    ).all()


def list_all(statement: Select[tuple[SampleLot]]) -> Sequence[SampleLot]:
    """Return all lots of a statement, the newest first."""
    return db.session.scalars(
        statement.order_by(SampleLot.sampled_on.desc(), SampleLot.id.desc())
    ).all()


def list_pending(user: User, section_id: int | None = None) -> Sequence[SampleLot]:
    """Return the lots whose results are awaited, those due first."""
    asked = LotFilter(is_pending=True, section_id=section_id)
    statement = lots_statement(user, asked).order_by(SampleLot.due_on, SampleLot.id)
    return db.session.scalars(statement).all()


def verdicts_of(work_id: int, process: str, place: Place) -> dict[TestKind, TestVerdict]:
    """Return what the tests say of a place of a process; kinds that were never tested are left out.

    A failed key item that nobody has closed fails its place, whatever was tested later.
    """
    lots = known_lots([work_id]).get((work_id, process), ())
    verdicts = verdicts_for(place, lots, taken_back(work_id, process))
    for found in list_live(work_id, process):
        if found.lot.measure in KIND_OF and meets(found.place, place):
            verdicts[KIND_OF[found.lot.measure]] = TestVerdict.FAILED
    return verdicts


def known_lots(work_ids: Collection[int]) -> dict[tuple[int, str], list[KnownLot]]:
    """Return the lots that count, by work and process."""
    lots = db.session.scalars(
        select(SampleLot)
        .where(SampleLot.work_id.in_(work_ids), is_current())
        .order_by(SampleLot.id)
    )
    found: dict[tuple[int, str], list[KnownLot]] = {}
    for lot in lots:
        found.setdefault((lot.work_id, lot.process), []).append(as_known(lot))
    return found


def as_known(lot: SampleLot) -> KnownLot:
    """Return a lot as the rules of places know it."""
    return KnownLot(lot.id, lot.measure, lot.place, lot.verdict, lot.sampled_on, lot.entered_at)


def taken_back(work_id: int, process: str) -> list[TakenBack]:
    """Return where the process of a work was taken back, and when."""
    rows = db.session.scalars(
        select(AcceptanceReversal)
        .where(AcceptanceReversal.work_id == work_id, AcceptanceReversal.process == process)
        .order_by(AcceptanceReversal.id)
    )
    return [TakenBack(row.place, row.reversed_at, day_of(row.reversed_at)) for row in rows]


def count_failed_key_lots(section_ids: Collection[int], start: date, end: date) -> dict[int, int]:
    """Return how many key items of each section failed from start up to, not including, end."""
    rows = db.session.execute(
        select(Nonconformity.section_id, Nonconformity.id).where(
            and_(
                Nonconformity.section_id.in_(section_ids),
                Nonconformity.opened_on >= start,
                Nonconformity.opened_on < end,
            )
        )
    )
    found: dict[int, int] = {}
    for section_id, _number in rows:
        found[section_id] = found.get(section_id, 0) + 1
    return found
