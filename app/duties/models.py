"""Duties with a cadence, their dated versions, who covers for whom, and what was told of late periods."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.accounts.rules import Role
from app.duties.rules import Cadence, Department, DutyKind, Limit, Who, Why
from app.shared.calendar import now
from app.shared.models import Model, Moment, Versioned, one_of
from app.works.models import Project, Section


class Duty(Versioned, Model):
    """履职事项: a record that the work must leave again and again, for each active object of its kind."""

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("project_id IS NULL OR section_id IS NULL", name="of_one_object"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DutyKind] = mapped_column(one_of(DutyKind))
    name: Mapped[str] = mapped_column(String(100), unique=True)
    #: The one object it is owed for; without one, all active objects of the kind.
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    starts_on: Mapped[date]
    #: The first day on which it is no longer owed.
    ends_on: Mapped[date | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    project: Mapped[Project | None] = relationship()
    section: Mapped[Section | None] = relationship()
    versions: Mapped[list["DutyVersion"]] = relationship(
        order_by="DutyVersion.valid_from", back_populates="duty"
    )

    def version_on(self, day: date) -> "DutyVersion":
        """Return what it asks for on a day; before the first version, that one."""
        valid = [version for version in self.versions if version.valid_from <= day]
        return valid[-1] if valid else self.versions[0]


class DutyVersion(Model):
    """What a duty asks for from a day on, of whom, and what takes it away."""

    __tablename__ = "duty_version"
    __table_args__ = (
        UniqueConstraint("duty_id", "valid_from"),
        CheckConstraint("first_least > 0", name="first_positive"),
        CheckConstraint("second_least > 0", name="second_positive"),
        CheckConstraint("(second_cadence IS NULL) = (second_least IS NULL)", name="second_whole"),
        CheckConstraint("(first_month IS NULL) = (last_month IS NULL)", name="season_whole"),
        CheckConstraint(
            "first_month BETWEEN 1 AND 12 AND last_month BETWEEN 1 AND 12", name="season_of_months"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"))
    valid_from: Mapped[date]
    first_cadence: Mapped[Cadence] = mapped_column(one_of(Cadence))
    first_least: Mapped[int]
    second_cadence: Mapped[Cadence | None] = mapped_column(one_of(Cadence, name="second_cadence"))
    second_least: Mapped[int | None]
    who: Mapped[Who] = mapped_column(one_of(Who))
    who_role: Mapped[Role | None] = mapped_column(one_of(Role))
    who_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    who_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: The season, both months included; None all the year.
    first_month: Mapped[int | None]
    last_month: Mapped[int | None]
    #: What takes a period away when it covers all of it: values of Why.
    excused_by: Mapped[list[str]] = mapped_column(JSON)
    set_at: Mapped[datetime] = mapped_column(Moment, default=now)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    duty: Mapped[Duty] = relationship(back_populates="versions")
    who_organisation: Mapped[Organisation | None] = relationship()
    who_user: Mapped[User | None] = relationship(foreign_keys=[who_user_id])

    @property
    def limits(self) -> list[Limit]:
        """The one or two limits."""
        limits = [Limit(self.first_cadence, self.first_least)]
        if self.second_cadence is not None and self.second_least is not None:
            limits.append(Limit(self.second_cadence, self.second_least))
        return limits

    @property
    def excusing(self) -> frozenset[Why]:
        """What takes a period away."""
        return frozenset(why for why in Why if why.value in self.excused_by)


class DepartmentMember(Model):
    """部门人员: a person of a department of the project office, from a day to a day (R10, R11)."""

    __tablename__ = "department_member"
    __table_args__ = (CheckConstraint("until >= since", name="until_after_since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None for every project of the office.
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    department: Mapped[Department] = mapped_column(one_of(Department))
    since: Mapped[date]
    #: The last day.
    until: Mapped[date | None]

    project: Mapped[Project | None] = relationship()
    user: Mapped[User] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.user.name


class Cover(Model):
    """代班: a person who is away, and who keeps the duties meanwhile."""

    __tablename__ = "duty_cover"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="ends_after_begin"),
        CheckConstraint("cover_id <> user_id", name="another_person"),
        Index("ix_duty_cover_of_person", "user_id", "first_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: None when nobody covers: the duty is then explained, not kept.
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: Both included.
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    cover: Mapped[User | None] = relationship(foreign_keys=[cover_id])

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.user.name


class Lapse(Model):
    """未履职: a period that was found late: when that was first seen, and what was said of it."""

    __tablename__ = "duty_lapse"
    __table_args__ = (
        UniqueConstraint("duty_id", "object_id", "cadence", "period_start"),
        CheckConstraint(
            "(explained_at IS NULL) = (explained_by_id IS NULL)", name="explained_pair"
        ),
        CheckConstraint("explained_at IS NULL OR length(words) > 0", name="explained_in_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"))
    #: The project or section, as the kind of the duty has it; 0 for the bureau.
    object_id: Mapped[int]
    cadence: Mapped[Cadence] = mapped_column(one_of(Cadence))
    period_start: Mapped[date]
    first_late_at: Mapped[datetime] = mapped_column(Moment, default=now)
    words: Mapped[str] = mapped_column(Text, default="")
    explained_at: Mapped[datetime | None] = mapped_column(Moment)
    explained_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    duty: Mapped[Duty] = relationship()
    explained_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.duty.name} {self.period_start}"
