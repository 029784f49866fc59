import json

import pytest
from wtforms import BooleanField, Form, SelectField, StringField

from app.shared.fields import LengthField, ManyField
from app.shared.forms import choices
from app.shared.stale_edits import EditedField, differences, fields_of, opened_text

FIELDS = [EditedField("name", "Name", "一标段"), EditedField("price", "Price", "9120")]
OPENED = {"name": "一标", "price": "9000"}


class RoadForm(Form):
    name = StringField("Name")
    length = LengthField("Length", unit="km")
    is_approximate = BooleanField("Approximate")
    area = SelectField("Area", choices=choices([("1", "North"), ("2", "South")]))
    engineers = ManyField("Engineers", coerce=int, choices=choices([(1, "张三"), (2, "李四")]))


@pytest.mark.parametrize(
    ("written", "had", "by_both", "takes_theirs"),
    [
        ("9300", "9000", True, False),  # each wrote another price
        ("9000", "9000", False, True),  # only the other person changed it
        ("9300", "9120", False, False),  # only this person changed it
    ],
)
def test_a_field_tells_who_changed_it_and_proposes_the_touched_value(
    written: str, had: str, by_both: bool, takes_theirs: bool
) -> None:
    [found] = differences(FIELDS[1:], {"price": written}, {"price": had})
    assert (found.had, found.yours, found.theirs) == (had, written, "9120")
    assert (found.is_by_both, found.takes_theirs) == (by_both, takes_theirs)


def test_what_is_the_same_is_no_difference_whatever_its_ends_of_line() -> None:
    fields = [EditedField("note", "Note", "one\ntwo")]
    assert differences(fields, {"note": "one\r\ntwo "}, {"note": "one"}) == []


def test_fields_of_both_come_first_and_a_lost_beginning_proposes_what_was_written() -> None:
    found = differences(FIELDS, {"name": "一标", "price": "9300"}, OPENED)
    assert [one.field.name for one in found] == ["price", "name"]
    [alone] = differences(FIELDS[:1], {"name": "二标"}, {})
    assert (alone.had, alone.takes_theirs) == (None, False)


def test_a_form_is_read_as_its_inputs_would_send_it_and_told_in_words() -> None:
    form = RoadForm(
        data={
            "name": "C012",
            "length": 1200,
            "is_approximate": True,
            "area": "2",
            "engineers": [2, 1],
        }
    )
    fields = {field.name: field for field in fields_of(form)}
    assert json.loads(opened_text(fields.values())) == {
        "name": "C012", "length": "1.2", "is_approximate": "y", "area": "2", "engineers": "1,2",
    }  # fmt: skip
    assert fields["length"].words("1.5") == "1.5 km"
    assert fields["area"].words("1") == "North"


def test_several_choices_are_read_one_by_one_or_as_one_text() -> None:
    class Sent(dict[str, list[str]]):
        def getlist(self, name: str) -> list[str]:
            return self.get(name, [])

    for sent in (["1", "2"], ["1,2"]):
        assert RoadForm(Sent(engineers=sent)).engineers.data == [1, 2]
