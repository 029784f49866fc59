"""Reading proposals and their lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, Text, and_, bindparam, func, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from app.accounts.models import Organisation, User
from app.accounts.permissions import Permission, may
from app.extensions import db
from app.payments.models import ReleaseLine, ReleaseProposal
from app.payments.rules.decide import State
from app.ranking.models import RankingLine
from app.shared.bounded import Bounded
from app.shared.calendar import Month
from app.shared.errors import NotFound
from app.works.models import Project, Section
from app.works.queries.scope import scope_of, visible_to


class LineRow(NamedTuple):
    """A line with the names that a table shows."""

    line: ReleaseLine
    section: str
    project: str
    contractor: str | None


@dataclass(frozen=True)
class MonthTotals:
    """What a month's proposals add up to, withdrawn ones left out, in fen."""

    funds_fen: int
    due_fen: int
    decided_fen: int
    approved_fen: int

    @property
    def deferred_fen(self) -> int:
        return self.due_fen - self.decided_fen

    @property
    def paid_share(self) -> Decimal:
        """Return the part of what is due that is to be paid, 0..1."""
        return Decimal(self.decided_fen) / Decimal(self.due_fen) if self.due_fen else Decimal(0)


#: What a line leaves unpaid.
DEFERRED_FEN = ReleaseLine.due_fen - ReleaseLine.decided_fen


class UrgentLine(NamedTuple):
    """Deferred money whose latest lawful date is near or past."""

    line_id: int
    section_id: int
    section: str
    contractor: str | None
    month: Month
    deferred_fen: int
    deferred_until: date
    interest_per_day_fen: int


def list_proposals(month: Month) -> Sequence[ReleaseProposal]:
    """Return a month's proposals, the newest first, with the names of who acted."""
    return (
        db.session.scalars(
            select(ReleaseProposal)
            .where(ReleaseProposal.month == month)
            .options(
                joinedload(ReleaseProposal.proposed_by),
                joinedload(ReleaseProposal.approved_by),
                joinedload(ReleaseProposal.withdrawn_by),
            )
            .order_by(ReleaseProposal.number.desc())
        )
        .unique()
        .all()
    )


def list_months() -> Sequence[Month]:
    """Return the months that have a proposal, newest first."""
    return db.session.scalars(
        select(ReleaseProposal.month).distinct().order_by(ReleaseProposal.month.desc())
    ).all()


def find_draft(month: Month) -> ReleaseProposal | None:
    """Return the month's proposal that still waits for a decision, if there is one."""
    return db.session.scalars(
        select(ReleaseProposal).where(
            ReleaseProposal.month == month, ReleaseProposal.state == State.DRAFT
        )
    ).one_or_none()


def last_number(month: Month) -> int:
    """Return the number of the month's newest proposal, 0 without one."""
    return (
        db.session.scalar(
            select(func.max(ReleaseProposal.number)).where(ReleaseProposal.month == month)
        )
        or 0
    )


def get_proposal_for(user: User, proposal_id: int) -> ReleaseProposal:
    """Return the proposal. Raises NotFound, for contractors also until it is approved."""
    proposal = db.session.get(ReleaseProposal, proposal_id)
    if proposal is None or (user.is_outsider and proposal.state is not State.APPROVED):
        raise NotFound
    return proposal


def get_line_for(user: User, line_id: int) -> ReleaseLine:
    """Return the line with proposal and section.

    Raises NotFound, also for another contractor's section and, for contractors, before approval.
    """
    statement = (
        select(ReleaseLine)
        .join(ReleaseLine.section)
        .join(ReleaseLine.proposal)
        .where(ReleaseLine.id == line_id, visible_to(user))
        .options(
            joinedload(ReleaseLine.proposal),
            joinedload(ReleaseLine.section).joinedload(Section.project),
            joinedload(ReleaseLine.section).joinedload(Section.contractor),
            joinedload(ReleaseLine.decided_by),
        )
    )
    if user.is_outsider:
        statement = statement.where(ReleaseProposal.state == State.APPROVED)
    line = db.session.scalars(statement).unique().one_or_none()
    if line is None:
        raise NotFound
    return line


