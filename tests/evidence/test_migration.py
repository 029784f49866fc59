"""The photos of a filled database move to the one table, and back."""

from datetime import date
from pathlib import Path

import flask_migrate
from sqlalchemy import text

from app import create_app
from app.accounts.rules import Role
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.extensions import db
from config import TestConfig
from tests.makers.accounts import a_user
from tests.makers.evidence import a_stored_photo
from tests.makers.inspections import a_proved_finding, a_site_log, an_inspection
from tests.makers.works import a_road, a_section

DAY = date(2020, 6, 1)
SHOWN = text(
    "SELECT owner_kind, owner_id, photo_id, section_id, project_id, work_id, shown_on"
    " FROM photo_use ORDER BY owner_kind, owner_id, photo_id"
)


def test_photos_keep_their_records_on_the_way_back_and_forth(tmp_path: Path) -> None:
    app = create_app(TestConfig(tmp_path, f"sqlite:///{tmp_path}/own.sqlite3"))
    with app.app_context():
        flask_migrate.upgrade()
        section, author = a_section(), a_user()
        an_inspection(
            section, on=DAY, photos=[a_stored_photo("a"), a_stored_photo("b")],
            work_id=a_road(section).id,
        )  # fmt: skip
        a_proved_finding(section, contractor=a_user(Role.CONTRACTOR), on=DAY)
        log = a_site_log(section.project, section, on=DAY)
        owner = Owner(OwnerKind.SITE_LOG, log.id, DAY, section.id, section.project_id)
        attach([a_stored_photo("a")], owner, by=author)
        db.session.commit()
        before = db.session.execute(SHOWN).all()
        assert [row.owner_kind for row in before] == [
            "inspection", "inspection", "proof", "site_log",
        ]  # fmt: skip
        db.session.remove()
        flask_migrate.downgrade(revision="0011")
        (logs,) = db.session.execute(text("SELECT count(site_log_id) FROM photo_use")).one()
        assert logs == 1
        db.session.remove()
        flask_migrate.upgrade()
        assert db.session.execute(SHOWN).all() == before
        db.session.remove()
        db.engine.dispose()
