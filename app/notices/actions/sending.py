"""Sending a notice, confirming that it was read, taking it back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from app.accounts.models import User
from app.extensions import db
from app.notices import queries, rules
from app.notices.actions.deliveries import enqueue, stop_for_notice
from app.notices.models import Notice, NoticeAddressee, NoticeReceipt
from app.notices.queries.channels import get_channel
from app.notices.rules import Audience, NoticeCategory
from app.shared.audit import Actor, record
from app.shared.calendar import now
from app.shared.errors import NotFound, RuleBroken
from app.shared.languages import in_chinese
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of

Said = Sentence | str
#: An endpoint with its arguments: ("meetings.meeting", {"meeting_id": 12}).
Link = tuple[str, Mapping[str, Any]]


def send_notice(
    *,
    category: NoticeCategory,
    title: Said,
    to: Audience,
    by: Actor,
    text: Said | Iterable[Said] = "",
    link: Link | None = None,
    key: str | None = None,
    asks_receipt: bool = False,
    is_demonstration: bool = False,
) -> Notice:
    """Tell an audience something, in Chinese, within the transaction of what it tells about.

    With a key that was used before nothing is sent and the notice of then is returned. Whoever sends is not
    told, unless named as a person. Raises RuleBroken, and NotFound for an addressee that is none.
    """
    if key is not None and (known := queries.find_notice_by_key(key)):
        return known
    title, text = in_chinese(title).strip(), _lines(text)
    if problems := rules.problems_with(title, text, to):
        raise RuleBroken(problems)
    endpoint, arguments = link or ("", {})
    notice = Notice(
        key=key, category=category, title=title, text=text, sent_by_id=by.id, sent_by_name=by.name,
        sent_at=now(), link_endpoint=endpoint, link_args=dict(arguments), asks_receipt=asks_receipt,
        is_demonstration=is_demonstration,
    )  # fmt: skip
    db.session.add(notice)
    db.session.flush()
    _address(notice, to)
    told = _tell(notice, to, by)
    _let_leave(notice, to)
    named = [[kind.value, number] for kind, number in to.named()]
    record(by, "notice.sent", notice, {"title": title, "to": named, "people": told})
    return notice


def confirm_read(notice: Notice, *, by: User) -> None:
    """Note that a person who was told has read the notice; a second time changes nothing."""
    receipt = queries.find_receipt(notice.id, by.id)
    if receipt is None:
        raise NotFound
    if receipt.read_at is None:
        receipt.read_at = now()
        db.session.flush()


def withdraw_notice(notice: Notice, reason: str, *, by: Actor) -> None:
    """Take a notice back: it stays to be seen as withdrawn, and nobody is reminded. Raises RuleBroken."""
    problems = []
    if notice.withdrawn_at is not None:
        problems.append(say("This notice is withdrawn already."))
    if not reason.strip():
        problems.append(say("Say why it is withdrawn."))
    if problems:
        raise RuleBroken(problems)
    notice.withdrawn_at, notice.withdrawn_by_name = now(), by.name
    notice.withdrawal_reason = reason
    stop_for_notice(notice.id, by=by)
    record(by, "notice.withdrawn", notice, reason=reason)


def _lines(text: Said | Iterable[Said]) -> str:
    parts: Iterable[Said] = [text] if isinstance(text, str | Sentence) else text
    return "\n".join(in_chinese(part) for part in parts).strip()


def _address(notice: Notice, to: Audience) -> None:
    names = queries.names_of(to)
    for position, addressee in enumerate(to.named()):
        if addressee not in names:
            raise NotFound
        kind, number = addressee
        db.session.add(
            NoticeAddressee(
                notice_id=notice.id, position=position, kind=kind, number=number,
                name=names[addressee],
            )
        )  # fmt: skip
    db.session.flush()


def _tell(notice: Notice, to: Audience, by: Actor) -> int:
    """Give everybody of the audience a receipt to confirm; return how many there are."""
    rows: Sequence[Mapping[str, Any]] = [
        {"notice_id": notice.id, "user_id": person.id, "organisation_id": person.organisation_id}
        for person in queries.list_people_of(to)
        if person.id != by.id or person.id in to.users
    ]
    if rows:
        db.session.execute(insert(NoticeReceipt), rows)
    return len(rows)


def _let_leave(notice: Notice, to: Audience) -> None:
    """Put the notice in the queues of its channels, with a link to it where the address is known."""
    address = value_of("public_address").rstrip("/")
    see = f"\n详见 {address}/messages/{notice.id}" if address else ""
    for channel in map(get_channel, sorted(set(to.channels))):
        key = f"notice:{notice.id}:{channel.id}"
        enqueue(channel, key, notice.title, f"{notice.text}{see}".strip(), notice_id=notice.id)
