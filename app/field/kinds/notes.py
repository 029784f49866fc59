"""A record that came back, handed to the office as it is. Source: decision 0018: nothing that was seen is lost."""

import json
from typing import Any

from app.extensions import db
from app.field import queries
from app.field.kinds.arrival import Arrival
from app.field.rules import Submission, corrected, read_submission
from app.inspections.models import Finding
from app.orders import actions
from app.orders.models import OfficeNote
from app.orders.rules import NoteEntry
from app.quality.models import AcceptanceRequest
from app.shared.calendar import now
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.works.models import Project, Section, Work

#: What the records of a kind are about; whoever lost the section meanwhile still names it.
ABOUT: dict[str, type[Any]] = {
    "inspection": Section, "post_check": Section, "problem": Section, "site_log": Project,
    "proof": Finding, "acceptance": Work, "side_station": Work,
    "round": AcceptanceRequest, "sign_off": AcceptanceRequest, "village": AcceptanceRequest,
}  # fmt: skip
MOST_REFUSALS = 20


def take_office_note(arrival: Arrival) -> OfficeNote:
    """Hand the record that the note carries to the project office."""
    fields = arrival.submission.fields
    handed = _handed(arrival.submission)
    offset = now() - arrival.submission.sent_at
    entry = NoteEntry(
        client_uuid=arrival.submission.uuid,
        words="\n".join(fields.get("words", [])),
        record_uuid=handed.uuid,
        record_kind=handed.kind,
        made_at=corrected(handed.made_at, offset),
        content=handed.content,
        refusals=fields.get("refused", [])[:MOST_REFUSALS],
    )
    known = queries.find_receipt(handed.uuid)
    return actions.hand_to_office(
        _place_of(handed),
        entry,
        by=arrival.by,
        photos=[photo for photos in arrival.photos.values() for photo in photos],
        is_taken_in=known is not None and known.fingerprint == handed.fingerprint,
    )


def _handed(note: Submission) -> Submission:
    """Return the record inside the note. Raises RuleBroken when it is none."""
    written = note.fields.get("record", [""])
    try:
        content: Any = json.loads(written[0] if written else "")
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, dict):
        content["sent_at"] = note.sent_at.isoformat()
    handed = read_submission(content)
    if handed.kind not in ABOUT:
        raise RuleBroken([say("This kind of record cannot be handed to the office.")])
    return handed


def _place_of(handed: Submission) -> Section | Project:
    found = db.session.get(ABOUT[handed.kind], handed.subject)
    if found is None:
        raise RuleBroken([say("What the record is about does not exist any more.")])
    place: Section | Project = found if isinstance(found, Section | Project) else found.section
    return place
