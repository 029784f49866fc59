"""Attaching stored photos to what they show."""

from collections.abc import Sequence

from app.accounts.models import User
from app.extensions import db
from app.inspections import queries
from app.inspections.models import Finding, Inspection, Photo, PhotoUse, Proof, SiteLog
from app.inspections.photo_store import StoredPhoto
from app.shared.audit import Actor

_COLUMN_OF = {
    Inspection: "inspection_id",
    Finding: "finding_id",
    Proof: "proof_id",
    SiteLog: "site_log_id",
}


def attach(
    photos: Sequence[StoredPhoto], to: Inspection | Finding | Proof | SiteLog, *, by: User
) -> None:
    """Show the photos with the record; the same photo is stored once however often it is shown."""
    for stored in photos:
        photo = keep_photo(stored, by=by)
        db.session.add(PhotoUse(photo_id=photo.id, **{_COLUMN_OF[type(to)]: to.id}))
    db.session.flush()


def keep_photo(stored: StoredPhoto, *, by: Actor) -> Photo:
    """Return the row of the photo, new unless it was received before."""
    return queries.find_photo(stored.sha256) or _new(stored, by)


def _new(stored: StoredPhoto, by: Actor) -> Photo:
    photo = Photo(
        sha256=stored.sha256,
        width=stored.width,
        height=stored.height,
        byte_count=stored.byte_count,
        taken_at=stored.taken_at,
        received_from_id=by.id,
    )
    db.session.add(photo)
    db.session.flush()
    return photo
