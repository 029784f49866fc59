"""Many rows at once, and what JSON columns keep."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.reports.models import ImportBatch, ImportRow
from app.reports.rules.batches import RowState, restored
from app.reports.rules.fields import Kind
from app.shared.bulk import insert_columns, insert_in_order, set_each
from app.shared.revisions import has_written, revisions
from app.works.models import Township


def townships(*names: str) -> list[dict[str, object]]:
    return [{"name": name, "division_code": f"?{name}"} for name in names]


def test_the_numbers_come_back_in_the_order_of_the_rows(app: Flask) -> None:
    with app.app_context():
        earlier = insert_in_order(Township, townships("先有镇"))
        numbers = insert_in_order(Township, townships("丙镇", "甲镇", "乙镇"))
        names = [db.session.get_one(Township, number).name for number in numbers]
    assert names == ["丙镇", "甲镇", "乙镇"]
    assert not set(earlier) & set(numbers)


def test_no_rows_are_no_numbers(app: Flask) -> None:
    with app.app_context():
        assert insert_in_order(Township, []) == []


def test_a_json_column_gives_decimals_and_days_back_as_they_were(app: Flask) -> None:
    values = {"length_m": Decimal("1.500"), "planned_start_on": date(2020, 3, 10), "name": "路"}
    with app.app_context():
        batch = ImportBatch(
            kind=Kind.REGISTER, file_name="a.xlsx", sha256="0" * 64, uploaded_by_name="甲"
        )
        db.session.add(batch)
        db.session.flush()
        db.session.add(
            ImportRow(batch_id=batch.id, sheet="s", number=1, state=RowState.NEW, after=values)
        )
        db.session.flush()
        db.session.expire_all()
        row = db.session.scalars(select(ImportRow)).one()
        kept = {name: restored(value) for name, value in row.after.items()}
    assert kept == values
    assert str(kept["length_m"]) == "1.500"
    assert row.problems == []


def a_batch() -> ImportBatch:
    batch = ImportBatch(
        kind=Kind.REGISTER, file_name="a.xlsx", sha256="0" * 64, uploaded_by_name="甲"
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def rows_of(batch: ImportBatch) -> dict[str, list[Any]]:
    return {
        "batch_id": [batch.id] * 3,
        "sheet": ["s"] * 3,
        "number": [0, 1, 2],
        "state": [RowState.NEW] * 3,
        "after": [
            {},
            {"amount_fen": 5, "on": date(2020, 3, 10)},
            {"share": 0.5, "list": [1], "no": None},
        ],
        "problems": [[], [], []],
    }


def test_rows_inserted_at_once_are_what_the_model_would_have_stored(app: Flask) -> None:
    with app.app_context():
        batch = a_batch()
        insert_columns(ImportRow, rows_of(batch))
        stored = db.session.scalars(select(ImportRow).order_by(ImportRow.number)).all()
        assert [row.after for row in stored] == [
            {},
            {"amount_fen": 5, "on": {"date": "2020-03-10"}},
            {"share": 0.5, "list": [1], "no": None},
        ]
        assert {(row.state, row.section_name, row.work_id) for row in stored} == {
            (RowState.NEW, "", None)
        }
        assert [row.problems for row in stored] == [[], [], []]


def test_one_column_is_set_row_by_row(app: Flask) -> None:
    with app.app_context():
        insert_columns(ImportRow, rows_of(a_batch()))
        numbers = db.session.scalars(select(ImportRow.id).order_by(ImportRow.number)).all()
        set_each(ImportRow, "work_id", [(7, numbers[2]), (8, numbers[0])])
        works = db.session.scalars(select(ImportRow.work_id).order_by(ImportRow.number)).all()
    assert works == [8, None, 7]


def test_bare_rows_give_their_table_a_new_revision(app: Flask) -> None:
    with app.app_context():
        insert_columns(ImportRow, rows_of(a_batch()))
        assert has_written()
        db.session.commit()
        before = revisions()["import_row"]
    with app.app_context():
        insert_columns(ImportRow, rows_of(a_batch()))
        db.session.commit()
        assert revisions()["import_row"] != before
