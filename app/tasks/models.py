"""Tasks: who is to do what until when, what was reported of it, and through whose hands it went."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.shared.calendar import now
from app.shared.errors import FrozenRecord
from app.shared.models import Model, Moment, Versioned, one_of
from app.tasks.rules import SETTLED, Owner, TaskSource, TaskState
from app.works.models import Project, Section

LENGTH_OF_UUID = 36


class Task(Versioned, Model):
    """交办事项: something a person or an organisation is to do by a day, until it is accepted as done."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_of_source", "source", "source_id"),
        Index("ix_task_of_owner", "owner_id", "state", "due_on"),
        Index("ix_task_of_organisation", "owner_organisation_id", "state", "due_on"),
        Index("ix_task_of_giver", "given_by_id", "state", "due_on"),
        Index("ix_task_due", "state", "due_on"),
        CheckConstraint("due_on >= given_on", name="due_after_given"),
        CheckConstraint(
            "(state IN ('done', 'withdrawn')) = (settled_at IS NOT NULL)", name="settled_with_state"
        ),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_pair"),
        CheckConstraint(
            "state <> 'withdrawn' OR length(withdrawn_reason) > 0", name="withdrawn_with_reason"
        ),
        CheckConstraint("source <> 'order' OR length(organ) > 0", name="order_has_organ"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Made by the form when it is opened: the same task sent twice is one row.
    client_uuid: Mapped[str] = mapped_column(
        String(LENGTH_OF_UUID), unique=True, default=lambda: str(uuid4())
    )
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[TaskSource] = mapped_column(one_of(TaskSource))
    #: The record it came from, without a foreign key: it lies in a room above this one.
    source_id: Mapped[int | None]
    #: Of an order from above (R58): who ordered it, by which document of which day.
    organ: Mapped[str] = mapped_column(String(200), default="")
    document_no: Mapped[str] = mapped_column(String(100), default="")
    document_on: Mapped[date | None]
    #: The one person that is to do it; None for everybody of the organisation.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: The person's organisation, or the one that is to do it.
    owner_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    #: Who helps, in words.
    with_whom: Mapped[str] = mapped_column(String(200), default="")
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    given_on: Mapped[date]
    due_on: Mapped[date]
    #: Photos before and after are part of the proof.
    needs_photos: Mapped[bool] = mapped_column(default=False)
    state: Mapped[TaskState] = mapped_column(one_of(TaskState), default=TaskState.OPEN)
    #: Of the last report that it is done.
    reported_on: Mapped[date | None]
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    owner_organisation: Mapped[Organisation] = relationship(foreign_keys=[owner_organisation_id])
    section: Mapped[Section | None] = relationship()
    project: Mapped[Project | None] = relationship()
    given_by: Mapped[User] = relationship(foreign_keys=[given_by_id])
    settled_by: Mapped[User | None] = relationship(foreign_keys=[settled_by_id])
    reports: Mapped[list["TaskReport"]] = relationship(
        order_by="TaskReport.round", back_populates="task"
    )
    handovers: Mapped[list["TaskHandover"]] = relationship(
        order_by="TaskHandover.id", back_populates="task"
    )

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.text[:60]

    @property
    def holder(self) -> Owner:
        """Who is to do it."""
        return Owner(self.owner_id, self.owner_organisation_id)

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor withdrawn."""
        return self.state not in SETTLED


class TaskReport(Model):
    """办结回复: that a task is done, in words, and what its giver said of that; photos are kept with it."""

    __tablename__ = "task_report"
    __table_args__ = (
        UniqueConstraint("task_id", "round"),
        CheckConstraint("(judged_at IS NULL) = (judged_by_id IS NULL)", name="judged_pair"),
        CheckConstraint("(judged_at IS NULL) = (is_accepted IS NULL)", name="judged_verdict"),
        CheckConstraint(
            "is_accepted IS NULL OR is_accepted OR length(judgement) > 0", name="returned_reason"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    round: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime] = mapped_column(Moment, default=now)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    is_accepted: Mapped[bool | None]
    judgement: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    task: Mapped[Task] = relationship(back_populates="reports")
    reported_by: Mapped[User] = relationship(foreign_keys=[reported_by_id])
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id])


class TaskHandover(Model):
    """转办: a task given from one holder to the next, with the reason. Insert-only."""

    __tablename__ = "task_handover"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="reason_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    from_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    from_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    to_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    to_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    reason: Mapped[str] = mapped_column(Text)
    handed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    handed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    task: Mapped[Task] = relationship(back_populates="handovers")
    from_user: Mapped[User | None] = relationship(foreign_keys=[from_user_id])
    from_organisation: Mapped[Organisation] = relationship(foreign_keys=[from_organisation_id])
    to_user: Mapped[User | None] = relationship(foreign_keys=[to_user_id])
    to_organisation: Mapped[Organisation] = relationship(foreign_keys=[to_organisation_id])
    handed_by: Mapped[User] = relationship(foreign_keys=[handed_by_id])


@event.listens_for(TaskHandover, "before_update")
@event.listens_for(TaskHandover, "before_delete")
def _traces_are_insert_only(_mapper: Any, _connection: Any, handover: TaskHandover) -> None:
    raise FrozenRecord(f"handover {handover.id} happened and stays")
