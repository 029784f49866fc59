"""The lists of quality, orders, attendance and evidence are kept, and what is new is seen at once."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import User
from app.accounts.rules import Role
from app.evidence.actions import draw_sample
from app.extensions import db
from app.quality import actions as quality
from app.shared.audit import Program
from app.shared.calendar import Week, clock_at, start_of_day, today
from app.shared.kept import forget_all
from app.works.models import Work
from tests.makers.acceptance import Cast, a_cast, a_request, a_watch, stretch
from tests.makers.accounts import a_user
from tests.makers.attendance import an_absence
from tests.makers.evidence import a_stored_photo
from tests.makers.inspections import an_inspection
from tests.makers.orders import a_notice, a_report, a_stop_order
from tests.makers.quality import THIN, a_lot
from tests.test_kept_pages import shown

READERS = ("leader", "contractor", "supervisor", "rival")


@pytest.fixture
def cast(given: Callable) -> SimpleNamespace:
    """A section with people of all sides, and a contractor of somewhere else."""
    forget_all()
    with given():
        made = a_cast()
        people = {name: getattr(made, name) for name in READERS if name != "rival"}
        numbers = {name: one.id for name, one in vars(made).items()}
        people |= {"rival": a_user(Role.CONTRACTOR)}
        db.session.flush()
        db.session.expunge_all()
    return SimpleNamespace(numbers=numbers, people=people)


def _again(cast: SimpleNamespace) -> Cast:
    """Return the cast as objects of this session."""
    numbers = dict(cast.numbers)
    road = db.session.get_one(Work, numbers.pop("road"))
    del numbers["section"]
    people = {name: db.session.get_one(User, number) for name, number in numbers.items()}
    return Cast(section=road.section, road=road, **people)


def _overridden(cast: Cast) -> None:
    quality.override(
        cast.road, "subgrade", stretch(0, 500), reason="汛期抢工",
        by=cast.leader, client_uuid="6e0c5bb5-07e4-4c25-a3ad-8a2c1a5e3f10",
    )  # fmt: skip


def _doubtful(cast: Cast) -> None:
    an_inspection(by=cast.engineer, photos=[a_stored_photo()])
    an_inspection(cast.section, by=cast.engineer, photos=[a_stored_photo()])


def _drawn(cast: Cast) -> None:
    week = Week.of(today()).previous()
    for place, mark in enumerate("bcdef"):
        day = week.start + timedelta(days=place)
        an_inspection(cast.section, by=cast.engineer, on=day, photos=[a_stored_photo(mark)])
    with clock_at(start_of_day(week.end) + timedelta(hours=12)):
        draw_sample(week, by=Program())


#: Each list, and what puts a new row on it.
LISTS: dict[str, Callable[[Cast], Any]] = {
    "/quality": a_request,
    "/quality/lots": lambda cast: a_lot(cast.road),
    "/quality/nonconformities": lambda cast: a_lot(cast.road, THIN),
    "/quality/overrides": _overridden,
    "/quality/side-stations": lambda cast: a_watch(cast, by=cast.supervisor),
    "/notices": lambda cast: a_notice(cast.section, by=cast.engineer),
    "/problems": lambda cast: a_report(cast.section, by=cast.contractor),
    "/stop-orders": lambda cast: a_stop_order(cast.section, by=cast.holder),
    "/absences": lambda cast: an_absence(cast.section),
    "/photos/doubtful": _doubtful,
    "/rechecks": _drawn,
}


@pytest.mark.parametrize("address", LISTS)
def test_a_new_row_is_seen_at_once_and_by_nobody_else(
    app: Flask, given: Callable, browser_of: Callable, cast: SimpleNamespace, statements: Callable,
    address: str,
) -> None:  # fmt: skip
    browsers = {name: browser_of(person) for name, person in cast.people.items()}
    before = {name: shown(browser, address) for name, browser in browsers.items()}
    assert before["leader"].startswith("200")
    with statements(forgetting=False) as sent:
        assert shown(browsers["leader"], address) == before["leader"]
    assert len(sent) <= 3
    with given():
        LISTS[address](_again(cast))
    kept = {name: shown(browser, address) for name, browser in browsers.items()}
    assert kept["leader"] != before["leader"]
    for name, browser in browsers.items():
        forget_all()
        assert kept[name] == shown(browser, address), name
    assert kept["rival"] == before["rival"]
