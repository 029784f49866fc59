"""The bureau's own lists of processes, a version for each change."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.quality.rules.processes import Process, Structure, TestKind
from app.shared.calendar import now
from app.shared.errors import FrozenRecord
from app.shared.models import Model, Moment, one_of


class ProcessList(Model):
    """The processes of a kind of structure from a day on. Insert-only: a change is a new list."""

    __tablename__ = "process_list"
    __table_args__ = (Index("ix_process_list_structure", "structure", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    structure: Mapped[Structure] = mapped_column(one_of(Structure))
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime] = mapped_column(Moment, default=now)

    set_by: Mapped[User | None] = relationship()
    lines: Mapped[list["ProcessLine"]] = relationship(
        order_by="ProcessLine.position", back_populates="process_list", lazy="selectin"
    )

    @property
    def processes(self) -> tuple[Process, ...]:
        """The list as the rules know it."""
        return tuple(line.as_process() for line in self.lines)


class ProcessLine(Model):
    """One process of a list."""

    __tablename__ = "process"
    __table_args__ = (UniqueConstraint("list_id", "code"), UniqueConstraint("list_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("process_list.id"))
    position: Mapped[int]
    #: Stays the same from list to list, so that what has passed is known under a new name.
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    #: The code of the work item to which the lengths of the process count.
    item: Mapped[str] = mapped_column(String(60), default="")
    #: Values of TestKind that must have passed.
    tests: Mapped[list[str]] = mapped_column(JSON)
    is_side_station: Mapped[bool] = mapped_column(default=False)
    is_concealed: Mapped[bool] = mapped_column(default=False)

    process_list: Mapped[ProcessList] = relationship(back_populates="lines")

    def as_process(self) -> Process:
        """Return it as the rules know it."""
        tests = frozenset(kind for kind in TestKind if kind.value in self.tests)
        return Process(
            self.code, self.name, self.item, tests, self.is_side_station, self.is_concealed
        )


@event.listens_for(ProcessList, "before_update")
@event.listens_for(ProcessList, "before_delete")
@event.listens_for(ProcessLine, "before_update")
@event.listens_for(ProcessLine, "before_delete")
def _a_list_is_insert_only(_mapper: Any, _connection: Any, row: ProcessList | ProcessLine) -> None:
    raise FrozenRecord(f"{row.__tablename__} {row.id} counts already; add a new list instead")
