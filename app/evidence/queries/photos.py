"""Photos and where they are shown."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from app.accounts.models import User
from app.evidence.models import Photo, PhotoUse
from app.evidence.owners import not_kept_from, visible_besides
from app.evidence.rules import UNCHECKED, OwnerKind
from app.extensions import db
from app.shared.errors import NotFound
from app.works.models import Section
from app.works.queries.scope import visible_to


def find_photo(sha256: str) -> Photo | None:
    """Return the photo of these bytes, if it was received before."""
    return db.session.scalars(select(Photo).where(Photo.sha256 == sha256)).one_or_none()


def list_without_fingerprint(most: int) -> Sequence[tuple[int, str]]:
    """Return number and hash of some photos whose fingerprint was never taken, the oldest first."""
    rows = db.session.execute(
        select(Photo.id, Photo.sha256)
        .where(or_(Photo.fingerprint.is_(None), Photo.mirrored.is_(None)))
        .order_by(Photo.id)
        .limit(most)
    )
    return rows.tuples().all()


def photos_of(kind: OwnerKind, owner_ids: Collection[int]) -> Sequence[PhotoUse]:
    """Return the photos shown with any of these records, in the order they were attached."""
    if not owner_ids:
        return []
    return db.session.scalars(
        select(PhotoUse)
        .where(PhotoUse.owner_kind == kind, PhotoUse.owner_id.in_(owner_ids))
        .order_by(PhotoUse.id)
    ).all()


def photos_of_day(section_id: int, day: date) -> Sequence[PhotoUse]:
    """Return the photos that show the section on the day, with whatever record."""
    return db.session.scalars(
        select(PhotoUse)
        .where(
            PhotoUse.section_id == section_id,
            PhotoUse.shown_on == day,
            # Whoever hands a record to the office need not have to do with the section.
            PhotoUse.owner_kind.not_in(UNCHECKED | {OwnerKind.OFFICE_NOTE}),
        )
        .order_by(PhotoUse.id)
    ).all()


def visible_uses(user: User) -> ColumnElement[bool]:
    """Return the condition on PhotoUse that leaves the photos of what the user may see."""
    if not user.is_outsider:
        return not_kept_from(user)
    own_sections = select(Section.id).where(visible_to(user))
    of_own = or_(PhotoUse.section_id.in_(own_sections), visible_besides(user))
    return and_(of_own, not_kept_from(user))


def get_photo_use_for(user: User, use_id: int) -> PhotoUse:
    """Return the photo as it is shown somewhere. Raises NotFound, also for others' sections."""
    found = db.session.scalars(
        select(PhotoUse).where(PhotoUse.id == use_id, visible_uses(user))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
