"""The first page of each role, and the search."""

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.accounts.rules import Role
from app.shared.calendar import Week, clock_at
from app.works.rules import Status
from tests.makers.accounts import a_contractor, a_user
from tests.makers.obstacles import an_obstacle
from tests.makers.progress import (
    WEEK,
    a_contractor_of,
    a_rollup,
    a_section_with_roads,
    a_submitted_report,
    a_supervisor_of,
    an_engineer_of,
    monday_after,
    noon,
)
from tests.makers.ranking import a_published_ranking, section_figures
from tests.makers.works import a_contract, a_project, a_section

Browser = Callable[..., FlaskClient]
Making = Callable[[], Any]


def page(client: FlaskClient, address: str = "/", on: str = "2020-06-08") -> str:
    with clock_at(noon(on)):
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_first_page(given: Making, browser_of: Browser, role: Role) -> None:
    with given():
        user = a_user(role)
    assert "Today" in page(browser_of(user))


def test_a_contractor_is_told_of_the_week_to_report(given: Making, browser_of: Browser) -> None:
    with given():
        section = a_section_with_roads()
        user = a_contractor_of(section)
    shown = page(browser_of(user), on="2020-06-08")
    assert "Report the week" in shown
    assert section.name in shown


def test_a_report_waits_for_the_supervisor_of_the_section_and_nobody_else(
    given: Making, browser_of: Browser
) -> None:
    with given():
        section = a_section_with_roads()
        a_submitted_report(section)
        supervisor, stranger = a_supervisor_of(section), a_user(Role.SUPERVISOR)
    assert "Check the weekly report" in page(browser_of(supervisor))
    assert "Check the weekly report" not in page(browser_of(stranger))


def test_an_engineer_is_told_of_the_own_sections_that_nobody_visited(
    given: Making, browser_of: Browser
) -> None:
    with given():
        section = a_section(name="没人去的标段")
        a_section(name="别人的标段")
        engineer = an_engineer_of(section)
    shown = page(browser_of(engineer))
    assert "Visit the section" in shown
    assert "没人去的标段" in shown
    assert "别人的标段" not in shown.split('class="side-column"')[0]


def test_a_leader_sees_states_deviations_ranking_and_obstacles(
    given: Making, browser_of: Browser
) -> None:
    with given():
        section = a_section_with_roads(name="落后标段")
        a_rollup(section, WEEK, "0.1", planned_share="0.4")
        an_obstacle(section, since=date(2020, 6, 5))
        a_published_ranking()
        leader = a_user(Role.LEADER)
    shown = page(browser_of(leader))
    assert "Furthest behind" in shown
    assert "−30.0" in shown
    assert "Ranking of June 2020" in shown
    assert "Up to 7 days" in shown


def test_a_contractor_sees_no_figure_of_another_firm(given: Making, browser_of: Browser) -> None:
    with given():
        mine, other = a_section_with_roads(), a_section_with_roads(name="别家标段")
        for section in (mine, other):
            a_rollup(section, WEEK, "0.1", planned_share="0.4")
        user = a_contractor_of(mine)
    shown = page(browser_of(user))
    assert mine.name in shown
    assert "别家标段" not in shown


def test_a_section_that_nobody_answers_for_is_named(given: Making, browser_of: Browser) -> None:
    with given():
        a_section(name="无人负责标段")
        leader = a_user(Role.LEADER)
    shown = page(browser_of(leader))
    assert "Nobody accountable: 1" in shown
    assert "无人负责标段" in shown


def test_a_month_is_to_be_ranked_once_there_is_a_section(
    given: Making, browser_of: Browser
) -> None:
    with given():
        office = a_user(Role.PROJECT_OFFICE)
    assert "Draft the ranking" not in page(browser_of(office))
    with given():
        a_section()
    assert "Draft the ranking" in page(browser_of(office))


