"""Leave, replacements and penalty rates of sections."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.attendance.models import AbsenceCase, Leave, PenaltyRate, PenaltyRise, Replacement
from app.attendance.rules import CaseKind, CaseState, Penalty, RequestState, penalty_fen
from app.extensions import db
from app.shared.errors import NotFound
from app.works.models import KeyPost, Section
from app.works.queries.scope import only_person, visible_to


def list_rates(section_id: int) -> Sequence[PenaltyRate]:
    """Return the penalty rates of the section's contract."""
    return db.session.scalars(
        select(PenaltyRate)
        .where(PenaltyRate.section_id == section_id)
        .order_by(PenaltyRate.kind, PenaltyRate.post)
    ).all()


def rise_of(section_id: int) -> Decimal:
    """Return what the contract adds to a rate for each repetition; 0 where it adds nothing."""
    share = db.session.scalar(select(PenaltyRise.share).where(PenaltyRise.section_id == section_id))
    return Decimal(0) if share is None else share


def penalty_of(case: AbsenceCase) -> Penalty:
    """Return what the contract asks for the case as things stand now."""
    return Penalty(
        penalty_fen(rates_of(case.section_id), case.kind, case.post),
        rise_of(case.section_id),
        len(list_criticised_before(case)),
    )


def list_criticised_before(case: AbsenceCase) -> Sequence[AbsenceCase]:
    """Return the criticisms of the same kind at the same post of the section, the oldest first."""
    return db.session.scalars(
        select(AbsenceCase)
        .where(
            AbsenceCase.section_id == case.section_id,
            AbsenceCase.kind == case.kind,
            AbsenceCase.post == case.post,
            AbsenceCase.state == CaseState.CRITICISED,
            AbsenceCase.absent_on <= case.absent_on,
            AbsenceCase.id != case.id,
        )
        .order_by(AbsenceCase.criticised_at, AbsenceCase.id)
    ).all()


def rates_of(section_id: int) -> dict[tuple[CaseKind, str], int]:
    """Return the rates by what was found and at which post."""
    return {(rate.kind, rate.post): rate.amount_fen for rate in list_rates(section_id)}


def find_leave_by_uuid(client_uuid: str) -> Leave | None:
    """Return the request that this form made."""
    return db.session.scalars(select(Leave).where(Leave.client_uuid == client_uuid)).one_or_none()


def find_replacement_by_uuid(client_uuid: str) -> Replacement | None:
    """Return the request that this form made."""
    return db.session.scalars(
        select(Replacement).where(Replacement.client_uuid == client_uuid)
    ).one_or_none()


def get_leave_for(user: User, leave_id: int) -> Leave:
    """Return the request. Raises NotFound, also for others' sections."""
    leave: Leave = _get(Leave, user, leave_id)
    return leave


def get_replacement_for(user: User, replacement_id: int) -> Replacement:
    """Return the request. Raises NotFound, also for others' sections."""
    replacement: Replacement = _get(Replacement, user, replacement_id)
    return replacement


def leave_days_of(key_post_id: int) -> list[tuple[date, date]]:
    """Return the days for which leave was asked or approved for who holds the post."""
    return list(
        db.session.execute(
            select(Leave.first_day, Leave.last_day).where(
                Leave.key_post_id == key_post_id, Leave.state != RequestState.REFUSED
            )
        ).tuples()
    )


def approved_leave(section_id: int, on: date) -> set[tuple[str, str]]:
    """Return (post, person) of everybody on approved leave from the section on the day."""
    return set(
        db.session.execute(
            select(KeyPost.post, KeyPost.person_name)
            .join(Leave, Leave.key_post_id == KeyPost.id)
            .where(
                Leave.section_id == section_id,
                Leave.state == RequestState.APPROVED,
                Leave.first_day <= on,
                Leave.last_day >= on,
            )
        ).tuples()
    )


def is_replacement_asked(key_post_id: int) -> bool:
    """Return whether a replacement of who holds the post waits for approval."""
    waiting = exists().where(
        Replacement.key_post_id == key_post_id, Replacement.state == RequestState.ASKED
    )
    return bool(db.session.scalar(select(waiting)))


def list_leaves(section_id: int, most: int = 30) -> Sequence[Leave]:
    """Return the requests of the section for leave, the newest first."""
    return db.session.scalars(
        select(Leave)
        .where(Leave.section_id == section_id)
        .options(*_shown(Leave))
        .order_by(Leave.first_day.desc(), Leave.id.desc())
        .limit(most)
    ).all()


def list_replacements(section_id: int, most: int = 30) -> Sequence[Replacement]:
    """Return the requests of the section for other persons, the newest first."""
    return db.session.scalars(
        select(Replacement)
        .where(Replacement.section_id == section_id)
        .options(*_shown(Replacement))
        .order_by(Replacement.id.desc())
        .limit(most)
    ).all()


def list_requests_waiting(
    condition: ColumnElement[bool], most: int
) -> Sequence[Leave | Replacement]:
    """Return the requests nobody has decided on, of sections that meet the condition on Section."""
    found: list[Leave | Replacement] = []
    for model in (Leave, Replacement):
        found += db.session.scalars(
            select(model)
            .join(Section, Section.id == model.section_id)
            .where(model.state == RequestState.ASKED, condition)
            .options(joinedload(model.section).joinedload(Section.project), *_shown(model))
            .order_by(model.asked_at, model.id)
            .limit(most)
        )
    return found


def _get(model: Any, user: User, number: int) -> Any:
    found = db.session.scalars(
        select(model)
        .join(Section, Section.id == model.section_id)
        .where(model.id == number, visible_to(user))
        .options(joinedload(model.section), *_shown(model))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _shown(model: Any) -> tuple[Any, ...]:
    return (
        joinedload(model.key_post),
        only_person(model.asked_by),
        only_person(model.decided_by),
    )
