"""Objections and vetoes, seen as far as the reader may."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.extensions import db
from app.ranking.models import Objection, Veto
from app.shared.errors import NotFound
from app.works.models import Section
from app.works.queries.scope import visible_to


def objections_statement(user: User) -> Select[tuple[Objection]]:
    """Return the objections of the sections the user may see, ready for filters."""
    return (
        select(Objection)
        .join(Objection.ranking)
        .join(Objection.section)
        .where(visible_to(user))
        .options(joinedload(Objection.ranking), joinedload(Objection.section))
    )


def list_objections(ranking_id: int, user: User) -> Sequence[Objection]:
    """Return the objections to a ranking that the user may see, in order of time."""
    return db.session.scalars(
        objections_statement(user)
        .where(Objection.ranking_id == ranking_id)
        .order_by(Objection.made_at, Objection.id)
    ).all()


def list_objections_for(user: User, limit: int = 200) -> Sequence[Objection]:
    """Return the objections the user may see: those that wait first, then the latest."""
    return db.session.scalars(
        objections_statement(user)
        .order_by(Objection.answered_at.is_not(None), Objection.made_at.desc(), Objection.id.desc())
        .limit(limit)
    ).all()


def get_objection_for(user: User, objection_id: int) -> Objection:
    """Return the objection. Raises NotFound, also for another contractor's."""
    objection = db.session.scalars(
        objections_statement(user).where(Objection.id == objection_id)
    ).one_or_none()
    if objection is None:
        raise NotFound
    return objection


def list_objections_waiting_for(user: User) -> Sequence[Objection]:
    """Return the objections that wait for the user's answer, the oldest first."""
    if not may(user, Permission.ANSWER_OBJECTION):
        return []
    return db.session.scalars(
        objections_statement(user)
        .where(Objection.answered_at.is_(None))
        .order_by(Objection.made_at, Objection.id)
    ).all()


def count_objections(ranking_id: int) -> tuple[int, int]:
    """Return how many objections to the ranking wait for an answer and how many were accepted."""
    waiting, accepted = db.session.execute(
        select(
            func.count().filter(Objection.answered_at.is_(None)),
            func.count().filter(Objection.is_accepted.is_(True)),
        ).where(Objection.ranking_id == ranking_id)
    ).one()
    return waiting, accepted


def count_waiting_of_section(ranking_id: int, section_id: int) -> int:
    """Return how many objections of the section to the ranking wait for an answer."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Objection.ranking_id == ranking_id,
                Objection.section_id == section_id,
                Objection.answered_at.is_(None),
            )
        )
        or 0
    )


def vetoes_statement(user: User) -> Select[tuple[Veto]]:
    """Return the vetoes of the sections the user may see."""
    return (
        select(Veto)
        .join(Veto.section)
        .where(visible_to(user))
        .options(joinedload(Veto.section).joinedload(Section.project))
    )


def list_vetoes(user: User, limit: int = 200) -> Sequence[Veto]:
    """Return the latest vetoes the user may see."""
    return db.session.scalars(
        vetoes_statement(user).order_by(Veto.day.desc(), Veto.id.desc()).limit(limit)
    ).all()


def get_veto_for(user: User, veto_id: int) -> Veto:
    """Return the veto. Raises NotFound."""
    veto = db.session.scalars(vetoes_statement(user).where(Veto.id == veto_id)).one_or_none()
    if veto is None:
        raise NotFound
    return veto
