"""Demolish and rebuild: a failed key item takes back what stands on its place (R31)."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from app.accounts.models import User
from app.extensions import db
from app.progress.actions.items import ensure_items
from app.progress.actions.rollups import refresh_work_progress
from app.progress.models import DoneStretch, MeasurementReversal, ReversalRecord
from app.progress.queries.demolitions import plan_demolition
from app.progress.queries.sheet import list_items
from app.progress.rules.demolition import quantity_problems
from app.quality.actions import nonconformities
from app.quality.actions.orders import take_back
from app.quality.models import Nonconformity
from app.quality.rules.nonconformities import Decision, Disposition, decision_problems
from app.quality.rules.stretches import Stretch, without
from app.shared.audit import record
from app.shared.calendar import Week, today
from app.shared.errors import RuleBroken


def demolish(
    found: Nonconformity,
    reason: str,
    quantities: Mapping[str, Decimal | None] | None = None,
    *,
    by: User,
) -> list[MeasurementReversal]:
    """Let nothing stand on the place any more; without quantities those of the rule are taken back.

    Progress falls by reversal records, the chain of acceptance starts anew from the failed process
    on, and what may have been measured is marked. Raises RuleBroken with everything that is wrong.
    """
    plan = plan_demolition(found)
    given = plan.proposed if quantities is None else quantities
    decision = Decision(Disposition.DEMOLISH, reason)
    problems = decision_problems(decision, found.state, today())
    if problems := [*problems, *quantity_problems(plan.items, given)]:
        raise RuleBroken(problems)
    nonconformities.demolish(found, decision, by=by)
    take_back(
        found.work,
        found.process,
        found.place,
        reason=reason,
        by=by,
        client_uuid=f"demolition-{found.id}",
    )
    codes = [item.code for item in plan.items]
    marked = _reverse(found, {code: given[code] or Decimal(0) for code in codes}, by)
    if stretch := found.place.stretch:
        _shorten_stretches(found, codes, stretch)
    refresh_work_progress(found.section)
    return marked


def _reverse(
    found: Nonconformity, quantities: Mapping[str, Decimal], by: User
) -> list[MeasurementReversal]:
    items = {item.code: item for item in ensure_items(found.section, by)}
    marked = []
    for code, quantity in quantities.items():
        if quantity == 0:
            continue
        kept = ReversalRecord(
            work_id=found.work_id, item_id=items[code].id, week=Week.of(today()), quantity=quantity,
            reason=found.reason, recorded_by_id=by.id,
        )  # fmt: skip
        db.session.add(kept)
        record(by, "progress.reversal", kept, {"quantity": quantity}, reason=found.reason)
        mark = MeasurementReversal(
            nonconformity=found, section_id=found.section_id, work_id=found.work_id,
            item_id=items[code].id, reversal=kept, quantity=quantity, marked_by_id=by.id,
        )  # fmt: skip
        db.session.add(mark)
        marked.append(mark)
    db.session.flush()
    return marked


def _shorten_stretches(found: Nonconformity, codes: list[str], gone: Stretch) -> None:
    """Let the strip chart show the place as not done."""
    items = {item.id for item in list_items(found.section_id) if item.code in codes}
    rows = db.session.scalars(
        select(DoneStretch).where(
            DoneStretch.work_id == found.work_id, DoneStretch.item_id.in_(items)
        )
    ).all()
    for row in rows:
        left = without([Stretch(row.start_m, row.end_m)], [gone])
        if left == [Stretch(row.start_m, row.end_m)]:
            continue
        for part in left:
            db.session.add(
                DoneStretch(
                    work_id=row.work_id, item_id=row.item_id, start_m=part.start_m,
                    end_m=part.end_m, done_on=row.done_on, recorded_by_id=row.recorded_by_id,
                    recorded_at=row.recorded_at,
                )
            )  # fmt: skip
        db.session.delete(row)
    db.session.flush()
