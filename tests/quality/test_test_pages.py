"""Pages of tests: who may open them, what they show, and what a refused form keeps."""

from datetime import UTC, date, datetime

import pytest

from app.accounts.rules import Role
from app.extensions import db
from app.quality.models import Nonconformity, SampleLot, StandardVersion
from app.quality.queries.standards import standard_on
from app.shared.calendar import clock_at
from tests.makers.acceptance import a_cast, a_request
from tests.makers.accounts import a_user
from tests.makers.quality import THIN, a_lot
from tests.makers.works import a_road

FIELDS = {
    "client_uuid": "0d0e", "process": "base", "layer": "base", "measure": "thickness",
    "start_m": "K0+000", "end_m": "K1+000", "sampled_on": "2020-06-01", "design": "180",
    "tester": "laboratory", "ground": "field",
    "station": ["K0+100", "K0+200"] * 3, "side": ["左"] * 6, "value": ["181", "182"] * 3,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_june():
    with clock_at(datetime(2020, 6, 2, 4, tzinfo=UTC)):
        yield


def test_a_test_is_typed_judged_explained_and_exported(given, browser_of):
    with given():
        office, road = a_user(Role.PROJECT_OFFICE), a_road(thickness_mm=180)
        address = f"/quality/works/{road.id}/lots/new"
    browser = browser_of(office)
    assert b'value="180"' in browser.get(address).data
    answer = browser.post(address, data=FIELDS, follow_redirects=True)
    assert answer.status_code == 200
    assert "Representative value: 181.5 − 0.823 × 0.55 = 181.0 mm; at least 170" in answer.text
    assert "6 of 6 single values lie within ≥160 mm: 100 %" in answer.text
    for page in ("/quality/lots", "/quality/lots?format=xlsx", "/quality/standard"):
        assert browser.get(page).status_code == 200
    report = browser.get(f"/quality/works/{road.id}/report/base")
    assert "△Thickness" in report.text
    assert "−10 / −20 mm" in report.text


def test_a_refused_form_keeps_what_was_typed_and_names_each_row(given, browser_of):
    with given():
        office, road = a_user(Role.PROJECT_OFFICE), a_road()
        address = f"/quality/works/{road.id}/lots/new"
    typed = FIELDS | {"value": ["181", "x"] * 3, "station": ["K0+100", "K9"] * 3}
    answer = browser_of(office).post(address, data=typed)
    assert answer.status_code == 422
    assert "Row 2:" in answer.text
    assert 'value="K9"' in answer.text


def test_a_block_pasted_as_text_takes_the_place_of_the_grid(given, browser_of, app):
    with given():
        office, road = a_user(Role.PROJECT_OFFICE), a_road()
        address = f"/quality/works/{road.id}/lots/new"
    pasted = "\n".join(["K0+100\t左\t181", "182", "K0+300\t183", "", "184\r", "185", "186"])
    browser_of(office).post(address, data=FIELDS | {"paste": pasted})
    with app.app_context():
        lot = db.session.query(SampleLot).one()
        assert [str(row.value.normalize()) for row in lot.values] == [
            "181",
            "182",
            "183",
            "184",
            "185",
            "186",
        ]
        assert [row.station_m for row in lot.values[:3]] == [100, None, 300]


def test_a_contractor_tests_the_own_works_and_not_as_the_station(given, browser_of):
    with given():
        road, stranger = a_road(), a_road()
        contractor = a_user(Role.CONTRACTOR, organisation=road.section.contractor)
        own, other = road.id, stranger.id
    browser = browser_of(contractor)
    assert browser.get(f"/quality/works/{other}/lots/new").status_code == 404
    as_station = browser.post(f"/quality/works/{own}/lots/new", data=FIELDS | {"tester": "station"})
    assert as_station.status_code == 422
    assert browser.get("/quality/standard/base.thickness.other").status_code == 403


def test_a_pending_result_is_entered_on_the_page_of_the_lot(given, browser_of, app):
    with given():
        office, road = a_user(Role.PROJECT_OFFICE), a_road()
        address = f"/quality/works/{road.id}/lots/new"
    browser = browser_of(office)
    strength = {"measure": "flexural_strength", "layer": "concrete_surface", "process": "surface"}
    empty = {"value": "", "station": "", "side": "", "is_pending": "y", "design": "4.5"}
    page = browser.post(address, data=FIELDS | strength | empty, follow_redirects=True)
    assert "Result awaited" in page.text
    with app.app_context():
        number = db.session.query(SampleLot).one().id
    done = browser.post(
        f"/quality/lots/{number}/result", data={"value": ["5.3", "5.4"]}, follow_redirects=True
    )
    assert "The weakest group has 5.3 MPa; at least 3.825 MPa is needed." in done.text


def test_a_failed_item_is_decided_by_those_who_may(given, browser_of, app):
    with given():
        road = a_road()
        contractor = a_user(Role.CONTRACTOR, organisation=road.section.contractor)
        lot = a_lot(road, THIN)
        office = a_user(Role.PROJECT_OFFICE)
        number = db.session.query(Nonconformity).one().id
        lot_id = lot.id
    address = f"/quality/nonconformities/{number}/rectification"
    data = {"due_on": "2020-06-20", "reason": "凿除重做"}
    assert browser_of(contractor).post(address, data=data).status_code == 403
    office_browser = browser_of(office)
    assert office_browser.post(address, data={"reason": "x"}).status_code == 422
    page = office_browser.post(address, data=data, follow_redirects=True)
    assert "Being rectified" in page.text
    assert browser_of(contractor).get(f"/quality/lots/{lot_id}").status_code == 200
    assert "Being rectified" in office_browser.get("/quality/nonconformities").text


def test_a_changed_line_is_a_new_version(given, browser_of, app):
    with given():
        office = a_user(Role.PROJECT_OFFICE)
    browser = browser_of(office)
    address = "/quality/standard/base.thickness.other"
    assert browser.get(address).status_code == 200
    line = {
        "is_key": "y", "confidence": "0.95", "mean_below": "8", "below": "15", "least_samples": "6",
        "source": "JTG F80/1-2017 表7.2.2", "is_checked": "y", "valid_from": "2020-06-02",
    }  # fmt: skip
    assert browser.post(address, data=line).status_code == 422
    page = browser.post(address, data=line | {"reason": "核对原文"}, follow_redirects=True)
    assert "−8 / −15 mm" in page.text
    with app.app_context():
        last = db.session.query(StandardVersion).order_by(StandardVersion.number.desc()).first()
        assert (last.number, last.valid_from) == (2, date(2020, 6, 2))
    assert browser.get("/quality/standard/nothing.at.all").status_code == 404


def test_a_changed_factor_is_a_new_version_and_judges_by_it(given, browser_of, app):
    with given():
        office = a_user(Role.PROJECT_OFFICE)
    browser = browser_of(office)
    address = "/quality/standard/factors/0"
    assert 'value="1.15"' in browser.get(address).text
    factor = {
        "samples_from": "1", "mean_factor": "1.20", "minimum_factor": "0.95", "source": "GB/T 50107 表5.1.3",
        "valid_from": "2020-06-02", "reason": "核对原文",
    }  # fmt: skip
    refused = browser.post(address, data=factor | {"minimum_factor": "2"})
    assert "a share of the design" in refused.text
    assert browser.post(address, data=factor).status_code == 303
    with app.app_context():
        last = standard_on(date(2020, 6, 2)).factors[0]
        assert (str(last.mean_factor), last.source) == ("1.2", "GB/T 50107 表5.1.3")
    assert browser.get("/quality/standard/factors/99").status_code == 404


def test_a_request_leads_to_a_test_of_its_own_process_and_stretch(given, browser_of):
    with given():
        cast = a_cast(tests_needed=True)
        number, contractor = a_request(cast).id, cast.contractor
        address = (
            f"/quality/works/{cast.road.id}/lots/new?process=clearing&from=K0%2B000&to=K0%2B500"
        )
    browser = browser_of(contractor)
    page = browser.get(f"/quality/requests/{number}").text
    assert address.replace("&", "&amp;") in page
    form = browser.get(address).text
    assert 'value="K0+500"' in form
    assert 'selected value="compaction"' in form
