"""What phones have sent: which records were taken in, and which photos came from whom."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.shared.calendar import now
from app.shared.models import ExactDecimal, Model, Moment

LENGTH_OF_UUID = 36
LENGTH_OF_SHA256 = 64


class FieldReceipt(Model):
    """One record of a phone that was taken in. Insert-only: the same record sent again gets the same answer."""

    __tablename__ = "field_receipt"
    __table_args__ = (Index("ix_field_receipt_of_user", "user_id", "received_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Made by the phone when the record was begun.
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    fingerprint: Mapped[str] = mapped_column(String(LENGTH_OF_SHA256))
    #: As it was sent, to show the difference to another one of the same identifier.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: By the phone's clock: when the person saved the record, and when it was sent.
    made_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment, default=now)
    #: Seconds to add to the phone's clock, as measured when the record came.
    clock_offset_s: Mapped[int]

    user: Mapped[User] = relationship()


class FieldPhoto(Model):
    """A photo that one person's phone sent, and what the phone said of it. Insert-only."""

    __tablename__ = "field_photo"
    __table_args__ = (UniqueConstraint("user_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: Of the bytes as the phone made them.
    sha256: Mapped[str] = mapped_column(String(LENGTH_OF_SHA256), index=True)
    width: Mapped[int]
    height: Mapped[int]
    byte_count: Mapped[int]
    #: By the phone's clock; None for a picture that was chosen and not taken in the app.
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    #: WGS 84, in degrees; None where the phone did not find its place.
    latitude: Mapped[Decimal | None] = mapped_column(ExactDecimal(7))
    longitude: Mapped[Decimal | None] = mapped_column(ExactDecimal(7))
    accuracy_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(1))
    received_at: Mapped[datetime] = mapped_column(Moment, default=now)
    clock_offset_s: Mapped[int | None]
