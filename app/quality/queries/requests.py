"""Requests of acceptance: one with everything its page shows, the board, and who waits for whom."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.accounts.rules import Role
from app.evidence.models import PhotoUse
from app.extensions import db
from app.quality.models import (
    AcceptanceOverride,
    AcceptanceRequest,
    DrawnSignature,
    SignOff,
)
from app.quality.models.acceptance import place_from
from app.quality.rules.chain import Place
from app.quality.rules.concealed import come_by
from app.quality.rules.parties import FIRST_LINE, OPEN_STATES, Party, RequestState
from app.shared.calendar import day_of, start_of_day
from app.shared.errors import NotFound
from app.shared.settings import value_of, working_calendar
from app.works.models import Project, Section, Work
from app.works.queries import is_writable
from app.works.queries.scope import only_person, visible_to, writable_by

M = TypeVar("M", AcceptanceRequest, SignOff, AcceptanceOverride)
ROLES_OF_PARTIES: Mapping[Party, tuple[Role, ...]] = {
    Party.CONTRACTOR: (Role.CONTRACTOR,),
    Party.SUPERVISOR: (Role.SUPERVISOR,),
    Party.BUREAU_ENGINEER: (Role.AREA_ENGINEER, Role.PROJECT_OFFICE),
    Party.STATION: (Role.QUALITY_STATION,),
}
#: States in which a request still waits for somebody.
LIVE = (*OPEN_STATES, RequestState.REFUSED)


@dataclass(frozen=True)
class Waiting:
    """A request as a card of the board shows it."""

    id: int
    work_id: int
    section_id: int
    work: str
    section: str
    project: str
    process: str
    place: Place
    state: RequestState
    round: int
    is_concealed: bool
    since: datetime
    wanted_at: datetime | None
    #: For whom it waits now; every one of the first three that has not signed.
    parties: tuple[Party, ...]
    #: The last day on which they should have signed.
    due_on: date
    #: Of concealed works before the station's turn: until when those who were told come.
    come_by: datetime | None = None

    @property
    def come_on(self) -> date | None:
        """The day of it."""
        return day_of(self.come_by) if self.come_by else None


def find_by_uuid(client_uuid: str) -> AcceptanceRequest | None:
    return _by_uuid(AcceptanceRequest, client_uuid)


def find_sign_off(client_uuid: str) -> SignOff | None:
    return _by_uuid(SignOff, client_uuid)


def find_override(client_uuid: str) -> AcceptanceOverride | None:
    return _by_uuid(AcceptanceOverride, client_uuid)


def _by_uuid(model: type[M], client_uuid: str) -> M | None:
    return db.session.scalars(select(model).where(model.client_uuid == client_uuid)).one_or_none()


def get_request_for(user: User, request_id: int) -> AcceptanceRequest:
    """Return the request with everything its page shows. Raises NotFound, also for others' sections."""
    found = (
        db.session.scalars(
            select(AcceptanceRequest)
            .join(Section, Section.id == AcceptanceRequest.section_id)
            .where(AcceptanceRequest.id == request_id, visible_to(user))
            .options(
                joinedload(AcceptanceRequest.section).joinedload(Section.project),
                joinedload(AcceptanceRequest.section).joinedload(Section.contractor),
                joinedload(AcceptanceRequest.section).joinedload(Section.supervision_firm),
                joinedload(AcceptanceRequest.work),
                only_person(AcceptanceRequest.asked_by),
                selectinload(AcceptanceRequest.sign_offs).options(
                    only_person(SignOff.signed_by), only_person(SignOff.holder)
                ),
            )
        )
        .unique()
        .one_or_none()
    )
    if found is None:
        raise NotFound
    return found


def get_signature_for(user: User, sign_off_id: int) -> bytes:
    """Return the drawn signature as PNG. Raises NotFound, also for others' sections.

    A village representative is no official: only who checks the acceptance sees hand and face.
    """
    if not may(user, Permission.SEE_VILLAGE_SIGNATURES):
        raise NotFound
    png = db.session.scalar(
        select(DrawnSignature.png)
        .join(SignOff, SignOff.id == DrawnSignature.sign_off_id)
        .join(AcceptanceRequest, AcceptanceRequest.id == SignOff.request_id)
        .join(Section, Section.id == AcceptanceRequest.section_id)
        .where(DrawnSignature.sign_off_id == sign_off_id, visible_to(user))
    )
    if png is None:
        raise NotFound
    return bytes(png)


