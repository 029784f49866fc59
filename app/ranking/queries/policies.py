"""Which policy counts for a month."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.extensions import db
from app.ranking.models import RankingPolicy
from app.ranking.rules.policy import Policy, read_policy
from app.shared.calendar import Month


def find_policy(month: Month) -> RankingPolicy | None:
    """Return the newest policy valid in the month; None while the program's first one counts."""
    return db.session.scalars(
        select(RankingPolicy)
        .where(RankingPolicy.valid_from <= month)
        .order_by(RankingPolicy.valid_from.desc(), RankingPolicy.number.desc())
        .limit(1)
    ).one_or_none()


def policy_of(month: Month) -> Policy:
    """Return the policy that counts for the month."""
    kept = find_policy(month)
    return read_policy(kept.content) if kept else Policy()


def list_policies() -> Sequence[RankingPolicy]:
    """Return all policies, the newest first."""
    return db.session.scalars(select(RankingPolicy).order_by(RankingPolicy.number.desc())).all()


def next_policy_number() -> int:
    """Return the number after the last one."""
    return (db.session.scalar(select(func.max(RankingPolicy.number))) or 0) + 1
