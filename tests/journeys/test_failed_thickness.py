"""A failed thickness in a real browser: typed in the grid, judged, demolished, and the progress is zero (R31)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.rules import Role
from app.extensions import db
from app.quality.models import Nonconformity
from app.shared.calendar import Week, today
from app.works.models import Work
from tests.live import Live
from tests.makers.accounts import a_user
from tests.makers.progress import a_confirmed_report, a_section_with_roads

pytestmark = pytest.mark.journey

THIN = ("181", "183", "150", "152", "184", "150")


def test_a_failed_thickness_leads_to_demolition_and_to_zero_progress(live: Live) -> None:
    with live.given():
        section = a_section_with_roads("1")
        a_confirmed_report(section, "100", Week.of(today() - timedelta(days=7)))
        contractor = a_user(Role.CONTRACTOR, organisation=section.contractor)
        office = a_user(Role.PROJECT_OFFICE)
        work_id = db.session.scalars(select(Work.id).where(Work.section_id == section.id)).one()
    page = _enter_a_thin_base(live, contractor, work_id)
    expect(page.locator("main")).to_contain_text("不合格")
    expect(page.locator("main")).to_contain_text("代表值")
    with live.app.app_context():
        number = db.session.scalars(
            select(Nonconformity.id).where(Nonconformity.work_id == work_id)
        ).one()
    page = live.visit(f"/quality/nonconformities/{number}", office, "zh_Hans_CN")
    page.click(f"a[href$='/demolitions/{number}']")
    expect(page.locator("[name='q:base']")).to_have_value("1")
    page.fill("[name=reason]", "厚度不足，拆除重建")
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("main .form-buttons .btn-danger")
    expect(page).to_have_url(re.compile(rf"/quality/nonconformities/{number}$"))
    expect(page.locator("main")).to_contain_text("拆除重建")
    # Everything from the base on is gone; the subgrade below it stays.
    page = live.visit(f"/works/{work_id}", office, "zh_Hans_CN")
    expect(page.locator("main")).to_contain_text("25.0%")
    page = live.visit(f"/demolitions/{number}", office, "zh_Hans_CN")
    for done in page.locator("main tbody tr td:nth-child(2)").all():
        expect(done).to_contain_text(re.compile(r"^0 "))


def _enter_a_thin_base(live: Live, contractor: User, work_id: int) -> Page:
    page = live.visit(f"/quality/works/{work_id}/lots/new?process=base", contractor, "zh_Hans_CN")
    page.fill("[name=design]", "180")
    for place, value in enumerate(THIN):
        page.locator("[name=value]").nth(place).fill(value)
    page.click("main .form-buttons .btn-primary")
    expect(page).to_have_url(re.compile(r"/quality/lots/\d+$"))
    return page
