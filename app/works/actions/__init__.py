"""Changing works: each action checks, writes, records the audit event and flushes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy.orm.attributes import flag_modified

from app.accounts.models import Organisation
from app.extensions import db
from app.shared.audit import Actor, record
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.sentences import Sentence, say
from app.works import divisions, queries, rules
from app.works.fields import FieldNames
from app.works.models import (
    Area,
    Contract,
    FundSource,
    Location,
    Programme,
    Project,
    Section,
    Township,
    TownshipAlias,
    Work,
)
from app.works.rules import (
    Cause,
    FundKind,
    LocationSource,
    Status,
    WorkKind,
    WorksKind,
    fund_kind_of,
)

T = TypeVar("T", Programme, Project, Section, Work, Contract)


def create_programme(
    year: int, name: str, kind: WorksKind, *, by: Actor, **details: Any
) -> Programme:
    """Register a programme. Raises RuleBroken when the year already has one of this name."""
    if queries.find_programme(year, name):
        raise RuleBroken(
            [say("%(year)s already has a programme “%(name)s”.", year=year, name=name)]
        )
    programme = Programme(year=year, name=name, kind=kind, **details)
    db.session.add(programme)
    record(by, "programme.created", programme, {"year": year, "kind": kind} | details)
    return programme


def set_fund_sources(
    programme: Programme,
    amounts: Mapping[str, int],
    *,
    by: Actor,
    kinds: Mapping[str, FundKind] | None = None,
) -> None:
    """Let the programme be funded by exactly these sources, {"中央专项": fen}. Raises RuleBroken for negatives.

    A source whose kind is not said is of the kind that its words name.
    """
    if any(amount < 0 for amount in amounts.values()):
        raise RuleBroken([say("An amount of a fund source cannot be negative.")])
    before = _funds_of(programme)
    said = kinds or {}
    programme.fund_sources = [
        FundSource(source=name, amount_fen=fen, kind=said.get(name) or fund_kind_of(name))
        for name, fen in amounts.items()
    ]
    flag_modified(programme, "name")  # the sources belong to what a person edits: a new version
    record(by, "programme.funded", programme, {"fund_sources": [before, _funds_of(programme)]})


def _funds_of(programme: Programme) -> dict[str, list[Any]]:
    return {one.source: [one.kind, one.amount_fen] for one in programme.fund_sources}


def create_project(
    programme: Programme, name: str, *, by: Actor, kind: WorksKind | None = None, **details: Any
) -> Project:
    """Register a project; its kind is the programme's unless given. Raises RuleBroken for a second of the name."""
    if queries.find_project(programme.id, name):
        raise RuleBroken([say("The programme already has a project “%(name)s”.", name=name)])
    project = Project(
        programme=programme, name=name, kind=kind or programme.kind,
        **({"status": Status.UNDER_CONSTRUCTION} | details),
    )  # fmt: skip
    _check_status(project.status, project.status_reason or "", project.suspended_by)
    db.session.add(project)
    record(by, "project.created", project, {"programme": programme.name} | details)
    return project


def create_section(
    project: Project,
    name: str,
    *,
    by: Actor,
    contractor: Organisation | None = None,
    supervision_firm: Organisation | None = None,
    **details: Any,
) -> Section:
    """Register a tender section. Raises RuleBroken when the project has one of this name."""
    if queries.find_section(project.id, name):
        raise RuleBroken([say("The project already has a section “%(name)s”.", name=name)])
    firms = {"contractor": contractor, "supervision_firm": supervision_firm}
    section = Section(
        project=project, name=name, **{role: firm for role, firm in firms.items() if firm},
        **({"status": Status.UNDER_CONSTRUCTION, "position": _number_in(name)} | details),
    )  # fmt: skip
    _check_status(section.status, section.status_reason or "", section.suspended_by)
    db.session.add(section)
    parties = {
        "contractor": contractor.name if contractor else None,
        "supervision_firm": supervision_firm.name if supervision_firm else None,
    }
    record(by, "section.created", section, {"project": project.name} | parties | details)
    return section


def sign_contract(section: Section, price_fen: int, *, by: Actor, **terms: Any) -> Contract:
    """Enter the contract of a section. Raises RuleBroken when it has one, or when the law forbids the terms."""
    if section.id and queries.contract_of(section.id):
        raise RuleBroken([say("This section has a contract already; change that one.")])
    contract = Contract(section=section, price_fen=price_fen, **terms)
    _check_contract(contract)
    db.session.add(contract)
    record(
        by, "contract.signed", contract, {"section": section.name, "price_fen": price_fen} | terms
    )
    return contract


def create_work(section: Section, name: str, kind: WorkKind, *, by: Actor, **details: Any) -> Work:
    """Register a road, bridge or yard of a section. Raises RuleBroken for impossible figures."""
    work = Work(section=section, name=name, kind=kind, **details)
    _check_work(work)
    db.session.add(work)
    record(by, "work.created", work, {"section": section.name, "kind": kind} | details)
    return work


def change(subject: T, fields: dict[str, Any], *, by: Actor, seen_version: int | None = None) -> T:
    """Give the object these values and record what changed.

    Raises StaleEdit when it was changed since `seen_version`, RuleBroken when the new values are refused.
    """
    check_version(subject, seen_version)
    before = {name: getattr(subject, name) for name in fields}
    changes = rules.differences(before, fields)
    if not changes:
        return subject
    give(subject, fields)
    try:
        _check(subject)
    except RuleBroken:
        give(subject, before)
        raise
    record(by, f"{subject.__tablename__}.changed", subject, changes)
    return subject


