"""The audit trail cannot be changed unnoticed: triggers refuse it, and checking the chain names the event."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.extensions import db
from app.shared.audit import Program, hash_of, record
from app.shared.calendar import now
from app.shared.errors import Unreadable
from app.shared.models import AuditEvent
from app.shared.trail import (
    Fault,
    Head,
    check_trail,
    head_of_trail,
    keep_head,
    read_heads,
)
from app.shared.triggers import drop_insert_only
from tests.makers.accounts import an_organisation

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET actor_name = 'x'", "DELETE FROM audit_event"]
)
def test_the_database_refuses_to_change_an_event(statement: str) -> None:
    record(Program(), "test.done", an_organisation())
    with pytest.raises(DatabaseError, match="final"), db.session.begin_nested():
        db.session.execute(text(statement))


class WithoutTriggers:
    """What somebody with the database file in hand can do: the connection as migrations see it."""

    def get_bind(self) -> object:
        return db.session.connection()

    def execute(self, statement: str) -> None:
        db.session.execute(text(statement))


def five_events() -> list[int]:
    organisation = an_organisation()
    before = db.session.scalars(select(AuditEvent.id)).all()
    for n in range(5):
        record(
            Program(), f"test.{n}", organisation, {"数": n, "fen": 10**12}, reason="因“引号”\\ \n"
        )
    ids = set(db.session.scalars(select(AuditEvent.id))) - set(before)
    drop_insert_only(WithoutTriggers(), "audit_event")
    return sorted(ids)


def run(statement: str, **values: object) -> None:
    db.session.execute(text(statement), values)


def swap(one: int, other: int) -> None:
    for old, new in ((one, -1), (other, one), (-1, other)):
        run("UPDATE audit_event SET id = :new WHERE id = :old", old=old, new=new)


def add_beside(ids: list[int]) -> None:
    """Add an event whose own hash is right but that hangs on the first of the five."""
    first = db.session.get_one(AuditEvent, ids[0])
    forged = AuditEvent(
        at=first.at, actor_id=None, actor_name="x", action="forged", subject_kind="x",
        subject_name="", changes="{}", reason="", address="", previous_hash=first.hash,
    )  # fmt: skip
    forged.hash = hash_of(forged)
    db.session.add(forged)
    db.session.flush()


COLUMNS = [
    ("actor_name", "'Zhulv'"), ("action", "'test.9'"), ("subject_kind", "'user'"),
    ("subject_id", "subject_id + 1"), ("subject_name", "'y'"), ("changes", "'{}'"),
    ("reason", "reason || ' '"), ("address", "'1'"), ("actor_id", "1"),
    ("hash", "substr(hash, 2) || 'f'"), ("previous_hash", "substr(previous_hash, 2) || 'f'"),
]  # fmt: skip


def test_an_untouched_trail_holds_and_tells_its_head() -> None:
    ids = five_events()
    found = check_trail()
    assert found.broken is None
    assert found.head == head_of_trail()
    assert found.head is not None
    assert found.head.event_id == ids[-1]
    assert found.count == len(db.session.scalars(select(AuditEvent.id)).all())


@pytest.mark.parametrize(("column", "value"), COLUMNS)
def test_a_changed_value_is_named(column: str, value: str) -> None:
    ids = five_events()
    run(f"UPDATE audit_event SET {column} = {value} WHERE id = :id", id=ids[2])  # noqa: S608
    broken = check_trail().broken
    assert broken is not None
    assert (broken.event_id, broken.fault) == (ids[2], Fault.CHANGED)


@pytest.mark.parametrize(
    ("deed", "place", "fault"),
    [
        (lambda ids: run("DELETE FROM audit_event WHERE id = :id", id=ids[2]), 3, Fault.MISSING),
        (lambda ids: swap(ids[1], ids[3]), 1, Fault.SWAPPED),
        (lambda ids: swap(ids[3], ids[4]), 3, Fault.SWAPPED),
    ],
)
def test_a_deleted_row_and_a_swapped_pair_are_named(
    deed: Callable[[list[int]], None], place: int, fault: Fault
) -> None:
    ids = five_events()
    deed(ids)
    broken = check_trail().broken
    assert broken is not None
    assert (broken.event_id, broken.fault) == (ids[place], fault)


def test_an_event_added_beside_the_chain_is_named() -> None:
    add_beside(five_events())
    broken = check_trail().broken
    assert broken is not None
    assert (broken.action, broken.fault) == ("forged", Fault.BESIDE)


def test_a_trail_cut_off_at_its_end_shows_only_against_a_head() -> None:
    ids = five_events()
    head = head_of_trail()
    assert head is not None
    run("DELETE FROM audit_event WHERE id = :id", id=ids[-1])
    assert check_trail().broken is None
    broken = check_trail([head]).broken
    assert broken is not None
    assert (broken.event_id, broken.fault) == (ids[-1], Fault.CUT)


def test_a_trail_written_anew_from_an_event_on_shows_only_against_a_head() -> None:
    ids = five_events()
    heads = [Head(number, db.session.get_one(AuditEvent, number).hash) for number in ids[2:]]
    before = db.session.get_one(AuditEvent, ids[2]).hash
    for number in ids[3:]:
        event = db.session.get_one(AuditEvent, number)
        event.reason, event.previous_hash = "another", before
        before = event.hash = hash_of(event)
    db.session.flush()
    assert check_trail().broken is None
    broken = check_trail(heads).broken
    assert broken is not None
    assert (broken.event_id, broken.fault) == (ids[3], Fault.REWRITTEN)


def test_heads_are_kept_line_by_line_and_read_again(tmp_path: Path) -> None:
    five_events()
    head = head_of_trail()
    for _day in range(2):
        assert keep_head(tmp_path, now()).endswith(str(head))
    assert read_heads(tmp_path / "audit-heads.txt") == [head, head]


@pytest.mark.parametrize(
    "line", ["x", "12", "12 abc", f"x {'0' * 64}", f"１ {'0' * 64}", f"1 {'g' * 64}"]
)
def test_a_file_that_holds_no_heads_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "heads").write_text(f"1 {'0' * 64}\n\n{line}\n")
    with pytest.raises(Unreadable, match="Line 3"):
        read_heads(tmp_path / "heads")
