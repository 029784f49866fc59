"""Migrations: numbered, one line of them, the same as the models, and they go back and forth on a filled database."""

import re
from pathlib import Path

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from app import create_app
from app.extensions import db
from app.shared.sealing import unseal
from config import ROOT, TestConfig
from tests.makers.accounts import a_user
from tests.makers.works import a_contract, a_road

VERSIONS = ROOT / "migrations" / "versions"
SEALED_KEYS = next(VERSIONS.glob("*_sealed_keys.py")).name[:4]
BEFORE_SEALING = f"{int(SEALED_KEYS) - 1:04d}"


def test_migrations_are_numbered_and_follow_one_another() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in names)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_migrations_never_import_models() -> None:
    for path in VERSIONS.glob("*.py"):
        assert not re.search(r"from app\.\w+\.models|import app\.\w+\.models", path.read_text()), (
            path.name
        )


def test_the_migrated_database_is_what_the_models_say(migrated_app: Flask) -> None:
    with migrated_app.app_context():
        flask_migrate.check()


@pytest.fixture
def own_app(tmp_path: Path) -> Flask:
    return create_app(TestConfig(tmp_path, f"sqlite:///{tmp_path}/own.sqlite3"))


def test_all_the_way_back_and_forth_with_data_in_it(own_app: Flask) -> None:
    with own_app.app_context():
        flask_migrate.upgrade()
        a_road(a_contract().section)
        db.session.commit()
        tables = set(inspect(db.engine).get_table_names())
        flask_migrate.downgrade(revision="0003")
        assert db.session.execute(text("SELECT count(*) FROM work")).scalar() == 1
        db.session.remove()
        flask_migrate.upgrade()
        assert set(inspect(db.engine).get_table_names()) == tables
        flask_migrate.downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        db.session.remove()
        db.engine.dispose()


def test_keys_of_second_factors_are_opened_on_the_way_back_and_sealed_again(own_app: Flask) -> None:
    key = "JBSWY3DPEHPK3PXP"
    with own_app.app_context():
        flask_migrate.upgrade()
        a_user().totp_key = key
        db.session.commit()
        flask_migrate.downgrade(revision=BEFORE_SEALING)
        assert db.session.execute(text('SELECT totp_key FROM "user"')).scalar() == key
        db.session.remove()
        flask_migrate.upgrade()
        stored = db.session.execute(text('SELECT totp_sealed FROM "user"')).scalar_one()
        assert key not in stored
        assert unseal(stored) == key
        db.session.remove()
        db.engine.dispose()
