"""The search over everything: sections, works, projects and firms, as far as the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, true

from app.accounts.models import Organisation, User
from app.accounts.rules import OrganisationKind
from app.extensions import db
from app.shared.listing import contains
from app.works.models import Project, Section, Township, Work
from app.works.queries.scope import visible_to

MOST_OF_A_KIND = 20
FIRMS = (OrganisationKind.CONTRACTOR, OrganisationKind.SUPERVISION_FIRM)


@dataclass(frozen=True)
class Found:
    """What the words were found in, at most MOST_OF_A_KIND of each kind."""

    sections: Sequence[Row[Any]] = field(default_factory=list)
    works: Sequence[Row[Any]] = field(default_factory=list)
    projects: Sequence[Row[Any]] = field(default_factory=list)
    firms: Sequence[Row[Any]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.works or self.projects or self.firms)


def search(user: User, words: str) -> Found:
    """Return what the words occur in: names, codes, routes, villages, firms."""
    if not words:
        return Found()
    return Found(
        _sections(user, words), _works(user, words), _projects(user, words), _firms(user, words)
    )


def _sections(user: User, words: str) -> Sequence[Row[Any]]:
    return db.session.execute(
        select(
            Section.id,
            Section.name,
            Section.code,
            Section.status,
            Project.name.label("project"),
            Organisation.name.label("contractor"),
        )
        .join(Section.project)
        .outerjoin(Organisation, Organisation.id == Section.contractor_id)
        .where(visible_to(user), _any((Section.name, Section.code, Organisation.name), words))
        .order_by(Section.position, Section.id)
        .limit(MOST_OF_A_KIND)
    ).all()


def _works(user: User, words: str) -> Sequence[Row[Any]]:
    return db.session.execute(
        select(
            Work.id,
            Work.name,
            Work.kind,
            Work.route_code,
            Work.status,
            Work.length_m,
            Section.name.label("section"),
            Township.name.label("township"),
        )
        .join(Work.section)
        .outerjoin(Township, Township.id == Work.township_id)
        .where(
            visible_to(user),
            _any((Work.name, Work.route_code, Work.village, Work.bridge_code), words),
        )
        .order_by(Work.name, Work.id)
        .limit(MOST_OF_A_KIND)
    ).all()


def _projects(user: User, words: str) -> Sequence[Row[Any]]:
    own: ColumnElement[bool] = true()
    if user.is_outsider:
        own = Project.id.in_(select(Section.project_id).where(visible_to(user)))
    return db.session.execute(
        select(Project.id, Project.name, Project.code, Project.status)
        .where(own, _any((Project.name, Project.code, Project.route_code), words))
        .order_by(Project.name, Project.id)
        .limit(MOST_OF_A_KIND)
    ).all()


def _firms(user: User, words: str) -> Sequence[Row[Any]]:
    own = Organisation.id == user.organisation_id if user.is_outsider else true()
    return db.session.execute(
        select(Organisation.id, Organisation.name, Organisation.kind)
        .where(
            own,
            Organisation.kind.in_(FIRMS),
            _any((Organisation.name, Organisation.short_name), words),
        )
        .order_by(Organisation.name, Organisation.id)
        .limit(MOST_OF_A_KIND)
    ).all()


def _any(columns: tuple[Any, ...], words: str) -> Any:
    return or_(*(contains(column, words) for column in columns))
