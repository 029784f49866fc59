"""Form fields read what people type, and say in a sentence what they cannot read."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.shared import fields


class Sample(Form):
    place = fields.ChainageField()
    length = fields.LengthField(unit="km")
    width = fields.LengthField(unit="m")
    money = fields.MoneyField()
    share = fields.PercentField()
    day = fields.DayField()
    count = fields.WholeNumberField()
    name = fields.line("Name", 10, needed="Enter a name.")


def read(app: Flask, **typed: str) -> Sample:
    with app.test_request_context():
        form = Sample(MultiDict({"name": "x"} | typed))
        form.validate()
        form.messages = {name: [str(e) for e in errors] for name, errors in form.errors.items()}
        return form


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("place", "K12+300", Decimal(12300)),
        ("place", "ｋ12＋300.5", Decimal("12300.5")),
        ("length", "3.2", Decimal(3200)),
        ("length", "850米", Decimal(850)),
        ("width", "4.5", Decimal("4.5")),
        ("money", "9120", 9_120_000_000),
        ("money", "1.5亿", 15_000_000_000),
        ("share", "54.1", Decimal("0.541")),
        ("share", "54.1%", Decimal("0.541")),
        ("day", "2020-06-07", date(2020, 6, 7)),
        ("day", "2020年6月7日", date(2020, 6, 7)),
        ("count", "43", 43),
        ("place", "  ", None),  # blanks are nothing
        ("money", "0", 0),  # zero is something
    ],
)
def test_fields_read_what_people_type(app: Flask, field: str, typed: str, value: Any) -> None:
    form = read(app, **{field: typed})
    assert form.messages == {}
    assert form[field].data == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("place", "K3+50"),  # K3+050 or K3+500?
        ("length", "-1"),
        ("length", "NaN"),
        ("money", "-5"),
        ("money", "x" * 10_000),
        ("share", "half"),
        ("day", "2020-02-30"),
        ("count", "1.5"),
        ("name", "x" * 10_000),
        ("name", " "),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_sentence_and_kept(
    app: Flask, field: str, typed: str
) -> None:
    form = read(app, **{field: typed})
    assert len(form.messages[field]) == 1
    assert form[field].raw_data == [typed]


def test_values_are_written_in_the_unit_of_the_field(app: Flask) -> None:
    with app.test_request_context():
        form = Sample(
            data={"place": Decimal(12300), "length": Decimal(3200), "money": 9_120_000_000,
                  "share": Decimal("0.541")},
        )  # fmt: skip
    written = [form[name]._value() for name in ("place", "length", "money", "share")]
    assert written == ["K12+300", "3.2", "9120", "54.1"]


def test_control_characters_never_reach_the_database(app: Flask) -> None:
    assert read(app, name="a\x00b\x07").name.data == "ab"
