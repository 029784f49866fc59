"""Notices and who has read them; channels, their members, and what waits to leave by them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.notices.rules import AddresseeKind, NoticeCategory
from app.notices.rules.channels import ChannelKind, DeliveryState, Trouble
from app.shared.calendar import now
from app.shared.models import Model, Moment, Versioned, one_of
from app.shared.sealing import SealedText
from app.works.models import KeyPost, Project


class Notice(Model):
    """通知: something that people are told, in the bureau's language; its words never change once it is sent."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="titled"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_name = '')", name="withdrawn_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What it is about, in the program's words ("meeting:12:invitation"): the same thing is told once.
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    category: Mapped[NoticeCategory] = mapped_column(one_of(NoticeCategory), index=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    #: None for the program itself.
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    sent_by_name: Mapped[str] = mapped_column(String(200))
    sent_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    #: The page that it is about: an endpoint with its arguments, or nothing.
    link_endpoint: Mapped[str] = mapped_column(String(80), default="")
    link_args: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: Whether those who do not confirm that they have read it are reminded.
    asks_receipt: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by_name: Mapped[str] = mapped_column(String(200), default="")
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    addressees: Mapped[list["NoticeAddressee"]] = relationship(order_by="NoticeAddressee.position")


class NoticeAddressee(Model):
    """One person, organisation, section or channel that a notice was addressed to, with its name then."""

    __tablename__ = "notice_addressee"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AddresseeKind] = mapped_column(one_of(AddresseeKind))
    #: The number of the person, organisation, section or channel.
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))


class NoticeReceipt(Model):
    """回执: one person who was told, for which organisation, and when the person confirmed it."""

    __tablename__ = "notice_receipt"
    __table_args__ = (
        CheckConstraint("escalated_at IS NULL OR reminded_at IS NOT NULL", name="reminded_first"),
        #: Every page counts what its reader has not read.
        Index(
            "ix_notice_receipt_unread", "user_id", "notice_id",
            sqlite_where=text("read_at IS NULL"), postgresql_where=text("read_at IS NULL"),
        ),
    )  # fmt: skip

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, index=True)
    #: Whose person it was when the notice was sent.
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    escalated_at: Mapped[datetime | None] = mapped_column(Moment)

    notice: Mapped[Notice] = relationship()
    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Channel(Versioned, Model):
    """渠道: a group with a member list that is told as one: in the program, and by a bot, mail or hand."""

    __tablename__ = "notice_channel"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="named"),
        CheckConstraint("failures >= 0", name="failures_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[ChannelKind] = mapped_column(one_of(ChannelKind))
    #: What its digest is about; None for all works.
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    #: A channel that is off takes no messages; its members are told in the program all the same.
    is_on: Mapped[bool] = mapped_column(default=False)
    takes_digest: Mapped[bool] = mapped_column(default=True)
    #: Address of the bot or webhook (with its key), or host:port of the mail server; stored sealed.
    address: Mapped[str | None] = mapped_column("address_sealed", SealedText)
    #: Signing secret, or password of the mail account; stored sealed.
    secret: Mapped[str | None] = mapped_column("secret_sealed", SealedText)
    mail_user: Mapped[str] = mapped_column(String(200), default="")
    mail_from: Mapped[str] = mapped_column(String(200), default="")
    #: Addresses with commas.
    mail_to: Mapped[str] = mapped_column(Text, default="")
    #: How many attempts failed since the last that did not; the channel rests until blocked_until.
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[Trouble | None] = mapped_column(one_of(Trouble))
    trouble_number: Mapped[int | None]
    trouble_at: Mapped[datetime | None] = mapped_column(Moment)
    last_sent_at: Mapped[datetime | None] = mapped_column(Moment)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    project: Mapped[Project | None] = relationship()


class ChannelMember(Model):
    """One member of a channel from a day up to, not including, a day: somebody with an account, or at a key post."""

    __tablename__ = "channel_member"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (key_post_id IS NULL)", name="of_one_kind"),
        CheckConstraint("until >= since", name="until_after_since"),
        Index(
            "uq_channel_member_user", "channel_id", "user_id", unique=True,
            sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL"),
        ),
        Index(
            "uq_channel_member_key_post", "channel_id", "key_post_id", unique=True,
            sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("notice_channel.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    key_post_id: Mapped[int | None] = mapped_column(ForeignKey("key_post.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    channel: Mapped[Channel] = relationship()
    user: Mapped[User | None] = relationship()
    key_post: Mapped[KeyPost | None] = relationship()


class Delivery(Model):
    """One message that waits for a channel; written in the transaction of what it tells about."""

    __tablename__ = "notice_delivery"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint(
            "(state = 'waiting') = (next_try_at IS NOT NULL)", name="waits_for_a_moment"
        ),
        Index("ix_notice_delivery_due", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("notice_channel.id"), index=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), index=True)
    #: What it says to whom ("digest:2026-06-01:4"): the same thing goes to a channel once.
    key: Mapped[str] = mapped_column(String(160), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[DeliveryState] = mapped_column(one_of(DeliveryState), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    #: While a process sends it; after that moment it counts as not sent, should the process have died.
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by_name: Mapped[str] = mapped_column(String(200), default="")
    trouble: Mapped[Trouble | None] = mapped_column(one_of(Trouble))
    trouble_number: Mapped[int | None]

    channel: Mapped[Channel] = relationship()


class DeliveryAttempt(Model):
    """One attempt at a channel, for the pace that its service allows; forgotten after some days."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (Index("ix_delivery_attempt_pace", "channel_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("notice_delivery.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("notice_channel.id"))
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    trouble: Mapped[Trouble | None] = mapped_column(one_of(Trouble))
    trouble_number: Mapped[int | None]
