"""The thread of an obstacle, and what each rights owner is asked for."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.accounts.rules import Role
from app.evidence.queries import photos_of
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.obstacles import actions, queries
from app.obstacles.rules import AgeBand, EntryDraft, EntryKind, entry_problems
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from tests.makers.accounts import a_contractor, a_user
from tests.makers.evidence import a_photo_file, a_stored_photo
from tests.makers.obstacles import an_obstacle
from tests.makers.works import a_section


def a_step(**changes):
    given = {"client_uuid": str(uuid4()), "kind": EntryKind.LETTER_OUT, "entered_on": today(),
             "words": "函请供电公司迁移杆线", "document_no": "项目办函〔2026〕7号"}  # fmt: skip
    return EntryDraft(**(given | changes))


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"entered_on": None}, "Enter the day"),
        ({"entered_on": today() + timedelta(days=2)}, "to come"),
        ({"words": " "}, "Say what was written"),
        ({"promised_on": today() - timedelta(days=1)}, "before the promise"),
    ],
)
def test_a_wrong_step_says_why(changes, words):
    assert words in entry_problems(a_step(**changes), today())[0].english


@pytest.mark.usefixtures("context")
def test_a_promise_becomes_the_planned_clearing_and_stands_in_the_trail():
    obstacle, by = an_obstacle(a_section()), a_user(Role.PROJECT_OFFICE)
    promised = today() + timedelta(days=14)
    step = actions.follow_up(obstacle, a_step(promised_on=promised), [a_stored_photo("o")], by=by)
    assert obstacle.planned_clear_on == promised
    assert len(photos_of(OwnerKind.OBSTACLE, [step.id])) == 1
    assert queries.list_events(obstacle.id)[0].action == "obstacle.followed"


@pytest.mark.usefixtures("context")
def test_a_step_sent_twice_is_one_and_a_used_form_is_refused_elsewhere():
    obstacle, by, entry = an_obstacle(a_section()), a_user(), a_step()
    assert actions.follow_up(obstacle, entry, by=by) is actions.follow_up(obstacle, entry, by=by)
    with pytest.raises(RuleBroken, match="already used"):
        actions.follow_up(an_obstacle(a_section()), entry, by=by)


@pytest.mark.usefixtures("context")
def test_a_step_that_arrives_twice_in_one_moment_is_one(monkeypatch):
    obstacle, by, entry = an_obstacle(a_section()), a_user(), a_step()
    first = actions.follow_up(obstacle, entry, by=by)
    answers = iter([None, first])  # not there yet when it is looked for, there when it is stored
    monkeypatch.setattr(queries, "find_entry_by_uuid", lambda _uuid: next(answers))
    assert actions.follow_up(obstacle, entry, by=by) is first


@pytest.mark.usefixtures("context")
def test_a_step_is_never_changed():
    actions.follow_up(an_obstacle(a_section()), a_step(), by=a_user())
    with pytest.raises(DatabaseError, match="obstacle_entry"):
        db.session.execute(text("UPDATE obstacle_entry SET words = 'x'"))


@pytest.mark.usefixtures("context")
def test_owners_are_counted_by_age_the_oldest_first():
    section, on, office = a_section(), date(2020, 7, 1), a_user(Role.PROJECT_OFFICE)
    an_obstacle(section, since=date(2020, 6, 28), rights_owner="燃气公司")
    an_obstacle(section, since=date(2020, 1, 1), rights_owner="供电公司")
    an_obstacle(
        section, since=date(2020, 6, 1), rights_owner="供电公司", planned_clear_on=date(2020, 6, 9)
    )
    power, gas = queries.count_open_by_owner(office, on)
    assert (power.name, power.total, power.late, power.oldest) == (
        "供电公司",
        2,
        1,
        date(2020, 1, 1),
    )
    assert (power.ages[AgeBand.LONGER], power.ages[AgeBand.MONTH]) == (1, 1)
    assert (gas.name, gas.ages[AgeBand.WEEK]) == ("燃气公司", 1)


def test_the_thread_grows_on_the_page_and_refuses_with_what_was_typed(given, browser_of):
    with given():
        office, obstacle = a_user(Role.PROJECT_OFFICE), an_obstacle(a_section())
        page = f"/obstacles/{obstacle.id}"
    browser = browser_of(office)
    fields = {"client_uuid": str(uuid4()), "kind": "visit", "entered_on": today().isoformat(),
              "words": "与供电所现场商定迁移方案", "promised_on": (today() + timedelta(days=9)).isoformat(),
              "photos": (BytesIO(a_photo_file()), "1.jpg")}  # fmt: skip
    assert browser.post(f"{page}/entries", data=fields).status_code == 303
    assert "与供电所现场商定迁移方案" in browser.get(page).text
    wrong = fields | {
        "client_uuid": str(uuid4()),
        "words": "没有照片的一条",
        "entered_on": "2999-1-1",
    }
    answer = browser.post(f"{page}/entries", data=wrong | {"photos": (BytesIO(b"x"), "x.jpg")})
    assert answer.status_code == 422
    assert "没有照片的一条" in answer.text
    assert "供电公司" in browser.get("/obstacles/owners").text
    assert "与供电所现场商定迁移方案" in browser.get("/obstacles/owners/sheet?owner=供电公司").text
    assert browser.get("/obstacles/owners/sheet?owner=谁").status_code == 404


def test_an_outsider_sees_only_the_own_threads(given, browser_of):
    with given():
        firm = a_contractor()
        own, other = a_section(contractor=firm), a_section()
        contractor = a_user(Role.CONTRACTOR, organisation=firm)
        an_obstacle(own, rights_owner="供电公司")
        foreign = an_obstacle(other, rights_owner="淮北矿业")
        step = actions.follow_up(foreign, a_step(), by=a_user())
    browser = browser_of(contractor)
    assert "淮北矿业" not in browser.get("/obstacles/owners").text
    assert browser.get(f"/obstacle-entries/{step.id}").status_code == 404
    assert browser.post(f"/obstacles/{foreign.id}/entries", data={}).status_code in (403, 404)