def village_photos_kept_from(user: User) -> ColumnElement[bool] | None:
    """Return the condition on photos of signatures that this person does not see; None for none."""
    if may(user, Permission.SEE_VILLAGE_SIGNATURES):
        return None
    return PhotoUse.owner_id.in_(select(SignOff.id).where(SignOff.party == Party.VILLAGE))


def parties_of(user: User, section_id: int) -> tuple[Party, ...]:
    """Return for which parties the user may sign in the section; the contractor asks instead."""
    parties = tuple(
        party
        for party, roles in ROLES_OF_PARTIES.items()
        if party != Party.CONTRACTOR and user.has_role(*roles)
    )
    return parties if parties and is_writable(user, section_id) else ()


def may_ask(user: User, section_id: int) -> bool:
    """Return whether the user may ask for acceptance in the section."""
    return may(user, Permission.REQUEST_ACCEPTANCE) and is_writable(user, section_id)


def may_hold_for_village(user: User, section_id: int) -> bool:
    """Return whether the village may sign on this user's phone in the section."""
    return may(user, Permission.SIGN_FOR_VILLAGE) and is_writable(user, section_id)


def telephones_of_signers(request: AcceptanceRequest) -> frozenset[str]:
    """Return the digits of the telephones of everybody with an account who signed the request."""
    people = (sign_off.signed_by for sign_off in request.sign_offs if sign_off.signed_by)
    return frozenset(digits_of(person.phone) for person in people if person.phone)


def digits_of(phone: str) -> str:
    """Return the digits of a telephone number without the country's."""
    return "".join(c for c in phone.removeprefix("+86") if c.isdigit())


def list_waiting(
    user: User, *, section_id: int | None = None, work_id: int | None = None
) -> list[Waiting]:
    """Return the live requests the user may see, the longest waiting first; three statements."""
    rows = db.session.execute(_waiting_statement(user, section_id, work_id)).all()
    if not rows:
        return []
    signed = _parties_signed([row.id for row in rows])
    calendar, days = working_calendar(), value_of("acceptance_days")

    def due_on(since: datetime) -> date:
        return calendar.add_working_days(day_of(since), days)

    return [_waiting(row, signed[row.id], due_on) for row in rows]


def list_waiting_for(user: User) -> list[tuple[Party, Waiting]]:
    """Return what waits for this person's signature or new round, the longest waiting first."""
    mine = {party for party, roles in ROLES_OF_PARTIES.items() if user.has_role(*roles)}
    if user.has_role(Role.AREA_ENGINEER):  # on whose phone the village usually signs
        mine.add(Party.VILLAGE)
    if not mine:
        return []
    writable = _writable_sections(user)
    return [
        (party, one)
        for one in list_waiting(user)
        for party in one.parties
        if party in mine and one.section_id in writable
    ]


def list_announced_for(user: User) -> list[Waiting]:
    """Return the concealed works of which the station is told before it is its turn to sign."""
    if not user.has_role(Role.QUALITY_STATION):
        return []
    writable = _writable_sections(user)
    return [one for one in list_waiting(user) if one.come_by and one.section_id in writable]


def count_waiting(section_ids: Collection[int]) -> dict[int, int]:
    """Return how many requests of each section wait for somebody; sections without any are left out."""
    request = AcceptanceRequest
    rows = db.session.execute(
        select(request.section_id, func.count())
        .where(request.section_id.in_(section_ids), request.state.in_(LIVE))
        .group_by(request.section_id)
    )
    return dict(rows.tuples().all())


def count_first_rounds(
    section_ids: Collection[int], start: date, end: date
) -> dict[int, tuple[int, int]]:
    """Return for each section how many first rounds ended from start up to, not including, end, and passed.

    A first round ends with the station's signature or with any refusal. Sections without any are left out.
    """
    rows = db.session.execute(
        select(
            AcceptanceRequest.section_id,
            func.count(),
            func.sum(case((SignOff.agrees, 1), else_=0)),
        )
        .join(AcceptanceRequest, AcceptanceRequest.id == SignOff.request_id)
        .where(
            AcceptanceRequest.section_id.in_(section_ids),
            SignOff.round == 1,
            or_(~SignOff.agrees, SignOff.party == Party.STATION),
            SignOff.received_at >= start_of_day(start),
            SignOff.received_at < start_of_day(end),
        )
        .group_by(AcceptanceRequest.section_id)
    )
    return {section_id: (number, int(passed)) for section_id, number, passed in rows}


