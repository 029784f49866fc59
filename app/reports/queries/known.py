"""The sections and works that a workbook is matched against, in four queries however large it is."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.accounts.models import Organisation, User
from app.extensions import db
from app.reports.rules.desired import KnownSection, KnownWork
from app.reports.rules.places import name_key
from app.works.models import Programme, Project, Section, Township, TownshipAlias, Work
from app.works.queries import list_writable_sections_for

WORK_COLUMNS = (
    Work.id, Work.section_id, Work.name, Work.route_code, Work.start_m, Work.end_m, Work.length_m,
    Work.roadbed_width_m, Work.pavement_width_m, Work.structure, Work.amount_fen,
    Work.planned_start_on, Work.planned_finish_on, Work.village, Work.note, Work.bridge_code,
    Work.bridge_length_m, Work.bridge_width_m, Work.technical_class, Work.nature, Work.span_text,
    Work.bridge_rating, Work.built_year, Work.defects, Work.remedy, Work.total_investment_fen,
    Work.central_fund_fen, Work.provincial_fund_fen, Work.city_fund_fen, Work.district_fund_fen,
    Work.own_fund_fen, Work.approval_no, Work.procurement, Work.employer, Work.designer,
    Work.handed_over_on, Work.final_accepted_on,
)  # fmt: skip


def known_sections(programme_ids: Collection[int] | None = None) -> list[KnownSection]:
    """Return sections with their works, of these programmes or of all."""
    firm, supervisor = aliased(Organisation), aliased(Organisation)
    statement = (
        select(
            Section.id, Section.project_id, Project.programme_id, Section.name,
            Project.name.label("project"), Programme.name.label("programme"), Programme.year,
            firm.name.label("contractor"), supervisor.name.label("supervision_firm"),
        )
        .join(Section.project)
        .join(Project.programme)
        .outerjoin(firm, firm.id == Section.contractor_id)
        .outerjoin(supervisor, supervisor.id == Section.supervision_firm_id)
        .order_by(Programme.year.desc(), Section.id)
    )  # fmt: skip
    if programme_ids is not None:
        statement = statement.where(Project.programme_id.in_(programme_ids))
    sections = {
        row.id: KnownSection(
            row.id, row.project_id, row.programme_id, row.name, row.project, row.programme, row.year,
            row.contractor or "", row.supervision_firm or "",
        )
        for row in db.session.execute(statement)
    }  # fmt: skip
    _add_works(sections)
    return list(sections.values())


def writable_section_ids(user: User | None) -> frozenset[int] | None:
    """Return the sections that a user may write for; None where it is the program: all."""
    if user is None:
        return None
    return frozenset(section.id for section in list_writable_sections_for(user))


def _add_works(sections: dict[int, KnownSection]) -> None:
    statement = (
        select(*WORK_COLUMNS, Township.name.label("township"))
        .outerjoin(Work.township)
        .order_by(Work.position, Work.id)
    )
    if len(sections) < 500:
        statement = statement.where(Work.section_id.in_(sections))
    for row in db.session.execute(statement):
        if row.section_id in sections:
            fields = dict(row._mapping)
            sections[row.section_id].works.append(KnownWork(row.id, row.section_id, fields))


def township_ids() -> dict[str, int]:
    """Return the townships by name, other spellings included."""
    names = dict(db.session.execute(select(Township.name, Township.id)).tuples().all())
    aliases = (
        db.session.execute(select(TownshipAlias.name, TownshipAlias.township_id)).tuples().all()
    )
    return dict(aliases) | names


def organisation_ids() -> dict[str, int]:
    """Return the organisations by the key of their name."""
    rows = db.session.execute(select(Organisation.name, Organisation.id)).tuples().all()
    return {name_key(name): number for name, number in rows}


def programme_ids_named(names: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return the programmes of these years and names."""
    wanted = set(names)
    rows = db.session.execute(
        select(Programme.year, Programme.name, Programme.id).where(
            Programme.year.in_({year for year, _name in wanted})
        )
    ).tuples()
    return {(year, name): number for year, name, number in rows if (year, name) in wanted}
