"""Imports: what was sent, how it was read, what it changed, and how to undo it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.reports.rules.batches import BatchState, RowState
from app.reports.rules.fields import Kind
from app.shared.calendar import now
from app.shared.models import Model, Moment, Versioned, one_of


class ImportBatch(Versioned, Model):
    """One workbook that somebody sent, from the upload to its undoing."""

    __tablename__ = "import_batch"
    __table_args__ = (
        Index("ix_import_batch_sha256", "sha256"),
        CheckConstraint("(applied_at IS NULL) = (applied_by_name IS NULL)", name="applied_pair"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_name IS NULL)", name="undone_pair"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(one_of(Kind))
    file_name: Mapped[str] = mapped_column(String(200))
    #: Of the file as it was sent; the file itself is kept under this name in the folder `imports`.
    sha256: Mapped[str] = mapped_column(String(64))
    #: Who keeps the sheet, as it says itself or as the user entered: mappings are remembered by it.
    sender: Mapped[str] = mapped_column(String(200), default="")
    programme_name: Mapped[str] = mapped_column(String(200), default="")
    year: Mapped[int | None]
    #: The week that the user set over what the sheet says, like 2020-W22.
    week: Mapped[str] = mapped_column(String(8), default="")
    #: [{"sheet": name, "chosen": true, "mapping": {"4": "township", …}}, …] by column number.
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: Problems of whole sheets and remarks about the file, as stored by rules.batches.
    remarks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: What the import made beside its rows: {"programme": [1], "section": [4, 5]}, for the undo.
    made: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[BatchState] = mapped_column(one_of(BatchState), default=BatchState.READ)
    new_count: Mapped[int] = mapped_column(default=0)
    changed_count: Mapped[int] = mapped_column(default=0)
    unchanged_count: Mapped[int] = mapped_column(default=0)
    refused_count: Mapped[int] = mapped_column(default=0)
    uploaded_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    uploaded_by_name: Mapped[str] = mapped_column(String(200))
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    applied_by_name: Mapped[str | None] = mapped_column(String(200))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by_name: Mapped[str | None] = mapped_column(String(200))

    uploaded_by: Mapped[User | None] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.file_name


class ImportRow(Model):
    """One road of a workbook: what it would change, or why it may not go in."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_batch_id_state", "batch_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    sheet: Mapped[str] = mapped_column(String(100))
    #: As the spreadsheet counts.
    number: Mapped[int]
    section_name: Mapped[str] = mapped_column(String(120), default="")
    #: What a person calls it: the road's name or code.
    label: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[RowState] = mapped_column(one_of(RowState))
    #: Values that differ, by field, as stored by rules.batches.
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: The work it stands for, once known.
    work_id: Mapped[int | None] = mapped_column(index=True)


class MappingMemory(Model):
    """What a sender's column was said to hold; an empty key means: leave it out."""

    __tablename__ = "mapping_memory"
    __table_args__ = (UniqueConstraint("sender", "kind", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Kind] = mapped_column(one_of(Kind))
    #: The labels of the column, joined by strokes.
    title: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(100))
