"""Side-station records."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.quality.models.acceptance import LENGTH_OF_UUID, STRETCH_OR_PART, OfAPlace
from app.quality.rules.side_stations import Watch
from app.shared.calendar import now
from app.shared.errors import FrozenRecord
from app.shared.models import Model, Moment


class SideStation(OfAPlace, Model):
    """旁站记录: a supervisor stood by a process at a place, from a time to a time. Insert-only."""

    __tablename__ = "side_station"
    __table_args__ = (
        CheckConstraint(STRETCH_OR_PART, name="stretch_or_part"),
        CheckConstraint("ended_at > started_at", name="ends_after_start"),
        CheckConstraint("length(work_done) > 0 AND length(watched) > 0", name="says_something"),
        Index("ix_side_station_place", "work_id", "process"),
        Index("ix_side_station_person", "supervisor_id", "started_at"),
        Index("ix_side_station_section", "section_id", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    process: Mapped[str] = mapped_column(String(60))
    process_name: Mapped[str] = mapped_column(String(60))
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment, default=now)
    weather: Mapped[str] = mapped_column(String(60), default="")
    #: 施工情况: people, plant, material, method, mix, quantity.
    work_done: Mapped[str] = mapped_column(Text)
    #: 监理情况: what was checked, tested, measured.
    watched: Mapped[str] = mapped_column(Text)
    #: 发现问题及处理.
    problems: Mapped[str] = mapped_column(Text, default="")
    #: The contractor's quality officer who was there.
    quality_officer: Mapped[str] = mapped_column(String(100), default="")
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    supervisor: Mapped[User] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.process_name

    def as_watch(self) -> Watch:
        """Return it as the rules know it."""
        return Watch(
            self.id, self.supervisor.natural_person, self.started_at, self.ended_at, self.place,
            str(self.work_id),
        )  # fmt: skip


@event.listens_for(SideStation, "before_update")
@event.listens_for(SideStation, "before_delete")
def _a_record_is_final(_mapper: Any, _connection: Any, record: SideStation) -> None:
    raise FrozenRecord(f"side-station record {record.id} is final")
