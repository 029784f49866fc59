"""What was seen on the sites of the invented season: obstacles, inspections with photos, findings put right or not."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from app.accounts.models import User
from app.demonstration.facts import Year
from app.demonstration.people import PROGRAM
from app.demonstration.pictures import Camera
from app.demonstration.season import SEED, Season
from app.extensions import db
from app.inspections.actions.findings import close_finding, hand_in_proof, send_back
from app.inspections.actions.inspections import log_inspection
from app.inspections.actions.site_logs import write_site_log
from app.inspections.models import Finding
from app.inspections.rules import (
    Attendance,
    Condition,
    Diligence,
    EquipmentLine,
    FindingEntry,
    Handling,
    InspectionEntry,
    InspectionKind,
    PostLine,
    Severity,
    SiteLogEntry,
    Topic,
)  # fmt: skip
from app.obstacles.actions import clear, follow_up, raise_obstacle
from app.obstacles.models import Obstacle
from app.obstacles.rules import EntryDraft, EntryKind, ObstacleKind, ScopeDraft
from app.shared.calendar import SHANGHAI, clock_at, now, today, weeks_between
from app.works.models import KeyPost, Work
from app.works.queries import list_key_posts, list_works
from app.works.rules import Cause, WorkKind

#: Visits of so long ago show photos; drawing one takes ten milliseconds.
PHOTOS_OF: Final = timedelta(weeks=5)
LOGGED_DAYS: Final = 30
#: Of the findings put right, each so manieth still waits for its check, or was sent back.
WAITING_EVERY: Final = 17
SENT_BACK_EVERY: Final = 23
FINDINGS: Final = (
    (Topic.QUALITY, Severity.GENERAL, "路面边缘局部振捣不密实，需修整"),
    (Topic.QUALITY, Severity.SERIOUS, "基层厚度抽检偏薄，该段需复测后处理"),
    (Topic.SAFETY, Severity.GENERAL, "施工路口警示标志不足"),
    (Topic.SAFETY, Severity.SERIOUS, "临时用电未按规定架设"),
    (Topic.ENVIRONMENT, Severity.GENERAL, "裸土未覆盖，扬尘较大"),
    (Topic.PROGRESS, Severity.GENERAL, "机械投入不足，进度滞后"),
)
WEATHER: Final = ("晴", "多云", "阴", "小雨", "晴")
OWNERS: Final = (
    (ObstacleKind.POLE_LINE, "电力杆线未迁移", "国网埇桥供电公司"),
    (ObstacleKind.PIPELINE, "燃气管道未迁移", "燃气公司"),
    (ObstacleKind.PIPELINE, "自来水管道未迁移", "自来水公司"),
    (ObstacleKind.DEMOLITION, "房屋拆迁未完成", "镇政府"),
    (ObstacleKind.LAND_APPROVAL, "用地手续未办结", "自然资源部门"),
)


def tell_obstacles(season: Season, year: Year, by: User) -> Iterator[str]:
    """Enter the port's mineral deposit, and a handful of obstacles of the season."""
    port = next(project for project in year.projects.values() if "港口" in project.name)
    raise_obstacle(
        ObstacleKind.MINERAL, "压覆矿问题尚未达成一致意见", by=PROGRAM, project=port, since=date(2020, 6, 30),
        fault=Cause.OWNER, rights_owner="淮北矿业集团", blocks_everything=True, responsible=by,
    )  # fmt: skip
    count = 1
    for place, section in enumerate(season.sections[::4]):
        kind, name, owner = OWNERS[place % len(OWNERS)]
        work = list_works(section.id)[0]
        since = season.first_week.start + timedelta(weeks=8 + 5 * place)
        obstacle = raise_obstacle(
            kind, name, by=by, section=section, since=since, rights_owner=owner, responsible=by,
            scopes=[ScopeDraft(work.id, *_part(work))], planned_clear_on=since + timedelta(days=40),
        )  # fmt: skip
        count += 1
        _tell_thread(obstacle, since, by)
        if place % 2 == 0:
            clear(
                obstacle,
                by=by,
                on=min(since + timedelta(days=33), today()),
                resolution="已完成迁移",
            )
    yield f"{count} obstacles"


def _tell_thread(obstacle: Obstacle, since: date, by: User) -> None:
    """Write down a letter, a visit and an answer; the day after the answer is not yet over for the newest."""
    steps = (
        (3, EntryKind.LETTER_OUT, "函请安排迁移，附影响路段示意图", "", None),
        (10, EntryKind.VISIT, "现场核对位置，商定迁移方案", "工程部", None),
        (17, EntryKind.LETTER_IN, "同意迁移，费用据实结算", "", since + timedelta(days=40)),
    )
    for number, (after, kind, words, counterpart, promised_on) in enumerate(steps):
        day = since + timedelta(days=after)
        if day > today():
            return
        entry = EntryDraft(
            str(uuid5(NAMESPACE_OID, f"thread {obstacle.id} {number}")), kind, day, words, counterpart,
            f"项目办函〔{day.year}〕{obstacle.id}号" if kind is EntryKind.LETTER_OUT else "", promised_on,
        )  # fmt: skip
        follow_up(obstacle, entry, by=by)


def _part(work: Work) -> tuple[Decimal, ...]:
    if work.kind is not WorkKind.ROAD or not work.length_m:
        return ()
    start = work.start_m or Decimal(0)
    return (start, start + (work.length_m / 3).quantize(Decimal(1)))


