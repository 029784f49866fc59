"""Secrets that only this installation can read."""

from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.shared.sealing import UNREADABLE, seal, unseal
from tests.makers.accounts import a_user

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_a_secret_is_stored_sealed_and_read_in_the_clear(app: Flask) -> None:
    with app.app_context():
        stored = seal(KEY)
        assert KEY not in stored
        assert unseal(stored) == KEY


def test_the_same_secret_never_looks_the_same_twice(app: Flask) -> None:
    with app.app_context():
        assert seal(KEY) != seal(KEY)


def test_with_another_secret_key_it_reads_as_set_but_unreadable(
    app: Flask,
) -> None:
    with app.app_context():
        stored = seal(KEY)
        own = app.config["SECRET_KEY"]
        app.config["SECRET_KEY"] = "another key that is long enough to be one"
        try:
            assert unseal(stored) == UNREADABLE
        finally:
            app.config["SECRET_KEY"] = own
        assert unseal("plain text of an old copy") == UNREADABLE


def test_the_key_of_a_second_factor_does_not_stand_in_the_database(app: Flask) -> None:
    with app.app_context():
        user = a_user()
        user.totp_key = KEY
        db.session.flush()
        statement = text('SELECT totp_sealed FROM "user" WHERE id = :id')
        stored = db.session.execute(statement, {"id": user.id}).scalar_one()
        assert KEY not in stored
        db.session.expire(user)
        assert user.totp_key == KEY
        db.session.rollback()
