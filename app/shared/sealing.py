"""Secrets in the database that only this installation can read: sealed with a key made from SECRET_KEY.

A copy of the database alone does not tell them. Whoever changes SECRET_KEY makes them unreadable, on purpose.
"""

import base64
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

# `cryptography` takes six megabytes, and most web workers never see a secret: it is imported where used.

#: What a secret reads as when it was sealed with another key: something, so that it still counts as set.
UNREADABLE = "unreadable"
LONGEST = 300


def seal(secret: str) -> str:
    """Return the text under which a secret is stored."""
    return _box().encrypt(secret.encode()).decode("ascii")


def unseal(stored: str) -> str:
    """Return the secret, or UNREADABLE when it was sealed with another SECRET_KEY."""
    from cryptography.fernet import InvalidToken

    try:
        return _box().decrypt(stored.encode()).decode()
    except InvalidToken:
        return UNREADABLE


class Sealed(TypeDecorator[str]):
    """A secret that is stored sealed and read in the clear."""

    impl = String(LONGEST)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else unseal(value)


class SealedText(Sealed):
    """A longer secret, such as an address with a key in it."""

    impl = Text()
    cache_ok = True


def _box() -> "Fernet":
    return _box_for(str(current_app.config["SECRET_KEY"]))


@lru_cache(maxsize=2)
def _box_for(secret_key: str) -> "Fernet":
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(SHA256(), length=32, salt=None, info=b"zhulu.sealing").derive(
        secret_key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
