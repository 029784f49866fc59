"""What every answer of the web server has in common: safe headers, and errors as sentences."""

import errno
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.routing import IntegerConverter, Map

from app.extensions import db
from app.shared.error_pages import error_page, register_error_pages

PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=()"
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
#: How SQLite and PostgreSQL say it.
DATABASE_FULL = ("disk is full", "No space left on device", "could not extend file")


class NumberConverter(IntegerConverter):
    """A whole number in an address that a database key can be; a larger one leads nowhere (404)."""

    def __init__(self, map: Map, max: int = 2**31 - 1, **kwargs: Any) -> None:  # noqa: A002
        super().__init__(map, max=max, **kwargs)


def register(app: Flask) -> None:
    """Attach the headers, the error pages and the number converter; before any page is joined."""
    app.url_map.converters["int"] = NumberConverter
    app.after_request(add_headers)
    register_error_pages(app)
    app.register_error_handler(CSRFError, lambda _error: error_page(400))
    app.register_error_handler(StaleDataError, lambda _error: error_page(409))
    app.register_error_handler(UnicodeDecodeError, lambda _error: error_page(400))
    app.register_error_handler(OperationalError, _database_trouble)
    app.register_error_handler(OSError, _disk_trouble)


def add_headers(response: Response) -> Response:
    """Allow scripts, styles and requests of our own host only, and keep private pages out of caches."""
    images = " ".join(["'self'", "data:", "blob:", *g.get("image_hosts", ())])
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        f"img-src {images}; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = PERMISSIONS
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _database_trouble(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    current_app.logger.error("database trouble: %s", error.orig)
    is_full = any(words in str(error.orig) for words in DATABASE_FULL)
    return error_page(507 if is_full else 503)


def _disk_trouble(error: OSError) -> ResponseReturnValue:
    if error.errno not in DISK_FULL:
        raise error
    current_app.logger.error("the disk is full: %s", error)
    return error_page(507)
