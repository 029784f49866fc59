"""The usual duties of the bureau, who sits in which department, and tasks in every state."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from app.accounts.models import User
from app.demonstration.people import PROGRAM
from app.demonstration.season import Season
from app.duties.actions import add_member, enter_cover, note_lapses, set_up_usual
from app.duties.rules import Department
from app.inspections.actions.inspections import log_inspection
from app.inspections.rules import Handling, InspectionEntry, InspectionKind, Topic
from app.shared.calendar import Month, clock_at, now, today
from app.tasks.actions import accept, give_task, hand_over, report_done, return_task
from app.tasks.models import Task
from app.tasks.rules import TaskSource
from app.works.queries import list_works

DAYS_GIVEN: Final = 20
TASKS: Final = (
    ("督促施工单位补报本月材料进场检测资料", "office2", 6),
    ("会同供电公司现场确认电力杆线迁移方案", "middle", 3),
    ("协调南片区三条道路的取土场手续", "south", -4),
    ("整理本月隐蔽工程影像资料并归档", "quality", 9),
    ("核对农民工工资专户到账情况", "finance", -1),
)


def tell_duties(users: Mapping[str, User]) -> Iterator[str]:
    """Set up the usual duties since the month before last, name the departments, note what is late."""
    since = Month.of(today()).previous().previous().start
    duties = set_up_usual(since, by=users["office"], is_demonstration=True)
    for name, department in (
        ("office", Department.TECHNICAL),
        ("office2", Department.GENERAL),
        ("finance", Department.FINANCE),
        ("discipline", Department.DISCIPLINE),
    ):
        add_member(users[name], department, since, by=PROGRAM)
    day = today()
    enter_cover(
        users["south"], users["middle"], day, day + timedelta(days=2), by=users["office"],
        reason="参加省厅培训",
    )  # fmt: skip
    late = note_lapses(day)
    yield f"{len(duties)} duties, {len(late)} periods late"


def tell_rounds(season: Season, users: Mapping[str, User]) -> Iterator[str]:
    """Let the supervision team visit two sections of three in this month, a few roads of each."""
    day, count = today(), 0
    with clock_at(now().replace(hour=1)):  # nine in the morning in Shanghai
        for place, section in enumerate(season.sections):
            works = list_works(section.id)
            if section.supervision_team_id is None or place % 3 == 2 or not works:
                continue
            entry = InspectionEntry(
                client_uuid=str(uuid5(NAMESPACE_OID, f"round {section.id} {day}")),
                inspected_at=now(), kind=InspectionKind.UNSCHEDULED, topics=frozenset(Topic),
                handling=Handling.NOTHING_NEEDED, notes={Topic.QUALITY: "督导组现场查看"},
                open_work_ids=frozenset(work.id for work in works[: 1 + place % 4]),
            )  # fmt: skip
            log_inspection(section, entry, by=users["team"])
            count += 1
    yield f"{count} visits of the supervision team"


def tell_tasks(season: Season, users: Mapping[str, User]) -> Iterator[str]:
    """Give tasks that wait, are late, came back, were handed over and are done; and an order from above."""
    day, leader = today(), users["leader"]
    with clock_at(now() - timedelta(days=DAYS_GIVEN)):
        tasks = [
            _give(text, users[owner], day + timedelta(days=days), leader, season, place)
            for place, (text, owner, days) in enumerate(TASKS)
        ]
        tasks.append(_order(users, day))
    with clock_at(now() - timedelta(days=3)):
        report_done(tasks[3], "隐蔽工程影像已按标段整理", by=users["quality"])
        report_done(tasks[0], "资料已补报，附检测报告清单", by=users["office2"])
        return_task(tasks[0], "缺水泥稳定碎石的筛分试验，请补齐", by=leader)
        hand_over(tasks[2], users["middle"], None, "刘伟参加培训，由中片区代办", by=users["south"])
        report_done(tasks[4], "三个标段工资已足额到账", by=users["finance"])
        accept(tasks[4], "已核实", by=leader)
    yield f"{len(tasks)} tasks"


def _give(text: str, owner: User, due_on: date, by: User, season: Season, place: int) -> Task:
    section = season.sections[place % len(season.sections)]
    return give_task(text, owner, None, due_on, by=by, section=section, is_demonstration=True)


def _order(users: Mapping[str, User], day: date) -> Task:
    return give_task(
        "报送农村公路“四好农村路”建设年度进展情况", users["office"], None, day + timedelta(days=5),
        by=users["leader"], source=(TaskSource.ORDER, None), is_demonstration=True,
        organ="市交通运输局", document_no="宿交公路〔2026〕45号", document_on=day - timedelta(days=18),
    )  # fmt: skip
