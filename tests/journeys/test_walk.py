"""A walk over the demonstration: a page of every kind for every role, as a browser shows it.

Nobody's page may fail, complain, be wider than the screen, hold English in Chinese, or give axe-core a reason.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.rules import Role
from app.demonstration import load, people
from app.extensions import db
from tests.journeys.walk import Reader, faults_of, is_english
from tests.live import Live, serving

#: What is looked at of each page: language and width. The first for all roles, all for the office.
LOOKS = [
    ("zh_Hans_CN", 390), ("zh_Hans_CN", 1024), ("zh_Hans_CN", 1440),
    ("en", 390), ("en", 1024), ("en", 1440),
]  # fmt: skip
PERSON_OF = {
    role: next(person.username for person in people.PEOPLE if person.role is role)
    for role in Role
    if any(person.role is role for person in people.PEOPLE)
}
#: Kinds of pages that the demonstration must lead each of them to, at least.
FEWEST_KINDS = {Role.PROJECT_OFFICE: 120, Role.SYSTEM_ADMIN: 10}
FEWEST = 8


@pytest.fixture(scope="module")
def demonstration(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with serving(chromium, tmp_path_factory.mktemp("walk")) as live:
        with live.app.app_context():
            list(load.everything(live.app.config["DATA_FOLDER"]))
        yield live


@pytest.mark.slow
@pytest.mark.journey
@pytest.mark.parametrize("role", PERSON_OF)
def test_every_kind_of_page_is_right_for_every_role(demonstration: Live, role: Role) -> None:
    reader = read_as(demonstration, role)
    assert reader.failed == []
    assert len(reader.pages) >= FEWEST_KINDS.get(role, FEWEST)
    looks = LOOKS if role is Role.PROJECT_OFFICE else LOOKS[:1]
    faults = [fault for look in looks for fault in walk(demonstration, role, reader, *look)]
    assert not faults, "\n".join(faults)


def user_of(live: Live, role: Role) -> User:
    with live.app.app_context():
        statement = select(User).where(User.username == PERSON_OF[role])
        return db.session.scalars(statement).unique().one()


def read_as(live: Live, role: Role) -> Reader:
    reader = Reader(live.app, live.client_of(user_of(live, role), "zh_Hans_CN"))
    reader.read_everything()
    return reader


def walk(live: Live, role: Role, reader: Reader, language: str, width: int) -> list[str]:
    """Return what is wrong with the pages, each with its address."""
    faults: list[str] = []
    live.complaints.clear()
    page = live.visit("/", user_of(live, role), language, width)
    for address in reader.pages.values():
        answer = page.goto(live.address + address)
        found = faults_of(page, in_chinese=language != "en") + live.complaints
        if answer is None or answer.status != 200:
            found.append(f"status {answer and answer.status}")
        faults += [f"{address} ({language}, {width}): {fault}" for fault in found]
        live.complaints.clear()
    live.close_pages()
    return faults


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Zoom in", True),
        ("本月 rank of section", True),
        ("项目办 leader", False),  # one word may be a name
        ("OpenStreetMap 数据", False),
        ("sha-256: ab/cd ef.gh", False),
    ],
)
def test_english_between_chinese_is_recognised(text: str, expected: bool) -> None:
    assert is_english(text) is expected
