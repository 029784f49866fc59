"""Reading notices: the inbox of a person, what was sent, and who has read it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, true
from sqlalchemy.orm import joinedload

from app.accounts.models import Organisation, RoleGrant, User
from app.accounts.permissions import Permission, may
from app.accounts.rules import Role
from app.extensions import db
from app.notices.models import Channel, Notice, NoticeAddressee, NoticeReceipt
from app.notices.queries.channels import member_users
from app.notices.rules import AddresseeKind, Audience, NoticeCategory, ReadState, read_states
from app.shared.errors import NotFound
from app.shared.kept import kept_apart
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.models import Section

SENT_SORTABLE = {"sent": Notice.sent_at, "title": Notice.title, "sender": Notice.sent_by_name}


@dataclass(frozen=True)
class InboxFilter:
    """What the address asks of an inbox."""

    category: NoticeCategory | None = None
    is_unread: bool = False


def find_notice_by_key(key: str) -> Notice | None:
    return db.session.scalars(select(Notice).where(Notice.key == key)).one_or_none()


def get_notice_for(user: User, notice_id: int) -> Notice:
    """Return the notice for its addressees, its sender and those who see all. Raises NotFound."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or not (
        may_see_readers(user, notice) or find_receipt(notice_id, user.id) is not None
    ):
        raise NotFound
    return notice


def may_see_readers(user: User, notice: Notice) -> bool:
    """Return whether the user sees who has read the notice: its sender, and those who see all."""
    return notice.sent_by_id == user.id or may(user, Permission.SEE_ALL_NOTICES)


def get_notice_to_withdraw(user: User, notice_id: int) -> Notice:
    """Return a notice that the user may take back. Raises NotFound."""
    notice = get_notice_for(user, notice_id)
    if not may_withdraw(user, notice):
        raise NotFound
    return notice


def may_withdraw(user: User, notice: Notice) -> bool:
    """Return whether the user may take the notice back: the sender; what the program sent, the project office."""
    if notice.withdrawn_at is not None or not may(user, Permission.SEND_NOTICE):
        return False
    sent_by_program = notice.sent_by_id is None and user.has_role(Role.PROJECT_OFFICE)
    return notice.sent_by_id == user.id or sent_by_program


def count_told(notice_id: int) -> int:
    """Return how many people were told."""
    told = select(func.count()).select_from(NoticeReceipt)
    return db.session.scalar(told.where(NoticeReceipt.notice_id == notice_id)) or 0


def find_receipt(notice_id: int, user_id: int) -> NoticeReceipt | None:
    return db.session.get(NoticeReceipt, (user_id, notice_id))


def list_inbox(user: User, asked: ListRequest, wanted: InboxFilter) -> Page[Any]:
    """Return a page of (notice, read at, reminded at) that the person was told, unread ones first."""
    statement = (
        select(Notice, NoticeReceipt.read_at, NoticeReceipt.reminded_at)
        .join(NoticeReceipt, NoticeReceipt.notice_id == Notice.id)
        .where(NoticeReceipt.user_id == user.id)
    )
    if wanted.category:
        statement = statement.where(Notice.category == wanted.category)
    if wanted.is_unread:
        statement = statement.where(_is_unread())
    if asked.search:
        statement = statement.where(_has_words(asked.search))
    statement = statement.order_by(_is_unread().desc())
    return paginate(statement, {"sent": Notice.sent_at}, asked, tie_breaker=Notice.id.desc())


def count_unread_by_category(user: User) -> dict[NoticeCategory, int]:
    """Return how many notices of each category the person has not read, every category named."""
    rows = db.session.execute(
        select(Notice.category, func.count())
        .join(NoticeReceipt, NoticeReceipt.notice_id == Notice.id)
        .where(NoticeReceipt.user_id == user.id, _is_unread())
        .group_by(Notice.category)
    )
    return dict.fromkeys(NoticeCategory, 0) | {category: number for category, number in rows}


_UNREAD = (
    select(func.count())
    .select_from(NoticeReceipt)
    .join(Notice, Notice.id == NoticeReceipt.notice_id)
    .where(NoticeReceipt.read_at.is_(None), Notice.withdrawn_at.is_(None))
)


def count_unread(user_id: int) -> int:
    """Return how many notices the person has not read; kept until somebody reads or sends one."""
    return kept_apart(("unread notices", user_id), lambda: _count_unread(user_id))


def _count_unread(user_id: int) -> int:
    # The frame of a refused form asks this while what was typed is not to be stored.
    with db.session.no_autoflush:
        return db.session.scalar(_UNREAD.where(NoticeReceipt.user_id == user_id)) or 0


def list_sent(user: User, asked: ListRequest, category: NoticeCategory | None) -> Page[Any]:
    """Return a page of (notice, told, read) that the user sent, or that anybody did for those who see all."""
    told = (
        select(
            NoticeReceipt.notice_id,
            func.count().label("told"),
            func.count(NoticeReceipt.read_at).label("read"),
        )
        .group_by(NoticeReceipt.notice_id)
        .subquery()
    )
    statement = (
        select(Notice, func.coalesce(told.c.told, 0), func.coalesce(told.c.read, 0))
        .outerjoin(told, told.c.notice_id == Notice.id)
        .where(_sent_for(user))
    )
    if category:
        statement = statement.where(Notice.category == category)
    if asked.search:
        statement = statement.where(_has_words(asked.search))
    return paginate(statement, SENT_SORTABLE, asked, tie_breaker=Notice.id.desc())


