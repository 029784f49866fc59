"""Notes to the office: the list, one of them, those that wait, and what the sender hears of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.extensions import db
from app.orders.models import OfficeNote
from app.orders.rules import NoteState
from app.shared.errors import NotFound
from app.shared.listing import ListRequest, Page, contains, paginate
from app.works.queries.scope import only_person

SORTABLE = ("handed",)


def find_note_about(record_uuid: str) -> OfficeNote | None:
    """Return the note that handed this record to the office."""
    return db.session.scalars(
        select(OfficeNote).where(OfficeNote.record_uuid == record_uuid)
    ).one_or_none()


def get_note(note_id: int) -> OfficeNote:
    """Return the note, for the office. Raises NotFound."""
    note = db.session.scalars(
        select(OfficeNote).where(OfficeNote.id == note_id).options(*_SHOWN)
    ).one_or_none()
    if note is None:
        raise NotFound
    return note


def list_notes(state: NoteState | None, request: ListRequest) -> Page[OfficeNote]:
    """Return one page of the notes in this state, or of all."""
    statement = select(OfficeNote).options(*_SHOWN)
    if state:
        statement = statement.where(OfficeNote.state == state)
    if request.search:
        texts = (OfficeNote.words, OfficeNote.answer)
        statement = statement.where(or_(*(contains(text, request.search) for text in texts)))
    return paginate(
        statement, _SORT_COLUMNS, request, tie_breaker=OfficeNote.id.desc(), scalars=True
    )


def count_notes_by_state() -> dict[NoteState, int]:
    """Return how many notes stand in each state."""
    rows = db.session.execute(select(OfficeNote.state, func.count()).group_by(OfficeNote.state))
    return dict(rows.tuples().all())


def list_notes_waiting(most: int) -> Sequence[OfficeNote]:
    """Return the oldest notes that nobody has answered."""
    return db.session.scalars(
        select(OfficeNote)
        .where(OfficeNote.state == NoteState.WAITING)
        .options(joinedload(OfficeNote.section), joinedload(OfficeNote.project))
        .order_by(OfficeNote.handed_at, OfficeNote.id)
        .limit(most)
    ).all()


def list_notes_from(sender: User, most: int) -> Sequence[OfficeNote]:
    """Return the person's newest notes, to tell what became of them."""
    return db.session.scalars(
        select(OfficeNote)
        .where(OfficeNote.sender_id == sender.id)
        .order_by(OfficeNote.id.desc())
        .limit(most)
    ).all()


_SHOWN: Collection[Any] = (
    joinedload(OfficeNote.section),
    joinedload(OfficeNote.project),
    only_person(OfficeNote.sender),
    only_person(OfficeNote.answered_by),
)
_SORT_COLUMNS: Mapping[str, Any] = {"handed": OfficeNote.handed_at}
