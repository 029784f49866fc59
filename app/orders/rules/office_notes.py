"""Records that no room would take in: handed to the project office with a note, so that no evidence is stranded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.orders.rules.notices import text_problems
from app.orders.rules.words import NoteState
from app.shared.sentences import Sentence, say


@dataclass(frozen=True)
class NoteEntry:
    """A record as it stood on the phone, why it came back, and what its writer says of it."""

    client_uuid: str
    words: str
    #: The identifier of the record itself, its kind, and all that it says.
    record_uuid: str
    record_kind: str
    made_at: datetime
    content: Mapping[str, Any] = field(default_factory=dict)
    refusals: Sequence[str] = ()


def note_problems(entry: NoteEntry, *, is_taken_in: bool) -> list[Sentence]:
    """Return what is wrong with the note; a record that the office has already needs none."""
    problems = text_problems(entry.words)
    if not entry.words.strip():
        problems.append(say("Say what the office should do with the record."))
    if is_taken_in:
        problems.append(say("The office has this very record already."))
    return problems


def answer_problems(state: NoteState, outcome: NoteState, words: str) -> list[Sentence]:
    """Return why the note cannot be answered: each is answered once, in words."""
    if state != NoteState.WAITING:
        return [say("This note was answered already: %(state)s.", state=state.label)]
    problems = text_problems(words)
    if outcome == NoteState.WAITING:
        problems.append(say("Say whether the record was entered."))
    if not words.strip():
        problems.append(say("Say what was done with the record, for the person who sent it."))
    return problems
