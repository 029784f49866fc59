"""What higher rooms may show on the pages of works."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.shared.sentences import say
from app.works import panels
from app.works.panels import Panel, Progress, Tab
from tests.makers.accounts import a_user
from tests.makers.works import a_section


@pytest.fixture
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_tabs", [])
    monkeypatch.setattr(panels, "_panels", [])
    monkeypatch.setattr(panels, "_progress", {})


pytestmark = pytest.mark.usefixtures("empty_registry")


def test_tabs_stand_in_their_order_for_those_who_may_open_them(app: Flask, context: None) -> None:
    panels.add_tab(
        Tab("section", say("Third of tabs"), "works.key_posts", order=60, count=lambda _: 3)
    )
    panels.add_tab(Tab("section", say("First of tabs"), "works.section_page", order=0))
    panels.add_tab(Tab("section", say("Second of tabs"), "works.edit_contract", order=30))
    panels.add_tab(Tab("project", say("Foreign tab"), "works.project_page"))
    office, builder = a_user(), a_user(Role.CONTRACTOR)
    with app.test_request_context("/"):
        tabs = panels.tabs_of("section", 7, office)
        assert [tab[0] for tab in tabs] == ["First of tabs", "Second of tabs", "Third of tabs"]
        assert tabs[2][1:] == ("/sections/7/key-posts", False, 3)
        assert [tab[0] for tab in panels.tabs_of("section", 7, builder)] == [
            "First of tabs",
            "Third of tabs",
        ]


def test_panels_are_drawn_in_their_order_and_place(app: Flask, context: None) -> None:
    def draw(name: str) -> Callable:
        return lambda _section, _user: ("works/choose_project.html", {"projects": [], "x": name})

    panels.add_panel(Panel("section", draw("b"), order=2))
    panels.add_panel(Panel("section", draw("a"), order=1, place="main"))
    panels.add_panel(Panel("section", lambda _section, _user: None))
    section, user = a_section(), a_user()
    with app.test_request_context("/"):
        given = section.id, user, lambda: section
        assert len(panels.drawn("section", "side", *given)) == 1
        assert len(panels.drawn("section", "main", *given)) == 1
        assert panels.drawn("work", "side", *given) == []


def test_progress_is_asked_once_for_all_numbers() -> None:
    asked = []

    def known(numbers: list[int]) -> dict[int, Progress]:
        asked.append(list(numbers))
        return {1: Progress(Decimal("0.5"))}

    assert panels.progress_of("section", [1, 2]) == {}
    panels.show_progress_with("section", known)
    assert panels.progress_of("section", [1, 2])[1].share == Decimal("0.5")
    assert panels.progress_of("section", []) == {}
    assert asked == [[1, 2]]
