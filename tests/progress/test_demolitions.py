"""Failed thickness, demolition, zero progress: the whole story of R31."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.progress.actions.demolitions import demolish
from app.progress.actions.items import add_stretch
from app.progress.actions.reports import submit
from app.progress.models import DoneStretch, MeasurementReversal, ReversalRecord, WorkProgress
from app.progress.queries.rolling import rolled_weeks
from app.progress.queries.sheet import latest_sheet
from app.progress.rules.remarks import Typed
from app.progress.rules.weekly import CellKey
from app.quality.models import AcceptanceReversal, Nonconformity
from app.quality.queries.lots import verdicts_of
from app.quality.rules.chain import Place
from app.quality.rules.nonconformities import Disposition, NonconformityState
from app.quality.rules.stretches import Stretch
from app.shared.calendar import clock_at
from app.shared.errors import RuleBroken
from app.works.models import Section, Work
from tests.makers.accounts import a_user
from tests.makers.progress import (
    WEEK,
    a_confirmed_report,
    a_contractor_of,
    a_section_with_roads,
    monday_after,
    noon,
)
from tests.makers.quality import THIN, a_lot

REASON = "厚度不合格，拆除重建"
ALL = Place(Stretch(Decimal(0), Decimal(1000)))


@contextmanager
def wednesday_after() -> Iterator[None]:
    """Two days after the reported week, so in the next one."""
    with clock_at(noon("2020-06-10")):
        yield


@pytest.fixture
def built(context: None) -> tuple[Section, Work, Nonconformity]:
    """A road of which all is reported done and the thickness of the whole base failed."""
    section = a_section_with_roads("1")
    a_confirmed_report(section, "100")
    work = db.session.scalars(select(Work).where(Work.section_id == section.id)).one()
    with wednesday_after():
        a_lot(work, THIN)
    return section, work, db.session.scalars(select(Nonconformity)).one()


def share_of(work: Work) -> Decimal:
    return db.session.get_one(WorkProgress, work.id).physical_share


def test_a_failed_thickness_is_demolished_and_progress_of_the_length_returns_to_zero(built):
    section, work, found = built
    office = a_user(Role.PROJECT_OFFICE)
    assert share_of(work) == 1
    with wednesday_after():
        marked = demolish(found, REASON, by=office)
        standing = latest_sheet(section).standing
        # Tests of what is gone say nothing any more.
        assert verdicts_of(work.id, "base", ALL) == {}
    fallen = {key.item: quantity for key, quantity in standing.items() if key.work_id == work.id}
    assert fallen == {"subgrade": 1, "base": 0, "surface": 0, "ancillary": 0}
    assert share_of(work) == Decimal("0.25")  # what lies below stays
    assert {mark.item.code: mark.quantity for mark in marked} == {
        "base": 1,
        "surface": 1,
        "ancillary": 1,
    }
    assert (found.state, found.disposition, found.decided_by) == (
        NonconformityState.CLOSED, Disposition.DEMOLISH, office,
    )  # fmt: skip
    taken = db.session.scalars(select(AcceptanceReversal.process).order_by("id")).all()
    assert taken == ["base", "formwork", "surface", "ancillary"]


def test_the_next_roll_up_and_the_next_report_begin_from_what_is_left(built):
    section, work, found = built
    with wednesday_after():
        demolish(found, REASON, by=a_user(Role.PROJECT_OFFICE))
    week = WEEK.next()
    assert rolled_weeks([section], week)[section.id].figures.physical_share == Decimal("0.25")
    with monday_after(week):
        report = submit(section, week, Typed([]), a_contractor_of(section))
    assert {figure.quantity for figure in report.figures} == {Decimal(0), Decimal(1)}


def test_a_part_of_the_length_falls_by_its_length_and_the_strip_shows_the_gap(context):
    section = a_section_with_roads("1")
    a_confirmed_report(section, "60")
    work = db.session.scalars(select(Work).where(Work.section_id == section.id)).one()
    office = a_user(Role.PROJECT_OFFICE)
    with wednesday_after():
        done_on = noon("2020-06-08").date()
        add_stretch(section, CellKey(work.id, "base"), Decimal(0), Decimal(600), done_on, office)
        a_lot(work, THIN, start_m=Decimal(200), end_m=Decimal(400))
        demolish(db.session.scalars(select(Nonconformity)).one(), REASON, by=office)
    rows = db.session.scalars(select(ReversalRecord)).all()
    assert [(row.item.code, row.quantity) for row in rows] == [("base", Decimal("0.2"))]
    left = db.session.scalars(select(DoneStretch).order_by(DoneStretch.start_m)).all()
    assert [(row.start_m, row.end_m) for row in left] == [(0, 200), (400, 600)]


def test_a_demolition_without_reason_changes_nothing(built):
    section, work, found = built
    with pytest.raises(RuleBroken, match="reason"), wednesday_after():
        demolish(found, " ", by=a_user(Role.PROJECT_OFFICE))
    assert found.state is NonconformityState.OPEN
    assert db.session.scalars(select(MeasurementReversal)).all() == []
    assert share_of(work) == 1


def test_what_is_demolished_stays_so(built):
    _, _, found = built
    with wednesday_after():
        demolish(found, REASON, by=a_user(Role.PROJECT_OFFICE))
        with pytest.raises(RuleBroken, match="closed already"):
            demolish(found, REASON, by=a_user(Role.PROJECT_OFFICE))


def test_the_page_proposes_keeps_and_takes_back(given, browser_of, app):
    with given():
        section = a_section_with_roads("1")
        a_confirmed_report(section, "100")
        work = db.session.scalars(select(Work).where(Work.section_id == section.id)).one()
        with wednesday_after():
            a_lot(work, THIN)
        number = db.session.scalars(select(Nonconformity.id)).one()
        office, contractor = a_user(Role.PROJECT_OFFICE), a_contractor_of(section)
        section_id = section.id
    address = f"/demolitions/{number}"
    with wednesday_after():
        browser = browser_of(office)
        assert 'name="q:base" value="1"' in browser.get(address).text
        assert browser_of(contractor).get(address).status_code == 403
        refused = browser.post(address, data={"reason": REASON, "q:base": "2", "q:surface": "x"})
        assert refused.status_code == 422
        assert "only 1 are done" in refused.text
        assert 'value="x"' in refused.text
        given_back = {"reason": REASON, "q:base": "1", "q:surface": "0.5", "q:ancillary": "0"}
        done = browser.post(address, data=given_back, follow_redirects=True)
        assert "Demolish and rebuild" in done.text
        assert "to be taken back in measurement" in browser.get(f"/sections/{section_id}").text
