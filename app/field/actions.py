"""Taking in what phones send, exactly once."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.evidence.actions import keep_photo as keep_evidence
from app.evidence.rules import Capture
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.field import queries, rules
from app.field.kinds import KINDS, Arrival
from app.field.models import FieldPhoto, FieldReceipt
from app.field.rules import Difference, PhotoFacts, Submission
from app.shared.calendar import now
from app.shared.errors import Forbidden, NotFound, Refused, RuleBroken, StaleEdit, Unreadable
from app.shared.sentences import Sentence, say


class AnotherRecord(Refused):
    """The identifier stands for another record already; `differences` tell in what."""

    def __init__(self, receipt: FieldReceipt, differences: Sequence[Difference]) -> None:
        super().__init__(
            [
                say(
                    "This record was already sent by %(name)s, with other content.",
                    name=receipt.user.name,
                )
            ]
        )
        self.differences = differences


class Overtaken(StaleEdit):
    """Somebody else was quicker; `differences` tell in what the two differ."""

    def __init__(self, sentences: Sequence[Sentence], differences: Sequence[Difference]) -> None:
        super().__init__(sentences)
        self.differences = differences


class PhotosMissing(Refused):
    """The record names photos that have not come yet."""

    def __init__(self, hashes: Sequence[str]) -> None:
        super().__init__(
            [say("%(count)s photos of the record are still missing.", count=len(hashes))]
        )
        self.hashes = hashes


class NotYours(Refused):
    """The record is about something that this person may not write for, or not any more."""


def take_in(submission: Submission, *, by: User) -> tuple[FieldReceipt, bool]:
    """Take the record in; return its receipt, and whether it is new.

    Sent again, it is not taken in again: the receipt is the first one. Raises AnotherRecord,
    Overtaken, PhotosMissing, NotYours and RuleBroken.
    """
    if known := queries.find_receipt(submission.uuid):
        return _same_record(known, submission, by), False
    try:
        with db.session.begin_nested():
            return _take_in(submission, by), True
    except IntegrityError:  # the same record arrived at the same moment
        if known := queries.find_receipt(submission.uuid):
            return _same_record(known, submission, by), False
        raise


def keep_photo(stored: StoredPhoto, facts: PhotoFacts, *, by: User) -> FieldPhoto:
    """Keep what the phone said of a photo of this person; a second time changes nothing."""
    known = queries.find_photo_from(by, stored.sha256)
    if known is not None:
        return known
    photo = FieldPhoto(
        user_id=by.id,
        sha256=stored.sha256,
        width=stored.width,
        height=stored.height,
        byte_count=stored.byte_count,
        taken_at=facts.taken_at,
        latitude=facts.latitude,
        longitude=facts.longitude,
        accuracy_m=facts.accuracy_m,
        clock_offset_s=facts.clock_offset_s(now()),
    )
    try:
        with db.session.begin_nested():
            # Making a photo smaller on the phone takes away what the camera wrote into it.
            keep_evidence(replace(stored, capture=_capture(photo, stored)), by=by)
            db.session.add(photo)
            db.session.flush()
    except IntegrityError:  # the same photo arrived at the same moment
        if known := queries.find_photo_from(by, stored.sha256):
            return known
        raise
    return photo


def _capture(photo: FieldPhoto, stored: StoredPhoto) -> Capture:
    """Return what the phone said of the photo; what it left out, the camera may have written."""
    said = Capture(
        photo.taken_at,
        photo.latitude,
        photo.longitude,
        photo.accuracy_m,
        photo.clock_offset_s,
    )
    return said.completed_by(stored.capture)


def _same_record(known: FieldReceipt, submission: Submission, by: User) -> FieldReceipt:
    if known.fingerprint == submission.fingerprint and known.user_id == by.id:
        return known
    is_readable = known.user_id == by.id
    found = rules.differences(known.content, submission.content) if is_readable else ()
    raise AnotherRecord(known, found)


def _take_in(submission: Submission, by: User) -> FieldReceipt:
    kind = KINDS.get(submission.kind)
    if kind is None:
        raise RuleBroken([say("This program does not know such a record; load the app again.")])
    if not kind.is_open_to(by):
        raise NotYours([say("Your role does not include this kind of record any more.")])
    received_at = now()
    offset = rules.clock_offset(submission.sent_at, received_at)
    arrival = Arrival(
        submission,
        by,
        _photos_of(submission, by),
        begun_at=rules.corrected(submission.begun_at, offset),
        made_at=rules.corrected(submission.made_at, offset),
    )
    try:
        made = kind.take_in(arrival)
    except (NotFound, Forbidden):
        raise NotYours([_NOT_YOURS]) from None
    except Unreadable as trouble:
        raise RuleBroken([trouble.sentence]) from None
    except StaleEdit as stale:
        standing = kind.standing(arrival) if kind.standing else {}
        raise Overtaken(stale.sentences, rules.told_apart(standing, submission)) from None
    receipt = FieldReceipt(
        client_uuid=submission.uuid,
        kind=submission.kind,
        user=by,
        fingerprint=submission.fingerprint,
        content=submission.content,
        answer={"kind": made.__tablename__, "id": made.id},
        made_at=submission.made_at,
        sent_at=submission.sent_at,
        received_at=received_at,
        clock_offset_s=round(offset.total_seconds()),
    )
    db.session.add(receipt)
    db.session.flush()
    return receipt


_NOT_YOURS = say(
    "The section or project of this record is not yours any more. The record stays on the phone: "
    "hand it to the office with a note."
)


def _photos_of(submission: Submission, by: User) -> dict[str, list[StoredPhoto]]:
    known = queries.photos_from(by, {mark.sha256 for mark in submission.photos})
    missing = [mark.sha256 for mark in submission.photos if mark.sha256 not in known]
    if missing:
        raise PhotosMissing(missing)
    by_field: dict[str, list[StoredPhoto]] = {}
    for mark in submission.photos:
        photo = known[mark.sha256]
        stored = StoredPhoto(photo.sha256, photo.width, photo.height, photo.byte_count)
        by_field.setdefault(mark.field, []).append(stored)
    return by_field
