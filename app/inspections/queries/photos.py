"""Photos and where they are shown."""

from collections.abc import Collection, Sequence

from sqlalchemy import false, func, or_, select

from app.accounts.models import User
from app.extensions import db
from app.inspections.models import (
    Finding,
    Inspection,
    Photo,
    PhotoUse,
    Proof,
    SiteLog,
    SiteLogSection,
)
from app.inspections.queries.scope import of_visible_sections
from app.shared.errors import NotFound


def find_photo(sha256: str) -> Photo | None:
    """Return the photo of these bytes, if it was received before."""
    return db.session.scalars(select(Photo).where(Photo.sha256 == sha256)).one_or_none()


def photos_of(
    *,
    inspection_id: int | None = None,
    finding_ids: Collection[int] = (),
    proof_ids: Collection[int] = (),
    site_log_id: int | None = None,
) -> Sequence[PhotoUse]:
    """Return the photos shown with any of these, in the order they were attached."""
    shown_with = or_(
        PhotoUse.inspection_id == inspection_id if inspection_id else false(),
        PhotoUse.finding_id.in_(finding_ids) if finding_ids else false(),
        PhotoUse.proof_id.in_(proof_ids) if proof_ids else false(),
        PhotoUse.site_log_id == site_log_id if site_log_id else false(),
    )
    statement = select(PhotoUse).where(shown_with).order_by(PhotoUse.id)
    return db.session.scalars(statement).unique().all()


def first_uses(photo_ids: Collection[int]) -> dict[int, int]:
    """Return for each photo the number of its first use: another one is a photo used again."""
    return dict(
        db.session.execute(
            select(PhotoUse.photo_id, func.min(PhotoUse.id))
            .where(PhotoUse.photo_id.in_(photo_ids))
            .group_by(PhotoUse.photo_id)
        )
        .tuples()
        .all()
    )


def get_photo_use_for(user: User, use_id: int) -> PhotoUse:
    """Return the photo as it is shown somewhere. Raises NotFound, also for others' sections."""
    of_log = select(SiteLogSection.site_log_id).where(
        of_visible_sections(SiteLogSection.section_id, user)
    )
    of_finding = select(Finding.id).where(of_visible_sections(Finding.section_id, user))
    visible = or_(
        PhotoUse.inspection_id.in_(
            select(Inspection.id).where(of_visible_sections(Inspection.section_id, user))
        ),
        PhotoUse.finding_id.in_(of_finding),
        PhotoUse.proof_id.in_(select(Proof.id).where(Proof.finding_id.in_(of_finding))),
        PhotoUse.site_log_id.in_(of_log if user.is_outsider else select(SiteLog.id)),
    )
    found = db.session.scalars(select(PhotoUse).where(PhotoUse.id == use_id, visible)).one_or_none()
    if found is None:
        raise NotFound
    return found
