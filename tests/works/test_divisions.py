"""The district's townships, and the spellings under which ledgers name them (domain.md 2.7.4)."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.shared.audit import Program
from app.works import actions, queries
from app.works.divisions import UNITS, aliases_of
from app.works.models import Area, Township, TownshipAlias

ME = Program()


def test_there_are_24_towns_1_township_11_subdistricts_and_2_zones() -> None:
    endings = [name[-1] for name in UNITS.values()]
    assert (len(UNITS), endings.count("镇"), endings.count("乡"), endings.count("道")) == (
        38,
        24,
        1,
        11,
    )


def test_no_spelling_means_two_places() -> None:
    spellings = [alias for code in UNITS for alias in aliases_of(code)] + list(UNITS.values())
    assert len(spellings) == len(set(spellings))


@pytest.mark.usefixtures("context")
def test_loading_twice_changes_nothing_the_second_time() -> None:
    assert actions.load_divisions(by=ME) == 38
    assert actions.load_divisions(by=ME) == 0
    counts = [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Township, Area, TownshipAlias)
    ]
    assert counts[:2] == [38, 3]
    assert counts[2] > 38


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("永镇", "永镇镇"),
        ("苗庵", "苗安镇"),
        ("顺河乡", "顺河镇"),
        ("大泽乡", "大泽乡镇"),
        ("埇桥", "埇桥街道"),
        ("甬桥街道", "埇桥街道"),
        ("蕲县镇", "蕲县镇"),
        (" 蕲县 ", "蕲县镇"),
        ("火星镇", None),
    ],
)
def test_ledgers_spellings_find_the_township(written: str, name: str | None) -> None:
    actions.load_divisions(by=ME)
    found = queries.find_township(written)
    assert (found.name if found else None) == name