def _waiting_statement(user: User, section_id: int | None, work_id: int | None) -> Select[Any]:
    request = AcceptanceRequest
    statement = (
        select(
            request.id, request.work_id, request.section_id, Work.name.label("work"),
            Section.name.label("section"), Project.name.label("project"),
            request.process_name.label("process"), request.start_m, request.end_m, request.part,
            request.state, request.round, request.is_concealed, request.round_at,
            request.waiting_since, request.wanted_at,
        )
        .join(Section, Section.id == request.section_id)
        .join(Section.project)
        .join(Work, Work.id == request.work_id)
        .where(visible_to(user), request.state.in_(LIVE))
        .order_by(request.waiting_since, request.id)
    )  # fmt: skip
    if section_id is not None:
        statement = statement.where(request.section_id == section_id)
    if work_id is not None:
        statement = statement.where(request.work_id == work_id)
    return statement


def _parties_signed(request_ids: Collection[int]) -> dict[int, set[Party]]:
    """Return who has signed the present round of each request."""
    rows = db.session.execute(
        select(SignOff.request_id, SignOff.party)
        .join(
            AcceptanceRequest,
            and_(
                AcceptanceRequest.id == SignOff.request_id, AcceptanceRequest.round == SignOff.round
            ),
        )
        .where(SignOff.request_id.in_(request_ids))
    )
    signed: dict[int, set[Party]] = defaultdict(set)
    for request_id, party in rows:
        signed[request_id].add(party)
    return signed


def _waiting(row: Row[Any], signed: set[Party], due_on: Callable[[datetime], date]) -> Waiting:
    if row.state == RequestState.REFUSED:
        parties: tuple[Party, ...] = (Party.CONTRACTOR,)
    elif row.state == RequestState.AT_STATION:
        parties = (Party.STATION,)
    else:
        parties = tuple(party for party in FIRST_LINE if party not in signed)
    since = row.round_at if row.state == RequestState.WAITING else row.waiting_since
    return Waiting(
        row.id, row.work_id, row.section_id, row.work, row.section, row.project, row.process,
        place_from(row.start_m, row.end_m, row.part), row.state, row.round, row.is_concealed,
        since, row.wanted_at, parties, due_on(since),
        come_by(row.round_at, row.wanted_at, value_of("concealed_hours"))
        if row.is_concealed and row.state == RequestState.WAITING
        else None,
    )  # fmt: skip


def _writable_sections(user: User) -> set[int]:
    return set(db.session.scalars(select(Section.id).where(writable_by(user))))


def list_of_section(section_id: int, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Return all requests of a section as columns, the latest first."""
    request = AcceptanceRequest
    return db.session.execute(
        select(
            request.id, request.work_id, Work.name.label("work"),
            request.process_name.label("process"), request.start_m, request.end_m, request.part,
            request.state, request.round, request.asked_at, request.waiting_since,
            request.passed_at, request.due_on, request.is_concealed,
        )
        .join(Work, Work.id == request.work_id)
        .where(request.section_id == section_id, *conditions)
        .order_by(request.asked_at.desc(), request.id.desc())
    ).all()  # fmt: skip


def list_conditional(user: User) -> Sequence[Row[Any]]:
    """Return what passed on condition of its strength, the earliest due first."""
    request = AcceptanceRequest
    return db.session.execute(
        select(
            request.id, Work.name.label("work"), Section.name.label("section"),
            Project.name.label("project"), request.process_name.label("process"),
            request.start_m, request.end_m, request.part, request.due_on, request.section_id,
        )
        .join(Section, Section.id == request.section_id)
        .join(Section.project)
        .join(Work, Work.id == request.work_id)
        .where(visible_to(user), request.state == RequestState.CONDITIONAL)
        .order_by(request.due_on, request.id)
    ).all()  # fmt: skip


def list_overrides(
    user: User, *, section_id: int | None = None, work_id: int | None = None
) -> Sequence[AcceptanceOverride]:
    """Return every order to go on without acceptance, the latest first."""
    statement = (
        select(AcceptanceOverride)
        .join(Section, Section.id == AcceptanceOverride.section_id)
        .where(visible_to(user))
        .options(
            joinedload(AcceptanceOverride.section).joinedload(Section.project),
            joinedload(AcceptanceOverride.work),
            only_person(AcceptanceOverride.ordered_by),
        )
        .order_by(AcceptanceOverride.id.desc())
    )
    if section_id is not None:
        statement = statement.where(AcceptanceOverride.section_id == section_id)
    if work_id is not None:
        statement = statement.where(AcceptanceOverride.work_id == work_id)
    return db.session.scalars(statement).unique().all()
