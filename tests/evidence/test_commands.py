"""Photos that came before the program took fingerprints get one."""

import io

from flask import Flask

from app.evidence.intake import photo_folder
from app.evidence.models import Photo
from app.evidence.queries import find_alike
from app.evidence.store import take_in
from app.extensions import db
from tests.evidence.test_store import Sent, scenery
from tests.makers.accounts import a_user


def test_missing_fingerprints_are_taken_once(app: Flask):
    with app.app_context():
        by = a_user()
        file = io.BytesIO()
        scenery(3).save(file, "JPEG")
        stored = take_in(Sent(file.getvalue()), photo_folder())
        for sha256 in (stored.sha256, "ab" * 32):  # the second one's file is gone
            db.session.add(
                Photo(sha256=sha256, width=1, height=1, byte_count=1, received_from_id=by.id)
            )
        db.session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["photos", "fingerprint"]).output == "2 fingerprints\n"
    assert runner.invoke(args=["photos", "fingerprint"]).output == "0 fingerprints\n"
    with app.app_context():
        assert len(find_alike(stored.fingerprint or "", 6)) == 1
