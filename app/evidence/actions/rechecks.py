"""Drawing the photos of a week that are looked at again on the site, and what was found there."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from app.accounts.models import User
from app.evidence import queries
from app.evidence.actions.photos import attach
from app.evidence.models import PhotoUse, Recheck, RecheckSample
from app.evidence.rules import Candidate, Owner, OwnerKind, RecheckOutcome, samples
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.shared.audit import FIRST_HASH, Actor, record
from app.shared.calendar import Week, now, today
from app.shared.errors import RuleBroken
from app.shared.models import AuditEvent
from app.shared.settings import value_of, working_calendar

PERCENT = Decimal(100)


def draw_sample(week: Week, *, by: Actor, seed: str = "") -> Sequence[Recheck]:
    """Draw some photos that were received in the week, and say who looks at each again; once a week.

    The seed comes of the audit trail as it stands, so that nobody chooses it. Returns the re-checks.
    """
    if queries.find_sample(week):
        return []
    candidates = [
        Candidate(use_id, value_of("recheck_weight") if is_doubtful else 1)
        for use_id, is_doubtful in queries.photos_received(week)
    ]
    share = Decimal(value_of("recheck_percent")) / PERCENT
    sample = RecheckSample(
        week=week,
        seed=seed or _seed(week),
        frame=[[one.use_id, one.weight] for one in candidates],
        size=samples.sample_size(len(candidates), share, value_of("recheck_least")),
    )
    db.session.add(sample)
    db.session.flush()
    rechecks = _rechecks(sample, candidates)
    record(by, "recheck.drawn", sample, {"photos": len(candidates), "drawn": len(rechecks)})
    return rechecks


def finish_recheck(
    recheck: Recheck,
    outcome: RecheckOutcome | None,
    words: str,
    photos: Sequence[StoredPhoto],
    *,
    by: User,
) -> None:
    """Enter what was found where the photo was taken. Raises RuleBroken."""
    sender = recheck.use.photo.received_from
    problems = samples.recheck_problems(
        outcome,
        words,
        len(photos),
        is_open=recheck.done_at is None,
        is_own=sender.natural_person == by.natural_person,
    )
    if problems:
        raise RuleBroken(problems)
    recheck.outcome, recheck.words = outcome, words.strip()
    recheck.done_at, recheck.done_by = now(), by
    db.session.flush()
    use = recheck.use
    owner = Owner(
        OwnerKind.RECHECK, recheck.id, today(), use.section_id, use.project_id, use.work_id
    )
    attach(photos, owner, by=by)
    record(by, "recheck.done", recheck, {"outcome": outcome}, reason=words)


def _seed(week: Week) -> str:
    last = db.session.scalar(select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1))
    return hashlib.sha256(f"{week}:{last or FIRST_HASH}".encode()).hexdigest()


def _rechecks(sample: RecheckSample, candidates: Sequence[Candidate]) -> list[Recheck]:
    drawn = samples.draw(candidates, sample.size, sample.seed)
    if not drawn:
        return []
    uses = {
        use.id: use for use in db.session.scalars(select(PhotoUse).where(PhotoUse.id.in_(drawn)))
    }
    chosen = samples.assign(drawn, queries.people_for([uses[use_id] for use_id in drawn]))
    due_on = working_calendar().add_working_days(today(), value_of("recheck_days"))
    rechecks = [
        Recheck(
            sample=sample,
            use=uses[use_id],
            section_id=uses[use_id].section_id,
            assigned_to_id=chosen[use_id],
            due_on=due_on,
        )
        for use_id in drawn
    ]
    db.session.add_all(rechecks)
    db.session.flush()
    return rechecks
