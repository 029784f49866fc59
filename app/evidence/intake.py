"""Photos of a request: taken in before its transaction begins, and kept while a form is mended."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.evidence.rules import Capture, read_captures
from app.evidence.store import StoredPhoto, folder_in, path_of, take_in_all
from app.shared.errors import Unreadable
from app.shared.sentences import Sentence

P = ParamSpec("P")
PHOTO_FIELD = re.compile(r"photos|photos_before|findings-\d{1,2}-photos")
#: Photos of a form that was refused are kept for its next try.
KEPT_SECONDS = 24 * 3600
MOST_KEPT = 60


@dataclass(frozen=True)
class ReceivedPhotos:
    """The photos of a request by the name of their field, and what was refused."""

    by_field: dict[str, list[StoredPhoto]] = field(default_factory=dict)
    refusals: list[Sentence] = field(default_factory=list)

    def of(self, name: str) -> list[StoredPhoto]:
        """Return the photos that came in this field."""
        return self.by_field.get(name, [])

    def tokens(self) -> dict[str, list[str]]:
        """Return signed notes of the photos: sent back by the form, they need no second upload."""
        return {name: [_token(name, p) for p in photos] for name, photos in self.by_field.items()}


def photo_folder() -> Path:
    """Return where the photos lie."""
    return folder_in(current_app.config["DATA_FOLDER"])


def takes_photos(view: Callable[..., ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Give the view `photos`: stored before @commits opens the transaction, so that decoding locks nothing."""

    @wraps(view)
    def receiving(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, photos=_receive(), **kwargs)

    return receiving


def _receive() -> ReceivedPhotos:
    received = ReceivedPhotos()
    for token in request.form.getlist("kept")[:MOST_KEPT]:
        if known := _kept(token):
            received.by_field.setdefault(known[0], []).append(known[1])
    for name in request.files:
        uploads = [file for file in request.files.getlist(name) if file.filename]
        if uploads and PHOTO_FIELD.fullmatch(name):
            photos, refusals = _taken_in(name, uploads)
            received.by_field.setdefault(name, []).extend(photos)
            received.refusals.extend(refusals)
    return received


def _taken_in(name: str, uploads: list[Any]) -> tuple[list[StoredPhoto], list[Sentence]]:
    """Take in the photos of a field; beside it may stand what the phone says of each."""
    try:
        captures = read_captures(request.form.get(f"{name}-captures", ""))
    except Unreadable as problem:
        return [], [problem.sentence]
    return take_in_all(uploads, photo_folder(), captures)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="evidence.photo")


def _token(name: str, photo: StoredPhoto) -> str:
    capture = photo.capture
    taken_at = capture.taken_at.isoformat() if capture.taken_at else None
    place = [
        "" if part is None else str(part)
        for part in (capture.latitude, capture.longitude, capture.accuracy_m)
    ]
    seen = [photo.fingerprint, photo.mirrored, list(photo.crops)]
    told = [photo.sha256, photo.width, photo.height, photo.byte_count, seen]
    noted = [current_user.id, name, told, [taken_at, *place, capture.clock_offset_s]]
    return str(_signer().dumps(noted))


def _kept(token: str) -> tuple[str, StoredPhoto] | None:
    """Return the field and the photo of a note that this person was given, if it still holds."""
    try:
        told: list[Any] = _signer().loads(token, max_age=KEPT_SECONDS)
    except BadSignature:
        return None
    user_id, name, (sha256, width, height, byte_count, seen), taken = told
    fingerprint, mirrored, crops = seen
    if user_id != current_user.id or not path_of(sha256, photo_folder()).exists():
        return None
    capture = _capture(*taken)
    return name, StoredPhoto(
        sha256, width, height, byte_count, capture, fingerprint, mirrored, tuple(crops)
    )


def _capture(taken_at: str | None, *told: Any) -> Capture:
    *place, offset = told
    moment = datetime.fromisoformat(taken_at) if taken_at else None
    latitude, longitude, accuracy_m = (Decimal(part) if part else None for part in place)
    return Capture(moment, latitude, longitude, accuracy_m, offset)
