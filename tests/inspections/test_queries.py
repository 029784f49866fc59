"""What people may read, what waits for them, and what a month says."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update

from app.accounts.rules import Role
from app.extensions import db
from app.inspections import actions, queries
from app.inspections.models import Inspection
from app.inspections.queries import FindingFilters, InspectionFilters, SiteLogFilters
from app.inspections.rules import (
    EquipmentLine,
    FindingState,
    InspectionKind,
    Severity,
    Topic,
)
from app.shared.calendar import Month, clock_at
from app.shared.errors import NotFound
from app.shared.listing import ListRequest
from app.shared.revisions import tables_written_by
from tests.makers.accounts import a_contractor, a_supervision_firm, a_user
from tests.makers.evidence import a_stored_photo
from tests.makers.inspections import (
    a_finding,
    a_finding_entry,
    a_proved_finding,
    a_site_log,
    an_inspection,
    at_noon,
    post_lines,
)
from tests.makers.works import a_road, a_section, an_area

pytestmark = pytest.mark.usefixtures("context")
MONDAY = date(2020, 6, 1)
START, END = date(2020, 5, 26), date(2020, 6, 26)


def asked(search: str = "", sort: str = "day", descending: bool = True) -> ListRequest:
    return ListRequest(search, sort, descending, 1)


def ids_of(page) -> list[int]:
    return [row.id for row in page.rows]


def test_contractors_and_supervisors_see_their_own_sections_only():
    firm, supervision = a_contractor(), a_supervision_firm()
    own = an_inspection(a_section(contractor=firm, supervision_firm=supervision))
    other = an_inspection()
    for user in (
        a_user(Role.CONTRACTOR, organisation=firm),
        a_user(Role.SUPERVISOR, organisation=supervision),
    ):
        assert ids_of(queries.list_inspections(user, InspectionFilters(), asked())) == [own.id]
        assert queries.get_inspection_for(user, own.id) is own
        with pytest.raises(NotFound):
            queries.get_inspection_for(user, other.id)


def test_the_number_of_visits_is_told_without_counting_them():
    one, other = a_section(), a_section()
    visits = [an_inspection(section) for section in (one, one, other)]
    leader = a_user(Role.LEADER)

    def totals() -> list[int]:
        return [
            queries.list_inspections(leader, filters, asked()).total
            for filters in (
                InspectionFilters(), InspectionFilters(section_id=one.id),
                InspectionFilters(project_id=other.project_id),
                InspectionFilters(section_id=one.id, first_day=date(2000, 1, 1)),
            )
        ]  # fmt: skip

    own = a_user(Role.CONTRACTOR, organisation=other.contractor)
    assert totals() == [3, 2, 1, 2]
    assert queries.list_inspections(own, InspectionFilters(), asked()).total == 1
    db.session.execute(
        update(Inspection).where(Inspection.id == visits[0].id).values(section_id=other.id)
    )
    assert totals() == [3, 1, 2, 1]
    db.session.execute(delete(Inspection).where(Inspection.id == visits[2].id))
    assert totals() == [2, 1, 1, 1]
    assert "inspection_tally" in tables_written_by("INSERT INTO inspection (id) VALUES (1)")


def test_the_bureau_sees_all_visits_newest_first():
    visits = [an_inspection(on=MONDAY + timedelta(days=n)) for n in range(3)]
    page = queries.list_inspections(a_user(Role.LEADER), InspectionFilters(), asked())
    assert ids_of(page) == [visit.id for visit in reversed(visits)]


def test_each_filter_narrows_the_list():
    section, inspector = a_section(), a_user()
    road = a_road(section)
    found = an_inspection(
        section,
        by=inspector,
        on=MONDAY,
        kind=InspectionKind.NIGHT,
        posts=post_lines("absent"),
        findings=(a_finding_entry(due_on=MONDAY),),
        work_id=road.id,
    )
    an_inspection(on=MONDAY + timedelta(days=1))
    for filters in (
        InspectionFilters(section_id=section.id),
        InspectionFilters(project_id=section.project_id),
        InspectionFilters(last_day=MONDAY),
        InspectionFilters(first_day=MONDAY, last_day=MONDAY),
        InspectionFilters(inspector_id=inspector.id),
        InspectionFilters(kind=InspectionKind.NIGHT),
        InspectionFilters(with_open_findings=True),
        InspectionFilters(short_of_posts=True),
        InspectionFilters(short_of_roads=True),
    ):
        page = queries.list_inspections(inspector, filters, asked())
        assert ids_of(page) == [found.id], filters
    assert (
        queries.list_inspections(inspector, InspectionFilters(only_late=True), asked()).total == 0
    )


@pytest.mark.parametrize("words", ["路面一", "二标", "皖北建设", "王工"])
def test_the_search_knows_section_contractor_inspector_and_road(words):
    section = a_section(name="二标", contractor=a_contractor("皖北建设"))
    road = a_road(section, "路面一")
    found = an_inspection(section, by=a_user(name="王工"), work_id=road.id)
    an_inspection()
    page = queries.list_inspections(a_user(), InspectionFilters(), asked(words))
    assert ids_of(page) == [found.id]


def test_the_search_takes_wildcards_literally():
    an_inspection()
    assert queries.list_inspections(a_user(), InspectionFilters(), asked("%")).total == 0


@pytest.mark.parametrize("sort", ["day", "received", "section", "presence"])
def test_every_order_works_both_ways(sort):
    for _ in range(3):
        an_inspection()
    pages = [
        queries.list_inspections(a_user(), InspectionFilters(), asked("", sort, descending))
        for descending in (False, True)
    ]
    assert [page.total for page in pages] == [3, 3]


def test_a_line_counts_its_findings():
    visit = an_inspection(findings=(a_finding_entry(), a_finding_entry(solved_on_spot=True)))
    (row,) = queries.list_inspections(a_user(), InspectionFilters(), asked()).rows
    assert (row.id, row.findings, row.open_findings) == (visit.id, 2, 1)
    assert list(queries.all_inspection_rows(a_user(), InspectionFilters(), "")) == [row]


def test_the_list_takes_four_statements_however_long_it_is(statements):
    user = a_user()
    for _ in range(5):
        an_inspection()
    with statements() as sent:
        queries.list_inspections(user, InspectionFilters(), asked())
    assert len(sent) == 4, sent  # how many, which, their lines, their findings


def test_findings_are_filtered_searched_and_sorted():
    section = a_section()
    found = a_finding(
        section, on=MONDAY, severity=Severity.CRITICAL, topic=Topic.QUALITY, description="厚度不足"
    )
    a_finding(on=MONDAY + timedelta(days=30), solved_on_spot=True)
    user = a_user()
    for filters in (
        FindingFilters(section_id=section.id),
        FindingFilters(project_id=section.project_id),
        FindingFilters(state=FindingState.OPEN),
        FindingFilters(topic=Topic.QUALITY),
        FindingFilters(severity=Severity.CRITICAL),
        FindingFilters(last_day=MONDAY),
        FindingFilters(only_open=True),
        FindingFilters(overdue_on=date(2020, 6, 9)),
    ):
        assert ids_of(queries.list_findings(user, filters, asked("", "found"))) == [found.id]
    assert ids_of(queries.list_findings(user, FindingFilters(), asked("厚度", "due"))) == [found.id]
    for sort in ("severity", "section", "due"):
        assert queries.list_findings(user, FindingFilters(), asked("", sort)).total == 2
    assert [f.id for f in queries.list_section_findings(section.id)] == [found.id]
    assert queries.count_findings_by_state(user) == {FindingState.OPEN: 1, FindingState.CLOSED: 1}


def test_a_finding_is_not_overdue_on_its_due_day():
    a_finding(on=MONDAY)  # due on 8 June
    user = a_user()
    late = [
        queries.list_findings(user, FindingFilters(overdue_on=day), asked("", "found")).total
        for day in (date(2020, 6, 8), date(2020, 6, 9))
    ]
    assert late == [0, 1]


def test_others_findings_are_not_found():
    finding = a_finding()
    with pytest.raises(NotFound):
        queries.get_finding_for(a_user(Role.CONTRACTOR), finding.id)


def test_what_is_due_from_a_contractor_is_due_today_or_before():
    contractor = a_user(Role.CONTRACTOR)
    section = a_section(contractor=contractor.organisation)
    finding = a_finding(section, on=MONDAY)
    a_finding(on=MONDAY)  # another firm's
    days = (date(2020, 6, 7), date(2020, 6, 8), date(2020, 6, 9))
    assert [queries.count_findings_due(contractor, day) for day in days] == [0, 1, 1]
    (due,) = queries.list_due_findings_for(contractor, date(2020, 6, 8))
    assert (due.id, due.section) == (finding.id, section.name)


def test_proofs_wait_for_people_who_write_for_the_section():
    contractor, engineer = a_user(Role.CONTRACTOR), a_user(Role.AREA_ENGINEER)
    section = a_section(area_id=an_area("", engineer).id)
    finding = a_proved_finding(section, contractor=contractor)
    today = date(2020, 6, 1)
    assert [due.id for due in queries.list_due_findings_for(engineer, today)] == [finding.id]
    assert queries.count_findings_due(a_user(Role.AREA_ENGINEER), today) == 0  # another area
    assert queries.count_findings_due(a_user(Role.LEADER), today) == 0  # does not close findings


def test_a_month_says_what_was_looked_at_found_and_missing():
    section, quiet = a_section(), a_section()
    a_road(section)
    an_inspection(
        section,
        on=START,  # the first day belongs to it
        posts=post_lines("present", "absent"),
        equipment=(EquipmentLine("压路机", 2, 1),),
        topics=frozenset({Topic.QUALITY, Topic.SAFETY}),
    )
    an_inspection(section, on=END)  # the end does not
    finding = a_finding(section, on=date(2020, 6, 10), due_on=date(2020, 6, 20))
    a_site_log(section.project, section, on=MONDAY)
    month = queries.month_conduct([section.id, quiet.id], START, END)
    one = month[section.id]
    assert (one.inspections, one.site_logs, one.road_shortfalls) == (2, 1, 2)
    assert one.looks == {
        Topic.PROGRESS: 0, Topic.QUALITY: 2, Topic.SAFETY: 1, Topic.ENVIRONMENT: 0,
    }  # fmt: skip
    assert (one.posts_required, one.posts_present) == (2, 1)
    assert (one.equipment_required, one.equipment_present) == (2, 1)
    (line,) = one.findings
    assert (line.finding_id, line.found_in_period, line.is_open, line.is_overdue) == (
        finding.id, True, True, True,
    )  # fmt: skip
    assert month[quiet.id].inspections == 0
    assert month[quiet.id].findings == ()


@pytest.mark.parametrize(
    "found_on, closed_on, is_there, is_open",
    [
        (date(2020, 5, 25), None, True, True),  # older, still open
        (date(2020, 5, 20), date(2020, 6, 1), False, False),  # older, closed meanwhile
        (date(2020, 5, 20), date(2020, 6, 25), False, False),  # closed on the last day
        (date(2020, 5, 20), date(2020, 6, 26), True, True),  # closed after the end
        (date(2020, 6, 25), date(2020, 6, 25), True, False),  # found and closed on the last day
        (date(2020, 6, 26), None, False, False),  # after the end
    ],
)
def test_an_older_finding_counts_while_it_is_open(found_on, closed_on, is_there, is_open):
    contractor, section = a_user(Role.CONTRACTOR), a_section()
    finding = a_proved_finding(section, contractor=contractor, on=found_on)
    if closed_on:
        with clock_at(at_noon(closed_on)):
            actions.close_finding(finding, by=a_user())
    lines = queries.month_conduct([section.id], START, END)[section.id].findings
    assert [line.is_open for line in lines] == ([is_open] if is_there else [])


def test_a_month_of_many_sections_takes_four_statements(statements):
    sections = [a_section() for _ in range(4)]
    for section in sections:
        a_finding(section, on=MONDAY)
    with statements() as sent:
        queries.month_conduct([section.id for section in sections], START, END)
    assert len(sent) == 4  # visits, excused absences, findings, site logs


def test_the_last_visit_of_sections_and_works_is_known():
    section, silent = a_section(), a_section()
    road, other_road = a_road(section), a_road(section)
    an_inspection(section, on=MONDAY, work_id=road.id)
    last = an_inspection(
        section,
        on=MONDAY + timedelta(days=1),
        open_work_ids=frozenset({road.id}),
        photos=[a_stored_photo()],
    )
    latest = queries.latest_inspections([section.id, silent.id])
    assert {number: visit.id for number, visit in latest.items()} == {section.id: last.id}
    assert latest[section.id].photo_use_id is not None
    assert queries.latest_for_work(road.id).id == last.id
    assert queries.latest_for_work(other_road.id) is None


def test_the_calendar_shows_days_with_visits_and_logs():
    section = a_section()
    a_finding(section, on=MONDAY)
    an_inspection(section, on=MONDAY)
    a_site_log(section.project, section, on=MONDAY)
    a_site_log(section.project, section, on=date(2020, 6, 30))
    an_inspection(section, on=date(2020, 7, 1))
    days = queries.days_with_records(section.id, Month(2020, 6))
    assert list(days) == [MONDAY, date(2020, 6, 30)]
    day = days[MONDAY]
    assert (day.inspections, day.findings, day.site_logs) == (2, 1, 1)


def test_site_logs_are_read_by_the_bureau_and_by_those_they_tell_of():
    contractor = a_user(Role.CONTRACTOR)
    own = a_section(contractor=contractor.organisation)
    told = a_site_log(own.project, own, on=MONDAY)
    other = a_site_log(on=MONDAY + timedelta(days=1))
    everything = queries.list_site_logs(a_user(Role.LEADER), SiteLogFilters(), asked())
    assert ids_of(everything) == [other.id, told.id]
    assert ids_of(queries.list_site_logs(contractor, SiteLogFilters(), asked())) == [told.id]
    with pytest.raises(NotFound):
        queries.get_site_log_for(contractor, other.id)
    for filters in (
        SiteLogFilters(project_id=own.project_id),
        SiteLogFilters(section_id=own.id),
        SiteLogFilters(author_id=told.author_id),
        SiteLogFilters(last_day=MONDAY),
    ):
        assert ids_of(queries.list_site_logs(a_user(), filters, asked())) == [told.id]
