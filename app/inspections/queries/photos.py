"""What the room of evidence asks about the records whose photos it keeps."""

from sqlalchemy import ColumnElement, select

from app.accounts.models import User
from app.evidence.models import PhotoUse
from app.extensions import db
from app.inspections.models import Proof, SiteLogSection
from app.inspections.queries.scope import of_visible_sections


def finding_of_proof(proof_id: int) -> int:
    """Return the number of the finding that the proof is about."""
    return db.session.execute(select(Proof.finding_id).where(Proof.id == proof_id)).scalar_one()


def photos_of_visible_logs(user: User) -> ColumnElement[bool]:
    """Return the condition that a log's photo may be seen: whoever sees one of its sections does."""
    return PhotoUse.owner_id.in_(
        select(SiteLogSection.site_log_id).where(
            of_visible_sections(SiteLogSection.section_id, user)
        )
    )
