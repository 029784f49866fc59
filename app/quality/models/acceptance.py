"""Steps that were asked to be accepted, who signed for them, and where the chain was broken by order."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
)  # fmt: skip
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.accounts.models import User
from app.quality.rules.chain import Place
from app.quality.rules.parties import Party, RequestState, Signed
from app.quality.rules.processes import Structure
from app.quality.rules.stretches import Stretch
from app.shared.calendar import now
from app.shared.errors import FrozenRecord
from app.shared.models import ExactDecimal, Model, Moment, one_of
from app.works.models import Section, Work

LENGTH_OF_UUID = 36
STRETCH_OR_PART = (
    "(start_m IS NULL) = (end_m IS NULL) AND (start_m IS NULL OR start_m < end_m)"
    " AND (start_m IS NULL OR part = '')"
)


class OfAPlace:
    """Columns of what belongs to a stretch of a road or a part of a bridge or yard."""

    @declared_attr
    def section_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(ForeignKey("section.id"))

    @declared_attr
    def work_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(ForeignKey("work.id"))

    @declared_attr
    def section(cls) -> Mapped[Section]:  # noqa: N805
        return relationship(Section)

    @declared_attr
    def work(cls) -> Mapped[Work]:  # noqa: N805
        return relationship(Work)

    #: Chainages in metres, the lower first; None for a part of a bridge or yard.
    start_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    end_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    #: The part of a bridge or yard in words; empty for the whole.
    part: Mapped[str] = mapped_column(String(100), default="")

    @property
    def place(self) -> Place:
        """The stretch or part as the rules know it."""
        return place_from(self.start_m, self.end_m, self.part)


def place_from(start_m: Decimal | None, end_m: Decimal | None, part: str) -> Place:
    """Return the place that the columns of a row give."""
    if start_m is None or end_m is None:
        return Place(part=part)
    return Place(Stretch(start_m, end_m))


class AcceptanceRequest(OfAPlace, Model):
    """工序报验: a process at a place that the contractor asks to be accepted, through all its rounds."""

    __tablename__ = "acceptance_request"
    __table_args__ = (
        CheckConstraint(STRETCH_OR_PART, name="stretch_or_part"),
        CheckConstraint(
            "(state = 'conditional') = (due_on IS NOT NULL)", name="due_when_conditional"
        ),
        CheckConstraint(
            "(state IN ('passed', 'conditional')) = (passed_at IS NOT NULL)",
            name="passed_at_a_time",
        ),
        CheckConstraint("round >= 1", name="round_from_one"),
        Index("ix_acceptance_request_place", "work_id", "process", "state"),
        Index("ix_acceptance_request_state", "state", "section_id"),
        Index("ix_acceptance_request_section", "section_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    structure: Mapped[Structure] = mapped_column(one_of(Structure))
    #: The list that the work follows; None for the list that the program came with.
    process_list_id: Mapped[int | None] = mapped_column(ForeignKey("process_list.id"))
    process: Mapped[str] = mapped_column(String(60))
    process_name: Mapped[str] = mapped_column(String(60))
    is_concealed: Mapped[bool] = mapped_column(default=False)
    state: Mapped[RequestState] = mapped_column(one_of(RequestState))
    round: Mapped[int] = mapped_column(default=1)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: When the first round and the present one were asked for.
    asked_at: Mapped[datetime] = mapped_column(Moment)
    round_at: Mapped[datetime] = mapped_column(Moment)
    #: Since when it waits for whom it waits for now.
    waiting_since: Mapped[datetime] = mapped_column(Moment)
    #: When the contractor wants the others on the site.
    wanted_at: Mapped[datetime | None] = mapped_column(Moment)
    #: When the work itself was begun and ended, for the side stations.
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    passed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Of a conditional pass: when the strength must be known.
    due_on: Mapped[date | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    asked_by: Mapped[User] = relationship()
    sign_offs: Mapped[list["SignOff"]] = relationship(
        order_by="SignOff.id", back_populates="request"
    )

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.process_name

    def signed(self, round_number: int | None = None) -> list[Signed]:
        """Return the signatures of one round, or of all."""
        return [
            sign_off.as_signed()
            for sign_off in self.sign_offs
            if round_number in (None, sign_off.round)
        ]


class SignOff(Model):
    """One party's signature in one round of a request. Insert-only."""

    __tablename__ = "sign_off"
    __table_args__ = (
        UniqueConstraint("request_id", "round", "party"),
        CheckConstraint("agrees OR length(reason) > 0", name="refusal_has_reason"),
        CheckConstraint(
            "(party = 'village') = (signed_by_id IS NULL)", name="village_has_no_account"
        ),
        CheckConstraint("(party = 'village') = (holder_id IS NOT NULL)", name="village_has_holder"),
        CheckConstraint(
            "party <> 'village' OR (length(name) > 0 AND length(phone) > 0)",
            name="village_is_named",
        ),
        CheckConstraint("(longitude IS NULL) = (latitude IS NULL)", name="whole_position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("acceptance_request.id"))
    round: Mapped[int]
    party: Mapped[Party] = mapped_column(one_of(Party))
    agrees: Mapped[bool]
    opinion: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    #: None for a village representative, who has no account.
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    #: The human behind it, so that one person signs for one party.
    person: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(100))
    #: Of a village representative: telephone, village, for whom the person stands in, whose phone it was.
    phone: Mapped[str] = mapped_column(String(40), default="")
    village: Mapped[str] = mapped_column(String(100), default="")
    substitute_for: Mapped[str] = mapped_column(String(100), default="")
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment, default=now)
    longitude: Mapped[Decimal | None] = mapped_column(ExactDecimal(7))
    latitude: Mapped[Decimal | None] = mapped_column(ExactDecimal(7))
    accuracy_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(1))

    request: Mapped[AcceptanceRequest] = relationship(back_populates="sign_offs")
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])
    holder: Mapped[User | None] = relationship(foreign_keys=[holder_id])

    def as_signed(self) -> Signed:
        """Return it as the rules know it."""
        holder = self.holder.natural_person if self.holder else None
        return Signed(self.party, self.agrees, self.person, self.name, holder)


