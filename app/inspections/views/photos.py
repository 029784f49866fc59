"""Photos for people who may see what they show."""

from flask import Response, send_file
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.inspections import queries
from app.inspections.models import Photo
from app.inspections.photo_intake import photo_folder
from app.inspections.photo_store import path_of
from app.inspections.views.blueprint import blueprint
from app.shared.errors import NotFound

#: Photos are written once and never change; only the reader's own browser may keep them.
CACHE = "private, max-age=86400, immutable"


@blueprint.get("/photos/<int:photo_use_id>")
@requires(Permission.SEE_INSPECTIONS)
def photo(photo_use_id: int) -> Response:
    return _picture(photo_use_id, "picture")


@blueprint.get("/photos/<int:photo_use_id>/thumbnail")
@requires(Permission.SEE_INSPECTIONS)
def thumbnail(photo_use_id: int) -> Response:
    return _picture(photo_use_id, "thumbnail")


def _picture(photo_use_id: int, size: str) -> Response:
    use = queries.get_photo_use_for(current_user, photo_use_id)
    return picture(use.photo, f"photo-{use.id}.jpg", size)


def picture(photo: Photo, name: str, size: str) -> Response:
    """Answer with the photo, as a file that only the reader's own browser may keep."""
    path = path_of(photo.sha256, photo_folder(), size=size)
    if not path.exists():
        raise NotFound
    response = send_file(path, mimetype="image/jpeg", download_name=name, max_age=None)
    response.headers["Cache-Control"] = CACHE
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
