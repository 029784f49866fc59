"""Reading works. Every object is fetched for a user: what the user may not know of is NotFound."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Organisation, User
from app.extensions import db
from app.shared.bounded import Bounded
from app.shared.errors import Forbidden, NotFound
from app.shared.kept import kept_apart
from app.shared.models import AuditEvent
from app.shared.quantities import normalise
from app.works.models import (
    Area,
    Contract,
    KeyPost,
    Location,
    Milestone,
    Programme,
    Project,
    Section,
    SupervisionTeam,
    Township,
    TownshipAlias,
    Work,
)  # fmt: skip
from app.works.queries.scope import only_person, scope_of, visible_to, writable_by


def sections_statement(user: User) -> Select[tuple[Section]]:
    """Return the sections the user may see, joined to project, ready for filters."""
    return select(Section).join(Section.project).where(visible_to(user))


def list_sections_for(user: User) -> Sequence[Section]:
    """Return the sections the user may see, by project and position."""
    return db.session.scalars(
        sections_statement(user)
        .options(joinedload(Section.project))
        .order_by(Project.id, Section.position, Section.id)
    ).all()


def list_section_choices(user: User) -> list[tuple[int, str]]:
    """Return number and name of the sections the user may see, for filters, by project and position."""

    def read() -> list[tuple[int, str]]:
        columns = sections_statement(user).with_only_columns(Section.id, Section.name)
        rows = db.session.execute(columns.order_by(Project.id, Section.position, Section.id))
        return [(number, name) for number, name in rows]

    return kept_apart(("section choices", scope_of(user)), read)


def list_writable_sections_for(user: User) -> Sequence[Section]:
    """Return the sections the user may write for, by project and position."""
    return db.session.scalars(
        sections_statement(user)
        .where(writable_by(user))
        .options(joinedload(Section.project))
        .order_by(Project.id, Section.position, Section.id)
    ).all()


def get_section_for(user: User, section_id: int) -> Section:
    """Return the section with its names loaded. Raises NotFound, also for somebody else's section."""
    statement = _statements.of(("section", scope_of(user)), lambda: _section_statement(user))
    section: Section | None = (
        db.session.scalars(statement, {"section_id": section_id}).unique().one_or_none()
    )
    if section is None:
        raise NotFound
    return section


def get_bare_section_for(user: User, section_id: int) -> Section:
    """Return the section without the names around it. Raises NotFound, also for somebody else's."""
    statement = _statements.of(
        ("bare section", scope_of(user)),
        lambda: sections_statement(user).where(Section.id == bindparam("section_id")),
    )
    section: Section | None = db.session.scalars(
        statement, {"section_id": section_id}
    ).one_or_none()
    if section is None:
        raise NotFound
    return section


#: Nearly every page about a section asks these, so they are built once for all who see the same.
_statements: Bounded[Select[Any]] = Bounded(most=300)


def _section_statement(user: User) -> Select[tuple[Section]]:
    return (
        sections_statement(user)
        .where(Section.id == bindparam("section_id"))
        .options(
            joinedload(Section.project).joinedload(Project.programme),
            joinedload(Section.contractor),
            joinedload(Section.supervision_firm),
            joinedload(Section.area),
            joinedload(Section.contract),
            joinedload(Section.supervision_team),
            only_person(Section.accountable),
            only_person(Section.area_engineer),
        )
    )


def get_section_to_change(user: User, section_id: int) -> Section:
    """Return a section the user may write for. Raises NotFound, or Forbidden when it may only be read."""
    section = get_section_for(user, section_id)
    if not is_writable(user, section_id):
        raise Forbidden
    return section


def is_writable(user: User, section_id: int) -> bool:
    """Return whether the user may change the section, given the permission to change any."""
    statement = _statements.of(
        ("writable", user.id, user.roles, user.organisation_id),
        lambda: select(Section.id).where(Section.id == bindparam("section_id"), writable_by(user)),
    )
    return db.session.scalar(statement, {"section_id": section_id}) is not None


def works_statement(user: User) -> Select[tuple[Work]]:
    """Return the works the user may see, joined to section and project, ready for filters."""
    return select(Work).join(Work.section).join(Section.project).where(visible_to(user))


def get_work_for(user: User, work_id: int) -> Work:
    """Return the work. Raises NotFound, also for a work in somebody else's section."""
    work = (
        db.session.scalars(
            works_statement(user)
            .where(Work.id == work_id)
            .options(
                joinedload(Work.section).joinedload(Section.project),
                joinedload(Work.township),
                only_person(Work.accountable),
            )
        )
        .unique()
        .one_or_none()
    )
    if work is None:
        raise NotFound
    return work


def get_work_to_change(user: User, work_id: int) -> Work:
    """Return a work the user may write for. Raises NotFound, or Forbidden when it may only be read."""
    work = get_work_for(user, work_id)
    if not is_writable(user, work.section_id):
        raise Forbidden
    return work


def list_works(section_id: int) -> Sequence[Work]:
    """Return the works of a section in ledger order."""
    return db.session.scalars(
        select(Work)
        .where(Work.section_id == section_id)
        .options(joinedload(Work.township))
        .order_by(Work.position, Work.id)
    ).all()


def projects_statement(user: User) -> Select[tuple[Project]]:
    """Return the projects the user may see: the bureau all, outsiders those of their sections."""
    statement = select(Project).join(Project.programme)
    if user.is_outsider:
        statement = statement.where(
            Project.id.in_(select(Section.project_id).where(visible_to(user)))
        )
    return statement