def give(subject: Any, fields: dict[str, Any]) -> None:
    """Let the object have these values."""
    for name, value in fields.items():
        setattr(subject, name, value)


def check_version(subject: Any, seen_version: int | None) -> None:
    """Raise StaleEdit, naming who changed what, when the object was changed since `seen_version`."""
    if seen_version is None or subject.version == seen_version:
        return
    events = queries.list_last_changes(subject, max(1, subject.version - seen_version))
    raise StaleEdit(
        [
            say("Somebody changed this since you opened it. Look at the new values and try again."),
            *(
                say(
                    "%(who)s changed: %(what)s.",
                    who=event.actor_name,
                    what=FieldNames(event.changes),
                )
                for event in events
            ),
        ]
    )


def set_status(
    subject: Project | Section,
    status: Status,
    *,
    by: Actor,
    since: date,
    reason: str = "",
    suspended_by: Cause | None = None,
    seen_version: int | None = None,
) -> None:
    """Move a project or section to another state. Raises RuleBroken when a hold lacks its reason."""
    check_version(subject, seen_version)
    _check_status(status, reason, suspended_by)
    if since > today():
        _refuse([say("The state cannot have changed on a day that has not come.")])
    before = subject.status
    subject.status, subject.status_reason, subject.status_since = status, reason, since
    subject.suspended_by = suspended_by if status == Status.ON_HOLD else None
    record(
        by, f"{subject.__tablename__}.status", subject,
        {"status": [before, status], "since": since, "suspended_by": suspended_by}, reason=reason,
    )  # fmt: skip


def place(
    subject: Work | Project,
    longitude: Decimal,
    latitude: Decimal,
    *,
    by: Actor,
    source: LocationSource,
    line: list[list[float]] | None = None,
    source_crs: str = "WGS84",
    accuracy_m: Decimal | None = None,
    file_name: str = "",
) -> Location:
    """Say where a work or project lies (WGS 84 degrees), replacing what was known before."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise RuleBroken(
            [say("A position needs a longitude from -180 to 180 and a latitude from -90 to 90.")]
        )
    db.session.flush()
    known = {"work_id": subject.id} if isinstance(subject, Work) else {"project_id": subject.id}
    location = queries.find_location(**known)
    if location is None:
        location = Location(**known)
        db.session.add(location)
    location.longitude, location.latitude = round(longitude, 7), round(latitude, 7)
    location.line, location.source, location.source_crs = line, source, source_crs
    location.reach = rules.reach_of(longitude, latitude, line or [])
    location.accuracy_m, location.file_name = accuracy_m, file_name
    record(
        by, f"{subject.__tablename__}.placed", subject,
        {"longitude": location.longitude, "latitude": location.latitude, "source": source},
    )  # fmt: skip
    return location


def load_divisions(*, by: Actor) -> int:
    """Register the district's townships, areas and their other spellings; return how many were new."""
    known = {township.name: township for township in queries.list_townships()}
    for name in divisions.AREAS if not queries.list_areas() else ():
        db.session.add(Area(name=name))
    new = 0
    for code, name in divisions.UNITS.items():
        if name not in known:
            known[name] = Township(division_code=divisions.DISTRICT_CODE + code, name=name)
            db.session.add(known[name])
            new += 1
    db.session.flush()
    aliases = queries.list_township_aliases()
    for code, name in divisions.UNITS.items():
        for alias in divisions.aliases_of(code):
            if alias not in aliases and alias not in known:
                db.session.add(TownshipAlias(name=alias, township_id=known[name].id))
    if new:
        record(by, "townships.loaded", known[name], {"number": new})
    db.session.flush()
    return new


def _check(subject: Any) -> None:
    if isinstance(subject, Contract):
        _check_contract(subject)
    elif isinstance(subject, Work):
        _check_work(subject)
    elif isinstance(subject, Programme | Project | Section):
        _check_name(subject)


def _check_status(status: Status, reason: str, suspended_by: Cause | None) -> None:
    _refuse(rules.status_problems(status, reason, suspended_by))


def _check_contract(contract: Contract) -> None:
    _refuse(
        rules.contract_problems(
            rules.ContractTerms(
                contract.price_fen,
                contract.signed_on,
                contract.start_on,
                contract.planned_finish_on,
                bool(contract.contractor_is_sme),
                contract.labour_cost_share,
                contract.payment_share,
                contract.payment_days,
            )  # fmt: skip
        )
    )


def _check_work(work: Work) -> None:
    _refuse(
        rules.work_problems(
            rules.WorkFigures(
                work.name or "", work.kind, work.start_m, work.end_m, work.length_m,
                work.amount_fen, work.planned_start_on, work.planned_finish_on, work.started_on,
                work.finished_on, work.status,
            ),
            today(),
        )
    )  # fmt: skip


def _check_name(subject: Programme | Project | Section) -> None:
    """Refuse a name that another one of the same year, programme or project has."""
    with db.session.no_autoflush:
        if isinstance(subject, Programme):
            other: Any = queries.find_programme(subject.year, subject.name)
        elif isinstance(subject, Project):
            other = queries.find_project(subject.programme_id, subject.name)
        else:
            other = queries.find_section(subject.project_id, subject.name)
    if other is not None and other is not subject:
        _refuse([say("There is another one of the name “%(name)s” already.", name=subject.name)])


def _refuse(problems: list[Sentence]) -> None:
    if problems:
        raise RuleBroken(problems)


def _number_in(name: str) -> int:
    digits = "".join(c for c in name if c.isdigit())
    return int(digits[:9]) if digits else 0
