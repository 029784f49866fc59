"""Reading imports: every batch is fetched for a user."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from app.accounts.models import User
from app.extensions import db
from app.reports.models import ImportBatch, ImportRow, MappingMemory
from app.reports.rules.batches import BatchState, RowState
from app.reports.rules.fields import Kind
from app.shared.errors import NotFound
from app.works.models import Work


def batches_statement() -> Select[tuple[ImportBatch]]:
    """Return the statement of all imports, for lists."""
    return select(ImportBatch)


def get_batch(batch_id: int) -> ImportBatch:
    """Return an import. Raises NotFound."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is None:
        raise NotFound
    return batch


def find_same_file(sha256: str, kind: Kind, besides: int = 0) -> ImportBatch | None:
    """Return the newest import of the very same file that went in and still stands."""
    return db.session.scalars(
        select(ImportBatch)
        .where(
            ImportBatch.sha256 == sha256,
            ImportBatch.kind == kind,
            ImportBatch.state == BatchState.APPLIED,
            ImportBatch.id != besides,
        )
        .order_by(ImportBatch.id.desc())
        .limit(1)
    ).one_or_none()


def find_earlier_ledger(batch: ImportBatch) -> ImportBatch | None:
    """Return the last ledger of the same sender and programme that was taken in and still stands."""
    if not batch.sender:
        return None
    return db.session.scalars(
        select(ImportBatch)
        .where(
            ImportBatch.kind == Kind.REGISTER,
            ImportBatch.state == BatchState.APPLIED,
            ImportBatch.sender == batch.sender,
            ImportBatch.programme_name == batch.programme_name,
            ImportBatch.year == batch.year,
            ImportBatch.id != batch.id,
        )
        .order_by(ImportBatch.applied_at.desc(), ImportBatch.id.desc())
        .limit(1)
    ).one_or_none()


def works_of_batch(batch: ImportBatch) -> Sequence[tuple[int, str, str]]:
    """Return (number, name, route code) of the works that stood in a ledger and still exist."""
    rows = db.session.execute(
        select(Work.id, Work.name, Work.route_code)
        .join(ImportRow, ImportRow.work_id == Work.id)
        .where(ImportRow.batch_id == batch.id)
        .order_by(ImportRow.id)
    )
    return rows.tuples().all()


def remembered_mapping(sender: str, kind: Kind) -> Mapping[str, str]:
    """Return by column title what this sender's columns were said to hold."""
    rows = db.session.execute(
        select(MappingMemory.title, MappingMemory.key).where(
            MappingMemory.sender == sender, MappingMemory.kind == kind
        )
    ).tuples()
    return dict(rows.all())


def rows_statement(batch: ImportBatch, state: RowState | None = None) -> Select[tuple[ImportRow]]:
    """Return the rows of an import in the order of the sheet, of one state or all."""
    statement = select(ImportRow).where(ImportRow.batch_id == batch.id)
    return statement.where(ImportRow.state == state) if state else statement


def list_rows_with_problems(batch: ImportBatch, limit: int = 500) -> Sequence[ImportRow]:
    """Return the rows of which something is to be told, first those that may not go in."""
    return db.session.scalars(
        select(ImportRow)
        .where(ImportRow.batch_id == batch.id, func.length(_as_text(ImportRow.problems)) > 2)
        .order_by(ImportRow.state != RowState.REFUSED, ImportRow.id)
        .limit(limit)
    ).all()


def count_rows_with_problems(batch: ImportBatch) -> int:
    """Return of how many rows something is to be told."""
    statement = select(func.count()).select_from(ImportRow).where(
        ImportRow.batch_id == batch.id, func.length(_as_text(ImportRow.problems)) > 2
    )  # fmt: skip
    return db.session.scalar(statement) or 0


def _as_text(column: Any) -> Any:
    from sqlalchemy import Text, cast

    return cast(column, Text)


def list_applied_rows(batch: ImportBatch) -> Sequence[ImportRow]:
    """Return the rows that made or changed a work."""
    return db.session.scalars(
        select(ImportRow)
        .where(
            ImportRow.batch_id == batch.id,
            ImportRow.state.in_([RowState.NEW, RowState.CHANGED]),
            ImportRow.work_id.is_not(None),
        )
        .order_by(ImportRow.id)
    ).all()


def find_later_batch(batch: ImportBatch, work_ids: Sequence[int]) -> ImportBatch | None:
    """Return an import that came later and still stands, and touched one of these works."""
    touched = select(ImportRow.batch_id).where(
        ImportRow.batch_id > batch.id,
        ImportRow.state.in_([RowState.NEW, RowState.CHANGED]),
        ImportRow.work_id.in_(work_ids),
    )
    return db.session.scalars(
        select(ImportBatch)
        .where(ImportBatch.id.in_(touched), ImportBatch.state == BatchState.APPLIED)
        .order_by(ImportBatch.id)
        .limit(1)
    ).one_or_none()


def may_see(user: User, batch: ImportBatch) -> bool:
    """Return whether the user may see an import: the bureau all, others what they sent."""
    return not user.is_outsider or batch.uploaded_by_id == user.id