def list_lines(proposal: ReleaseProposal) -> Sequence[ReleaseLine]:
    """Return all lines in the order of payment."""
    return db.session.scalars(
        select(ReleaseLine)
        .where(ReleaseLine.proposal_id == proposal.id)
        .order_by(ReleaseLine.position)
    ).all()


def find_ranking_line(line: ReleaseLine) -> int | None:
    """Return the number of the frozen ranking line that a release line rests on."""
    rankings = [used["ranking_id"] for used in line.proposal.rankings]
    return db.session.scalar(
        select(RankingLine.id)
        .where(RankingLine.section_id == line.section_id, RankingLine.ranking_id.in_(rankings))
        .order_by(RankingLine.id.desc())
        .limit(1)
    )


def list_payees(proposal: ReleaseProposal) -> frozenset[int | None]:
    """Return the contractors of a proposal's sections."""
    return frozenset(
        db.session.scalars(
            select(Section.contractor_id)
            .join(ReleaseLine, ReleaseLine.section_id == Section.id)
            .where(ReleaseLine.proposal_id == proposal.id)
        )
    )


def list_lines_for(user: User, proposal: ReleaseProposal) -> Sequence[LineRow]:
    """Return the lines the user may see, in the order of payment; one query."""
    statement = _lines().where(ReleaseLine.proposal_id == proposal.id, visible_to(user))
    return [LineRow(*row) for row in db.session.execute(statement)]


def list_sheet_rows(user: User, proposal_id: int) -> Sequence[Row[Any]]:
    """Return what the month's table shows of the lines the user may see, in the order of payment.

    Columns, not objects, with the reasons as the text that is stored: the page changes none of them.
    """
    statement = _sheet_rows.of(scope_of(user), lambda: _sheet_statement(visible_to(user)))
    return db.session.execute(statement, {"proposal_id": proposal_id}).all()


def _sheet_statement(visible: ColumnElement[bool]) -> Select[Any]:
    line = ReleaseLine
    return (
        select(
            *(line.id, line.section_id, line.position, line.band, line.place, line.share),
            *(line.price_fen, line.completed_fen, line.paid_fen, line.due_fen, line.wage_fen),
            *(line.floor_fen, line.proposed_fen, line.decided_fen, line.matured_fen),
            *(line.latest_on, line.decided_because, line.reasons.cast(Text).label("reasons")),
            Section.name.label("section"), Project.name.label("project"),
            Organisation.name.label("contractor"),
        )
        .join(line.section)
        .join(Section.project)
        .outerjoin(Organisation, Organisation.id == Section.contractor_id)
        .where(line.proposal_id == bindparam("proposal_id"), visible)
        .order_by(line.position)
    )  # fmt: skip


_sheet_rows: Bounded[Select[Any]] = Bounded(most=100)


def list_lines_of(user: User, section_id: int) -> Sequence[ReleaseLine]:
    """Return a section's lines, the newest month first; outsiders see approved ones only."""
    statement = (
        select(ReleaseLine)
        .join(ReleaseLine.proposal)
        .where(ReleaseLine.section_id == section_id)
        .options(contains_eager(ReleaseLine.proposal), defer(ReleaseLine.inputs))
        .order_by(ReleaseProposal.month.desc(), ReleaseProposal.number.desc())
    )
    if user.is_outsider:
        statement = statement.where(ReleaseProposal.state == State.APPROVED)
    return db.session.scalars(statement).all()


def list_rows(proposal: ReleaseProposal) -> list[LineRow]:
    """Return all lines with the names of their sections, in the order of payment."""
    statement = _lines().where(ReleaseLine.proposal_id == proposal.id)
    return [LineRow(*row) for row in db.session.execute(statement)]


def lines_for_export(month: Month) -> Sequence[LineRow]:
    """Return the lines of the month's approved proposals, or of its draft while none is approved."""
    approved = [p.id for p in list_proposals(month) if p.state is State.APPROVED]
    draft = find_draft(month)
    chosen = approved or ([draft.id] if draft else [])
    statement = _lines().where(ReleaseLine.proposal_id.in_(chosen))
    return [LineRow(*row) for row in db.session.execute(statement)]


