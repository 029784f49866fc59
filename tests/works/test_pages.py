"""Every page of the works opens for those who may see it, and only for them."""

from collections.abc import Callable

import pytest

from app.accounts.rules import Role
from tests.makers.accounts import a_user
from tests.makers.works import a_road


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_lists_and_pages_open(given: Callable, browser_of: Callable, language: str) -> None:
    with given():
        user, work = a_user(), a_road()
        section = work.section
        addresses = [
            "/programmes",
            f"/programmes/{section.project.programme_id}",
            "/projects",
            f"/projects/{section.project_id}",
            "/sections",
            f"/sections/{section.id}",
            "/works",
            f"/works/{work.id}",
        ]
    browser = browser_of(user, language)
    assert [browser.get(address).status_code for address in addresses] == [200] * 8


def test_somebody_elses_section_does_not_exist(given: Callable, browser_of: Callable) -> None:
    with given():
        work, stranger = a_road(), a_user(Role.CONTRACTOR)
        addresses = [
            f"/programmes/{work.section.project.programme_id}",
            f"/projects/{work.section.project_id}",
            f"/sections/{work.section_id}",
            f"/works/{work.id}",
        ]
    browser = browser_of(stranger)
    assert [browser.get(address).status_code for address in addresses] == [404] * 4