def tell_site_logs(season: Season, author: User) -> Iterator[str]:
    """Write the project office's log of the last weeks, also of the days without work."""
    projects = {section.project_id: section.project for section in season.sections}
    count = 0
    for back in range(LOGGED_DAYS, 0, -1):
        day = today() - timedelta(days=back)
        rains = day.day % 9 == 0
        for place, project in enumerate(projects.values()):
            sections = [s for s in season.sections if s.project_id == project.id]
            entry = SiteLogEntry(
                client_uuid=str(uuid5(NAMESPACE_OID, f"site log {project.id} {day}")),
                log_on=day,
                content=""
                if rains
                else f"巡查{sections[day.day % len(sections)].name}，按计划施工",
                weather="大雨" if rains else WEATHER[(day.day + place) % len(WEATHER)],
                location=project.name,
                people_present=author.name,
                problems="" if rains or day.day % 4 else "部分路段交通引导不到位",
                requirements="" if rains or day.day % 4 else "当日补设警示标志",
                is_stopped=rains,
                stop_reason="大雨停工" if rains else "",
            )
            with clock_at(datetime.combine(day, time(18), tzinfo=SHANGHAI)):
                write_site_log(project, sections[:2], entry, by=author)
            count += 1
    yield f"{count} site logs"


def tell_inspections(
    season: Season, inspectors: Sequence[User], contractor: User, folder: Path
) -> Iterator[str]:
    """Log a visit to every section each week, with key posts, roads at work, photos and findings."""
    random = Random(SEED + 2)
    camera = Camera(folder)
    real_now, count, findings = now(), 0, 0
    crews = {
        section.id: (list_key_posts(section.id), list_works(section.id))
        for section in season.sections
    }
    for week in weeks_between(season.first_week, season.last_week.next()):
        for place, section in enumerate(season.sections):
            at = datetime.combine(
                week.start + timedelta(days=place % 5), time(8 + place % 9, 10), tzinfo=SHANGHAI
            )
            if at + timedelta(hours=2) > real_now:
                continue
            with clock_at(at + timedelta(hours=1)):
                posts, works = crews[section.id]
                entry = _visit(at, posts, works, random)
                is_young = real_now - at < PHOTOS_OF
                shown = [
                    camera.take(section.id, at) for _ in range(random.choice((1, 2)) * is_young)
                ]
                visit = log_inspection(
                    section, entry, by=inspectors[place % len(inspectors)], photos=shown
                )
            count += 1
            for finding in visit.findings:
                findings += 1
                settled_at = at + timedelta(days=random.randrange(2, 12))
                if settled_at < real_now and random.random() < 0.85:
                    _settle(finding, settled_at, contractor, inspectors[0], camera)
        db.session.flush()
    yield f"{count} inspections with {findings} findings"


def _visit(
    at: datetime, posts: Sequence[KeyPost], works: Sequence[Work], random: Random
) -> InspectionEntry:
    findings: tuple[FindingEntry, ...] = ()
    if random.random() < 0.22:
        topic, severity, words = random.choice(FINDINGS)
        due_on = at.date() + timedelta(days=7)
        findings = (FindingEntry(topic, severity, words, due_on, work_id=random.choice(works).id),)
    return InspectionEntry(
        client_uuid=str(UUID(int=random.getrandbits(128), version=4)),
        inspected_at=at,
        kind=random.choice((InspectionKind.SCHEDULED, InspectionKind.UNSCHEDULED)),
        topics=frozenset(Topic),
        handling=Handling.RECTIFICATION if findings else Handling.NOTHING_NEEDED,
        notes={Topic.PROGRESS: "现场正常施工"},
        weather=random.choice(WEATHER),
        signed_by=posts[0].person_name if posts else "",
        site_environment=random.choice((Condition.GOOD, Condition.GOOD, Condition.FAIR)),
        diligence=random.choice((Diligence.GOOD, Diligence.FAIR)),
        posts=tuple(_post(post, random) for post in posts),
        equipment=(
            EquipmentLine("摊铺机", 1, 1),
            EquipmentLine("压路机", 2, random.choice((1, 2, 2, 2))),
        ),
        open_work_ids=frozenset(work.id for work in works[: random.randrange(2, 5)]),
        findings=findings,
    )


def _post(post: KeyPost, random: Random) -> PostLine:
    if random.random() < 0.94:
        return PostLine(post.post, post.person_name, Attendance.PRESENT, "")
    if random.random() < 0.5:
        return PostLine(post.post, post.person_name, Attendance.ON_LEAVE, "已向总监请假")
    return PostLine(post.post, post.person_name, Attendance.ABSENT, "")


def _settle(
    finding: Finding, at: datetime, contractor: User, checker: User, camera: Camera
) -> None:
    """Let the finding be put right and closed; some proofs still wait, some were sent back."""
    with clock_at(at):
        needs_photo = finding.severity != Severity.GENERAL
        photos = [camera.take(finding.section_id, at)] if needs_photo else []
        hand_in_proof(finding, "已按要求整改完成", photos, by=contractor)
    if finding.id % WAITING_EVERY == 0:
        return
    with clock_at(at + timedelta(hours=5)):
        if finding.id % SENT_BACK_EVERY == 0:
            send_back(finding, "照片看不出整改部位，请补拍", by=checker)
            return
        close_finding(finding, by=checker, words="现场复查合格")
