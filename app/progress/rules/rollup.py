"""What one week counts for: the figures that are frozen at the cut-off."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from app.progress.rules.plan import Plan, elapsed_share
from app.progress.rules.relief import relieved
from app.progress.rules.shares import rounded, value_fen
from app.shared.calendar import Week, start_of_day

ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class WeekDone:
    """What the confirmed report of a week gives; none of it when there is no such report."""

    physical_share: Decimal
    #: What the sheet itself states as the week's own; only used where no earlier week is known.
    own_week_share: Decimal | None = None
    investment_fen: int | None = None
    reported_share: Decimal | None = None


@dataclass(frozen=True)
class WeekBefore:
    """The roll-up of the last week before this one."""

    physical_share: Decimal
    investment_fen: int | None = None


@dataclass(frozen=True)
class Frame:
    """What a week is measured against."""

    week: Week
    plan: Plan
    price_fen: int | None
    #: Part of length and days that the owner's obstacles blocked: in the week, and since the start.
    blocked_in_week: Decimal = ZERO
    blocked_since_start: Decimal = ZERO


@dataclass(frozen=True)
class RollupFigures:
    """The figures of one roll-up."""

    physical_share: Decimal
    week_share: Decimal
    planned_share: Decimal | None
    week_planned_share: Decimal | None
    blocked_share: Decimal
    elapsed_share: Decimal | None
    baseline_number: int | None
    price_fen: int | None
    value_fen: int | None
    investment_fen: int | None
    reported_share: Decimal | None
    supported_share: Decimal | None = None


def roll_up(
    frame: Frame,
    done: WeekDone | None,
    before: WeekBefore | None,
    supported_share: Decimal | None = None,
) -> RollupFigures:
    """Return the week's figures; without a confirmed report those of the week before are kept."""
    physical_share = _physical(done, before)
    planned, week_planned = _planned(frame)
    plan = frame.plan
    investment_fen = done.investment_fen if done else None
    return RollupFigures(
        physical_share=physical_share,
        week_share=rounded(_week_share(done, before, physical_share)),
        planned_share=planned,
        week_planned_share=week_planned,
        blocked_share=rounded(frame.blocked_in_week),
        elapsed_share=None
        if plan.start is None or plan.finish is None
        else rounded(elapsed_share(plan.start, plan.finish, frame.week.last_day)),
        baseline_number=plan.baseline_number,
        price_fen=frame.price_fen,
        value_fen=None if frame.price_fen is None else value_fen(physical_share, frame.price_fen),
        investment_fen=investment_fen
        if investment_fen is not None or before is None
        else before.investment_fen,
        reported_share=done.reported_share if done else None,
        supported_share=None
        if supported_share is None
        else min(rounded(supported_share), physical_share),
    )


def cut_off(week: Week, days_after: int, hour: int) -> datetime:
    """Return the moment at which the week is frozen: so many days after its Sunday, at the hour."""
    day: date = week.last_day + timedelta(days=days_after)
    return start_of_day(day) + timedelta(hours=hour)


def is_on_time(first_submitted_at: datetime | None, due_at: datetime) -> bool:
    """Return whether the report was handed in by the cut-off; the moment itself is in time."""
    return first_submitted_at is not None and first_submitted_at <= due_at


def _physical(done: WeekDone | None, before: WeekBefore | None) -> Decimal:
    if done is not None:
        return rounded(done.physical_share)
    return before.physical_share if before is not None else ZERO


def _week_share(
    done: WeekDone | None, before: WeekBefore | None, physical_share: Decimal
) -> Decimal:
    """Return what the week added.

    ASSUMPTION: where the first recorded week does not say what it added itself, it added nothing;
    all that was built before the record begins must not count as one week's work.
    """
    if before is not None:
        return physical_share - before.physical_share
    if done is None or done.own_week_share is None:
        return ZERO
    return done.own_week_share


def _planned(frame: Frame) -> tuple[Decimal | None, Decimal | None]:
    at_end = frame.plan.share_on(frame.week.last_day)
    at_start = frame.plan.share_on(frame.week.previous().last_day)
    if at_end is None or at_start is None:
        return None, None
    return (
        rounded(relieved(at_end, frame.blocked_since_start)),
        rounded(relieved(at_end - at_start, frame.blocked_in_week)),
    )