def list_read_states(notice_id: int) -> list[ReadState]:
    """Return who has read a notice, by organisation, those who wait for somebody first."""
    rows = db.session.execute(
        select(Organisation.name, User.name, NoticeReceipt.read_at)
        .join(NoticeReceipt, NoticeReceipt.organisation_id == Organisation.id)
        .join(User, User.id == NoticeReceipt.user_id)
        .where(NoticeReceipt.notice_id == notice_id)
        .order_by(Organisation.name, User.name)
    )
    return read_states((organisation, person, read_at) for organisation, person, read_at in rows)


def list_people_of(audience: Audience) -> Sequence[Row[Any]]:
    """Return (id, organisation_id, organisation) of the active people an audience stands for, each once."""
    conditions: list[ColumnElement[bool]] = [
        User.id.in_(audience.users),
        User.organisation_id.in_(audience.organisations),
    ]
    if audience.channels:
        conditions.append(User.id.in_(member_users(audience.channels)))
    if audience.sections:
        conditions += _people_of_sections(audience.sections)
    return db.session.execute(
        select(User.id, User.organisation_id, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.is_active, or_(*conditions))
        .order_by(Organisation.name, User.id)
    ).all()


def names_of(audience: Audience) -> Mapping[tuple[AddresseeKind, int], str]:
    """Return the names of those an audience names; who does not exist is left out."""
    named: dict[tuple[AddresseeKind, int], str] = {}
    for kind, model, numbers in (
        (AddresseeKind.USER, User, audience.users),
        (AddresseeKind.ORGANISATION, Organisation, audience.organisations),
        (AddresseeKind.SECTION, Section, audience.sections),
        (AddresseeKind.CHANNEL, Channel, audience.channels),
    ):
        if numbers:
            rows = db.session.execute(select(model.id, model.name).where(model.id.in_(numbers)))
            named |= {(kind, number): name for number, name in rows}
    return named


def list_people_choices() -> list[tuple[int, str]]:
    """Return number and "name (organisation)" of the active people, by organisation and name."""
    rows = db.session.execute(
        select(User.id, User.name, Organisation.name)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.is_active)
        .order_by(Organisation.name, User.name, User.id)
    )
    return [(number, f"{name}（{organisation}）") for number, name, organisation in rows]


def list_organisation_choices() -> list[tuple[int, str]]:
    """Return number and name of the organisations that have active people, by name."""
    having = select(User.organisation_id).where(User.is_active)
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(having))
        .order_by(Organisation.name, Organisation.id)
    )
    return [(number, name) for number, name in rows]


def addressees_of(notice_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the names of the addressees of these notices, in their order."""
    rows = db.session.execute(
        select(NoticeAddressee.notice_id, NoticeAddressee.name)
        .where(NoticeAddressee.notice_id.in_(notice_ids))
        .order_by(NoticeAddressee.notice_id, NoticeAddressee.position)
    )
    found: dict[int, list[str]] = {}
    for notice_id, name in rows:
        found.setdefault(notice_id, []).append(name)
    return found


def _people_of_sections(sections: Collection[int]) -> list[ColumnElement[bool]]:
    """Return the conditions on User that leave the people for whom these sections stand."""
    chosen = Section.id.in_(sections)
    firms = select(Section.contractor_id).where(chosen)
    supervisors = select(Section.supervision_firm_id).where(chosen)
    of_role = select(RoleGrant.user_id).where(
        RoleGrant.role.in_((Role.CONTRACTOR, Role.SUPERVISOR))
    )
    return [
        User.organisation_id.in_(firms) & User.id.in_(of_role),
        User.organisation_id.in_(supervisors) & User.id.in_(of_role),
        User.id.in_(select(Section.area_engineer_id).where(chosen)),
        User.id.in_(select(Section.accountable_id).where(chosen)),
    ]


def _is_unread() -> ColumnElement[bool]:
    return NoticeReceipt.read_at.is_(None) & Notice.withdrawn_at.is_(None)


def _has_words(words: str) -> ColumnElement[bool]:
    return or_(contains(Notice.title, words), contains(Notice.text, words))


def _sent_for(user: User) -> ColumnElement[bool]:
    return true() if may(user, Permission.SEE_ALL_NOTICES) else Notice.sent_by_id == user.id


def list_unconfirmed(
    before: datetime, *, reminded: bool
) -> list[tuple[Notice, list[NoticeReceipt]]]:
    """Return each notice that asks for it, was sent before a moment, and was not confirmed, with whom it awaits.

    Either those who were not reminded yet, or those who were and whose sender does not know.
    """
    pending = (
        NoticeReceipt.reminded_at.is_not(None) & NoticeReceipt.escalated_at.is_(None)
        if reminded
        else NoticeReceipt.reminded_at.is_(None)
    )
    rows = db.session.execute(
        select(Notice, NoticeReceipt)
        .join(NoticeReceipt, NoticeReceipt.notice_id == Notice.id)
        .where(Notice.asks_receipt, Notice.sent_at < before, _is_unread(), pending)
        .options(joinedload(NoticeReceipt.user), joinedload(NoticeReceipt.organisation))
        .order_by(Notice.id, NoticeReceipt.user_id)
    ).unique()
    found: dict[int, tuple[Notice, list[NoticeReceipt]]] = {}
    for notice, receipt in rows:
        found.setdefault(notice.id, (notice, []))[1].append(receipt)
    return list(found.values())
