"""Photos and where they are shown."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, or_, select, true

from app.accounts.models import User
from app.evidence.models import Photo, PhotoUse
from app.evidence.owners import visible_besides
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.shared.errors import NotFound
from app.shared.sentences import Sentence, say
from app.works.models import Section
from app.works.queries import visible_to


def find_photo(sha256: str) -> Photo | None:
    """Return the photo of these bytes, if it was received before."""
    return db.session.scalars(select(Photo).where(Photo.sha256 == sha256)).one_or_none()


def photos_of(kind: OwnerKind, owner_ids: Collection[int]) -> Sequence[PhotoUse]:
    """Return the photos shown with any of these records, in the order they were attached."""
    if not owner_ids:
        return []
    return db.session.scalars(
        select(PhotoUse)
        .where(PhotoUse.owner_kind == kind, PhotoUse.owner_id.in_(owner_ids))
        .order_by(PhotoUse.id)
    ).all()


def marks_of(uses: Collection[PhotoUse]) -> Mapping[int, Sequence[Sentence]]:
    """Return for each use that has any what whoever looks at the photo should know; one query."""
    showings: dict[int, list[PhotoUse]] = {}
    photo_ids = {use.photo_id for use in uses}
    for known in db.session.scalars(
        select(PhotoUse).where(PhotoUse.photo_id.in_(photo_ids)).order_by(PhotoUse.id)
    ):
        showings.setdefault(known.photo_id, []).append(known)
    return {
        use.id: [say("used before")]
        for use in uses
        if any(
            before.id < use.id and not before.owner.is_same_showing(use.owner)
            for before in showings.get(use.photo_id, ())
        )
    }


def visible_uses(user: User) -> ColumnElement[bool]:
    """Return the condition on PhotoUse that leaves the photos of what the user may see."""
    if not user.is_outsider:
        return true()
    own_sections = select(Section.id).where(visible_to(user))
    return or_(PhotoUse.section_id.in_(own_sections), visible_besides(user))


def get_photo_use_for(user: User, use_id: int) -> PhotoUse:
    """Return the photo as it is shown somewhere. Raises NotFound, also for others' sections."""
    found = db.session.scalars(
        select(PhotoUse).where(PhotoUse.id == use_id, visible_uses(user))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
