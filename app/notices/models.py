"""Notices, to whom they were addressed, and who has read them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.notices.rules import AddresseeKind, NoticeCategory
from app.shared.calendar import now
from app.shared.models import Model, Moment, one_of


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
