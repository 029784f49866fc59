"""A wrong clock, and a session that ends between a photo and its record: nothing lost, nothing doubled."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select

from app.accounts.models import SignInSession
from app.evidence.models import PhotoUse
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.field.models import FieldReceipt
from app.inspections.models import Inspection
from app.shared.calendar import now
from tests.field.test_day_without_network import (
    office_of,
    opened,
    send_until_all_is_there,
    unsent,
    visit,
)
from tests.live import Live

pytestmark = pytest.mark.journey
HOURS_AHEAD = 3
WRONG_CLOCK = f"""
  const Real = Date, ahead = {HOURS_AHEAD} * 3600000;
  window.Date = class extends Real {{
    constructor(...parts) {{
      if (parts.length) super(...parts);
      else super(Real.now() + ahead);
    }}
    static now() {{ return Real.now() + ahead; }}
  }};
"""


@pytest.fixture
def field_app(live_program: Live) -> Iterator[Live]:
    yield live_program
    live_program.close_pages()


def test_a_phone_that_is_hours_ahead_says_so_and_its_record_is_corrected(field_app: Live) -> None:
    user, sections = office_of(field_app, 1)
    page = opened(field_app, user)
    page.add_init_script(WRONG_CLOCK)
    page.reload()
    expect(page.locator("main")).to_contain_text("手机时间不准")
    page.locator("#me").click()
    expect(page.locator("main")).to_contain_text("手机时间快 180 分钟")
    visit(page, sections[0], photos=1)
    unsent(page, 0)
    with field_app.app.app_context():
        entered = db.session.scalars(
            select(Inspection).where(Inspection.inspector_id == user.id)
        ).one()
        receipt = db.session.scalars(
            select(FieldReceipt).where(FieldReceipt.user_id == user.id)
        ).one()
        use = db.session.scalars(
            select(PhotoUse).where(
                PhotoUse.owner_kind == OwnerKind.INSPECTION, PhotoUse.owner_id == entered.id
            )
        ).one()
        taken_at = use.photo.really_taken_at
        assert taken_at is not None
        for moment in (entered.inspected_at, taken_at):
            assert abs(moment - now()) < timedelta(minutes=5)
        assert abs(receipt.clock_offset_s + HOURS_AHEAD * 3600) < 120


def test_a_session_that_ends_between_photo_and_record_loses_nothing(field_app: Live) -> None:
    user, sections = office_of(field_app, 1)
    page = opened(field_app, user)
    mine = select(SignInSession).where(SignInSession.user_id == user.id)

    def end_session(route: Route) -> None:
        with field_app.given():
            for session in db.session.scalars(mine).unique():
                session.ended_at = session.ended_at or now()
        route.continue_()

    page.route("**/field/api/records", end_session)
    visit(page, sections[0], photos=1)
    unsent(page, 1)
    expect(page.locator("main")).to_contain_text("登录已失效")
    page.unroute("**/field/api/records")
    page.context.add_cookies([field_app._cookie(user, "zh_Hans_CN")])
    send_until_all_is_there(page, rounds=3)
    with field_app.app.app_context():
        receipts = select(FieldReceipt).where(FieldReceipt.user_id == user.id)
        number = db.session.scalars(receipts).one().answer["id"]
        shown = select(PhotoUse).where(
            PhotoUse.owner_kind == OwnerKind.INSPECTION, PhotoUse.owner_id == number
        )
        assert len(db.session.scalars(shown).all()) == 1
    field_app.complaints.clear()
