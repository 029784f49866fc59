"""The lists: what they find, in which order, their sums, their Excel files, their cost, and who sees what."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.accounts.rules import Role
from app.works.rules import Status, WorksKind
from tests.makers.accounts import a_user
from tests.makers.works import (
    a_contract,
    a_programme,
    a_project,
    a_road,
    a_section,
    a_township,
    an_area,
)

LISTS = ("/programmes", "/projects", "/sections", "/works")


def names_in(page: str, names: list[str]) -> list[str]:
    """Return which of the names the page's table shows, in its order."""
    table = page[page.index("<tbody>") : page.index("</tbody>")] if "<tbody>" in page else ""
    return sorted((name for name in names if f">{name}<" in table), key=table.index)


def test_sections_are_found_by_everything_they_are_filtered_by(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        user, area, township = a_user(), an_area(), a_township()
        project = a_project(a_programme(2020, WorksKind.BRIDGE))
        one = a_section(project, "甲标段", area=area, status=Status.FINISHED)
        a_road(one, township=township)
        two = a_section(name="乙标段", accountable=user)
    browser = browser_of(user)
    for query in (
        "q=甲标",
        f"programme={project.programme_id}",
        "kind=bridge",
        "status=finished",
        f"area={area.id}",
        f"contractor={one.contractor_id}",
        f"supervision={one.supervision_firm_id}",
        f"township={township.id}",
        f"project={project.id}",
        "unanswered=1",
    ):
        page = browser.get(f"/sections?{query}").text
        assert names_in(page, ["甲标段", "乙标段"]) == ["甲标段"], query
    assert names_in(browser.get(f"/sections?q={two.name}").text, ["甲标段", "乙标段"]) == ["乙标段"]


def test_a_search_takes_percent_signs_literally(given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user()
        a_section(name="甲标段")
    assert "Nothing fits these filters." in browser_of(user).get("/sections?q=%25").text


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "query",
    ["sort=nonsense", "page=0", "page=-1", "page=9999999999999", "kind=dragon", "area=x",
     "township=999999999999", "q=" + "x" * 5000, "sort=-name&format=pdf", "year=twenty", "q=%00"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_still_opens_a_list(
    given: Callable, browser_of: Callable, address: str, query: str
) -> None:
    with given():
        user = a_user()
    assert browser_of(user).get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("address", "sorts"),
    [
        ("/programmes", ["year", "name", "kind", "projects", "length", "amount", "finish"]),
        ("/projects", ["name", "programme", "kind", "sections", "length", "amount", "finish",
                       "status", "accountable"]),
        ("/sections", ["name", "code", "project", "contractor", "supervision", "area", "works",
                       "length", "price", "finish", "status"]),
        ("/works", ["name", "route", "section", "township", "length", "width", "amount",
                    "finish", "status"]),
    ],
)  # fmt: skip
def test_every_column_sorts_both_ways(
    given: Callable, browser_of: Callable, address: str, sorts: list[str]
) -> None:
    with given():
        user = a_user()
        a_road(a_contract().section)
    browser = browser_of(user)
    for sort in sorts:
        assert browser.get(f"{address}?sort={sort}").status_code == 200, sort
        assert browser.get(f"{address}?sort=-{sort}").status_code == 200, sort


def test_states_are_sorted_by_stage_of_life_and_not_by_alphabet(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user()
        for name, status in (
            ("乙", Status.FINISHED),
            ("甲", Status.UNDER_CONSTRUCTION),
            ("丙", Status.PRELIMINARY),
        ):
            a_section(name=f"{name}标段", status=status)
    page = browser_of(user).get("/sections?sort=status").text
    assert page.index("丙标段") < page.index("甲标段") < page.index("乙标段")


def test_the_totals_row_sums_the_whole_filtered_list(given: Callable, browser_of: Callable) -> None:
    with given():
        user, section = a_user(), a_section()
        for _ in range(60):
            a_road(section)  # one kilometre and 100,000 yuan each
        a_road(name="别处")
    page = browser_of(user).get(f"/works?section={section.id}").text
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    assert "60.000" in foot
    assert "600.00" in foot
    assert "Page 1 of 2" in page
    assert f"section={section.id}" in page[page.index("Page 1 of 2") :]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_goes_out_to_excel_as_filtered(
    given: Callable, browser_of: Callable, address: str
) -> None:
    with given():
        user = a_user()
        a_road(a_contract(a_section(a_project(name="=cmd()"), name="=cmd()")).section, "=cmd()")
    answer = browser_of(user).get(f"{address}?format=xlsx")
    assert answer.status_code == 200
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet.max_row == 3
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    nothing = browser_of(user).get(f"{address}?format=xlsx&q=nothing-of-this-name")
    assert load_workbook(BytesIO(nothing.data)).active.max_row == 2


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_queries_however_long_it_is(
    given: Callable, browser_of: Callable, statements: Callable, address: str
) -> None:
    with given():
        user = a_user()
        a_road(a_contract().section)
    browser, counts = browser_of(user), []
    for _ in range(2):
        with statements() as sent:
            assert browser.get(address).status_code == 200
        counts.append(len(sent))
        with given():
            for _ in range(10):
                a_road(a_contract(a_section(area=an_area())).section, township=a_township())
    assert counts[0] == counts[1]
    # Session, reader, settings, sums, page, what changed last, what progress knows, own views.
    assert counts[0] <= 14


@pytest.mark.parametrize("path", ["/sections/{0}", "/projects/{1}", "/programmes/{2}"])
def test_a_page_costs_the_same_queries_however_much_it_shows(
    given: Callable, browser_of: Callable, statements: Callable, path: str
) -> None:
    with given():
        user = a_user()
        section = a_contract(a_road().section).section
        address = path.format(section.id, section.project_id, section.project.programme_id)
    browser, counts = browser_of(user), []
    for _ in range(2):
        with statements() as sent:
            assert browser.get(address).status_code == 200
        counts.append(len(sent))
        with given():
            from app.extensions import db
            from app.works.models import Section

            known = db.session.get_one(Section, section.id)
            for _ in range(5):
                a_road(known, township=a_township())
                a_section(known.project)
                a_project(known.project.programme)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.LEADER, 200),
        (Role.AREA_ENGINEER, 200),
        (Role.DISCIPLINE, 200),
        (Role.SYSTEM_ADMIN, 403),
        (Role.AUDIT_ADMIN, 403),
    ],
)
def test_the_bureau_reads_all_and_administrators_nothing(
    given: Callable, browser_of: Callable, role: Role, status: int
) -> None:
    with given():
        user = a_user(role)
    browser = browser_of(user)
    assert {browser.get(address).status_code for address in LISTS} == {status}


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.SUPERVISOR])
def test_outsiders_find_only_their_own(given: Callable, browser_of: Callable, role: Role) -> None:
    with given():
        own, foreign = a_section(name="甲标段"), a_section(name="乙标段")
        a_road(own, "甲路")
        a_road(foreign, "乙路")
        firm = own.contractor if role == Role.CONTRACTOR else own.supervision_firm
        user = a_user(role, organisation=firm)
    browser = browser_of(user)
    assert names_in(browser.get("/sections").text, ["甲标段", "乙标段"]) == ["甲标段"]
    assert names_in(browser.get("/works").text, ["甲路", "乙路"]) == ["甲路"]
    projects = [own.project.name, foreign.project.name]
    assert names_in(browser.get("/projects").text, projects) == [own.project.name]


def test_a_new_firm_is_a_choice_at_once(given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user()
        a_section()
    browser = browser_of(user)
    browser.get("/sections")
    with given():
        firm = a_section().contractor.name
    assert f">{firm}</option>" in browser.get("/sections").text


def test_outsiders_are_offered_only_firms_of_their_own_sections(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        own, foreign = a_section(), a_section()
        office, builder = a_user(), a_user(Role.CONTRACTOR, organisation=own.contractor)
        names = own.supervision_firm.name, foreign.supervision_firm.name
    assert all(f">{name}</option>" in browser_of(office).get("/sections").text for name in names)
    page = browser_of(builder).get("/sections").text
    assert [f">{name}</option>" in page for name in names] == [True, False]
