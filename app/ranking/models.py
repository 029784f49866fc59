"""Policies, rankings with their lines, objections and vetoes. What is frozen is insert-only."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from app.ranking.rules.canonical import text_of
from app.ranking.rules.eligibility import Eligibility
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.policy import Band, WorkGroup
from app.shared.calendar import Month, now
from app.shared.errors import FrozenRecord
from app.shared.models import ExactDecimal, Model, Moment, MonthColumn, Versioned, one_of
from app.works.models import Section


class CanonicalJson(TypeDecorator[Any]):
    """JSON kept as its canonical text, so that the bytes under a fingerprint never change."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else text_of(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class RankingPolicy(Model):
    """A policy that counts from a month on; the newest one not after the month in question. Insert-only."""

    __tablename__ = "ranking_policy"
    __table_args__ = (CheckConstraint("number >= 1", name="numbered"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    valid_from: Mapped[Month] = mapped_column(MonthColumn, index=True)
    content: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_by_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Ranking(Versioned, Model):
    """One version of the ranking of one group of works for one month. Frozen, it never changes."""

    __tablename__ = "ranking"
    __table_args__ = (
        UniqueConstraint("month", "work_group", "number"),
        Index(
            "uq_ranking_one_draft",
            "month",
            "work_group",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        CheckConstraint("number >= 1", name="numbered"),
        CheckConstraint("end_on > start_on", name="period_not_empty"),
        CheckConstraint(
            "(published_at IS NULL) = (published_by_name IS NULL)", name="published_at_and_by"
        ),
        CheckConstraint(
            "(published_at IS NULL) = (objections_until IS NULL)", name="published_with_deadline"
        ),
        CheckConstraint("(frozen_at IS NULL) = (frozen_by_name IS NULL)", name="frozen_at_and_by"),
        CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="draft_unpublished"),
        CheckConstraint("(state = 'frozen') = (frozen_at IS NOT NULL)", name="frozen_is_dated"),
        CheckConstraint(
            "replaces_id IS NULL OR length(correction_reason) > 0", name="replaced_with_reason"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[Month] = mapped_column(MonthColumn, index=True)
    group: Mapped[WorkGroup] = mapped_column("work_group", one_of(WorkGroup))
    #: 1, 2, ... within month and group; the highest in force counts.
    number: Mapped[int]
    state: Mapped[RankingState] = mapped_column(one_of(RankingState), default=RankingState.DRAFT)
    #: The assessment period, start <= day < end.
    start_on: Mapped[date]
    end_on: Mapped[date]
    #: The figures and the policy that the lines follow from, as they were when it was drafted.
    figures: Mapped[dict[str, Any]] = mapped_column(CanonicalJson, deferred=True)
    policy: Mapped[dict[str, Any]] = mapped_column(CanonicalJson, deferred=True)
    #: None for the first policy, which is the program's own.
    policy_number: Mapped[int | None]
    rules_version: Mapped[int]
    #: Over rules version, figures, policy and lines.
    sha256: Mapped[str] = mapped_column(String(64))
    #: The published or frozen version that this one puts right, and why.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("ranking.id"))
    correction_reason: Mapped[str] = mapped_column(Text, default="")
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    drafted_by_name: Mapped[str] = mapped_column(String(200))
    drafted_at: Mapped[datetime] = mapped_column(Moment)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_by_name: Mapped[str | None] = mapped_column(String(200))
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    #: The last day on which objections may be made.
    objections_until: Mapped[date | None]
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    frozen_by_name: Mapped[str | None] = mapped_column(String(200))
    frozen_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Why it was frozen before the deadline for objections had passed.
    force_reason: Mapped[str] = mapped_column(Text, default="")

    replaces: Mapped["Ranking | None"] = relationship(remote_side=[id])

    @property
    def name(self) -> str:
        """How the audit trail calls it."""
        return f"{self.month} {self.group.value} v{self.number}"


class RankingLine(Model):
    """One section in a ranking; `content` is the whole line, the other columns repeat what is asked for."""

    __tablename__ = "ranking_line"
    __table_args__ = (
        UniqueConstraint("ranking_id", "section_id"),
        CheckConstraint("place >= 1", name="place_positive"),
        CheckConstraint("score BETWEEN 0 AND 10000", name="score_in_range"),
        CheckConstraint(
            "(place IS NULL) = (score IS NULL) AND (place IS NULL) = (band IS NULL)",
            name="ranked_or_not",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ranking_id: Mapped[int] = mapped_column(ForeignKey("ranking.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    eligibility: Mapped[Eligibility] = mapped_column(one_of(Eligibility))
    place: Mapped[int | None]
    #: 1, 2, 3, ... without ties, for the order of payments.
    strict_order: Mapped[int | None]
    previous_place: Mapped[int | None]
    band: Mapped[Band | None] = mapped_column(one_of(Band))
    score: Mapped[Decimal | None] = mapped_column(ExactDecimal(2))
    #: What the month sheet shows of the line, without the deductions.
    sheet: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)
    content: Mapped[dict[str, Any]] = mapped_column(CanonicalJson, deferred=True)

    ranking: Mapped[Ranking] = relationship()
    section: Mapped[Section] = relationship()


class Objection(Model):
    """What a contractor objects to in a published ranking, and the bureau's answer with its reason."""

    __tablename__ = "ranking_objection"
    __table_args__ = (
        CheckConstraint("length(text) > 0", name="text_given"),
        CheckConstraint(
            "(answered_at IS NULL) = (answered_by_name IS NULL)", name="answered_at_and_by"
        ),
        CheckConstraint("(answered_at IS NULL) = (is_accepted IS NULL)", name="answered_yes_or_no"),
        CheckConstraint("answered_at IS NULL OR length(answer) > 0", name="answered_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ranking_id: Mapped[int] = mapped_column(ForeignKey("ranking.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    #: Where the evidence lies: numbers of records, addresses, names of papers handed in.
    evidence: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_by_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment)
    is_accepted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_by_name: Mapped[str | None] = mapped_column(String(200))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    ranking: Mapped[Ranking] = relationship()
    section: Mapped[Section] = relationship()


class Veto(Model):
    """A confirmed fact that caps the score of a section (一票否决), with its evidence."""

    __tablename__ = "veto"
    __table_args__ = (
        CheckConstraint("length(evidence) > 0", name="evidence_given"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_name IS NULL)", name="withdrawn_at_and_by"
        ),
        CheckConstraint(
            "withdrawn_at IS NULL OR length(withdrawal_reason) > 0", name="withdrawn_with_reason"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    #: One of the policy's list.
    kind: Mapped[str] = mapped_column(String(100))
    day: Mapped[date] = mapped_column(index=True)
    evidence: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_by_name: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_by_name: Mapped[str | None] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")

    section: Mapped[Section] = relationship()


@event.listens_for(RankingPolicy, "before_update")
@event.listens_for(RankingPolicy, "before_delete")
def _policies_are_insert_only(_mapper: Any, _connection: Any, policy: RankingPolicy) -> None:
    raise FrozenRecord(f"policy {policy.number} is final: add a new one instead")


@event.listens_for(Ranking, "before_update")
@event.listens_for(Ranking, "before_delete")
def _frozen_rankings_stay(_mapper: Any, _connection: Any, ranking: Ranking) -> None:
    before = attributes.get_history(ranking, "state").deleted
    if (before[0] if before else ranking.state) == RankingState.FROZEN:
        raise FrozenRecord(f"ranking {ranking.name} is frozen: correct it by a new version")


@event.listens_for(RankingLine, "before_update")
@event.listens_for(RankingLine, "before_delete")
@event.listens_for(Objection, "before_update")
@event.listens_for(Objection, "before_delete")
def _parts_of_frozen_rankings_stay(
    _mapper: Any, _connection: Any, part: RankingLine | Objection
) -> None:
    if part.ranking.state == RankingState.FROZEN:
        raise FrozenRecord(f"ranking {part.ranking.name} is frozen")
