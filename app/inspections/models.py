"""What is seen on the site: inspections and their lists, findings, proofs, site logs."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.attendance.models import AbsenceCase
from app.inspections.rules import (
    Attendance,
    Condition,
    Diligence,
    FindingState,
    Handling,
    InspectionKind,
    Severity,
    Topic,
    Verdict,
)
from app.shared.calendar import now
from app.shared.models import ExactDecimal, Model, Moment, Versioned, one_of
from app.shared.revisions import WRITTEN_WITH
from app.works.models import Project, Section, Work

LENGTH_OF_UUID = 36


class Inspection(Model):
    """巡查记录: one visit to one section. Never changed after it is entered."""

    __tablename__ = "inspection"
    __table_args__ = (
        # Covers both the month of a section and the newest visits of some sections.
        Index("ix_inspection_of_section", "section_id", "inspected_on", "inspected_at"),
        Index("ix_inspection_by_inspector", "inspector_id", "inspected_on"),
        Index("ix_inspection_newest", "inspected_at", "id"),
        CheckConstraint("posts_present BETWEEN 0 AND posts_required", name="posts_add_up"),
        CheckConstraint(
            "equipment_present BETWEEN 0 AND equipment_required", name="equipment_adds_up"
        ),
        CheckConstraint("NOT is_late OR length(late_reason) > 0", name="late_has_reason"),
        CheckConstraint("start_m IS NOT NULL OR end_m IS NULL", name="end_has_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Made by the form when it is opened: the same visit sent twice is one row.
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    #: The road or bridge it was mainly about; None for the whole section.
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"), index=True)
    start_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    end_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    kind: Mapped[InspectionKind] = mapped_column(one_of(InspectionKind))
    inspected_at: Mapped[datetime] = mapped_column(Moment)
    #: The day of `inspected_at` in Shanghai.
    inspected_on: Mapped[date]
    received_at: Mapped[datetime] = mapped_column(Moment, default=now)
    inspector_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: Others who came along, and who signed for the section: names as written.
    companions: Mapped[str] = mapped_column(String(200), default="")
    signed_by: Mapped[str] = mapped_column(String(100), default="")
    weather: Mapped[str] = mapped_column(String(60), default="")
    looked_at_progress: Mapped[bool] = mapped_column(default=False)
    looked_at_quality: Mapped[bool] = mapped_column(default=False)
    looked_at_safety: Mapped[bool] = mapped_column(default=False)
    looked_at_environment: Mapped[bool] = mapped_column(default=False)
    progress_note: Mapped[str] = mapped_column(Text, default="")
    quality_note: Mapped[str] = mapped_column(Text, default="")
    safety_note: Mapped[str] = mapped_column(Text, default="")
    environment_note: Mapped[str] = mapped_column(Text, default="")
    site_environment: Mapped[Condition | None] = mapped_column(one_of(Condition))
    diligence: Mapped[Diligence | None] = mapped_column(one_of(Diligence))
    handling: Mapped[Handling] = mapped_column(one_of(Handling))
    is_late: Mapped[bool] = mapped_column(default=False)
    late_reason: Mapped[str] = mapped_column(Text, default="")
    #: Sums of the lists below, kept here so that a month is read without them.
    posts_required: Mapped[int] = mapped_column(default=0)
    posts_present: Mapped[int] = mapped_column(default=0)
    equipment_required: Mapped[int] = mapped_column(default=0)
    equipment_present: Mapped[int] = mapped_column(default=0)
    #: As R25 asked on that day; None where the rule does not hold for the section.
    roads_required: Mapped[int | None]
    roads_open: Mapped[int] = mapped_column(default=0)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    work: Mapped[Work | None] = relationship()
    inspector: Mapped[User] = relationship()
    posts: Mapped[list["KeyPostCheck"]] = relationship(order_by="KeyPostCheck.id")
    equipment: Mapped[list["EquipmentCheck"]] = relationship(order_by="EquipmentCheck.id")
    open_works: Mapped[list["OpenWork"]] = relationship()
    findings: Mapped[list["Finding"]] = relationship(
        order_by="Finding.id", back_populates="inspection"
    )

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"{self.section.name} {self.inspected_on}"

    @property
    def topics(self) -> list[Topic]:
        """The topics that were looked at, in the order of the form."""
        return [topic for topic in Topic if getattr(self, f"looked_at_{topic.value}")]

    def note_on(self, topic: Topic) -> str:
        """Return what was written on the topic."""
        return str(getattr(self, f"{topic.value}_note"))

    @property
    def is_short_of_roads(self) -> bool:
        """Whether fewer roads were open than R25 asks for."""
        return self.roads_required is not None and self.roads_open < self.roads_required


class InspectionTally(Model):
    """巡查次数: how many visits a section has had, so that a list of all need not count them one by one.

    Triggers of the table of inspections write it, not we: a migration that makes that table anew makes them anew.
    """

    __tablename__ = "inspection_tally"
    __table_args__ = {"info": {WRITTEN_WITH: Inspection.__tablename__}}  # noqa: RUF012

    section_id: Mapped[int] = mapped_column(
        ForeignKey("section.id", ondelete="CASCADE"), primary_key=True
    )
    visits: Mapped[int]


class KeyPostCheck(Model):
    """关键岗位到岗: how one key post was met on one visit."""

    __tablename__ = "key_post_check"
    __table_args__ = (
        CheckConstraint(
            "(attendance = 'absent') = (evidence_due_on IS NOT NULL)", name="absence_asks_evidence"
        ),
        Index("ix_key_post_check_evidence", "evidence_due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    #: Post and person as the contract named them on that day.
    post: Mapped[str] = mapped_column(String(60))
    person_name: Mapped[str] = mapped_column(String(100))
    attendance: Mapped[Attendance] = mapped_column(one_of(Attendance))
    reason: Mapped[str] = mapped_column(String(200), default="")
    #: Until when the contractor owes written evidence of the absence (R33).
    evidence_due_on: Mapped[date | None]
    #: The case that the absence or the stand-in opened; two visits of a day share one.
    absence_case_id: Mapped[int | None] = mapped_column(ForeignKey("absence_case.id"), index=True)

    absence_case: Mapped[AbsenceCase | None] = relationship()


class EquipmentCheck(Model):
    """设备: one kind of machine, as many as the contract asks for and as many as were there (R24)."""

    __tablename__ = "equipment_check"
    __table_args__ = (
        CheckConstraint("required >= 0", name="required_not_negative"),
        CheckConstraint("present >= 0", name="present_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    required: Mapped[int]
    present: Mapped[int]


class OpenWork(Model):
    """A road or bridge that was found under construction on a visit (R25)."""

    __tablename__ = "open_work"

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), primary_key=True, index=True)

    work: Mapped[Work] = relationship()


class Finding(Versioned, Model):
    """发现问题: something wrong that was found, until somebody else than its mender closes it."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_of_section", "section_id", "found_on", "state"),
        Index("ix_finding_due", "state", "due_on"),
        Index("ix_finding_found", "found_on", "id"),
        Index("ix_finding_closed", "section_id", "closed_on", "found_on"),
        Index(
            "ix_finding_open",
            "section_id",
            "due_on",
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_day"),
        CheckConstraint("(closed_on IS NULL) = (closed_by_id IS NULL)", name="closed_has_person"),
        CheckConstraint("due_on IS NOT NULL OR solved_on_spot", name="due_or_solved"),
        CheckConstraint("start_m IS NOT NULL OR end_m IS NULL", name="end_has_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The visit that found it; None when it was raised outside one: by a notice, after a report.
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"), index=True)
    #: The inspection's section and day, repeated here for lists and months.
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    found_on: Mapped[date]
    #: Who raised it outside a visit; of a visit it is the inspector.
    found_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    topic: Mapped[Topic] = mapped_column(one_of(Topic))
    severity: Mapped[Severity] = mapped_column(one_of(Severity))
    description: Mapped[str] = mapped_column(Text)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"), index=True)
    start_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    end_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    due_on: Mapped[date | None]
    state: Mapped[FindingState] = mapped_column(one_of(FindingState), default=FindingState.OPEN)
    #: Put right while the inspector stood by: closed at once.
    solved_on_spot: Mapped[bool] = mapped_column(default=False)
    #: The day the proof that still stands was handed in; None before, and after it was sent back.
    proved_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: Ordered by the bureau: only the bureau, no supervision firm, finds it put right.
    closed_by_bureau_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    inspection: Mapped[Inspection | None] = relationship(back_populates="findings")
    section: Mapped[Section] = relationship()
    work: Mapped[Work | None] = relationship()
    found_by: Mapped[User | None] = relationship(foreign_keys=[found_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    proofs: Mapped[list["Proof"]] = relationship(order_by="Proof.round", back_populates="finding")

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.description[:60]

    @property
    def finder(self) -> User | None:
        """Who found it."""
        return self.inspection.inspector if self.inspection else self.found_by


class Proof(Model):
    """整改回复: what the contractor says and shows of a finding put right, and what the check said."""

    __tablename__ = "proof"
    __table_args__ = (
        UniqueConstraint("finding_id", "round"),
        CheckConstraint("(verdict IS NULL) = (checked_at IS NULL)", name="checked_at_with_verdict"),
        CheckConstraint(
            "(verdict IS NULL) = (checked_by_id IS NULL)", name="checked_by_with_verdict"
        ),
        CheckConstraint(
            "checked_by_id IS NULL OR checked_by_id <> handed_in_by_id", name="four_eyes"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Made where it was written: the same proof sent twice is one row. None on older ones.
    client_uuid: Mapped[str | None] = mapped_column(String(LENGTH_OF_UUID), unique=True, index=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    round: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    handed_in_at: Mapped[datetime] = mapped_column(Moment, default=now)
    handed_in_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    verdict: Mapped[Verdict | None] = mapped_column(one_of(Verdict))
    verdict_reason: Mapped[str] = mapped_column(Text, default="")
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    finding: Mapped[Finding] = relationship(back_populates="proofs")
    handed_in_by: Mapped[User] = relationship(foreign_keys=[handed_in_by_id])
    checked_by: Mapped[User | None] = relationship(foreign_keys=[checked_by_id])


class SiteLog(Model):
    """项目办工作日志: what the project office saw on the site of a project on one day (R07)."""

    __tablename__ = "site_log"
    __table_args__ = (
        Index("ix_site_log_of_project", "project_id", "log_on"),
        Index("ix_site_log_newest", "log_on", "id"),
        Index("ix_site_log_by_author", "author_id", "log_on"),
        CheckConstraint("NOT is_late OR length(late_reason) > 0", name="late_has_reason"),
        CheckConstraint("NOT is_stopped OR length(stop_reason) > 0", name="stop_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_uuid: Mapped[str] = mapped_column(String(LENGTH_OF_UUID), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    log_on: Mapped[date]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    received_at: Mapped[datetime] = mapped_column(Moment, default=now)
    weather: Mapped[str] = mapped_column(String(60), default="")
    location: Mapped[str] = mapped_column(String(200), default="")
    people_present: Mapped[str] = mapped_column(Text, default="")
    #: 巡查标段/道路 in words; the sections themselves are in `sections`.
    content: Mapped[str] = mapped_column(Text, default="")
    problems: Mapped[str] = mapped_column(Text, default="")
    advice: Mapped[str] = mapped_column(Text, default="")
    requirements: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    is_stopped: Mapped[bool] = mapped_column(default=False)
    stop_reason: Mapped[str] = mapped_column(Text, default="")
    is_late: Mapped[bool] = mapped_column(default=False)
    late_reason: Mapped[str] = mapped_column(Text, default="")
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    project: Mapped[Project] = relationship()
    author: Mapped[User] = relationship()
    sections: Mapped[list[Section]] = relationship(
        secondary="site_log_section", order_by=Section.position
    )


class SiteLogSection(Model):
    """A section that a site log tells of."""

    __tablename__ = "site_log_section"

    site_log_id: Mapped[int] = mapped_column(ForeignKey("site_log.id"), primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), primary_key=True, index=True)