class DrawnSignature(Model):
    """What a village representative drew on the glass: a small picture, as PNG. Insert-only."""

    __tablename__ = "drawn_signature"

    sign_off_id: Mapped[int] = mapped_column(ForeignKey("sign_off.id"), primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)


class AcceptanceOverride(OfAPlace, Model):
    """The leader let the next process go on though this one has not passed. Insert-only, listed for ever."""

    __tablename__ = "acceptance_override"
    __table_args__ = (
        CheckConstraint(STRETCH_OR_PART, name="stretch_or_part"),
        CheckConstraint("length(reason) > 0", name="has_reason"),
        Index("ix_acceptance_override_work", "work_id", "process"),
        Index("ix_acceptance_override_section", "section_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    process: Mapped[str] = mapped_column(String(60))
    process_name: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    ordered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    ordered_at: Mapped[datetime] = mapped_column(Moment, default=now)

    ordered_by: Mapped[User] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.process_name


class AcceptanceReversal(OfAPlace, Model):
    """What had passed at a place is taken back, this process and all later ones (R31). Insert-only."""

    __tablename__ = "acceptance_reversal"
    __table_args__ = (
        CheckConstraint(STRETCH_OR_PART, name="stretch_or_part"),
        CheckConstraint("length(reason) > 0", name="has_reason"),
        UniqueConstraint("client_uuid", "process"),
        Index("ix_acceptance_reversal_work", "work_id", "process"),
        Index("ix_acceptance_reversal_section", "section_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID))
    #: A reversal has one row for each process that it takes back.
    process: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    reversed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reversed_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.process


FINAL = (SignOff, DrawnSignature, AcceptanceOverride, AcceptanceReversal)


def _is_final(_mapper: Any, _connection: Any, row: Any) -> None:
    raise FrozenRecord(f"a row of {row.__tablename__} is final; add a new one instead")


for _model in FINAL:
    event.listen(_model, "before_update", _is_final)
    event.listen(_model, "before_delete", _is_final)
