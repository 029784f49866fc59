from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.accounts.rules import Role
from app.extensions import db
from app.logistics import actions, queries
from app.logistics.models import VillageService
from app.logistics.rules.coverage import Gap, ServiceMode
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.models import AuditEvent
from tests.makers.accounts import a_user
from tests.makers.logistics import CONFIRMED_ON, a_center, a_village, an_answer, an_outlet
from tests.makers.works import a_township

pytestmark = pytest.mark.usefixtures("context")


def test_a_central_village_that_loses_its_outlet_uncovers_its_villages_from_that_day():
    center, village = a_center("中心村"), a_village("边远村")
    an_answer(village, ServiceMode.VIA_CENTER, center)
    [outlet] = queries.outlets_of(center.id)
    closed_on = CONFIRMED_ON + timedelta(days=30)
    actions.change_outlet(outlet, {"closed_on": closed_on}, by=a_user(Role.PROJECT_OFFICE))
    before = queries.reached_on(closed_on - timedelta(days=1))
    after = queries.reached_on(closed_on)
    assert before.standings[village.id].is_covered
    assert after.standings[village.id].gap is Gap.CENTER_WITHOUT_OUTLET
    assert after.standings[center.id].is_covered
    assert queries.served_through(center.id, today()) == ["边远村"]


def test_a_village_that_serves_others_cannot_be_served_through_another():
    center, village, other = a_center("甲村"), a_village("乙村"), a_center("丙村")
    an_answer(village, ServiceMode.VIA_CENTER, center)
    with pytest.raises(RuleBroken, match="乙村"):
        an_answer(center, ServiceMode.VIA_CENTER, other)
    with pytest.raises(RuleBroken, match="not served directly"):
        an_answer(a_village(), ServiceMode.VIA_CENTER, village)


def test_the_latest_answer_up_to_the_day_counts():
    village = a_village()
    an_answer(village, on=date(2020, 3, 1))
    an_answer(village, ServiceMode.NONE, on=date(2020, 9, 1))
    an_answer(village, on=date(2020, 12, 1))
    covered = [
        queries.reached_on(day).standings[village.id].is_covered
        for day in (date(2020, 2, 1), date(2020, 8, 31), date(2020, 9, 1), date(2020, 12, 31))
    ]
    assert covered == [False, True, False, True]


def test_the_same_answer_sent_twice_is_kept_once():
    village, client_uuid = a_village(), str(uuid4())
    first = an_answer(village, client_uuid=client_uuid)
    assert an_answer(village, client_uuid=client_uuid) is first
    events = select(AuditEvent).where(AuditEvent.action == "village.service_confirmed")
    assert len(db.session.scalars(events).all()) == 1


def test_what_was_confirmed_cannot_be_changed_or_deleted():
    an_answer(a_village())
    for statement in ("UPDATE village_service SET words = 'x'", "DELETE FROM village_service"):
        with pytest.raises(DatabaseError, match="final"), db.session.begin_nested():
            db.session.execute(text(statement))
    assert len(db.session.scalars(select(VillageService)).all()) == 1


def test_merged_villages_do_not_count_any_more():
    village = a_village()
    actions.change_village(village, {"merged_on": date(2020, 7, 1)}, by=a_user(Role.PROJECT_OFFICE))
    assert village.id in queries.reached_on(date(2020, 6, 30)).standings
    assert village.id not in queries.reached_on(date(2020, 7, 1)).standings


def test_a_second_village_of_the_name_or_code_is_refused():
    township = a_township()
    village = a_village("张庄", township)
    with pytest.raises(RuleBroken, match="registered already"):
        a_village("张庄", township)
    with pytest.raises(RuleBroken, match="registered already"):
        a_village("李庄", township, division_code=village.division_code)
    with pytest.raises(RuleBroken, match="twelve digits"):
        a_village("王庄", township, division_code="12")


def test_a_second_outlet_of_the_name_is_refused_and_so_is_one_of_tomorrow():
    village = a_village()
    an_outlet(village, name="邮政")
    with pytest.raises(RuleBroken, match="outlet of this name"):
        an_outlet(village, name="邮政")
    with pytest.raises(RuleBroken, match="once it is open"):
        an_outlet(village, opened_on=today() + timedelta(days=1))
    with pytest.raises(RuleBroken, match="before it begins"):
        an_outlet(village, closed_on=date(2018, 1, 1))


def test_a_stale_change_of_a_village_is_refused():
    village = a_village()
    with pytest.raises(StaleEdit):
        actions.change_village(
            village, {"population": 5}, by=a_user(Role.PROJECT_OFFICE), seen_version=99
        )