def totals(month: Month) -> MonthTotals | None:
    """Return what the month's proposals add up to; None without one."""
    row = db.session.execute(
        select(
            func.sum(ReleaseLine.due_fen),
            func.sum(ReleaseLine.decided_fen),
            func.sum(ReleaseLine.decided_fen).filter(ReleaseProposal.state == State.APPROVED),
        )
        .join(ReleaseLine.proposal)
        .where(ReleaseProposal.month == month, ReleaseProposal.state != State.WITHDRAWN)
    ).one()
    funds = db.session.scalar(
        select(func.sum(ReleaseProposal.funds_fen)).where(
            ReleaseProposal.month == month, ReleaseProposal.state != State.WITHDRAWN
        )
    )
    if funds is None:
        return None
    due, decided, approved = (int(value or 0) for value in row)
    return MonthTotals(int(funds), due, decided, approved)


def list_proposals_waiting_for(user: User) -> Sequence[ReleaseProposal]:
    """Return the drafts that this person may approve, oldest month first."""
    if not may(user, Permission.APPROVE_PAYMENTS):
        return []
    drafts = db.session.scalars(
        select(ReleaseProposal)
        .where(ReleaseProposal.state == State.DRAFT)
        .options(joinedload(ReleaseProposal.proposed_by))
        .order_by(ReleaseProposal.month, ReleaseProposal.number)
    ).unique()
    return [
        draft
        for draft in drafts
        if draft.proposed_by is None or draft.proposed_by.natural_person != user.natural_person
    ]


def list_urgent_lines(user: User, until: date) -> Sequence[UrgentLine]:
    """Return each section's deferred money that becomes late by a day, the most urgent first.

    Only the newest proposal that names a section counts: later ones contain what earlier ones left.
    """
    rows = db.session.execute(
        select(
            ReleaseLine.id,
            ReleaseLine.section_id,
            Section.name,
            Organisation.name,
            ReleaseProposal.month,
            DEFERRED_FEN,
            ReleaseLine.deferred_until,
            ReleaseLine.interest_per_day_fen,
        )
        .join(ReleaseLine.proposal)
        .join(ReleaseLine.section)
        .outerjoin(Organisation, Organisation.id == Section.contractor_id)
        .where(_is_deferred_until(until), visible_to(user))
        .order_by(ReleaseLine.deferred_until, Section.name, ReleaseLine.id)
    )
    return [UrgentLine(*row) for row in rows]


def latest_dates_of_deferred(until: date) -> dict[int, date]:
    """Return by section the latest lawful date of its deferred money, of those by a day."""
    rows = db.session.execute(
        select(ReleaseLine.section_id, ReleaseLine.deferred_until)
        .join(ReleaseLine.proposal)
        .where(_is_deferred_until(until))
        .order_by(ReleaseLine.section_id)
    )
    return {row.section_id: row.deferred_until for row in rows}


def _is_deferred_until(until: date) -> ColumnElement[bool]:
    """Return the condition that leaves each section's newest line, when it defers money until then."""
    newest = (
        select(func.max(ReleaseLine.id))
        .join(ReleaseLine.proposal)
        .where(ReleaseProposal.state != State.WITHDRAWN)
        .group_by(ReleaseLine.section_id)
    )
    return and_(ReleaseLine.id.in_(newest), DEFERRED_FEN > 0, ReleaseLine.deferred_until <= until)


def _lines() -> Select[tuple[ReleaseLine, str, str, str]]:
    return (
        select(ReleaseLine, Section.name, Project.name, Organisation.name)
        .join(ReleaseLine.section)
        .join(Section.project)
        .outerjoin(Organisation, Organisation.id == Section.contractor_id)
        .options(defer(ReleaseLine.inputs))
        .order_by(ReleaseLine.proposal_id, ReleaseLine.position)
    )
