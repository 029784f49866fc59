"""Many publish, freeze and correct at once: exactly one wins."""

from datetime import date
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.extensions import db
from app.ranking import actions, queries
from app.ranking.models import Ranking
from app.ranking.rules.lifecycle import RankingState
from app.shared.audit import Program
from app.shared.calendar import Month
from app.shared.models import AuditEvent
from app.shared.transaction import transaction
from config import TestConfig
from tests.contention import ONE_WINS, at_once
from tests.makers.ranking import a_draft, a_published_ranking, section_figures
from tests.makers.works import a_contract

LATER = date(2020, 7, 10)
JUNE = Month(2020, 6)


@pytest.fixture
def own_app(tmp_path: Path) -> Flask:
    """An app on a database file of its own, where several writers really meet."""
    app = create_app(TestConfig(tmp_path, f"sqlite:///{tmp_path}/own.sqlite3"))
    with app.app_context():
        flask_migrate.upgrade()
    return app


def the_ranking() -> Ranking:
    return db.session.scalars(select(Ranking)).one()


def events(app: Flask, action: str) -> int:
    with app.app_context():
        return len(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all())


def test_of_many_who_freeze_at_once_one_wins(own_app: Flask):
    with own_app.app_context(), transaction():
        a_published_ranking()

    def freeze(number: int) -> None:
        actions.freeze_month(the_ranking(), by=Program(f"leader {number}"), on=LATER)

    assert at_once(own_app, freeze) == ONE_WINS
    assert events(own_app, "ranking.frozen") == 1
    with own_app.app_context():
        assert the_ranking().state == RankingState.FROZEN
        assert queries.verify(the_ranking()) == []


def test_of_many_who_publish_at_once_one_wins(own_app: Flask):
    with own_app.app_context(), transaction():
        a_draft()

    def publish(number: int) -> None:
        actions.publish(the_ranking(), by=Program(f"office {number}"), on=LATER)

    assert at_once(own_app, publish) == ONE_WINS
    assert events(own_app, "ranking.published") == 1


def test_of_many_corrections_at_once_one_new_version_comes(own_app: Flask):
    with own_app.app_context(), transaction():
        ranking = a_published_ranking(section_figures(a_contract().section.id))
        actions.freeze_month(ranking, by=Program(), on=LATER)

    def correct(number: int) -> None:
        frozen = queries.list_in_force(JUNE)[0]
        actions.correct(frozen, f"原因 {number}", by=Program(), on=LATER)

    assert at_once(own_app, correct) == ONE_WINS
    with own_app.app_context():
        assert [version.number for version in queries.list_versions(JUNE)] == [2, 1]
