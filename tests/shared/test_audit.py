"""The audit trail cannot be changed unnoticed: triggers refuse it, and the chain shows it."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.extensions import db
from app.shared.audit import Program, hash_of, record
from app.shared.models import AuditEvent
from app.shared.trail import TrailFault, check_trail
from tests.makers.accounts import an_organisation


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET actor_name = 'x'", "DELETE FROM audit_event"]
)
def test_the_database_refuses_to_change_an_event(statement: str) -> None:
    record(Program(), "test.done", an_organisation())
    with pytest.raises(DatabaseError, match="final"), db.session.begin_nested():
        db.session.execute(text(statement))


@pytest.mark.usefixtures("context")
def test_the_chain_holds_and_breaks_at_the_changed_event() -> None:
    organisation = an_organisation()
    for n in range(3):
        record(Program(), f"test.{n}", organisation, {"n": n})
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert check_trail().fault is None
    forged = AuditEvent(
        at=events[-1].at, actor_id=None, actor_name="x", action="forged", subject_kind="x", subject_name="",
        changes="{}", reason="", address="", previous_hash=events[0].hash,
    )  # fmt: skip
    forged.hash = hash_of(forged)
    db.session.add(forged)
    db.session.flush()
    report = check_trail()
    assert report.fault is TrailFault.OUT_OF_CHAIN
    assert report.action == "forged"
