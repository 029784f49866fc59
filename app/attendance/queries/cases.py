"""Absence cases: the list, one of them, and those that wait for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Organisation, User
from app.attendance.models import AbsenceCase, AbsenceEvidence
from app.attendance.rules import CaseState
from app.extensions import db
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Project, Section
from app.works.queries.scope import only_person, visible_to

SORTABLE = ("absent", "due", "section")


@dataclass(frozen=True)
class CaseFilters:
    """What the list of absences is narrowed to; the days are both included."""

    section_id: int | None = None
    state: CaseState | None = None
    first_day: date | None = None
    last_day: date | None = None
    #: Only those for which a criticism is proposed on this day.
    proposed_on: date | None = None


def find_case(section_id: int, absent_on: date, post: str, person_name: str) -> AbsenceCase | None:
    """Return the case of this person, post and day."""
    return db.session.scalars(
        select(AbsenceCase).where(
            AbsenceCase.section_id == section_id,
            AbsenceCase.absent_on == absent_on,
            AbsenceCase.post == post,
            AbsenceCase.person_name == person_name,
        )
    ).one_or_none()


def find_evidence_by_uuid(client_uuid: str) -> AbsenceEvidence | None:
    """Return the evidence that this form handed in."""
    return db.session.scalars(
        select(AbsenceEvidence).where(AbsenceEvidence.client_uuid == client_uuid)
    ).one_or_none()


def get_case_for(user: User, case_id: int) -> AbsenceCase:
    """Return the case with its evidence. Raises NotFound, also for others' sections."""
    case = db.session.scalars(
        select(AbsenceCase)
        .join(Section, Section.id == AbsenceCase.section_id)
        .where(AbsenceCase.id == case_id, visible_to(user))
        .options(
            joinedload(AbsenceCase.section).joinedload(Section.project),
            joinedload(AbsenceCase.section).joinedload(Section.contractor),
            only_person(AbsenceCase.found_by),
            only_person(AbsenceCase.criticised_by),
            selectinload(AbsenceCase.evidence).options(
                only_person(AbsenceEvidence.handed_in_by),
                only_person(AbsenceEvidence.judged_by),
            ),
        )
    ).one_or_none()
    if case is None:
        raise NotFound
    return case


def list_cases(user: User, filters: CaseFilters, request: ListRequest) -> Page[AbsenceCase]:
    """Return one page of the absences that the user may see."""
    statement = (
        select(AbsenceCase)
        .join(Section, Section.id == AbsenceCase.section_id)
        .where(*_conditions(user, filters, request.search))
        .options(
            joinedload(AbsenceCase.section).joinedload(Section.project),
            joinedload(AbsenceCase.section).joinedload(Section.contractor),
        )
    )
    return paginate(
        statement, _SORT_COLUMNS, request, tie_breaker=AbsenceCase.id.desc(), scalars=True
    )


def count_cases_by_state(user: User) -> dict[CaseState, int]:
    """Return how many absences stand in each state."""
    return dict(
        db.session.execute(
            select(AbsenceCase.state, func.count())
            .join(Section, Section.id == AbsenceCase.section_id)
            .where(visible_to(user))
            .group_by(AbsenceCase.state)
        )
        .tuples()
        .all()
    )


def list_section_cases(section_id: int, most: int = 10) -> Sequence[AbsenceCase]:
    """Return the absences of the section that are neither excused nor criticised, oldest first."""
    done = (CaseState.EXCUSED, CaseState.CRITICISED)
    return db.session.scalars(
        select(AbsenceCase)
        .where(AbsenceCase.section_id == section_id, AbsenceCase.state.not_in(done))
        .order_by(AbsenceCase.due_on, AbsenceCase.id)
        .limit(most)
    ).all()


def list_cases_waiting(
    wanted: ColumnElement[bool], sections: ColumnElement[bool], most: int
) -> Sequence[AbsenceCase]:
    """Return the most urgent absences that are wanted, of sections that meet the condition."""
    return db.session.scalars(
        select(AbsenceCase)
        .join(Section, Section.id == AbsenceCase.section_id)
        .where(wanted, sections)
        .options(joinedload(AbsenceCase.section).joinedload(Section.project))
        .order_by(AbsenceCase.due_on, AbsenceCase.id)
        .limit(most)
    ).all()


def proposed_on(day: date) -> ColumnElement[bool]:
    """Return what rules.may_be_criticised() says, in SQL."""
    return or_(
        AbsenceCase.state == CaseState.REFUSED,
        and_(AbsenceCase.state == CaseState.AWAITING, AbsenceCase.due_on < day),
    )


def _conditions(user: User, filters: CaseFilters, search: str) -> list[ColumnElement[bool]]:
    conditions = [visible_to(user)]
    if filters.section_id:
        conditions.append(AbsenceCase.section_id == filters.section_id)
    if filters.state:
        conditions.append(AbsenceCase.state == filters.state)
    if filters.first_day:
        conditions.append(AbsenceCase.absent_on >= filters.first_day)
    if filters.last_day:
        conditions.append(AbsenceCase.absent_on <= filters.last_day)
    if filters.proposed_on:
        conditions.append(proposed_on(filters.proposed_on))
    if search:
        conditions.append(
            or_(
                contains(AbsenceCase.post, search),
                contains(AbsenceCase.person_name, search),
                contains(AbsenceCase.number, search),
                contains(Section.name, search),
                Section.project.has(contains(Project.name, search)),
                Section.contractor.has(contains(Organisation.name, search)),
            )
        )
    return conditions


_SORT_COLUMNS: Mapping[str, Any] = {
    "absent": AbsenceCase.absent_on,
    "due": AbsenceCase.due_on,
    "section": Section.position,
}
