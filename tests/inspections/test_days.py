"""One section and day: what is shown, which days lack a record, and the native forms it prints as."""

from datetime import date

import pytest

from app.accounts.rules import Role
from app.inspections import queries
from app.inspections.rules import DayForm, days_without
from app.shared.calendar import clock_at
from tests.makers.accounts import a_user
from tests.makers.evidence import a_stored_photo
from tests.makers.inspections import (
    a_finding_entry,
    a_site_log,
    an_inspection,
    at_noon,
    post_lines,
)
from tests.makers.works import a_contract, a_section

MONDAY, TUESDAY = date(2020, 6, 8), date(2020, 6, 9)


@pytest.mark.parametrize(
    "recorded, since, today, missing",
    [
        ([], None, 14, [8, 9, 10, 11, 12, 13]),  # Sunday is still running
        ([8, 10], None, 12, [9, 11]),
        ([], 10, 20, [10, 11, 12, 13, 14]),  # the section began on Wednesday
        ([], 20, 30, []),
        ([], None, 1, []),  # the week has not come
    ],
)
def test_days_without_a_record(recorded, since, today, missing):
    known, start = [date(2020, 6, n) for n in recorded], since and date(2020, 6, since)
    found = days_without(known, MONDAY, date(2020, 6, 15), since=start, today=date(2020, 6, today))
    assert [day.day for day in found] == missing


@pytest.mark.usefixtures("context")
def test_a_day_holds_everything_of_its_section_and_nothing_of_another():
    section = a_section()
    visit = an_inspection(
        section,
        on=MONDAY,
        photos=[a_stored_photo("a")],
        findings=(a_finding_entry(due_on=TUESDAY),),
        weather="晴",
    )
    log = a_site_log(section.project, section, a_section(section.project), on=MONDAY)
    an_inspection(on=MONDAY)
    an_inspection(section, on=TUESDAY)
    found = queries.section_day(section.id, MONDAY)
    assert [one.id for one in found.inspections] == [visit.id]
    assert [one.id for one in found.site_logs] == [log.id]
    assert (len(found.findings), len(found.photos), found.weather) == (1, 1, "晴")
    assert queries.count_photos(section.id, MONDAY, date(2020, 6, 15)) == {MONDAY: 1}
    assert not queries.section_day(section.id, date(2020, 6, 10)).has_record


@pytest.fixture
def a_day(given):
    with given():
        contractor = a_user(Role.CONTRACTOR)
        section = a_contract(a_section(contractor=contractor.organisation)).section
        an_inspection(
            section, on=MONDAY, posts=post_lines("present", "absent"),
            findings=(a_finding_entry(description="边沟未清", due_on=TUESDAY),), photos=[a_stored_photo()],
        )  # fmt: skip
        a_site_log(section.project, section, on=MONDAY, content="巡查两条道路", weather="多云")
        return section.id, contractor, a_user(Role.LEADER), a_user(Role.CONTRACTOR)


def test_the_page_of_a_day(a_day, browser_of, statements):
    section_id, contractor, leader, stranger = a_day
    page = f"/sections/{section_id}/days/{MONDAY}"
    with clock_at(at_noon(date(2020, 6, 12))):
        browser = browser_of(leader)
        with statements() as sent:
            text = browser.get(page).text
        assert "边沟未清" in text
        assert "巡查两条道路" in text
        assert "no record" in text
        assert len(sent) <= 30
        assert browser_of(contractor).get(page).status_code == 200
        assert browser_of(stranger).get(page).status_code == 404
        empty = browser.get(f"/sections/{section_id}/days/{TUESDAY}").text
        assert "Nothing is on record for this day" in empty
        for wrong in ("yesterday", "2020-02-30", "20200608x"):
            assert browser.get(f"/sections/{section_id}/days/{wrong}").status_code == 404


@pytest.mark.parametrize("form", list(DayForm))
@pytest.mark.parametrize("day", [MONDAY, TUESDAY])
def test_a_day_prints_as_each_native_form_full_or_blank(form, day, a_day, browser_of):
    section_id, _contractor, leader, _stranger = a_day
    page = browser_of(leader, "zh_Hans_CN").get(f"/sections/{section_id}/days/{day}/{form.value}")
    titles = {
        DayForm.SITE_LOG: "工作日志",
        DayForm.CONSTRUCTION_LOG: "施工日志",
        DayForm.SUPERVISION_LOG: "监理日志",
        DayForm.PATROL: "巡查记录",
    }
    assert page.status_code == 200
    assert titles[form] in page.text
    said = "巡查两条道路" if form == DayForm.SITE_LOG else "边沟未清"
    if form != DayForm.SUPERVISION_LOG or day == TUESDAY:
        assert (said in page.text) is (day == MONDAY)


def test_there_is_no_other_form(a_day, browser_of):
    section_id, _contractor, leader, _stranger = a_day
    assert browser_of(leader).get(f"/sections/{section_id}/days/{MONDAY}/x").status_code == 404
