"""Photos from phones: checked against their hash and decoded before the transaction begins."""

import hashlib
import io
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.evidence.intake import photo_folder
from app.evidence.queries import find_photo
from app.evidence.store import MOST_BYTES, RefusedUpload, StoredPhoto, path_of, take_in
from app.field import actions, queries, rules
from app.field.views.blueprint import blueprint
from app.field.views.exchange import told
from app.shared.errors import NotFound
from app.shared.transaction import commits


class _Body(io.BytesIO):
    """The body of a request, as the photo store reads its uploads."""

    filename: str | None = None


def takes_picture(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Give the view the photo of the request's body, stored; refuse it when its hash is not its name."""

    @wraps(view)
    def receiving(sha256: str) -> ResponseReturnValue:
        if not rules.SHA256.fullmatch(sha256):
            raise NotFound
        request.max_content_length = MOST_BYTES
        body = request.get_data(cache=False)
        if hashlib.sha256(body).hexdigest() != sha256:
            return told(
                400, sentences=[_("The photo did not arrive whole; it will be sent again.")]
            )
        try:
            return view(_known(sha256) or _stored(body))
        except RefusedUpload as refusal:
            return told(422, sentences=[str(refusal.sentence)])

    return receiving


@blueprint.get("/api/photos/<sha256>")
@requires(Permission.USE_FIELD)
def has_photo(sha256: str) -> ResponseReturnValue:
    if not rules.SHA256.fullmatch(sha256) or not queries.find_photo_from(current_user, sha256):
        raise NotFound
    return told(200, sha256=sha256)


@blueprint.put("/api/photos/<sha256>")
@requires(Permission.USE_FIELD)
@takes_picture
@commits
def put_photo(stored: StoredPhoto) -> ResponseReturnValue:
    by = current_user._get_current_object()
    photo = actions.keep_photo(stored, rules.read_photo_facts(_facts()), by=by)
    return told(200, sha256=photo.sha256)


def _known(sha256: str) -> StoredPhoto | None:
    """Return the photo if the same bytes were taken in before, from whomever."""
    photo = find_photo(sha256)
    if photo is None or not path_of(sha256, photo_folder()).exists():
        return None
    return StoredPhoto(sha256, photo.width, photo.height, photo.byte_count)


def _stored(body: bytes) -> StoredPhoto:
    upload = _Body(body)
    upload.filename = _("Photo")
    return take_in(upload, photo_folder())


def _facts() -> Any:
    """Return what the phone says of the photo; nothing when it cannot be read."""
    try:
        return json.loads(request.headers.get("X-Photo", ""))
    except (ValueError, RecursionError):
        return None
