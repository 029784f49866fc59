import pytest

from app.accounts.rules import Role
from tests.makers.accounts import a_user
from tests.makers.notices import a_notice


@pytest.fixture
def scene(given):
    with given():
        office, engineer = a_user(name="项目办甲"), a_user(Role.AREA_ENGINEER, name="工程师乙")
        return {
            "office": office,
            "engineer": engineer,
            "contractor": a_user(Role.CONTRACTOR),
            "notice": a_notice(engineer, by=office, text="请于周五前报送"),
        }


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_pages_open(scene, browser_of, language):
    browser = browser_of(scene["office"], language)
    for address in (
        "/messages", "/messages?unread=1&category=daily&q=%00&page=9", "/messages/sent",
        "/messages/sent?sort=-title&category=arrangement", "/messages/new",
        f"/messages/{scene['notice'].id}",
    ):  # fmt: skip
        assert browser.get(address).status_code == 200, address


def test_a_reader_confirms_and_the_count_in_the_frame_follows(scene, browser_of):
    engineer, office = browser_of(scene["engineer"]), browser_of(scene["office"])
    page = f"/messages/{scene['notice'].id}"
    assert "1 notice not read" in engineer.get("/").text
    assert "1 notice not read" in engineer.get("/").text
    assert "notice not read" not in office.get("/").text
    assert "Who has read it" not in engineer.get(page).text
    assert engineer.post(f"{page}/receipt").status_code == 303
    assert "notice not read" not in engineer.get("/").text
    assert "all have read" in office.get(page).text


def test_pages_stay_kept_when_somebody_reads_a_notice(scene, browser_of, statements):
    office = browser_of(scene["office"])
    office.get("/")
    office.get("/")
    browser_of(scene["engineer"]).post(f"/messages/{scene['notice'].id}/receipt")
    with statements(forgetting=False) as sent:
        office.get("/")
    assert len(sent) <= 4, sent  # session, revisions, count


def test_strangers_do_not_know_of_a_notice(scene, browser_of):
    page = f"/messages/{scene['notice'].id}"
    contractor = browser_of(scene["contractor"])
    assert contractor.get(page).status_code == 404
    assert contractor.post(f"{page}/receipt").status_code == 404
    assert contractor.get("/messages/new").status_code == 403
    assert browser_of(scene["engineer"]).post(f"{page}/withdrawal").status_code == 404


def test_a_notice_is_looked_at_before_it_leaves(scene, browser_of):
    office, engineer = browser_of(scene["office"]), browser_of(scene["engineer"])
    written = {
        "category": "document", "title": "转发<b>文件", "text": "见附件", "asks_receipt": "y",
        "users": [scene["engineer"].id],
    }  # fmt: skip
    preview = office.post("/messages/new", data=written)
    assert preview.status_code == 200
    assert "1 person is told" in preview.text
    assert "转发" not in engineer.get("/messages").text
    assert "Write a notice" in office.post("/messages/new", data=written | {"step": "change"}).text
    sent = office.post("/messages/new", data=written | {"step": "send"})
    assert sent.status_code == 303
    assert "转发&lt;b&gt;文件" in engineer.get("/messages").text


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"title": ""}, "Give the notice a title."),
        ({"users": []}, "Choose at least one addressee."),
        ({"users": [999_999]}, "not a valid choice"),
        ({"text": "长" * 10_001}, "at most 10000 characters"),
        ({"category": "nothing"}, "Category"),
    ],
)
def test_a_refused_notice_keeps_what_was_written(scene, browser_of, changes, sentence):
    written = {
        "category": "document",
        "title": "标题",
        "text": "内容",
        "users": [scene["office"].id],
    }
    for step in ("preview", "send"):
        answer = browser_of(scene["office"]).post(
            "/messages/new", data=written | changes | {"step": step}
        )
        assert answer.status_code == 422
        assert sentence in answer.text


def test_the_sender_withdraws_with_a_reason(scene, browser_of):
    office, page = browser_of(scene["office"]), f"/messages/{scene['notice'].id}"
    assert office.post(f"{page}/withdrawal", data={"reason": ""}).status_code == 422
    assert office.post(f"{page}/withdrawal", data={"reason": "有误"}).status_code == 303
    assert "withdrew it" in browser_of(scene["engineer"]).get(page).text


def test_the_inbox_has_a_fixed_number_of_queries(given, browser_of, statements):
    with given():
        person, counts = a_user(), []
    for number in (1, 6):
        with given():
            for _ in range(number):
                a_notice(person)
        with statements() as sent:
            browser_of(person).get("/messages")
        counts.append(len([s for s in sent if "notice" in s]))
    assert counts[0] == counts[1]
