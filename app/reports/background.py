"""Take a long import in beside the web server's work, and tell every process how far it is."""

import threading
import time
from pathlib import Path

from flask import Flask, current_app

from app.accounts.models import User
from app.extensions import db
from app.reports import actions
from app.reports.actions.uploading import import_folder
from app.reports.models import ImportBatch
from app.reports.rules.batches import BatchState, stored_sentences
from app.shared.calendar import now
from app.shared.errors import Refused
from app.shared.transaction import transaction

#: From so many rows on an import goes in while the page shows how far it is.
LONG_FROM_ROWS = 1_500
#: Nothing written for so long: the work was cut off, and may be started again.
SILENT_AFTER_SECONDS = 120
SECONDS_TO_WAIT_FOR_THE_PAGE = 10.0


def is_long(batch: ImportBatch) -> bool:
    """Return whether the batch goes in in the background."""
    return batch.new_count + batch.changed_count >= LONG_FROM_ROWS


def start(batch: ImportBatch, user: User) -> None:
    """Mark the batch as going in and start the work, which waits for the page's transaction."""
    batch.state = BatchState.APPLYING
    write_progress(batch.id, 0, 1)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_work, args=(app, batch.id, user.id), daemon=True).start()


def _work(app: Flask, batch_id: int, user_id: int) -> None:
    with app.app_context():
        if not _wait_until_marked(batch_id):
            return
        try:
            with transaction():
                batch = db.session.get_one(ImportBatch, batch_id)
                actions.apply_batch(
                    batch,
                    by=db.session.get_one(User, user_id),
                    progress=lambda done, total: write_progress(batch_id, done, total),
                )
        except Refused as refusal:
            _give_back(batch_id, refusal)
        finally:
            _progress_file(batch_id).unlink(missing_ok=True)
            db.session.remove()


def _wait_until_marked(batch_id: int) -> bool:
    until = time.monotonic() + SECONDS_TO_WAIT_FOR_THE_PAGE
    while time.monotonic() < until:
        batch = db.session.get(ImportBatch, batch_id)
        if batch is not None and batch.state is BatchState.APPLYING:
            db.session.rollback()
            return True
        db.session.rollback()
        db.session.expire_all()
        time.sleep(0.05)
    return False


def _give_back(batch_id: int, refusal: Refused) -> None:
    with transaction():
        batch = db.session.get_one(ImportBatch, batch_id)
        batch.state = BatchState.PREVIEWED
        batch.remarks = [*batch.remarks, *stored_sentences(refusal.sentences)]


def _progress_file(batch_id: int) -> Path:
    return import_folder() / f"{batch_id}.progress"


def write_progress(batch_id: int, done: int, total: int) -> None:
    """Let every process know how far a batch is."""
    _progress_file(batch_id).write_text(f"{done} {total}", encoding="ascii")


def read_progress(batch_id: int) -> tuple[int, int] | None:
    """Return (done, total), None when the work was cut off or has not been heard of."""
    path = _progress_file(batch_id)
    try:
        done, total = map(int, path.read_text(encoding="ascii").split())
        is_fresh = now().timestamp() - path.stat().st_mtime < SILENT_AFTER_SECONDS
    except (OSError, ValueError):
        return None
    return (done, max(total, 1)) if is_fresh else None
