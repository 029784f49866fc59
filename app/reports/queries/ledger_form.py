"""The works that a ledger lists, and what the page of exports offers."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.payments.queries import LineRow, lines_for_export
from app.payments.rules.decide import State
from app.ranking.models import Ranking
from app.ranking.queries.rankings import SEEN_BY_ALL
from app.shared.calendar import Month
from app.works.models import Programme, Project, Section, Work
from app.works.queries import programmes_statement, sections_statement, works_statement
from app.works.rules import WorkKind


def list_works_for_ledger(
    user: User, kind: WorkKind, programme_id: int | None = None
) -> Sequence[Work]:
    """Return the works of a kind that the user may see, by project, section and ledger order."""
    statement = works_statement(user).where(Work.kind == kind)
    if programme_id:
        statement = statement.where(Project.programme_id == programme_id)
    return (
        db.session.scalars(
            statement.options(
                joinedload(Work.township),
                joinedload(Work.section).options(
                    joinedload(Section.contractor),
                    joinedload(Section.supervision_firm),
                    joinedload(Section.project),
                ),
            ).order_by(Project.id, Section.position, Section.id, Work.position, Work.id)
        )
        .unique()
        .all()
    )


def list_programmes(user: User) -> Sequence[Programme]:
    """Return the programmes that the user may see, the newest year first."""
    return db.session.scalars(
        programmes_statement(user).order_by(Programme.year.desc(), Programme.id)
    ).all()


def find_programme_for(user: User, programme_id: int | None) -> Programme | None:
    """Return a programme that the user may see, None for another one."""
    if programme_id is None:
        return None
    return db.session.scalars(
        programmes_statement(user).where(Programme.id == programme_id)
    ).one_or_none()


def list_months_with_bulletin() -> Sequence[Month]:
    """Return the months of which a ranking is published or frozen, the newest first."""
    return db.session.scalars(
        select(Ranking.month)
        .where(Ranking.state.in_(SEEN_BY_ALL))
        .distinct()
        .order_by(Ranking.month.desc())
    ).all()


def payment_lines_for(user: User, month: Month) -> Sequence[LineRow]:
    """Return the month's payment lines; people outside the bureau see approved ones of their own."""
    rows = lines_for_export(month)
    if not user.is_outsider:
        return rows
    own = set(db.session.scalars(sections_statement(user).with_only_columns(Section.id)))
    return [
        row
        for row in rows
        if row.line.section_id in own and row.line.proposal.state is State.APPROVED
    ]
