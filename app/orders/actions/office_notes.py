"""Handing a record that came back to a phone to the office, and the office's answer."""

from collections.abc import Sequence

from app.accounts.models import User
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.orders import queries, rules
from app.orders.models import OfficeNote
from app.orders.rules import NoteEntry, NoteState
from app.shared.audit import record
from app.shared.calendar import day_of, now
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.works.models import Project, Section


def hand_to_office(
    place: Section | Project,
    entry: NoteEntry,
    *,
    by: User,
    photos: Sequence[StoredPhoto] = (),
    is_taken_in: bool = False,
) -> OfficeNote:
    """Keep the record as it stood on the phone, for the project office. Raises RuleBroken."""
    if problems := rules.note_problems(entry, is_taken_in=is_taken_in):
        raise RuleBroken(problems)
    if queries.find_note_about(entry.record_uuid):
        raise RuleBroken([say("This record was handed to the office already.")])
    section = place if isinstance(place, Section) else None
    note = OfficeNote(
        client_uuid=entry.client_uuid,
        record_uuid=entry.record_uuid,
        record_kind=entry.record_kind,
        content=dict(entry.content),
        refusals=list(entry.refusals),
        words=entry.words.strip(),
        section=section,
        project=section.project if section else place,
        sender=by,
        made_at=entry.made_at,
        handed_at=now(),
        state=NoteState.WAITING,
        is_demonstration=place.is_demonstration,
    )
    db.session.add(note)
    db.session.flush()
    owner = Owner(
        OwnerKind.OFFICE_NOTE,
        note.id,
        day_of(entry.made_at),
        section_id=note.section_id,
        project_id=None if section else note.project_id,
    )
    attach(photos, owner, by=by)
    told = {"kind": entry.record_kind, "record": entry.record_uuid, "photos": len(photos)}
    record(by, "note.handed", note, told)
    return note


def answer_note(note: OfficeNote, outcome: NoteState, words: str, *, by: User) -> None:
    """Say what became of the record. Raises RuleBroken."""
    if problems := rules.answer_problems(note.state, outcome, words):
        raise RuleBroken(problems)
    note.state, note.answer = outcome, words.strip()
    note.answered_at, note.answered_by = now(), by
    db.session.flush()
    record(by, "note.answered", note, {"state": outcome}, reason=words)
