"""The weekly grid in a real browser: from cell to cell, pasted from Excel, saved by itself."""

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.progress.queries.sheet import find_report, quantities_of
from app.shared.calendar import Week, today
from app.works.models import Section
from tests.live import Live
from tests.makers.progress import a_contractor_of, a_section_with_roads

pytestmark = pytest.mark.journey

PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def week() -> Week:
    return Week.of(today()).previous()


@pytest.fixture
def section_and_author(live: Live) -> tuple[Section, User]:
    with live.given():
        section = a_section_with_roads("1", "2")
        # The present week must lie in the works' time.
        section.contract.planned_finish_on = today()
        return section, a_contractor_of(section)


def opened(live: Live, section: Section, author: User, week: Week, width: int = 1440) -> Page:
    return live.visit(f"/sections/{section.id}/weeks/{week}/grid", author, width=width)


def test_figures_are_pasted_walked_through_and_saved_by_themselves(
    live: Live, section_and_author: tuple[Section, User], week: Week
) -> None:
    section, author = section_and_author
    page = opened(live, section, author, week)
    cells = page.locator("[data-cell] input")
    cells.first.focus()
    page.evaluate(PASTE, "10%\t8%\n15%\t12%\n")
    assert [cells.nth(place).input_value() for place in (0, 1, 4, 5)] == ["10%", "8%", "15%", "12%"]
    expect(page.locator("[data-cell] [data-other]").first).to_have_text("0.1 km")
    page.keyboard.press("Enter")
    expect(cells.nth(4)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cells.nth(5)).to_be_focused()
    expect(page.locator("[data-saved]")).to_contain_text("Draft saved")
    with live.app.app_context():
        report = find_report(section.id, week)
        assert sorted(str(one) for one in quantities_of(report.id).values()) == [
            "0.080", "0.100", "0.240", "0.300",
        ]  # fmt: skip


def test_a_wrong_cell_turns_red_with_its_sentence_under_the_grid(
    live: Live, section_and_author: tuple[Section, User], week: Week
) -> None:
    section, author = section_and_author
    page = opened(live, section, author, week, width=390)
    cell = page.locator("[data-cell]").first
    cell.locator("input").fill("7")
    expect(page.locator("[data-sentences] li")).to_contain_text("above the design quantity of 1")
    expect(cell).to_have_class("is-refused")
    cell.locator("input").fill("0.1")
    expect(page.locator("[data-sentences] li")).to_have_count(0)


def test_the_second_editor_is_told_and_nothing_of_the_first_is_lost(
    live: Live, section_and_author: tuple[Section, User], week: Week
) -> None:
    section, author = section_and_author
    first, second = (opened(live, section, author, week) for _ in range(2))
    first.locator("[data-cell] input").first.fill("0.1")
    expect(first.locator("[data-saved]")).to_contain_text("Draft saved")
    second.locator("[data-cell] input").first.fill("0.2")
    expect(second.locator("[data-stale]")).to_contain_text("there it is “0.1”, you typed “0.2”")
    # The browser itself notes the answer 409.
    assert all("409" in complaint for complaint in live.complaints)
    live.complaints.clear()
