"""Reading the release policy and its earlier versions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.payments.models import ReleasePolicy
from app.payments.rules.policy import Policy, policy_from
from app.shared.calendar import Month


def find_policy(month: Month) -> ReleasePolicy | None:
    """Return the version in force in a month; None while the program's own first policy is."""
    return db.session.scalars(
        select(ReleasePolicy)
        .where(ReleasePolicy.effective_from <= month)
        .order_by(ReleasePolicy.effective_from.desc(), ReleasePolicy.id.desc())
        .limit(1)
    ).first()


def current_policy(month: Month) -> Policy:
    """Return the policy in force in a month."""
    version = find_policy(month)
    return policy_from(version.content) if version else Policy()


def list_policies() -> Sequence[ReleasePolicy]:
    """Return all versions, the one that counts last first."""
    statement = (
        select(ReleasePolicy)
        .options(joinedload(ReleasePolicy.created_by))
        .order_by(ReleasePolicy.effective_from.desc(), ReleasePolicy.id.desc())
    )
    return db.session.scalars(statement).unique().all()
