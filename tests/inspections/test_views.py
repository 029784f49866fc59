"""Pages of visits, findings and site logs: who may, what is refused, what is kept, how many queries."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.accounts.rules import Role
from app.evidence.models import Photo, PhotoUse
from app.extensions import db
from app.inspections import actions
from app.inspections.models import Finding, Inspection, SiteLog
from app.inspections.rules import FindingState, Severity, Topic
from app.shared.calendar import SHANGHAI, now, today
from app.works.models import KeyPost
from tests.makers.accounts import a_user
from tests.makers.evidence import a_photo_file, a_stored_photo
from tests.makers.inspections import (
    a_finding,
    a_finding_entry,
    a_proved_finding,
    a_site_log,
    an_inspection,
    post_lines,
)
from tests.makers.works import a_road, a_section

READERS = [
    Role.LEADER, Role.PROJECT_OFFICE, Role.AREA_ENGINEER, Role.SUPERVISION_TEAM, Role.SUPERVISOR,
    Role.CONTRACTOR, Role.QUALITY_STATION, Role.FINANCE, Role.DISCIPLINE,
]  # fmt: skip
ADMINISTRATORS = [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]
LISTS = ["/inspections", "/findings", "/site-logs"]


def count(app, model) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def a_form(**changes: Any) -> dict[str, Any]:
    """Return what a browser sends of a visit of this minute that found nothing."""
    here = now().astimezone(SHANGHAI)
    form = {
        "client_uuid": str(uuid4()),
        "day": here.date().isoformat(),
        "time": here.strftime("%H:%M"),
        "kind": "scheduled",
        "topics": ["quality"],
        "handling": "nothing_needed",
    }
    return form | changes


def with_finding(**changes: Any) -> dict[str, Any]:
    form = a_form(
        handling="rectification",
        **{
            "findings-0-topic": "safety",
            "findings-0-severity": "general",
            "findings-0-description": "未设置围挡",
            "findings-0-due_on": (today() + timedelta(days=7)).isoformat(),
        },
    )
    return form | changes


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("role", READERS)
def test_people_of_the_works_read_the_lists(role, path, given, browser_of):
    with given():
        user = a_user(role)
    assert browser_of(user).get(path).status_code == 200


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_administrators_do_not_read_the_lists(role, path, given, browser_of):
    with given():
        user = a_user(role)
    assert browser_of(user).get(path).status_code == 403


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_every_page_opens_in_both_languages(language, given, browser_of):
    with given():
        user, section = a_user(), a_section()
        a_road(section)
        visit = an_inspection(
            section,
            posts=post_lines("absent", "present"),
            findings=(a_finding_entry(), a_finding_entry(solved_on_spot=True)),
        )
        finding, log = visit.findings[0], a_site_log(section.project, section)
    browser = browser_of(user, language)
    for path in (
        *LISTS,
        "/inspections/new",
        f"/sections/{section.id}/inspections/new",
        f"/inspections/{visit.id}",
        f"/findings/{finding.id}",
        f"/site-logs/{log.id}",
        "/site-logs/new",
        f"/projects/{section.project_id}/site-logs/new",
        f"/sections/{section.id}/calendar",
        f"/sections/{section.id}/calendar?month=2020-06",
        f"/sections/{section.id}",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert ("Inspections" if language == "en" else "巡查") in answer.text


def test_the_lists_go_out_as_excel(given, browser_of):
    with given():
        user = a_user()
        a_finding(description="=1+1")
        a_site_log()
    for path in LISTS:
        answer = browser_of(user).get(f"{path}?format=xlsx")
        assert answer.mimetype.endswith("spreadsheetml.sheet")
        assert answer.data.startswith(b"PK")


@pytest.mark.parametrize(
    "query",
    [
        "section=x&from=yesterday&to=9999-99-99&kind=none&inspector=-1&page=0",
        "section=99999999999999999999&page=99999999999&sort=drop",
        "q=%00%27%22%3Cscript%3E&open=1&late=1&roads=1&posts=1&state=closed&topic=safety",
        "from=2020-06-01&to=2020-05-01",
        "q=" + "x" * 10_000,
    ],
)
@pytest.mark.parametrize("path", LISTS)
def test_a_senseless_address_is_an_empty_list_not_a_breakdown(path, query, given, browser_of):
    with given():
        user = a_user()
        a_finding()
    answer = browser_of(user).get(f"{path}?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script src", "")


def test_the_list_takes_as_many_statements_for_many_visits_as_for_one(
    given, browser_of, statements
):
    with given():
        user = a_user()
        an_inspection()
    browser = browser_of(user)
    numbers = []
    for _ in range(2):
        browser.get("/inspections")
        with statements() as sent:
            browser.get("/inspections")
        numbers.append(len(sent))
        with given():
            for _ in range(5):
                an_inspection(findings=(a_finding_entry(),))
    assert numbers[0] == numbers[1]
    # session, reader, revisions, count, which, lines, findings, sections, inspectors, notices
    assert numbers[0] <= 12, sent


def test_others_records_are_not_found(given, browser_of):
    with given():
        stranger = a_user(Role.CONTRACTOR)
        finding, log = a_finding(), a_site_log()
    browser = browser_of(stranger)
    for path in (
        f"/inspections/{finding.inspection_id}",
        f"/findings/{finding.id}",
        f"/site-logs/{log.id}",
        f"/sections/{finding.section_id}/calendar",
        "/inspections/999999",
        "/photos/999999",
    ):
        assert browser.get(path).status_code == 404, path


@pytest.mark.parametrize(
    "role, status",
    [
        (Role.PROJECT_OFFICE, 200),
        (Role.QUALITY_STATION, 200),
        (Role.AREA_ENGINEER, 403),  # another area's section
        (Role.SUPERVISION_TEAM, 403),  # another team's section
        (Role.SUPERVISOR, 404),  # another firm's section
        (Role.CONTRACTOR, 403),
        (Role.LEADER, 403),
        (Role.FINANCE, 403),
    ],
)
def test_only_those_who_write_for_a_section_open_its_form(role, status, given, browser_of):
    with given():
        user, section = a_user(role), a_section()
    browser = browser_of(user)
    path = f"/sections/{section.id}/inspections/new"
    assert browser.get(path).status_code == status
    assert browser.post(path, data=a_form()).status_code == (303 if status == 200 else status)


def test_the_form_begins_with_posts_roads_and_machines_of_the_last_visit(given, browser_of):
    with given():
        user, section = a_user(), a_section()
        road, quiet_road = a_road(section, "路一"), a_road(section, "路二")
        db.session.add(
            KeyPost(section=section, post="安全员", person_name="李安全", since=date(2020, 1, 1))
        )
        an_inspection(section, by=user, open_work_ids=frozenset({road.id}), companions="赵工")
    text = browser_of(user).get(f"/sections/{section.id}/inspections/new").text
    assert "李安全" in text
    assert 'value="赵工"' in text
    checked = re.findall(r'<input[^>]*name="open_works"[^>]*>', text)
    assert [f'value="{road.id}"' in box for box in checked if "checked" in box] == [True]
    assert any(f'value="{quiet_road.id}"' in box for box in checked if "checked" not in box)


def test_a_visit_is_saved_with_its_lists_and_photos(app, given, browser_of):
    with given():
        user, section = a_user(), a_section()
        road = a_road(section)
        post = KeyPost(section=section, post="安全员", person_name="李安全", since=date(2020, 1, 1))
        db.session.add(post)
        db.session.flush()
    form = with_finding(
        work=road.id,
        place="K0+100～K0+200",
        open_works=[road.id],
        photos=[(io.BytesIO(a_photo_file(colour="red")), "一.jpg"),
                (io.BytesIO(a_photo_file(colour="blue")), "二.jpg")],
        **{
            "posts-0-key": post.id,
            "posts-0-attendance": "absent",
            "equipment-0-name": "压路机",
            "equipment-0-required": "2",
            "equipment-0-present": "1",
            "findings-0-photos": (io.BytesIO(a_photo_file(colour="green")), "三.jpg"),
            "findings-1-topic": "",
            "findings-1-severity": "general",
            "findings-1-due_on": today().isoformat(),
        },
    )  # fmt: skip
    browser = browser_of(user)
    answer = browser.post(f"/sections/{section.id}/inspections/new", data=form)
    assert answer.status_code == 303
    page = browser.get(answer.location)
    for words in (
        "安全员",
        "李安全",
        "压路机",
        "1/2",
        "未设置围挡",
        "K0+100–K0+200",
        "Written evidence",
    ):
        assert words in page.text, words
    assert count(app, Finding) == 1  # the empty block is left out
    assert count(app, PhotoUse) == 3
    for use_id in re.findall(r'href="/photos/(\d+)"', page.text):
        for path in (f"/photos/{use_id}", f"/photos/{use_id}/thumbnail"):
            photo = browser.get(path)
            photo.close()
            assert photo.mimetype == "image/jpeg"
            assert photo.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in photo.headers["Content-Security-Policy"]
            assert photo.headers["Cache-Control"].startswith("private")


def test_the_same_form_sent_twice_is_one_visit(app, given, browser_of):
    with given():
        user, section = a_user(), a_section()
    browser, form = browser_of(user), a_form()
    places = [
        browser.post(f"/sections/{section.id}/inspections/new", data=form).location for _ in "12"
    ]
    assert places[0] == places[1]
    assert count(app, Inspection) == 1


def test_a_note_or_a_finding_means_that_the_topic_was_looked_at(app, given, browser_of):
    with given():
        user, section = a_user(), a_section()
    form = with_finding(topics=[], environment_note="已洒水")
    assert (
        browser_of(user).post(f"/sections/{section.id}/inspections/new", data=form).status_code
        == 303
    )
    with app.app_context():
        visit = db.session.scalars(select(Inspection)).one()
        assert visit.topics == [Topic.SAFETY, Topic.ENVIRONMENT]


def test_one_tick_says_that_all_was_put_right_on_the_spot(given, browser_of):
    with given():
        user, section = a_user(), a_section()
    form = with_finding(handling="nothing_needed", **{"findings-0-solved_on_spot": "y"})
    answer = browser_of(user).post(f"/sections/{section.id}/inspections/new", data=form)
    assert answer.status_code == 303
    page = browser_of(user).get(answer.location).text
    assert "Solved on the spot" in page


def test_more_findings_are_given_without_losing_what_was_entered(app, given, browser_of):
    with given():
        user, section = a_user(), a_section()
    form = with_finding(
        more="findings", weather="晴转多云",
        **{"findings-0-photos": (io.BytesIO(a_photo_file()), "一.jpg")},
    )  # fmt: skip
    browser = browser_of(user)
    answer = browser.post(f"/sections/{section.id}/inspections/new", data=form)
    assert answer.status_code == 422
    assert "Not saved yet" not in answer.text
    assert "findings-2-description" in answer.text
    assert "晴转多云" in answer.text
    assert "1 photo is kept already" in answer.text
    (token,) = re.findall(r'name="kept" value="([^"]+)"', answer.text)
    again = with_finding(kept=token)
    assert browser.post(f"/sections/{section.id}/inspections/new", data=again).status_code == 303
    assert count(app, PhotoUse) == 1


def test_kept_photos_belong_to_who_sent_them(app, given, browser_of):
    with given():
        user, other, section = a_user(), a_user(), a_section()
    form = a_form(more="findings", photos=(io.BytesIO(a_photo_file()), "一.jpg"))
    text = browser_of(user).post(f"/sections/{section.id}/inspections/new", data=form).text
    (token,) = re.findall(r'name="kept" value="([^"]+)"', text)
    for kept in (token, "x" + token, "", "a.b.c"):
        browser_of(other).post(f"/sections/{section.id}/inspections/new", data=a_form(kept=kept))
    assert count(app, Inspection) == 4
    assert count(app, PhotoUse) == 0


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"day": "明天"}, "not a date"),
        ({"day": ""}, "Enter the day"),
        ({"day": "2999-01-01"}, "not a date"),
        ({"day": (today() + timedelta(days=1)).isoformat()}, "not come yet"),
        ({"day": (today() - timedelta(days=1)).isoformat()}, "Say why"),
        ({"day": (today() - timedelta(days=3)).isoformat(), "late_reason": "x"}, "up to 2 days"),
        ({"time": "25:99"}, "Time"),
        ({"kind": "none"}, "Kind of visit"),
        ({"topics": ["none"]}, "Looked at"),
        ({"topics": []}, "at least one topic"),
        ({"quality_note": "字" * 10_000}, "at most 4000"),
        ({"weather": "晴" * 10_000}, "at most 60"),
        ({"place": "K3+50"}, "Which place is"),
        ({"place": "NaN"}, "not a chainage"),
        ({"work": "999999"}, "Road or bridge"),
        ({"open_works": ["999999"]}, "Under construction"),
        ({"handling": "stop"}, "needs a finding"),
        ({"client_uuid": "1"}, "damaged"),
        ({"equipment-0-name": "x", "equipment-0-required": "-1"}, "less than"),
        ({"equipment-0-name": "x", "equipment-0-present": "NaN"}, "not a number"),
        ({"equipment-0-name": "x", "equipment-0-present": "99999"}, "more than"),
        ({"findings-0-description": "只有描述"}, "Choose the topic"),
        ({"findings-0-topic": "quality", "findings-0-description": "x" * 10_000}, "at most 4000"),
        ({"findings-0-topic": "quality", "handling": "rectification"}, "describe what is wrong"),
    ],
)
def test_a_refused_visit_is_a_sentence_and_keeps_everything(changes, words, app, given, browser_of):
    with given():
        user, section = a_user(), a_section()
    form = a_form(companions="一直保留的文字", **{"findings-0-severity": "general"}) | changes
    answer = browser_of(user).post(f"/sections/{section.id}/inspections/new", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "一直保留的文字" in answer.text
    assert count(app, Inspection) == 0


@pytest.mark.parametrize(
    "content, name",
    [
        (b"<svg onload=alert(1)>", "photo.jpg"),
        (b"MZ\x90\x00", "照片.png"),
        (a_photo_file(size=(800, 600))[:3000], "half.jpg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "bomb.png"),
    ],
)
def test_a_file_that_is_no_photo_refuses_the_visit(content, name, app, given, browser_of):
    with given():
        user, section = a_user(), a_section()
    form = a_form(photos=(io.BytesIO(content), name))
    answer = browser_of(user).post(f"/sections/{section.id}/inspections/new", data=form)
    assert answer.status_code == 422
    assert name in answer.text
    assert count(app, Inspection) == count(app, Photo) == 0


def test_a_form_with_thousands_of_lines_does_not_break(given, browser_of):
    with given():
        user, section = a_user(), a_section()
    form = a_form(**{f"findings-{n}-topic": "" for n in range(2000)})
    answer = browser_of(user).post(f"/sections/{section.id}/inspections/new", data=form)
    assert answer.status_code in (303, 413, 422)


def proof_form(**changes: Any) -> dict[str, Any]:
    return {"words": "已补设围挡", **changes}


def test_a_contractor_proves_and_an_inspector_closes(app, given, browser_of):
    with given():
        contractor, inspector = a_user(Role.CONTRACTOR), a_user()
        section = a_section(contractor=contractor.organisation)
        finding = a_finding(section, severity=Severity.SERIOUS)
    path = f"/findings/{finding.id}"
    outside, inside = browser_of(contractor), browser_of(inspector)
    assert "Hand in a proof" in outside.get(path).text
    assert outside.post(f"{path}/proof", data=proof_form()).status_code == 422  # needs a photo
    photo = (io.BytesIO(a_photo_file()), "后.jpg")
    assert outside.post(f"{path}/proof", data=proof_form(photos=photo)).status_code == 303
    assert "Check the proof" in inside.get(path).text
    assert inside.post(f"{path}/check", data={"verdict": "return"}).status_code == 422
    sent_back = inside.post(f"{path}/check", data={"verdict": "return", "words": "照片看不清"})
    assert sent_back.status_code == 303
    assert "照片看不清" in outside.get(path).text
    photo = (io.BytesIO(a_photo_file(colour="green")), "后.jpg")
    outside.post(f"{path}/proof", data=proof_form(photos=photo))
    assert inside.post(f"{path}/check", data={"verdict": "accept"}).status_code == 303
    with app.app_context():
        assert db.session.get(Finding, finding.id).state == FindingState.CLOSED


@pytest.mark.parametrize(
    "role, proof, check",
    [
        (Role.CONTRACTOR, 404, 403),  # another firm's finding
        (Role.PROJECT_OFFICE, 403, 303),
        (Role.QUALITY_STATION, 403, 303),
        (Role.AREA_ENGINEER, 403, 403),  # another area's section
        (Role.SUPERVISOR, 403, 404),
        (Role.LEADER, 403, 403),
    ],
)
def test_who_may_prove_and_who_may_close(role, proof, check, given, browser_of):
    with given():
        user, contractor = a_user(role), a_user(Role.CONTRACTOR)
        finding = a_proved_finding(
            a_section(contractor=contractor.organisation), contractor=contractor
        )
    browser = browser_of(user)
    assert browser.post(f"/findings/{finding.id}/proof", data=proof_form()).status_code == proof
    answer = browser.post(f"/findings/{finding.id}/check", data={"verdict": "accept"})
    assert answer.status_code == check


def test_the_second_of_two_checkers_is_told(given, browser_of):
    with given():
        user, contractor = a_user(), a_user(Role.CONTRACTOR)
        finding = a_proved_finding(a_section(), contractor=contractor)
        seen = finding.version
        actions.send_back(finding, "看不清", by=a_user())
    answer = browser_of(user).post(
        f"/findings/{finding.id}/check", data={"verdict": "accept", "version": seen}
    )
    assert answer.status_code == 409
    assert "Sent back" in answer.text


def a_log_form(**changes: Any) -> dict[str, Any]:
    form = {
        "client_uuid": str(uuid4()),
        "log_on": today().isoformat(),
        "content": "巡查二标段",
        "location": "K1+000",
    }
    return form | changes


@pytest.mark.parametrize(
    "role, status",
    [
        (Role.PROJECT_OFFICE, 303),
        (Role.AREA_ENGINEER, 303),
        (Role.SUPERVISOR, 403),
        (Role.LEADER, 403),
    ],
)
def test_the_project_office_writes_the_site_log(role, status, app, given, browser_of):
    with given():
        user, section = a_user(role), a_section()
    path = f"/projects/{section.project_id}/site-logs/new"
    answer = browser_of(user).post(path, data=a_log_form(sections=[section.id]))
    assert answer.status_code == status
    assert count(app, SiteLog) == (status == 303)


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"log_on": (today() + timedelta(days=1)).isoformat()}, "not come yet"),
        ({"log_on": ""}, "Enter the day"),
        ({"content": ""}, "Say what was seen"),
        ({"location": ""}, "photo or the place"),
        ({"content": "字" * 10_000}, "at most 4000"),
        ({"sections": ["999999"]}, "Sections visited"),
        ({"photos": (io.BytesIO(b"no"), "x.jpg")}, "x.jpg"),
    ],
)
def test_a_refused_site_log_is_a_sentence_and_keeps_everything(
    changes, words, app, given, browser_of
):
    with given():
        user, section = a_user(), a_section()
    form = a_log_form(problems="一直保留的文字") | changes
    answer = browser_of(user).post(f"/projects/{section.project_id}/site-logs/new", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert "一直保留的文字" in answer.text
    assert count(app, SiteLog) == 0


def test_the_calendar_marks_days_with_and_without_records(given: Callable, browser_of: Callable):
    with given():
        user, section = a_user(), a_section()
        an_inspection(section, on=date(2020, 6, 1))
    text = browser_of(user).get(f"/sections/{section.id}/calendar?month=2020-06").text
    assert "1 visit" in text
    assert text.count("no record") == 29


def test_three_days_with_too_few_roads_are_shown(given, browser_of):
    with given():
        user, section = a_user(), a_section()
        a_road(section)
        for number in (1, 2, 3):
            an_inspection(section, on=date(2020, 6, number))
    text = browser_of(user).get(f"/sections/{section.id}/calendar?month=2020-06").text
    assert "From 1 Jun 2020 to 3 Jun 2020" in text


@pytest.mark.parametrize("last_day, is_there", [("2020-06-07", False), ("2020-06-08", True)])
def test_late_on_a_day_means_late_at_its_end(last_day, is_there, given, browser_of):
    with given():
        user = a_user()
        a_finding(on=date(2020, 6, 1), description="围挡缺失")  # due on 8 June
    text = browser_of(user).get(f"/findings?late_on={last_day}").text
    assert ("围挡缺失" in text) is is_there


def test_a_photo_shown_elsewhere_before_is_marked_but_not_within_one_visit(given, browser_of):
    with given():
        user = a_user()
        first = an_inspection(photos=[a_stored_photo(), a_stored_photo()])
        second = an_inspection(photos=[a_stored_photo()])
    browser = browser_of(user)
    assert "used before" not in browser.get(f"/inspections/{first.id}").text
    assert "used before" in browser.get(f"/inspections/{second.id}").text