def list_projects_for(user: User) -> Sequence[Project]:
    """Return the projects the user may see with their programmes, the newest programmes first."""
    return db.session.scalars(
        projects_statement(user)
        .options(joinedload(Project.programme))
        .order_by(Programme.year.desc(), Programme.id, Project.id)
    ).all()


def get_project_for(user: User, project_id: int) -> Project:
    """Return the project. Raises NotFound."""
    project = (
        db.session.scalars(
            projects_statement(user)
            .where(Project.id == project_id)
            .options(joinedload(Project.programme), only_person(Project.accountable))
        )
        .unique()
        .one_or_none()
    )
    if project is None:
        raise NotFound
    return project


def programmes_statement(user: User) -> Select[tuple[Programme]]:
    """Return the programmes the user may see."""
    statement = select(Programme)
    if user.is_outsider:
        own = select(Project.programme_id).join(Section, Section.project_id == Project.id)
        statement = statement.where(Programme.id.in_(own.where(visible_to(user))))
    return statement


def get_programme_for(user: User, programme_id: int) -> Programme:
    """Return the programme. Raises NotFound."""
    programme = (
        db.session.scalars(
            programmes_statement(user)
            .where(Programme.id == programme_id)
            .options(only_person(Programme.accountable), joinedload(Programme.fund_sources))
        )
        .unique()
        .one_or_none()
    )
    if programme is None:
        raise NotFound
    return programme


def find_programme(year: int, name: str) -> Programme | None:
    return db.session.scalars(
        select(Programme).where(Programme.year == year, Programme.name == name)
    ).one_or_none()


def find_project(programme_id: int, name: str) -> Project | None:
    return db.session.scalars(
        select(Project).where(Project.programme_id == programme_id, Project.name == name)
    ).one_or_none()


def find_section(project_id: int, name: str) -> Section | None:
    return db.session.scalars(
        select(Section).where(Section.project_id == project_id, Section.name == name)
    ).one_or_none()


def find_township(name: str) -> Township | None:
    """Return the township of this name or of another spelling of it."""
    wanted = normalise(name)
    found = db.session.scalars(select(Township).where(Township.name == wanted)).one_or_none()
    if found is None:
        alias = db.session.get(TownshipAlias, wanted)
        return db.session.get(Township, alias.township_id) if alias else None
    return found


def list_townships() -> Sequence[Township]:
    return db.session.scalars(select(Township).order_by(Township.division_code)).all()


def list_township_aliases() -> dict[str, int]:
    """Return every other spelling of a township with the township's number."""
    rows = db.session.execute(
        select(TownshipAlias.name, TownshipAlias.township_id).order_by(TownshipAlias.name)
    )
    return dict(rows.tuples().all())


def list_areas() -> Sequence[Area]:
    return db.session.scalars(select(Area).order_by(Area.id)).all()


def list_supervision_teams() -> Sequence[SupervisionTeam]:
    return (
        db.session.scalars(
            select(SupervisionTeam)
            .options(only_person(SupervisionTeam.leader))
            .order_by(SupervisionTeam.id)
        )
        .unique()
        .all()
    )


def list_key_posts(section_id: int) -> Sequence[KeyPost]:
    """Return the key posts of a section that are filled now or were, in order of entry."""
    return db.session.scalars(
        select(KeyPost).where(KeyPost.section_id == section_id).order_by(KeyPost.id)
    ).all()


def find_holder(section_id: int, post: str) -> KeyPost | None:
    """Return who holds the key post now, if anybody does."""
    return db.session.scalars(
        select(KeyPost)
        .where(KeyPost.section_id == section_id, KeyPost.post == post, KeyPost.until.is_(None))
        .order_by(KeyPost.id.desc())
        .limit(1)
    ).one_or_none()


def get_key_post(section_id: int, post_id: int) -> KeyPost:
    """Return a key post of the section with its section. Raises NotFound."""
    post = db.session.scalars(
        select(KeyPost)
        .where(KeyPost.id == post_id, KeyPost.section_id == section_id)
        .options(joinedload(KeyPost.section))
    ).one_or_none()
    if post is None:
        raise NotFound
    return post


def get_milestone(project_id: int, milestone_id: int) -> Milestone:
    """Return a milestone of the project. Raises NotFound."""
    milestone = db.session.get(Milestone, milestone_id)
    if milestone is None or milestone.project_id != project_id:
        raise NotFound
    return milestone


def get_project(project_id: int) -> Project:
    """Return the project. Raises NotFound."""
    project = db.session.get(Project, project_id)
    if project is None:
        raise NotFound
    return project


def find_location(*, work_id: int | None = None, project_id: int | None = None) -> Location | None:
    """Return where the work or the project lies, if that is known."""
    condition = Location.work_id == work_id if work_id else Location.project_id == project_id
    return db.session.scalars(select(Location).where(condition)).one_or_none()


def list_last_changes(subject: object, number: int) -> Sequence[AuditEvent]:
    """Return the last events in which this object was changed, the oldest of them first."""
    events = db.session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.subject_kind == getattr(subject, "__tablename__", ""),
            AuditEvent.subject_id == getattr(subject, "id", None),
        )
        .order_by(AuditEvent.id.desc())
        .limit(number)
    ).all()
    return list(reversed(events))


def contract_of(section_id: int) -> Contract | None:
    return db.session.scalars(
        select(Contract).where(Contract.section_id == section_id)
    ).one_or_none()


def contractor_names() -> dict[int, str]:
    """Return the names of all organisations by number, for lists that show many."""
    return dict(db.session.execute(select(Organisation.id, Organisation.name)).tuples().all())
