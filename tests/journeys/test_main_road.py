"""The bureau's main road in a real browser, once in Chinese and once in English.

From an empty database: set up, import the ledger and three weeks, log an inspection with photos, send a weekly
report back and confirm it, draft, publish, object, answer and freeze June 2020, propose payments with too little
money, see the map, and take the bulletin out.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.models import Organisation, User
from app.accounts.rules import Role
from app.extensions import db
from app.shared.calendar import today
from app.works.models import Section
from tests.live import Live
from tests.makers.accounts import a_user

pytestmark = pytest.mark.journey

SAMPLES = Path(__file__).parents[2] / "app" / "demonstration" / "data"
PASSWORD = "hatched-goose-41"
MAIN_BUTTON = "main .form-buttons .btn-primary"
ONE_BUTTON = "main form.one-button .btn-primary"


@dataclass
class Traveller:
    """Goes through the pages as one person after another."""

    live: Live
    language: str

    def to(self, path: str, user: User) -> Page:
        page = self.live.visit(path, user, self.language)
        assert page.locator(".error-summary").count() == 0
        page.on("dialog", lambda dialog: dialog.accept())
        return page


@pytest.mark.parametrize("language", ["zh_Hans_CN", pytest.param("en", marks=pytest.mark.slow)])
def test_from_an_empty_database_to_a_frozen_month_and_a_proposal(
    live: Live, language: str, tmp_path: Path
) -> None:
    _empty(live)
    road = Traveller(live, language)
    _set_up(road)
    people = _people(live)
    _import(road, people["office"], "项目台账-2020.xlsx", "48")
    for week in (22, 23, 24):
        _import(road, people["office"], f"工程进度周报表-2020年第{week}周.xlsx", "48")
    section_id = _hand_over(live, people)
    _inspect(road, people["office"], section_id, tmp_path)
    _report_a_week(road, people, section_id)
    _rank_june(road, people, section_id)
    _propose(road, people)
    _look_at_the_map(road, people["office"])
    _take_the_bulletin(road, people["office"])


def _empty(live: Live) -> None:
    """Begin again: the second language starts from nothing, too."""
    import flask_migrate

    with live.app.app_context():
        db.session.remove()
        flask_migrate.downgrade(revision="base")
        flask_migrate.upgrade()


def _set_up(road: Traveller) -> None:
    page = road.live.visit("/", None, road.language)
    for name, value in {
        "bureau": "埇桥区交通运输局", "code": "341302", "name": "宋洁", "username": "songjie",
        "password": PASSWORD, "again": PASSWORD, "security_name": "唐宁", "security_username": "tangning",
        "audit_name": "邓毅", "audit_username": "dengyi",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.click(MAIN_BUTTON)
    expect(page.locator("main")).to_contain_text("tangning")
    page.goto(road.live.address + "/people")
    expect(page.locator("main")).to_contain_text("songjie")


def _people(live: Live) -> dict[str, User]:
    with live.given():
        return {
            "office": a_user(Role.PROJECT_OFFICE, name="李明"),
            "leader": a_user(Role.LEADER, name="陈志远"),
            "finance": a_user(Role.FINANCE, name="许慧"),
        }


def _hand_over(live: Live, people: dict[str, User]) -> int:
    """Give the first section's firms people who can sign in; return the section's number."""
    with live.given():
        section = db.session.scalars(select(Section).where(Section.name == "1标段")).one()
        for role, firm_id in (
            (Role.CONTRACTOR, section.contractor_id),
            (Role.SUPERVISOR, section.supervision_firm_id),
        ):
            firm = db.session.get_one(Organisation, firm_id)
            people[role.value] = a_user(role, organisation=firm)
        return section.id


def _import(road: Traveller, user: User, name: str, rows: str) -> None:
    page = road.to("/imports/new", user)
    page.set_input_files("input[type=file]", SAMPLES / name)
    page.click(MAIN_BUTTON)
    page.click(MAIN_BUTTON)  # the proposed columns are right
    expect(page.locator(ONE_BUTTON)).to_contain_text(rows)
    page.click(ONE_BUTTON)
    expect(page.locator(ONE_BUTTON)).to_have_count(0)
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_contain_text(name)


def _inspect(road: Traveller, user: User, section_id: int, folder: Path) -> None:
    pictures = [_picture(folder, colour) for colour in ("orange", "teal")]
    page = road.to(f"/sections/{section_id}/inspections/new", user)
    page.set_input_files("input[name=photos]", pictures)
    page.check("[name=topics][value=quality]")
    page.select_option("[name=findings-0-topic]", index=1)
    page.select_option("[name=findings-0-severity]", index=1)
    page.fill("[name=findings-0-description]", "路面边缘局部振捣不密实")
    page.fill("[name=findings-0-due_on]", (today() + timedelta(days=7)).isoformat())
    page.select_option("[name=handling]", "rectification")
    page.click(MAIN_BUTTON)
    expect(page).to_have_url(re.compile(r"/inspections/\d+"))
    expect(page.locator("main img")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("路面边缘局部振捣不密实")


def _picture(folder: Path, colour: str) -> Path:
    path, file = folder / f"{colour}.jpg", BytesIO()
    Image.new("RGB", (640, 480), colour).save(file, "JPEG")
    path.write_bytes(file.getvalue())
    return path


def _report_a_week(road: Traveller, people: dict[str, User], section_id: int) -> None:
    week = f"/sections/{section_id}/weeks/2020-W25"
    page = road.to(f"{week}/grid", people["contractor"])
    cells = page.locator("[data-grid] td[data-cell] input")
    cells.first.fill("99%")
    page.click("main [name=submit]")
    expect(page).to_have_url(re.compile(r"2020-W25$"))

    page = road.to(week, people["supervisor"])
    page.click("main details.unfold summary")
    page.fill("main [name=reason]", "第一条道路路基未完成")
    page.click("main details.unfold .form-buttons button")
    expect(page.locator("main")).to_contain_text("第一条道路路基未完成")

    page = road.to(f"{week}/grid", people["contractor"])
    page.locator("[data-grid] td[data-cell] input").first.fill("95%")
    page.click("main [name=submit]")
    for name in ("supervisor", "office"):
        page = road.to(week, people[name])
        page.click(ONE_BUTTON)
        page.wait_for_load_state("networkidle")
    page = road.to(week, people["office"])
    expect(page.locator("main .stage.is-done")).to_have_count(4)


def _rank_june(road: Traveller, people: dict[str, User], section_id: int) -> None:
    page = road.to("/ranking/2020-06", people["office"])
    page.click(ONE_BUTTON)
    expect(page.locator("table.month-sheet tbody tr th[scope=row]")).to_have_count(12)
    page.click(ONE_BUTTON)
    line = page.locator(
        "main tbody th[scope=row] a", has_text=re.compile("^1标段$")
    ).first.get_attribute("href")

    page = road.to(f"{line}/objection", people["contractor"])
    page.fill("main textarea >> nth=0", "停电三天，非我方原因")
    page.click(MAIN_BUTTON)
    page = road.to("/ranking/objections", people["office"])
    page.click("main tbody a >> nth=0")
    page.check("main [name=decision] >> nth=1")
    page.fill("main textarea >> nth=0", "未提供停电证明")
    page.click(MAIN_BUTTON)

    page = road.to("/ranking/2020-06", people["leader"])
    page.fill("main [name=reason]", "历史月份，各标段已知晓")
    page.click("main .step-form button")
    expect(page.locator("main .step-form")).to_have_count(0)
    page = road.to("/ranking/2020-06", people["contractor"])
    expect(page.locator("main tr.is-mine")).to_have_count(1)


def _propose(road: Traveller, people: dict[str, User]) -> None:
    page = road.to("/payments/2020-06", people["finance"])
    page.fill("main [name=funds]", "300")
    page.select_option("main [name=unit]", index=0)
    page.click(MAIN_BUTTON)
    expect(page.locator("main")).to_contain_text("300.00")
    page = road.to("/payments/2020-06", people["leader"])
    page.click(ONE_BUTTON)
    expect(page.locator(ONE_BUTTON)).to_have_count(0)
    page = road.to("/payments/2020-06", people["contractor"])
    expect(page.locator("main tbody tr")).not_to_have_count(0)


def _look_at_the_map(road: Traveller, user: User) -> None:
    page = road.to("/map", user)
    expect(page.locator("#works-map[data-drawn]")).to_be_attached()


def _take_the_bulletin(road: Traveller, user: User) -> None:
    page = road.to("/exports", user)
    for form in ("docx", "xlsx"):
        answer = page.request.get(
            f"{road.live.address}/exports/bulletin?month=2020-06&format={form}"
        )
        assert answer.ok
        assert answer.body().startswith(b"PK")
