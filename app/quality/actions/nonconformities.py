"""Failed key items: opened by a judgement, decided by a named person, closed by a later lot (R31)."""

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.extensions import db
from app.quality.actions.sign_offs import settle_known_strengths
from app.quality.models import Nonconformity, SampleLot
from app.quality.queries.nonconformities import find_nonconformity_of_lot, list_live
from app.quality.queries.processes import processes_of_work
from app.quality.rules.evaluation import Verdict
from app.quality.rules.nonconformities import (
    Decision,
    Disposition,
    NonconformityState,
    decision_problems,
)
from app.quality.rules.stretches import covers
from app.shared.audit import record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say


def after_judgement(lot: SampleLot, *, by: User) -> None:
    """Open a nonconformity for a failed key item; let a lot that passed close what was rectified."""
    if lot.verdict is Verdict.FAILED and lot.is_key:
        _open(lot, by)
    if lot.verdict is Verdict.PASSED:
        _close_rectified(lot, by)
        settle_known_strengths(lot.work_id, lot.process, by=by)


def correction_problems(lot: SampleLot, by: User) -> list[Sentence]:
    """Return why this person may not correct the lot: what failed is not talked well by its contractor."""
    found = find_nonconformity_of_lot(lot.id)
    if found is None or may(by, Permission.DECIDE_NONCONFORMITY):
        return []
    return [
        say(
            "A key item failed here: only the project office or the quality station corrects its values."
        )
    ]


def close_corrected(old: SampleLot, new: SampleLot, *, by: User) -> None:
    """Close what the old lot opened: the new one opens its own when it fails as well."""
    found = find_nonconformity_of_lot(old.id)
    if found is None or found.state is NonconformityState.CLOSED:
        return
    found.disposition = Disposition.CORRECTED
    found.decided_by_id, found.decided_at, found.reason = by.id, now(), new.reason
    _close(found, new, by)


def rectify(found: Nonconformity, decision: Decision, *, by: User) -> None:
    """Let the place be rectified by a day and tested again. Raises RuleBroken."""
    _decide(found, decision, by)
    found.state, found.due_on = NonconformityState.RECTIFYING, decision.due_on
    record(
        by, "quality.rectification_ordered", found, {"due_on": found.due_on}, reason=found.reason
    )


def demolish(found: Nonconformity, decision: Decision, *, by: User) -> None:
    """Say that the place is demolished. The progress room calls this, and takes back all the rest."""
    _decide(found, decision, by)
    found.state, found.closed_on = NonconformityState.CLOSED, today()
    _close_above(found, by)
    record(by, "quality.demolition_ordered", found, {"process": found.process}, reason=found.reason)


def _close_above(found: Nonconformity, by: User) -> None:
    """What else had failed inside the demolished place, of this process or a later one, is gone with it."""
    codes = [one.code for one in processes_of_work(found.work).processes]
    later = codes[codes.index(found.process) :] if found.process in codes else [found.process]
    for other in list_live(found.work_id):
        if other.id == found.id or other.process not in later or not _lies_in(other, found):
            continue
        other.disposition, other.reason = Disposition.DEMOLISH, found.reason
        other.decided_by_id, other.decided_at = by.id, now()
        other.state, other.closed_on = NonconformityState.CLOSED, today()
        record(by, "quality.demolition_ordered", other, {"with": found.id}, reason=found.reason)


def _decide(found: Nonconformity, decision: Decision, by: User) -> None:
    if problems := decision_problems(decision, found.state, today()):
        raise RuleBroken(problems)
    found.disposition, found.reason = decision.disposition, decision.reason.strip()
    found.decided_by_id, found.decided_at = by.id, now()


def _open(lot: SampleLot, by: User) -> None:
    found = Nonconformity(
        lot=lot, section=lot.section, work=lot.work, section_id=lot.section_id,
        work_id=lot.work_id, process=lot.process, part=lot.part, start_m=lot.start_m,
        end_m=lot.end_m, state=NonconformityState.OPEN, opened_on=today(),
        is_demonstration=lot.is_demonstration,
    )  # fmt: skip
    db.session.add(found)
    record(by, "quality.nonconformity_opened", found, {"lot": lot.id, "measure": lot.measure})


def _close_rectified(lot: SampleLot, by: User) -> None:
    for found in list_live(lot.work_id, lot.process):
        if (
            found.state is NonconformityState.RECTIFYING
            and found.lot.measure is lot.measure
            and lot.entered_at > found.lot.entered_at
            and _lies_in(found, lot)
        ):
            _close(found, lot, by)


def _lies_in(found: Nonconformity, whole: SampleLot | Nonconformity) -> bool:
    inner, outer = found.place, whole.place
    if inner.stretch is None or outer.stretch is None:
        return inner.stretch is outer.stretch and outer.part in ("", inner.part)
    return covers([outer.stretch], inner.stretch)


def _close(found: Nonconformity, lot: SampleLot, by: User) -> None:
    found.state, found.closed_on, found.closing_lot = NonconformityState.CLOSED, today(), lot
    record(by, "quality.nonconformity_closed", found, {"lot": lot.id})
