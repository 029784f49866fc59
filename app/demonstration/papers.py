"""Notices in every state, stop orders on their way to being lifted, and problems that people reported."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from app.accounts.models import User
from app.demonstration.pictures import Camera
from app.demonstration.season import Season
from app.inspections.actions import close_finding, hand_in_proof, send_back
from app.inspections.rules import FindingEntry, Severity, Topic, Verdict
from app.orders import actions
from app.orders.models import RectificationNotice, StopOrder
from app.orders.rules import LookBackOutcome, NoticeEntry, ReportEntry, StopEntry
from app.shared.calendar import ONE_DAY, SHANGHAI, clock_at, today
from app.works.models import Section, Work
from app.works.queries import list_works
from app.works.rules import Cause, WorkKind

#: Far behind the photos of the inspections, so that none is one of theirs.
FIRST_PHOTO: Final = 700_000
BASIS: Final = "施工合同专用条款第9.4条；《公路工程质量检验评定标准》（JTG F80/1—2017）"
ITEMS: Final = (
    (Topic.QUALITY, Severity.SERIOUS, "水稳基层局部松散、离析，未按规定养生"),
    (Topic.SAFETY, Severity.GENERAL, "开挖路段未设置防护栏和夜间警示灯"),
    (Topic.ENVIRONMENT, Severity.GENERAL, "运输车辆未覆盖，沿线抛洒滴漏"),
)
#: Days since the issue, and how far the notice has come.
NOTICES: Final = (
    (3, "open"),
    (24, "open"),  # overdue by now
    (5, "answered"),
    (8, "returned"),
    (14, "closed"),
    (38, "held"),
    (45, "relapsed"),
)
#: Days since each stop; the first one has stood through the last assessment.
STOPPED_SINCE: Final = (40, 11, 16, 21)
REPORTS: Final = (
    ("涵洞进口堵塞，雨天积水漫过路面", "taken_up"),
    ("涵洞口堵了，水排不出去", "merged"),
    ("施工便道扬尘大，影响群众出行", "reported"),
    ("有人反映夜间偷工减料，请核查", "untrue"),
)


def tell_papers(season: Season, users: Mapping[str, User], folder: Path) -> Iterator[str]:
    """Issue the notices and orders to sections of the contractor who can sign in, and of others."""
    camera = Camera(folder, first=FIRST_PHOTO)
    own = [
        section
        for section in season.sections
        if section.contractor_id == users["contractor"].organisation_id
    ]
    sections = own + [section for section in season.sections if section not in own]
    for place, (days, reached) in enumerate(NOTICES):
        _tell_notice(sections[place % 4], days, reached, users, camera)
    _tell_stops(sections, users, camera)
    _tell_reports(sections[0], users, camera)
    yield f"{len(NOTICES)} rectification notices, 4 stop orders and {len(REPORTS)} reported problems"


def _tell_notice(
    section: Section,
    days: int,
    reached: str,
    users: Mapping[str, User],
    camera: Camera,
) -> None:
    issued_on, work = today() - timedelta(days=days), _road(section)
    items = tuple(
        FindingEntry(
            topic,
            severity,
            words,
            issued_on + timedelta(days=7),
            work_id=work.id,
            start_m=_along(work, place, 6),
            end_m=_along(work, place + 1, 6),
        )
        for place, (topic, severity, words) in enumerate(ITEMS[: 1 + days % 3])
    )
    entry = NoticeEntry(
        client_uuid=_uuid("notice", section.id, days),
        inspected_on=issued_on,
        basis=BASIS,
        demand="限期整改到位，并附整改前后照片书面回复；逾期未改的路段不予计量。",
        content=f"{work.name}施工质量、安全与环保",
        copy_to="监理单位",
        items=items,
    )
    with clock_at(_at(issued_on)):
        notice = actions.issue_notice(
            section,
            entry,
            by=users["office"],
            item_photos={0: [camera.take(section.id, _at(issued_on))]},
        )
    if reached != "open":
        _answer(notice, reached, issued_on, users, camera)


def _answer(
    notice: RectificationNotice,
    reached: str,
    issued_on: date,
    users: Mapping[str, User],
    camera: Camera,
) -> None:
    with clock_at(_at(issued_on + ONE_DAY)):
        actions.take_note(notice, by=users["contractor"])
    with clock_at(_at(issued_on + timedelta(days=4))):
        for item in notice.items:
            photo = camera.take(notice.section_id, _at(issued_on + timedelta(days=4)))
            words = "已返工处理并重新碾压，现场清理完毕"
            hand_in_proof(item.finding, words, [photo], by=users["contractor"])
    if reached == "answered":
        return
    with clock_at(_at(issued_on + timedelta(days=6))):
        if reached == "returned":
            send_back(notice.items[0].finding, "返工范围不够，请补做", by=users["office"])
            return
        for item in notice.items:
            close_finding(item.finding, by=users["office"], words="复查合格")
    if reached == "closed":
        return
    outcome = LookBackOutcome.HELD if reached == "held" else LookBackOutcome.RELAPSED
    with clock_at(_at(issued_on + timedelta(days=27))):
        words = "未见反弹" if reached == "held" else "基层表面再次松散，需重新下发整改通知"
        actions.look_back(notice, outcome, words, by=users["office2"])


def _tell_stops(sections: Sequence[Section], users: Mapping[str, User], camera: Camera) -> None:
    """Stop four stretches: one stands, one is asked for, one is checked, one is lifted."""
    contractor, supervisor = users["contractor"], users["quality"]
    stops = [_stop(section, place, users, camera) for place, section in enumerate(sections[:4])]
    for place, order in enumerate(stops):
        with clock_at(_at(order.stopped_from + ONE_DAY)):
            actions.take_note_of_stop(order, by=contractor)
            if place:
                words = "已按要求返工，报请复工"
                photo = camera.take(order.section_id, _at(order.stopped_from + ONE_DAY))
                actions.ask_for_resumption(order, words, by=contractor, photos=[photo])
        if place < 2:
            continue
        with clock_at(_at(order.stopped_from + timedelta(days=2))):
            words = "现场复查合格，同意复工"
            actions.check_resumption(order, Verdict.ACCEPTED, words, by=supervisor)
        if place == 3:
            resumed_on = order.stopped_from + timedelta(days=3)
            with clock_at(_at(resumed_on)):
                actions.order_resumption(order, resumed_on, by=users["leader"])


def _stop(section: Section, place: int, users: Mapping[str, User], camera: Camera) -> StopOrder:
    work, day = _road(section), today() - timedelta(days=STOPPED_SINCE[place])
    is_owners = place == 2
    entry = StopEntry(
        client_uuid=_uuid("stop", section.id, place),
        reason="燃气管线改迁未完成，为保安全暂停施工" if is_owners else "基层未经验收即摊铺面层",
        fault=Cause.OWNER if is_owners else Cause.CONTRACTOR,
        stopped_from=day,
        requirements="撤出机械，设置围挡和警示标志，未经批准不得复工。",
        copy_to="监理单位、质监站",
        work_id=work.id,
        start_m=_along(work, 3, 6),
        end_m=_along(work, 5, 6),
    )
    with clock_at(_at(day)):
        photos = [camera.take(section.id, _at(day))]
        return actions.issue_stop_order(section, entry, by=users["office"], photos=photos)


def _tell_reports(section: Section, users: Mapping[str, User], camera: Camera) -> None:
    work, by, office = _road(section), users["supervisor"], users["office"]
    reports: list[Any] = []
    for place, (words, _state) in enumerate(REPORTS):
        at = _at(today() - timedelta(days=5 - place))
        with clock_at(at):
            entry = ReportEntry(_uuid("report", section.id, place), words, work_id=work.id)
            reports.append(
                actions.report_problem(section, entry, by=by, photos=[camera.take(section.id, at)])
            )
    with clock_at(_at(today() - ONE_DAY)):
        finding = FindingEntry(
            Topic.QUALITY, Severity.GENERAL, REPORTS[0][0], today() + timedelta(days=5),
            work_id=work.id,
        )  # fmt: skip
        actions.take_up(reports[0], finding, by=office)
        actions.merge(reports[1], reports[0], by=office)
        actions.close_as_untrue(reports[3], "现场取芯复核，厚度符合设计要求", by=office)


def _road(section: Section) -> Work:
    """Return the first road of the section; where it has none, its first work."""
    works = list_works(section.id)
    return next((work for work in works if work.kind is WorkKind.ROAD), works[0])


def _along(work: Work, part: int, of: int) -> Decimal | None:
    """Return the chainage after so many parts of the road; None for a bridge or yard."""
    if work.kind is not WorkKind.ROAD or not work.length_m:
        return None
    return (work.start_m or Decimal(0)) + (work.length_m * part / of).quantize(Decimal(1))


def _uuid(*told: object) -> str:
    return str(uuid5(NAMESPACE_OID, " ".join(str(one) for one in told)))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10, 20), tzinfo=SHANGHAI)
