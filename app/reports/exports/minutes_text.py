"""What the minutes of a meeting say, in the native layout of 调度会会议纪要. Source: domain.md 3.10."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.meetings import rules
from app.meetings.models import AgendaItem, Attendee, Meeting, Outcome
from app.meetings.rules import Attendance, Category, MeetingKind, OutcomeState, Part
from app.reports.exports.words import chinese_day
from app.shared.calendar import SHANGHAI, today
from app.shared.languages import in_chinese

NONE = "无"
NUMBERS = "一二三四五六"
HEADS = ("序号", "议定事项", "责任单位", "责任人", "配合单位", "完成时限", "完成情况", "备注")
#: 完成情况, as the table of the minutes marks it.
MARKS = {
    OutcomeState.DONE: "√",
    OutcomeState.UNDER_WAY: "进行中",
    OutcomeState.LATE: "逾期",
    OutcomeState.NOTED: "—",
}
PUSH_TITLES = {
    Part.CONTRACTOR: "施工单位介绍进度及计划",
    Part.SUPERVISION: "监理单位提出问题",
    Part.BUREAU: "我局意见建议",
}
CATEGORY_ORDER = tuple(Category)


@dataclass(frozen=True)
class MinutesPart:
    """One numbered part: its title, its paragraphs, and whether the table of decisions follows."""

    title: str
    paragraphs: tuple[str, ...]
    has_table: bool = False


@dataclass(frozen=True)
class MinutesForm:
    """A meeting with everything that its minutes are written from."""

    meeting: Meeting
    items: Sequence[AgendaItem]
    outcomes: Sequence[Outcome]
    bureau: str


def title_of(form: MinutesForm) -> str:
    """Return the head line: the meeting's name and what it is."""
    return form.meeting.name.removesuffix("会议纪要") + "会议纪要"


def number_of(form: MinutesForm) -> str:
    """Return 期数 as it stands under the head line."""
    meeting = form.meeting
    return f"{meeting.year}年第{meeting.sequence}期" if meeting.sequence else "（未编号）"


def head_of(form: MinutesForm) -> list[tuple[str, str]]:
    """Return the lines above the parts: time, place, chair, who came, who wrote."""
    meeting = form.meeting
    lines = [
        ("时间", moment_words(meeting.started_at or meeting.planned_at)),
        ("地点", meeting.place or "—"),
        ("主持人", meeting.chair.name if meeting.chair else "—"),
    ]
    came = attendance_lines(meeting.attendees)
    lines.append(("参会单位及人员", came[0] if came else NONE))
    lines += [("", line) for line in came[1:]]
    lines.append(("记录人", meeting.recorder.name if meeting.recorder else "—"))
    return lines


def attendance_lines(attendees: Sequence[Attendee]) -> list[str]:
    """Return a line for each group: who came, who sent whom, who did not come."""
    found = []
    for category in CATEGORY_ORDER:
        people = [one for one in attendees if one.category is category]
        if people:
            found.append(f"{in_chinese(category.label)}：{'、'.join(map(_person, people))}")
    return found


def parts_of(form: MinutesForm) -> list[MinutesPart]:
    """Return the parts in their order; the daily push meeting has exactly three (R34)."""
    texts = {text.part: text.text for text in form.meeting.texts}
    if form.meeting.kind is MeetingKind.DAILY_PUSH:
        return _numbered(
            (PUSH_TITLES[part], _lines(texts.get(part, "")), False)
            for part in rules.parts_of(form.meeting.kind)
        )
    problems = [*_lines(texts.get(Part.PROBLEMS, ""), or_none=False), *_item_lines(form.items)]
    parts = [
        ("项目进展汇报", _lines(texts.get(Part.PROGRESS, "")), False),
        ("存在问题", problems or [NONE], False),
        ("会议议定事项", [] if table_rows(form) else [NONE], bool(table_rows(form))),
        ("领导要求", _lines(texts.get(Part.DEMANDS, "")), False),
    ]
    return _numbered(parts)


def table_rows(form: MinutesForm) -> list[list[str]]:
    """Return the table of decisions, in the order of the agenda."""
    return [_row(number, one) for number, one in enumerate(form.outcomes, start=1)]


def foot_of(form: MinutesForm) -> list[str]:
    """Return the addenda, who gets the minutes, and the bureau."""
    meeting = form.meeting
    found = [f"更正（{moment_words(one.written_at)}）：{one.text}" for one in meeting.addenda]
    return [*found, f"分送：{meeting.copy_to or '各参会单位'}"]


def moment_words(moment: datetime) -> str:
    """Return a moment as the bureau writes it, in Shanghai time."""
    there = moment.astimezone(SHANGHAI)
    return f"{chinese_day(there.date())}{there:%H:%M}"


def _numbered(parts: Iterable[tuple[str, Sequence[str], bool]]) -> list[MinutesPart]:
    return [
        MinutesPart(f"{NUMBERS[place]}、{title}", tuple(lines), has_table)
        for place, (title, lines, has_table) in enumerate(parts)
    ]


def _lines(text: str, *, or_none: bool = True) -> list[str]:
    found = [line.strip() for line in text.splitlines() if line.strip()]
    return found or ([NONE] if or_none else [])


def _item_lines(items: Sequence[AgendaItem]) -> list[str]:
    """Return each item that was called, with the measure that was proposed (R04)."""
    found = []
    for number, item in enumerate(items, start=1):
        place = f"（{item.section.project.name}{item.section.name}）" if item.section else ""
        proposed = item.measure or _proposal(item)
        measure = f"拟采取措施：{proposed.rstrip('。')}。" if proposed else ""
        notes = f"{' '.join(item.notes.split())}" if item.notes else ""
        found.append(f"{number}．{item.title.rstrip('。')}{place}。{measure}{notes}")
    return found


def _proposal(item: AgendaItem) -> str:
    proposal = rules.proposal(item.source, item.due_on, today())
    return in_chinese(proposal) if proposal else ""


def _row(number: int, one: Outcome) -> list[str]:
    state = rules.state_of_outcome(one.kind, one.due_on, one.finished_on, today())
    person = one.owner.name if one.owner else one.owner_name
    organisation: Any = one.organisation or (one.owner.organisation if one.owner else None)
    return [
        str(number), one.text, organisation.name if organisation else "—", person or "—",
        one.with_whom or "—", chinese_day(one.due_on) if one.due_on else "—", MARKS[state],
        in_chinese(one.kind.label),
    ]  # fmt: skip


def _person(one: Attendee) -> str:
    who = one.name or one.organisation
    if one.name and one.organisation and not one.name.startswith(one.organisation):
        who = f"{one.organisation}{one.name}"
    if one.attendance is Attendance.SUBSTITUTE:
        return f"{who}（{one.substitute}代）"
    words = {Attendance.LEAVE: "（请假）", Attendance.ABSENT: "（缺席）"}
    return who + words.get(one.attendance, "")
