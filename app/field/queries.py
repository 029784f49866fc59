"""Reading what phones have sent, and what they take along."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import Organisation, User
from app.extensions import db
from app.field.models import FieldPhoto, FieldReceipt
from app.inspections.models import Finding, Inspection, SiteLog
from app.inspections.rules import FindingState
from app.works.models import KeyPost, Section, Work


def find_receipt(client_uuid: str) -> FieldReceipt | None:
    """Return the receipt of the record with this identifier, whoever sent it."""
    statement = select(FieldReceipt).where(FieldReceipt.client_uuid == client_uuid)
    return db.session.scalars(statement).one_or_none()


def photos_from(user: User, hashes: Collection[str]) -> dict[str, FieldPhoto]:
    """Return the photos of these hashes that this person's phone sent, by hash."""
    statement = select(FieldPhoto).where(
        FieldPhoto.user_id == user.id, FieldPhoto.sha256.in_(hashes)
    )
    return {photo.sha256: photo for photo in db.session.scalars(statement)}


def find_photo_from(user: User, sha256: str) -> FieldPhoto | None:
    """Return the photo if this person's phone sent it before."""
    return photos_from(user, [sha256]).get(sha256)


def contractors_of(section_ids: Collection[int]) -> dict[int, str]:
    """Return the contractor's name of each section that has one."""
    rows = db.session.execute(
        select(Section.id, Organisation.name)
        .join(Organisation, Organisation.id == Section.contractor_id)
        .where(Section.id.in_(section_ids))
    )
    return dict(rows.tuples().all())


def works_of(section_ids: Collection[int]) -> Sequence[Work]:
    """Return the works of the sections in ledger order."""
    return db.session.scalars(
        select(Work).where(Work.section_id.in_(section_ids)).order_by(Work.position, Work.id)
    ).all()


def key_posts_of(section_ids: Collection[int]) -> Sequence[KeyPost]:
    """Return the key posts of the sections as they were entered, past ones included."""
    return db.session.scalars(
        select(KeyPost).where(KeyPost.section_id.in_(section_ids)).order_by(KeyPost.id)
    ).all()


def last_visits(section_ids: Collection[int]) -> Sequence[Inspection]:
    """Return the last visit of each section that has one, with its lists."""
    inner = aliased(Inspection)
    last = (
        select(inner.id)
        .where(inner.section_id == Section.id)
        .order_by(inner.inspected_on.desc(), inner.id.desc())
        .limit(1)
        .correlate(Section)
        .scalar_subquery()
    )
    return (
        db.session.scalars(
            select(Inspection)
            .where(Inspection.id.in_(select(last).where(Section.id.in_(section_ids))))
            .options(
                joinedload(Inspection.inspector),
                selectinload(Inspection.posts),
                selectinload(Inspection.equipment),
                selectinload(Inspection.open_works),
            )
            .order_by(Inspection.id)
        )
        .unique()
        .all()
    )


def last_logs_of(user: User) -> Sequence[SiteLog]:
    """Return the last site log that this person wrote of each project."""
    newest = select(func.max(SiteLog.id)).where(SiteLog.author_id == user.id)
    return db.session.scalars(
        select(SiteLog)
        .where(SiteLog.id.in_(newest.group_by(SiteLog.project_id)))
        .order_by(SiteLog.id)
    ).all()


def findings_to_prove(section_ids: Collection[int]) -> Sequence[Finding]:
    """Return the findings of the sections that wait for their contractor, the most urgent first."""
    return db.session.scalars(
        select(Finding)
        .where(
            Finding.section_id.in_(section_ids),
            Finding.state.in_((FindingState.OPEN, FindingState.RETURNED)),
        )
        .order_by(Finding.due_on, Finding.id)
    ).all()
