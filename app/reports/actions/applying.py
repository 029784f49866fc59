"""Confirm a batch: everything in one transaction, one audit event with the file's hash."""

from app.extensions import db
from app.reports.actions.previewing import Plan, Progress, keep_rows, no_progress, plan_of
from app.reports.actions.uploading import forget_workbook
from app.reports.models import ImportBatch
from app.reports.rules.batches import BatchState, RowState, apply_problems
from app.reports.rules.fields import Kind
from app.shared.audit import Actor, record
from app.shared.calendar import now
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.memory import collector_paused
from app.shared.sentences import say


@collector_paused()
def apply_batch(
    batch: ImportBatch, *, by: Actor, plan: Plan | None = None, progress: Progress = no_progress
) -> Plan:
    """Take in every row that is new or changed and return what was done.

    The rows are read and matched again: what they would do must still be what was shown.
    Raises RuleBroken, StaleEdit.
    """
    shown = (batch.new_count, batch.changed_count)
    if batch.state is not BatchState.APPLYING and (problems := apply_problems(batch.state, *shown)):
        raise RuleBroken(problems)
    plan = plan or plan_of(batch, progress)
    if (plan.count(RowState.NEW), plan.count(RowState.CHANGED)) != shown:
        raise StaleEdit(
            [say("The works were changed since this preview was made. Look at it again.")]
        )
    if batch.kind is Kind.REGISTER:
        from app.reports.actions.building import build_register as take_in
    else:
        from app.reports.actions.weeklies import take_in_weeks as take_in
    take_in(batch, plan, by, progress)
    keep_rows(batch, plan)
    batch.state, batch.applied_at, batch.applied_by_name = BatchState.APPLIED, now(), by.name
    record(
        by,
        "import.applied",
        batch,
        {"sha256": batch.sha256, "file": batch.file_name}
        | {state.value: number for state, number in plan.counts.items()},
    )
    db.session.flush()
    forget_workbook()
    return plan
