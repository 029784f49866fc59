"""Programmes, projects, tender sections, contracts, and the roads, bridges and yards that are built."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.shared.models import ExactDecimal, Model, Versioned, one_of
from app.works.rules import (
    Cause,
    FundKind,
    LocationSource,
    MilestoneKind,
    Nature,
    Status,
    TechnicalClass,
    WorkKind,
    WorksKind,
    WorkStatus,
)  # fmt: skip


class Area(Model):
    """片区: one of the bureau's areas; each township belongs to at most one."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)


class AreaMember(Model):
    """An engineer who answers for an area."""

    __tablename__ = "area_member"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)


class Township(Model):
    """A township or sub-district, with its nine-digit division code."""

    __tablename__ = "township"

    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(String(9), unique=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)

    area: Mapped[Area | None] = relationship()


class TownshipAlias(Model):
    """Another spelling under which ledgers name a township."""

    __tablename__ = "township_alias"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    township_id: Mapped[int] = mapped_column(ForeignKey("township.id"))


class SupervisionTeam(Versioned, Model):
    """督导组: a team of the bureau, led by a member of its leadership."""

    __tablename__ = "supervision_team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    leader: Mapped[User | None] = relationship()


class TeamMember(Model):
    """A member of a supervision team."""

    __tablename__ = "team_member"

    team_id: Mapped[int] = mapped_column(ForeignKey("supervision_team.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)


class Programme(Versioned, Model):
    """专项: a year's group of works with one kind and one set of fund sources."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("year", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    kind: Mapped[WorksKind] = mapped_column(one_of(WorksKind), index=True)
    name: Mapped[str] = mapped_column(String(200))
    planned_length_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    #: Bridges or sites, where kilometres do not count the works.
    planned_count: Mapped[int | None]
    planned_townships: Mapped[int | None]
    planned_amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    #: Whether the source said "about" (约).
    is_approximate: Mapped[bool] = mapped_column(default=False)
    planned_finish_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    #: The words of the source where a date is too exact: "end of June", "2020".
    finish_text: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    accountable_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    accountable: Mapped[User | None] = relationship()
    fund_sources: Mapped[list["FundSource"]] = relationship(
        order_by="FundSource.id", cascade="all, delete-orphan"
    )


class FundSource(Model):
    """Money of one source for one programme: central, provincial, county, self-raised."""

    __tablename__ = "fund_source"
    __table_args__ = (
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
        CheckConstraint("kind <> 'unrestricted'", name="somebodys_money"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    #: The programme's own words.
    source: Mapped[str] = mapped_column(String(60))
    #: Whose money it is: a section draws only from the kinds that its programme names.
    kind: Mapped[FundKind] = mapped_column(one_of(FundKind))
    amount_fen: Mapped[int] = mapped_column(BigInteger)


class Project(Versioned, Model):
    """项目: what is approved and funded as one; it may have no section yet."""

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("programme_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), default="", index=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[WorksKind] = mapped_column(one_of(WorksKind), index=True)
    nature: Mapped[Nature | None] = mapped_column(one_of(Nature))
    status: Mapped[Status] = mapped_column(one_of(Status), index=True)
    status_reason: Mapped[str] = mapped_column(Text, default="")
    status_since: Mapped[date | None]
    suspended_by: Mapped[Cause | None] = mapped_column(one_of(Cause))
    investment_fen: Mapped[int | None] = mapped_column(BigInteger)
    route_code: Mapped[str] = mapped_column(String(20), default="")
    start_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    end_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    length_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    started_on: Mapped[date | None]
    planned_start_on: Mapped[date | None]
    #: The words of the plan: "early 2021".
    planned_start_text: Mapped[str] = mapped_column(String(60), default="")
    planned_finish_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    description: Mapped[str] = mapped_column(Text, default="")
    #: What only some kinds have: berths, shoreline_m, yard area.
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: A completion that the owner reported, kept beside the computed one (R43).
    reported_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    reported_on: Mapped[date | None]
    accountable_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    programme: Mapped[Programme] = relationship()
    accountable: Mapped[User | None] = relationship()
    milestones: Mapped[list["Milestone"]] = relationship(
        order_by="Milestone.id", cascade="all, delete-orphan"
    )


class Milestone(Model):
    """One step of a project's preliminary stage, with the authority that decides it."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    kind: Mapped[MilestoneKind] = mapped_column(one_of(MilestoneKind))
    name: Mapped[str] = mapped_column(String(200), default="")
    authority: Mapped[str] = mapped_column(String(200), default="")
    document_no: Mapped[str] = mapped_column(String(100), default="")
    planned_on: Mapped[date | None]
    planned_text: Mapped[str] = mapped_column(String(60), default="")
    done_on: Mapped[date | None]
    done_text: Mapped[str] = mapped_column(String(60), default="")


class Section(Versioned, Model):
    """标段: one tender section, one contract, one contractor, many works."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    code: Mapped[str] = mapped_column(String(40), default="", index=True)
    #: Position in lists: 2标段 before 10标段.
    position: Mapped[int] = mapped_column(default=0)
    contractor_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    supervision_firm_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    area_engineer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    supervision_team_id: Mapped[int | None] = mapped_column(
        ForeignKey("supervision_team.id"), index=True
    )
    status: Mapped[Status] = mapped_column(one_of(Status), index=True)
    status_reason: Mapped[str] = mapped_column(Text, default="")
    status_since: Mapped[date | None]
    suspended_by: Mapped[Cause | None] = mapped_column(one_of(Cause))
    accountable_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    project: Mapped[Project] = relationship()
    contractor: Mapped[Organisation | None] = relationship(foreign_keys=[contractor_id])
    supervision_firm: Mapped[Organisation | None] = relationship(foreign_keys=[supervision_firm_id])
    area: Mapped[Area | None] = relationship()
    area_engineer: Mapped[User | None] = relationship(foreign_keys=[area_engineer_id])
    supervision_team: Mapped[SupervisionTeam | None] = relationship()
    accountable: Mapped[User | None] = relationship(foreign_keys=[accountable_id])
    contract: Mapped["Contract | None"] = relationship(back_populates="section")


class Contract(Versioned, Model):
    """The contract of a section, with the terms that payment depends on."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("price_fen > 0", name="price_positive"),
        CheckConstraint(
            "labour_cost_share BETWEEN 0 AND 1000000", name="labour_cost_share_in_range"
        ),
        CheckConstraint("payment_share BETWEEN 0 AND 1000000", name="payment_share_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), unique=True)
    number: Mapped[str] = mapped_column(String(60), default="")
    price_fen: Mapped[int] = mapped_column(BigInteger)
    awarded_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    start_on: Mapped[date | None]
    planned_finish_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    #: What the firm declared at signing; decides the statutory payment term.
    contractor_is_sme: Mapped[bool | None]
    #: Share of each payment that is labour cost and goes to the wage account; None until the contract says.
    labour_cost_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    #: The contract's own progress-payment ratio of completed value: the ceiling.
    payment_share: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))
    payment_days: Mapped[int | None]
    #: Agreed interest per day on late money; None means the statutory rate.
    late_rate_per_day: Mapped[Decimal | None] = mapped_column(ExactDecimal(6))

    section: Mapped[Section] = relationship(back_populates="contract")


class Work(Versioned, Model):
    """工程: one road item, bridge or yard of a section."""

    __tablename__ = "work"
    __table_args__ = (
        Index("ix_work_key", "section_id", "route_code", "start_m", "end_m"),
        CheckConstraint("length_m >= 0", name="length_not_negative"),
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    kind: Mapped[WorkKind] = mapped_column(one_of(WorkKind), index=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    #: Order within the section, as in the ledger.
    position: Mapped[int] = mapped_column(default=0)
    nature: Mapped[Nature | None] = mapped_column(one_of(Nature))
    status: Mapped[WorkStatus] = mapped_column(one_of(WorkStatus), default=WorkStatus.NOT_STARTED)
    township_id: Mapped[int | None] = mapped_column(ForeignKey("township.id"), index=True)
    second_township_id: Mapped[int | None] = mapped_column(ForeignKey("township.id"))
    village: Mapped[str] = mapped_column(String(100), default="")
    route_code: Mapped[str] = mapped_column(String(20), default="", index=True)
    #: Chainage in metres from the start of the route; for a bridge `start_m` is its centre.
    start_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    end_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    #: The stated length, which a chain break makes different from end - start.
    length_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    chainage_text: Mapped[str] = mapped_column(String(60), default="")
    technical_class: Mapped[TechnicalClass | None] = mapped_column(one_of(TechnicalClass))
    roadbed_width_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    pavement_width_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    thickness_mm: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    structure: Mapped[str] = mapped_column(String(100), default="")
    #: The work's part of the contract price; weighs the works of a section.
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    planned_start_on: Mapped[date | None]
    planned_finish_on: Mapped[date | None]
    started_on: Mapped[date | None]
    finished_on: Mapped[date | None]
    bridge_code: Mapped[str] = mapped_column(String(40), default="")
    span_text: Mapped[str] = mapped_column(String(100), default="")
    bridge_length_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    bridge_width_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(3))
    bridge_rating: Mapped[str] = mapped_column(String(120), default="", server_default="")
    built_year: Mapped[str] = mapped_column(String(120), default="", server_default="")
    defects: Mapped[str] = mapped_column(Text, default="", server_default="")
    remedy: Mapped[str] = mapped_column(Text, default="", server_default="")
    #: As the ledger says it of this one work; the funds need not sum up to it.
    total_investment_fen: Mapped[int | None] = mapped_column(BigInteger)
    central_fund_fen: Mapped[int | None] = mapped_column(BigInteger)
    provincial_fund_fen: Mapped[int | None] = mapped_column(BigInteger)
    city_fund_fen: Mapped[int | None] = mapped_column(BigInteger)
    district_fund_fen: Mapped[int | None] = mapped_column(BigInteger)
    own_fund_fen: Mapped[int | None] = mapped_column(BigInteger)
    approval_no: Mapped[str] = mapped_column(String(120), default="", server_default="")
    procurement: Mapped[str] = mapped_column(String(120), default="", server_default="")
    employer: Mapped[str] = mapped_column(String(120), default="", server_default="")
    designer: Mapped[str] = mapped_column(String(120), default="", server_default="")
    #: 交工 and 竣工验收, as the ledger states them; the section's own state is kept apart.
    handed_over_on: Mapped[date | None]
    final_accepted_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    accountable_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    section: Mapped[Section] = relationship()
    township: Mapped[Township | None] = relationship(foreign_keys=[township_id])
    second_township: Mapped[Township | None] = relationship(foreign_keys=[second_township_id])
    accountable: Mapped[User | None] = relationship()


class Location(Model):
    """Where a work, or a project without works, lies: WGS 84, as a point and, where known, a line."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint("(work_id IS NULL) <> (project_id IS NULL)", name="of_one_thing"),
        Index("ix_location_extent", "longitude", "latitude", "reach", "work_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"), unique=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), unique=True)
    #: The point, or the middle of the line, in degrees.
    longitude: Mapped[Decimal] = mapped_column(ExactDecimal(7))
    latitude: Mapped[Decimal] = mapped_column(ExactDecimal(7))
    #: GeoJSON order: [[longitude, latitude], ...] from start to end of the work; None for a point.
    line: Mapped[list[list[float]] | None] = mapped_column(JSON(none_as_null=True))
    #: How many degrees the line leads away from the point at most: finds lines that only pass through an area.
    reach: Mapped[Decimal] = mapped_column(ExactDecimal(7), default=Decimal(0), server_default="0")
    source: Mapped[LocationSource] = mapped_column(one_of(LocationSource))
    #: The coordinate system in which it was given: WGS84, CGCS2000, GCJ02, BD09.
    source_crs: Mapped[str] = mapped_column(String(20), default="WGS84")
    accuracy_m: Mapped[Decimal | None] = mapped_column(ExactDecimal(1))
    file_name: Mapped[str] = mapped_column(String(200), default="")

    work: Mapped[Work | None] = relationship()
    project: Mapped[Project | None] = relationship()

    @property
    def is_approximate(self) -> bool:
        return self.source == LocationSource.APPROXIMATE


class KeyPost(Model):
    """A key post of a section and the person the contract names for it, from a day to a day."""

    __tablename__ = "key_post"
    __table_args__ = (CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    #: One of the setting `key_posts`.
    post: Mapped[str] = mapped_column(String(60))
    person_name: Mapped[str] = mapped_column(String(100))
    licence_no: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    since: Mapped[date]
    until: Mapped[date | None]
    #: For a person who followed another one: whether the owner approved the change.
    replacement_approved: Mapped[bool | None]

    section: Mapped[Section] = relationship()
