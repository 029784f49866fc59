"""Photos for people who may see what they show."""

from flask import Response, redirect, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.evidence import owners, queries
from app.evidence.intake import photo_folder
from app.evidence.store import path_of
from app.evidence.views.blueprint import blueprint
from app.shared.errors import NotFound

#: Photos are written once and never change; only the reader's own browser may keep them.
CACHE = "private, max-age=86400, immutable"


@blueprint.get("/photos/<int:photo_use_id>")
@requires(Permission.SEE_PHOTOS)
def photo(photo_use_id: int) -> Response:
    return _picture(photo_use_id, "picture")


@blueprint.get("/photos/<int:photo_use_id>/thumbnail")
@requires(Permission.SEE_PHOTOS)
def thumbnail(photo_use_id: int) -> Response:
    return _picture(photo_use_id, "thumbnail")


@blueprint.get("/photos/<int:photo_use_id>/record")
@requires(Permission.SEE_PHOTOS)
def photo_record(photo_use_id: int) -> ResponseReturnValue:
    use = queries.get_photo_use_for(current_user, photo_use_id)
    address = owners.address_of(use.owner_kind, use.owner_id)
    if address is None:
        raise NotFound
    return redirect(address)


def _picture(photo_use_id: int, size: str) -> Response:
    """Answer with the photo, as a file that only the reader's own browser may keep."""
    use = queries.get_photo_use_for(current_user, photo_use_id)
    path = path_of(use.photo.sha256, photo_folder(), size=size)
    if not path.exists():
        raise NotFound
    name = f"photo-{use.id}.jpg"
    response = send_file(path, mimetype="image/jpeg", download_name=name, max_age=None)
    response.headers["Cache-Control"] = CACHE
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
