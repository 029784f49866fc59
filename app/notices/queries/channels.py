"""Reading channels, their members and their queues."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.notices.models import Channel, ChannelMember, Delivery, DeliveryAttempt, NoticeAddressee
from app.notices.rules import AddresseeKind
from app.notices.rules.channels import LONGEST_PACE, OUTSIDE, ChannelKind, DeliveryState
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, paginate
from app.works.models import KeyPost, Section
from app.works.queries.scope import only_person


def list_channels() -> Sequence[Channel]:
    """Return all channels with their projects, by name."""
    statement = select(Channel).options(joinedload(Channel.project))
    return db.session.scalars(statement.order_by(Channel.name, Channel.id)).all()


def get_channel(channel_id: int) -> Channel:
    """Return the channel. Raises NotFound."""
    channel = db.session.get(Channel, channel_id)
    if channel is None:
        raise NotFound
    return channel


def find_channel(name: str) -> Channel | None:
    return db.session.scalars(select(Channel).where(Channel.name == name)).one_or_none()


def list_channel_choices() -> list[tuple[int, str]]:
    """Return number and name of the channels, by name."""
    rows = db.session.execute(select(Channel.id, Channel.name).order_by(Channel.name, Channel.id))
    return [(number, name) for number, name in rows]


def list_members(channel_id: int) -> Sequence[ChannelMember]:
    """Return the present members of a channel, people with accounts first."""
    statement = (
        select(ChannelMember)
        .where(ChannelMember.channel_id == channel_id, ChannelMember.until.is_(None))
        .options(
            joinedload(ChannelMember.user).options(joinedload(User.organisation)),
            joinedload(ChannelMember.key_post).options(joinedload(KeyPost.section)),
        )
        .order_by(ChannelMember.key_post_id.is_not(None), ChannelMember.id)
    )
    return db.session.scalars(statement).unique().all()


def get_member(channel_id: int, member_id: int) -> ChannelMember:
    """Return a present member of the channel. Raises NotFound."""
    member = db.session.get(ChannelMember, member_id)
    if member is None or member.channel_id != channel_id or member.until is not None:
        raise NotFound
    return member


def count_members() -> dict[int, int]:
    """Return how many present members each channel has."""
    rows = db.session.execute(
        select(ChannelMember.channel_id, func.count())
        .where(ChannelMember.until.is_(None))
        .group_by(ChannelMember.channel_id)
    )
    return {channel_id: number for channel_id, number in rows}


def member_users(channels: Collection[int]) -> Select[Any]:
    """Return the statement of the numbers of the people with accounts in these channels."""
    return select(ChannelMember.user_id).where(
        ChannelMember.channel_id.in_(channels), ChannelMember.until.is_(None),
        ChannelMember.user_id.is_not(None),
    )  # fmt: skip


def list_members_who_left(day: date) -> Sequence[ChannelMember]:
    """Return the present members whose account is closed or whose time at the key post is over."""
    statement = (
        select(ChannelMember)
        .outerjoin(User, User.id == ChannelMember.user_id)
        .outerjoin(KeyPost, KeyPost.id == ChannelMember.key_post_id)
        .where(
            ChannelMember.until.is_(None),
            or_(User.is_active.is_(False), KeyPost.until < day),
        )
        .options(
            joinedload(ChannelMember.channel), only_person(ChannelMember.user),
            joinedload(ChannelMember.key_post),
        )
        .order_by(ChannelMember.id)
    )  # fmt: skip
    return db.session.scalars(statement).unique().all()


def list_key_posts_for(channel: Channel, day: date) -> Sequence[Row[Any]]:
    """Return (id, person, post, section) at the key posts of the channel's project, of all where it has none."""
    statement = (
        select(KeyPost.id, KeyPost.person_name, KeyPost.post, Section.name.label("section"))
        .join(Section, Section.id == KeyPost.section_id)
        .where(KeyPost.since <= day, or_(KeyPost.until.is_(None), KeyPost.until >= day))
        .order_by(Section.position, Section.id, KeyPost.id)
    )
    if channel.project_id is not None:
        statement = statement.where(Section.project_id == channel.project_id)
    return db.session.execute(statement).all()


