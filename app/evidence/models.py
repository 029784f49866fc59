"""Photos in the store, and the records that they are shown with."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.evidence.rules import FlagKind, Owner, OwnerKind, RecheckOutcome, told
from app.shared.calendar import Week, now
from app.shared.errors import FrozenRecord
from app.shared.models import ExactDecimal, Model, Moment, WeekColumn, one_of
from app.shared.sentences import Sentence
from app.works.models import Section

LENGTH_OF_SHA256 = 64
LENGTH_OF_KIND = 40
LENGTH_OF_FINGERPRINT = 16


class Photo(Model):
    """One photo in the store, known by what was received; it may be shown in several places."""

    __tablename__ = "photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Of the bytes as they were received; also the name of the file.
    sha256: Mapped[str] = mapped_column(String(LENGTH_OF_SHA256), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    byte_count: Mapped[int]
    #: When the phone or camera says it was taken, by its own clock; None when it does not say.
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment, default=now)
    received_from_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: Where the phone or camera says it was taken, in degrees of WGS 84, and how far off that may be.
    latitude: Mapped[Decimal | None] = mapped_column(ExactDecimal(7))
    longitude: Mapped[Decimal | None] = mapped_column(ExactDecimal(7))
    accuracy_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(1))
    #: How many seconds the phone's clock is behind ours; known for photos that were taken in the field app.
    clock_offset_s: Mapped[int | None]
    #: 64 bits of what is to be seen, and the same in four bands by which alike pictures are found.
    #: Empty when nothing is to be seen, None when it was never taken.
    fingerprint: Mapped[str | None] = mapped_column(String(LENGTH_OF_FINGERPRINT))
    band_1: Mapped[int | None] = mapped_column(index=True)
    band_2: Mapped[int | None] = mapped_column(index=True)
    band_3: Mapped[int | None] = mapped_column(index=True)
    band_4: Mapped[int | None] = mapped_column(index=True)

    #: The fingerprint of the picture seen in a mirror; None when it was never taken.
    mirrored: Mapped[str | None] = mapped_column(String(LENGTH_OF_FINGERPRINT))

    received_from: Mapped[User] = relationship()

    @property
    def is_from_app(self) -> bool:
        """Whether the field app said when and where it was taken; else it is what the file says."""
        return self.clock_offset_s is not None

    @property
    def really_taken_at(self) -> datetime | None:
        """When it was taken by our clock."""
        if self.taken_at is None:
            return None
        return self.taken_at + timedelta(seconds=self.clock_offset_s or 0)


class PhotoCrop(Model):
    """One band of the fingerprint of a part of a photo, so that the photo is found when only the part is shown."""

    __tablename__ = "photo_crop"
    #: The rows lie in the order of their bands: a search reads neighbours.
    __table_args__ = ({"sqlite_with_rowid": False},)

    #: Which band of the four, and its 16 bits: band * 65536 + bits.
    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), primary_key=True)
    #: As a number with a sign, so that a search need not read it from a text.
    fingerprint: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class PhotoUse(Model):
    """A photo shown with one record of any room. Insert-only: evidence stays where it was shown."""

    __tablename__ = "photo_use"
    __table_args__ = (
        UniqueConstraint("owner_kind", "owner_id", "photo_id"),
        CheckConstraint("section_id IS NOT NULL OR project_id IS NOT NULL", name="of_a_place"),
        Index("ix_photo_use_of_section", "section_id", "shown_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), index=True)
    #: The record, by kind and number and without a foreign key: it lies in a room above this one.
    owner_kind: Mapped[OwnerKind] = mapped_column(
        # No list in the database: a room that begins to show photos needs no migration here.
        Enum(
            OwnerKind,
            native_enum=False,
            create_constraint=False,
            length=LENGTH_OF_KIND,
            values_callable=lambda kinds: [kind.value for kind in kinds],
        )
    )
    owner_id: Mapped[int]
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"), index=True)
    #: The day that the record tells of.
    shown_on: Mapped[date] = mapped_column(index=True)

    photo: Mapped[Photo] = relationship(lazy="joined", innerjoin=True)

    @property
    def owner(self) -> Owner:
        """The record that the photo is shown with."""
        return Owner(
            self.owner_kind,
            self.owner_id,
            self.shown_on,
            self.section_id,
            self.project_id,
            self.work_id,
        )


class PhotoFlag(Model):
    """One doubt about a photo as it is shown somewhere, and what a person who looked at it says."""

    __tablename__ = "photo_flag"
    __table_args__ = (
        UniqueConstraint("use_id", "kind"),
        CheckConstraint("(looked_at IS NULL) = (looked_by_id IS NULL)", name="looked_at_and_by"),
        CheckConstraint("(looked_at IS NULL) = (is_fine IS NULL)", name="looked_at_and_found"),
        CheckConstraint("looked_at IS NULL OR length(words) > 0", name="looked_at_with_reason"),
        Index("ix_photo_flag_open", "looked_at", "kind", "use_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    use_id: Mapped[int] = mapped_column(ForeignKey("photo_use.id"))
    kind: Mapped[FlagKind] = mapped_column(one_of(FlagKind))
    #: Metres, hours, minutes, days or bits, as the kind has it.
    amount: Mapped[Decimal | None] = mapped_column(ExactDecimal(1))
    #: The showing that had the same picture before.
    other_use_id: Mapped[int | None] = mapped_column(ForeignKey("photo_use.id"), index=True)
    raised_at: Mapped[datetime] = mapped_column(Moment, default=now)
    looked_at: Mapped[datetime | None] = mapped_column(Moment)
    looked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_fine: Mapped[bool | None]
    words: Mapped[str] = mapped_column(Text, default="")

    use: Mapped[PhotoUse] = relationship(foreign_keys=[use_id])
    other_use: Mapped[PhotoUse | None] = relationship(foreign_keys=[other_use_id])
    looked_by: Mapped[User | None] = relationship()

    @property
    def told(self) -> Sentence:
        """The doubt in words."""
        return told(self.kind, self.amount)


class RecheckSample(Model):
    """The draw of one week: everything that is needed to draw it again. Insert-only."""

    __tablename__ = "recheck_sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The week in which the photos were received.
    week: Mapped[Week] = mapped_column(WeekColumn, unique=True)
    seed: Mapped[str] = mapped_column(String(LENGTH_OF_SHA256))
    #: [[number of the showing, weight], ...]: all photos that could be drawn.
    frame: Mapped[list[list[int]]] = mapped_column(JSON)
    size: Mapped[int]
    drawn_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return str(self.week)


class Recheck(Model):
    """复核: a photo that was drawn, who looks at its place again, and what was found there."""

    __tablename__ = "recheck"
    __table_args__ = (
        Index("ix_recheck_of_section", "section_id", "done_at"),
        Index("ix_recheck_of_person", "assigned_to_id", "done_at"),
        CheckConstraint("(done_at IS NULL) = (outcome IS NULL)", name="done_with_outcome"),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_at_and_by"),
        CheckConstraint(
            "outcome IS NULL OR outcome = 'agrees' OR length(words) > 0", name="differs_with_words"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("recheck_sample.id"), index=True)
    use_id: Mapped[int] = mapped_column(ForeignKey("photo_use.id"), unique=True)
    #: Of the photo, repeated here for the section's page and record; None for a whole project.
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    #: None when nobody but the sender of the photo could have gone.
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date]
    outcome: Mapped[RecheckOutcome | None] = mapped_column(one_of(RecheckOutcome))
    words: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    sample: Mapped[RecheckSample] = relationship()
    use: Mapped[PhotoUse] = relationship()
    section: Mapped[Section | None] = relationship()
    assigned_to: Mapped[User | None] = relationship(foreign_keys=[assigned_to_id])
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id])

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.section.name if self.section else ''} {self.sample.week}".strip()


@event.listens_for(RecheckSample, "before_update")
@event.listens_for(RecheckSample, "before_delete")
def _draws_are_insert_only(_mapper: Any, _connection: Any, sample: RecheckSample) -> None:
    raise FrozenRecord(f"the draw of {sample.week} is made")


@event.listens_for(PhotoUse, "before_update")
@event.listens_for(PhotoUse, "before_delete")
def _evidence_is_insert_only(_mapper: Any, _connection: Any, use: PhotoUse) -> None:
    raise FrozenRecord(f"photo {use.id} is evidence and stays")
