"""Attaching stored photos to the records they are evidence of."""

from collections.abc import Sequence

from app.evidence import queries
from app.evidence.actions.checks import check_photos
from app.evidence.actions.fingerprints import keep_crops
from app.evidence.models import Photo, PhotoUse
from app.evidence.rules import Owner
from app.evidence.rules.likeness import bands_of
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.shared.audit import Actor


def attach(photos: Sequence[StoredPhoto], owner: Owner, *, by: Actor) -> Sequence[PhotoUse]:
    """Show the photos with the record, each once, and flag what is doubtful of them.

    A photo that was received before is not stored again. Returns those that the record did not show.
    """
    if not photos:
        return []
    known = {use.photo_id for use in queries.photos_of(owner.kind, [owner.id])}
    added = []
    for stored in photos:
        photo = keep_photo(stored, by=by)
        if photo.id not in known:
            known.add(photo.id)
            added.append(_use(photo, owner))
    db.session.flush()
    check_photos(added)
    return added


def keep_photo(stored: StoredPhoto, *, by: Actor) -> Photo:
    """Return the row of the photo, new unless it was received before."""
    return queries.find_photo(stored.sha256) or _new(stored, by)


def _use(photo: Photo, owner: Owner) -> PhotoUse:
    use = PhotoUse(
        photo=photo,
        photo_id=photo.id,
        owner_kind=owner.kind,
        owner_id=owner.id,
        section_id=owner.section_id,
        project_id=owner.project_id,
        work_id=owner.work_id,
        shown_on=owner.shown_on,
    )
    db.session.add(use)
    return use


def _new(stored: StoredPhoto, by: Actor) -> Photo:
    photo = Photo(
        sha256=stored.sha256,
        width=stored.width,
        height=stored.height,
        byte_count=stored.byte_count,
        received_from_id=by.id,
        taken_at=stored.capture.taken_at,
        latitude=stored.capture.latitude,
        longitude=stored.capture.longitude,
        accuracy_m=stored.capture.accuracy_m,
        clock_offset_s=stored.capture.clock_offset_s,
    )
    photo.fingerprint = stored.fingerprint or ""
    if stored.fingerprint:
        photo.band_1, photo.band_2, photo.band_3, photo.band_4 = bands_of(stored.fingerprint)
    photo.mirrored = stored.mirrored or ""
    db.session.add(photo)
    db.session.flush()
    keep_crops(photo.id, stored.crops)
    return photo
