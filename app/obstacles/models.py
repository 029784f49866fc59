"""Obstacles and what they block."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.obstacles.rules import Blockage, EntryKind, ObstacleKind, ObstacleState
from app.shared.calendar import now
from app.shared.models import ExactDecimal, Model, Moment, Versioned, one_of
from app.works.models import Project, Section, Work
from app.works.rules import Cause


class Obstacle(Versioned, Model):
    """障碍物: something outside the works that keeps a stretch, a bridge or a project from being built."""

    __tablename__ = "obstacle"
    __table_args__ = (
        CheckConstraint("cost_fen >= 0", name="cost_not_negative"),
        CheckConstraint("cleared_on >= since", name="cleared_after_since"),
        CheckConstraint("(state = 'cleared') = (cleared_on IS NOT NULL)", name="cleared_on_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ObstacleKind] = mapped_column(one_of(ObstacleKind), index=True)
    #: What exactly: 电力, 燃气, 自来水.
    sub_kind: Mapped[str] = mapped_column(String(60), default="")
    name: Mapped[str] = mapped_column(String(200))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    #: None for an obstacle to the whole project, which may have no section yet.
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    #: Where, in words, for what no chainage says.
    place: Mapped[str] = mapped_column(String(200), default="")
    #: The outside body that can remove it: 供电公司, 淮北矿业集团.
    rights_owner: Mapped[str] = mapped_column(String(200), index=True)
    counterpart: Mapped[str] = mapped_column(String(100), default="")
    counterpart_phone: Mapped[str] = mapped_column(String(40), default="")
    responsible_office: Mapped[str] = mapped_column(String(200), default="")
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    since: Mapped[date] = mapped_column(index=True)
    planned_clear_on: Mapped[date | None]
    cleared_on: Mapped[date | None]
    #: Kept from the scopes, so that lists need not read them.
    state: Mapped[ObstacleState] = mapped_column(one_of(ObstacleState), index=True)
    #: Who answers for it: the plan of a section is relieved of what its contractor does not.
    fault: Mapped[Cause] = mapped_column(one_of(Cause))
    description: Mapped[str] = mapped_column(Text, default="")
    resolution: Mapped[str] = mapped_column(Text, default="")
    cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    project: Mapped[Project] = relationship()
    section: Mapped[Section | None] = relationship()
    responsible: Mapped[User | None] = relationship()
    scopes: Mapped[list["ObstacleScope"]] = relationship(
        order_by="ObstacleScope.id", cascade="all, delete-orphan", back_populates="obstacle"
    )


class ObstacleEntry(Model):
    """往来记录: one step on the way to the clearing: a letter, a call, a visit, a promise. Never changed."""

    __tablename__ = "obstacle_entry"
    __table_args__ = (Index("ix_obstacle_entry_thread", "obstacle_id", "entered_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(36), unique=True)
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacle.id"))
    kind: Mapped[EntryKind] = mapped_column(one_of(EntryKind))
    entered_on: Mapped[date]
    #: With whom outside the bureau, and the number of the letter.
    counterpart: Mapped[str] = mapped_column(String(100), default="")
    document_no: Mapped[str] = mapped_column(String(100), default="")
    words: Mapped[str] = mapped_column(Text)
    #: The day by which the rights owner promised to have it cleared.
    promised_on: Mapped[date | None]
    written_at: Mapped[datetime] = mapped_column(Moment, default=now)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    obstacle: Mapped[Obstacle] = relationship()
    written_by: Mapped[User] = relationship()


class ObstacleScope(Model):
    """A work, a stretch of it, or (without a work) everything, blocked from a day up to its clearing."""

    __tablename__ = "obstacle_scope"
    __table_args__ = (
        CheckConstraint("(start_m IS NULL) = (end_m IS NULL)", name="both_ends_or_none"),
        CheckConstraint("start_m < end_m", name="start_before_end"),
        CheckConstraint("work_id IS NOT NULL OR start_m IS NULL", name="stretch_of_a_work"),
        CheckConstraint("cleared_on >= since", name="cleared_after_since"),
        Index("ix_obstacle_scope_days", "since", "cleared_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    obstacle_id: Mapped[int] = mapped_column(ForeignKey("obstacle.id"), index=True)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"), index=True)
    start_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    end_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    since: Mapped[date]
    #: The first day on which work could go on again.
    cleared_on: Mapped[date | None]

    obstacle: Mapped[Obstacle] = relationship(back_populates="scopes")
    work: Mapped[Work | None] = relationship()

    def as_blockage(self) -> Blockage:
        """Return it as the rules know it."""
        return Blockage(
            self.obstacle_id, self.work_id, self.start_m, self.end_m, self.since, self.cleared_on
        )
