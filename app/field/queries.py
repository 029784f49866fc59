"""Reading what phones have sent."""

from collections.abc import Collection

from sqlalchemy import select

from app.accounts.models import User
from app.extensions import db
from app.field.models import FieldPhoto, FieldReceipt


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
