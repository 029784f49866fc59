"""Other funds side by side with the proposal: the same figures, and nothing kept."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.rules import Role
from app.extensions import db
from app.payments.actions.what_if import what_if
from app.payments.models import ReleaseProposal
from app.shared.models import AuditEvent
from tests.makers.accounts import a_contractor, a_user
from tests.makers.payments import JUNE, WAN, a_paid_section, a_release, on_first_july


@pytest.mark.usefixtures("context")
def test_the_same_funds_give_the_same_lines_and_more_give_more() -> None:
    section = a_paid_section(paid_wan=350)
    proposal = a_release(funds_wan=30)
    same, more = (what_if(JUNE, proposal, wan * WAN, {}) for wan in (30, 60))
    assert same.result.lines[0].proposed_fen == same.now_fen[section.id] == 30 * WAN
    assert more.result.lines[0].proposed_fen == 60 * WAN


def test_a_leader_tries_other_funds_and_nothing_is_saved(
    given: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    with given():
        leader = a_user(Role.LEADER)
        contractor = a_user(Role.CONTRACTOR, organisation=a_contractor())
        a_paid_section("一标", paid_wan=350)

    def kept() -> tuple[int | None, int | None]:
        with given():
            counted = (select(func.count(table.id)) for table in (ReleaseProposal, AuditEvent))
            proposals, events = (db.session.scalar(one) for one in counted)
            return proposals, events

    with on_first_july():
        browser = browser_of(leader)
        assert browser.get("/payments/2020-06/what-if").status_code == 200
        before = kept()
        page = browser.get("/payments/2020-06/what-if?funds=60&unit=wan")
        assert (page.status_code, kept()) == (200, before)
        assert "60.00" in page.text
        refused = browser.get("/payments/2020-06/what-if?funds=much&unit=wan")
        assert (refused.status_code, 'value="much"' in refused.text) == (422, True)
        assert browser_of(contractor).get("/payments/2020-06/what-if").status_code == 403