def find_delivery(key: str) -> Delivery | None:
    return db.session.scalars(select(Delivery).where(Delivery.key == key)).one_or_none()


def known_keys(keys: Collection[str]) -> set[str]:
    """Return which of these messages are in a queue already."""
    return set(db.session.scalars(select(Delivery.key).where(Delivery.key.in_(keys))))


def get_delivery(channel_id: int, delivery_id: int) -> Delivery:
    """Return a message of the channel. Raises NotFound."""
    delivery = db.session.get(Delivery, delivery_id)
    if delivery is None or delivery.channel_id != channel_id:
        raise NotFound
    return delivery


def list_deliveries(channel_id: int, asked: ListRequest) -> Page[Delivery]:
    """Return a page of the channel's messages, newest first."""
    statement = select(Delivery).where(Delivery.channel_id == channel_id)
    return paginate(
        statement, {"made": Delivery.made_at}, asked, tie_breaker=Delivery.id.desc(), scalars=True
    )


def count_deliveries(states: Collection[DeliveryState]) -> dict[tuple[int, DeliveryState], int]:
    """Return how many messages each channel has in each of these states."""
    rows = db.session.execute(
        select(Delivery.channel_id, Delivery.state, func.count())
        .where(Delivery.state.in_(states))
        .group_by(Delivery.channel_id, Delivery.state)
    )
    return {(channel_id, state): number for channel_id, state, number in rows}


def list_due(moment: datetime) -> Sequence[Delivery]:
    """Return for each channel that may be used the oldest message that is due, with the channel."""
    first = (
        select(func.min(Delivery.id))
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            Delivery.state == DeliveryState.WAITING, Delivery.next_try_at <= moment,
            _is_past(Delivery.claimed_until, moment), Channel.is_on, Channel.kind.in_(OUTSIDE),
            _is_past(Channel.blocked_until, moment),
        )
        .group_by(Delivery.channel_id)
    )  # fmt: skip
    statement = (
        select(Delivery)
        .where(Delivery.id.in_(first))
        .options(joinedload(Delivery.channel))
        .order_by(Delivery.id)
    )
    return db.session.scalars(statement).all()


def recent_attempts(moment: datetime) -> Mapping[int, list[datetime]]:
    """Return the moments of the attempts at each channel that still count for its pace."""
    rows = db.session.execute(
        select(DeliveryAttempt.channel_id, DeliveryAttempt.at).where(
            DeliveryAttempt.at > moment - LONGEST_PACE
        )
    )
    found: dict[int, list[datetime]] = {}
    for channel_id, at in rows:
        found.setdefault(channel_id, []).append(at)
    return found


def last_attempt(delivery_id: int) -> DeliveryAttempt | None:
    statement = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery_id)
    return db.session.scalars(statement.order_by(DeliveryAttempt.id.desc()).limit(1)).first()


def list_digest_channels() -> Sequence[Channel]:
    """Return the channels that are on and take the daily digest, in a fixed order."""
    statement = select(Channel).where(
        Channel.is_on, Channel.takes_digest, Channel.kind != ChannelKind.IN_APP
    )
    return db.session.scalars(statement.order_by(Channel.id)).all()


def _is_past(column: Any, moment: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= moment)


def list_channels_of(notice_id: int) -> Sequence[Channel]:
    """Return the channels to which a notice was addressed."""
    addressed = select(NoticeAddressee.number).where(
        NoticeAddressee.notice_id == notice_id, NoticeAddressee.kind == AddresseeKind.CHANNEL
    )
    return db.session.scalars(
        select(Channel).where(Channel.id.in_(addressed)).order_by(Channel.id)
    ).all()


def get_key_post(key_post_id: int) -> KeyPost:
    """Return the person at a key post. Raises NotFound."""
    post = db.session.get(KeyPost, key_post_id)
    if post is None:
        raise NotFound
    return post
