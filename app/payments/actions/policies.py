"""Setting the release policy."""

from app.extensions import db
from app.payments.models import ReleasePolicy
from app.payments.rules.policy import Policy, policy_problems
from app.ranking.rules.canonical import plain, sha256_of
from app.shared.audit import Actor, record
from app.shared.calendar import Month
from app.shared.errors import RuleBroken
from app.shared.sentences import say


def save_policy(policy: Policy, effective_from: Month, reason: str, *, by: Actor) -> ReleasePolicy:
    """Let a policy count from a month on. Raises RuleBroken when it breaks a floor or has no reason."""
    problems = policy_problems(policy)
    if not reason.strip():
        problems.append(say("Give the reason for the change."))
    if problems:
        raise RuleBroken(problems)
    content = plain(policy)
    version = ReleasePolicy(
        effective_from=effective_from,
        content=content,
        sha256=sha256_of(content),
        reason=reason.strip(),
        created_by_id=by.id,
    )
    db.session.add(version)
    record(
        by,
        "release_policy.saved",
        version,
        {"effective_from": str(effective_from), "content": content},
        reason=reason.strip(),
    )
    return version
