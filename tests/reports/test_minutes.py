"""The minutes of a meeting in the native layout, as Word and PDF."""

from collections.abc import Callable
from io import BytesIO

from docx import Document

from app.meetings import actions
from app.meetings.rules import Attendance, Category, MeetingKind, OutcomeKind
from app.shared.audit import Program
from tests.makers.accounts import a_contractor, a_user
from tests.makers.meetings import a_meeting, a_running_meeting, in_days
from tests.makers.obstacles import an_obstacle
from tests.makers.works import a_road

BY = Program()


def test_the_minutes_read_like_the_bureaus_own(given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user()
        an_obstacle(a_road(), since=in_days(-20), name="10kV 杆线未迁移")
        meeting = a_running_meeting()
        invited = actions.Invited(Category.TOWNSHIP, "赵镇长", "蕲县镇")
        one = actions.invite(meeting, invited, by=BY)
        actions.note_attendance(meeting, {one.id: (Attendance.SUBSTITUTE, "钱副镇长")}, by=BY)
        actions.add_outcome(
            meeting, OutcomeKind.ACTION, "限期迁移杆线", by=BY, item=meeting.items[0],
            organisation_id=a_contractor().id, owner_name="李明", due_on=in_days(7),
        )  # fmt: skip
        actions.close(meeting, by=BY)
        actions.add_addendum(meeting, "时限更正", by=BY)
        here = f"/exports/meetings/{meeting.id}/minutes"
    browser = browser_of(user, "en")
    answer = browser.get(f"{here}.docx")
    document = Document(BytesIO(answer.data))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    places = [text.index(words) for words in (
        "会议纪要", "时间：", "地点：", "主持人：", "蕲县镇赵镇长（钱副镇长代）", "记录人：", "一、项目进展汇报",
        "二、存在问题", "10kV 杆线未迁移", "三、会议议定事项", "四、领导要求", "更正", "分送：",
    )]  # fmt: skip
    assert places == sorted(places)
    table = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert table[0][:4] == ["序号", "议定事项", "责任单位", "责任人"]
    assert (table[1][1], table[1][3], table[1][6]) == ("限期迁移杆线", "李明", "进行中")
    assert browser.get(f"{here}.pdf").data.startswith(b"%PDF")
    assert browser.get(f"{here}.odt").status_code == 404


def test_a_daily_push_meeting_has_three_parts_in_its_minutes(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        user, meeting = a_user(), a_running_meeting(kind=MeetingKind.DAILY_PUSH)
        planned = a_meeting()
    browser = browser_of(user)
    answer = browser.get(f"/exports/meetings/{meeting.id}/minutes.docx")
    text = "\n".join(p.text for p in Document(BytesIO(answer.data)).paragraphs)
    assert ("三、我局意见建议" in text, "四、" in text) == (True, False)
    assert browser.get(f"/exports/meetings/{planned.id}/minutes.docx").status_code == 302