def test_a_contractor_is_asked_to_look_only_at_a_ranking_of_an_own_section(
    given: Making, browser_of: Browser
) -> None:
    with given():
        section = a_contract().section
        ranking = a_published_ranking(section_figures(section.id, code="甲标"))
        on = ranking.end_on.isoformat()
        ranked, stranger = a_contractor_of(section), a_contractor_of(a_contract().section)
    asked = "Look at the ranking; objections are open"
    assert asked in page(browser_of(ranked), on=on)
    assert asked not in page(browser_of(stranger), on=on)


def test_a_month_without_ranking_and_an_empty_database_still_make_a_page(
    given: Making, browser_of: Browser
) -> None:
    with given():
        leader = a_user(Role.LEADER)
    shown = page(browser_of(leader))
    assert "No week is frozen yet." in shown
    assert "Nothing is waiting for you." in shown


def test_every_link_of_a_first_page_opens(given: Making, browser_of: Browser) -> None:
    with given():
        section = a_section_with_roads(name="落后标段")
        section.project.status = Status.UNDER_CONSTRUCTION
        a_rollup(section, Week(2020, 21), "0.1", planned_share="0.4")
        a_submitted_report(section, week=Week(2020, 22))
        an_obstacle(section, since=date(2020, 6, 5), planned_clear_on=date(2020, 6, 7))
        a_published_ranking(month="2020-04")
        readers = [
            a_user(Role.LEADER),
            a_user(Role.PROJECT_OFFICE),
            an_engineer_of(section),
            a_contractor_of(section),
            a_supervisor_of(section),
        ]
    for reader in readers:
        client = browser_of(reader)
        content = page(client).partition('<main id="main"')[2]
        links = sorted(set(re.findall(r'href="(/[^"]*)"', content)))
        assert links
        for link in links:
            with clock_at(noon("2020-06-08")):
                assert (link, client.get(html.unescape(link)).status_code) == (link, 200)


@pytest.mark.parametrize("role", [Role.LEADER, Role.PROJECT_OFFICE, Role.AREA_ENGINEER])
def test_the_number_of_queries_does_not_grow_with_the_works(
    given: Making, browser_of: Browser, statements: Making, role: Role
) -> None:
    with given():
        user = a_user(role)
    client = browser_of(user)
    counts = []
    for _ in range(2):
        with given():
            for _ in range(3):
                section = a_section_with_roads("1", "2", "3")
                section.area_engineer_id = user.id
                a_rollup(section, WEEK, "0.1", planned_share="0.4")
                a_submitted_report(section, week=Week(2020, 22))
                an_obstacle(section, planned_clear_on=date(2020, 6, 7))
        page(client)
        with statements() as sent:
            page(client)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_search_finds_sections_roads_projects_and_firms(
    given: Making, browser_of: Browser
) -> None:
    with given():
        firm = a_contractor("皖北路桥")
        section = a_section(a_project(name="皖北畅通工程"), "皖北1标", contractor=firm)
        a_contract(section)
        user = a_user(Role.LEADER)
    shown = page(browser_of(user), "/search?q=皖北")
    for words in ("皖北1标", "皖北畅通工程", "皖北路桥"):
        assert words in shown


def test_the_search_finds_nothing_of_another_firm(given: Making, browser_of: Browser) -> None:
    with given():
        a_section(a_project(name="皖北畅通工程"), "皖北1标", contractor=a_contractor("皖北路桥"))
        user: User = a_user(Role.CONTRACTOR)
    assert "Nothing you may see" in page(browser_of(user), "/search?q=皖北")


@pytest.mark.parametrize("words", ["", "%", "_", "'", "<script>", "a" * 10_000])
def test_odd_words_are_only_words(given: Making, browser_of: Browser, words: str) -> None:
    with given():
        a_section(name="1标段")
        user = a_user(Role.LEADER)
    with monday_after():
        answer = browser_of(user).get("/search", query_string={"q": words})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.data
    assert "1标段" not in answer.get_data(as_text=True)
