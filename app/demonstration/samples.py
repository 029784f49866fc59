"""The sample workbooks of 2020, taken in by the real import, and the bridges of that year."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from app.accounts.models import User
from app.demonstration.facts import DATA, YEAR, Year
from app.demonstration.people import PROGRAM
from app.extensions import db
from app.obstacles.actions import clear, raise_obstacle
from app.obstacles.models import Obstacle
from app.obstacles.rules import ObstacleKind, ScopeDraft
from app.reports import actions as imports
from app.reports.rules.fields import Kind
from app.works import actions
from app.works.models import Programme, Project, Section, Township
from app.works.queries import list_works
from app.works.rules import Cause, Nature, Status, WorkKind, WorkStatus

PROGRAMME: Final = "扶贫项目农村道路改造工程"
LEDGER: Final = "项目台账-2020.xlsx"
WEEKS: Final = (22, 23, 24)
PLAN_KEPT: Final = "演示数据：总结只到2020年底，此处按计划视为已完成"
BRIDGE_PROGRAMME: Final = "危桥改造工程"
BRIDGES, BRIDGE_TOWNSHIPS, UNFINISHED = 43, 13, 6
#: What the summary says hinders the unfinished bridges.
HINDRANCES: Final = (
    (ObstacleKind.POLE_LINE, "电力杆线迁移", "供电公司"),
    (ObstacleKind.PIPELINE, "燃气管道迁移", "燃气公司"),
    (ObstacleKind.PIPELINE, "自来水管道迁移", "自来水公司"),
)


def take_in_workbooks(by: User) -> Iterator[str]:
    """Import the ledger and the three weekly sheets, as a person would."""
    _import(
        imports.Upload(
            (DATA / LEDGER).read_bytes(), LEDGER, Kind.REGISTER, programme=PROGRAMME, year=YEAR
        ),
        by,
    )
    for week in WEEKS:
        name = f"工程进度周报表-{YEAR}年第{week}周.xlsx"
        _import(imports.Upload((DATA / name).read_bytes(), name, Kind.WEEKLY), by)
    yield f"{1 + len(WEEKS)} workbooks of {YEAR} imported"


def _import(given: imports.Upload, by: User) -> None:
    batch = imports.upload(given, by=by)
    imports.preview(batch, by=by)
    imports.apply_batch(batch, by=by)


def lay_out_bridges(year: Year, townships: Sequence[Township], by: User) -> Iterator[str]:
    """Register as many bridges, townships and hindrances as the summary counts; it names none of them.

    Names, places and which of them are unfinished are invented, and marked so.
    """
    programme = year.programmes[BRIDGE_PROGRAMME]
    project = actions.create_project(
        programme, f"{YEAR}年{BRIDGE_PROGRAMME}", by=PROGRAM, accountable=by, status=Status.UNDER_CONSTRUCTION,
        planned_finish_on=programme.planned_finish_on,
    )  # fmt: skip
    section = actions.create_section(
        project, "桥梁标段", by=PROGRAM, accountable=by, is_demonstration=True
    )
    total = programme.planned_amount_fen or 0
    used = townships[11 : 11 + BRIDGE_TOWNSHIPS]  # towns, after the eleven sub-districts
    unfinished = []
    for number in range(1, BRIDGES + 1):
        is_open = number > BRIDGES - UNFINISHED
        bridge = actions.create_work(
            section, f"示例桥{number:02d}", WorkKind.BRIDGE, by=PROGRAM, position=number,
            nature=Nature.STRENGTHEN if number % 3 else Nature.REBUILD, is_demonstration=True,
            township=used[number % BRIDGE_TOWNSHIPS], accountable=by,
            # Shares of the summary's sum; the last bridge takes what division leaves over.
            amount_fen=total // BRIDGES + (total % BRIDGES if number == BRIDGES else 0),
            status=WorkStatus.IN_PROGRESS if is_open else WorkStatus.FINISHED,
        )  # fmt: skip
        if is_open:
            unfinished.append(bridge)
    for place, (kind, name, owner) in enumerate(HINDRANCES):
        hindered = unfinished[place :: len(HINDRANCES)]
        raise_obstacle(
            kind, name, by=PROGRAM, section=section, since=date(YEAR, 9, 1), rights_owner=owner,
            fault=Cause.OWNER, scopes=[ScopeDraft(bridge.id) for bridge in hindered], responsible=by,
        )  # fmt: skip
    yield f"{BRIDGES} bridges in {BRIDGE_TOWNSHIPS} townships"


def close_the_past(year: Year) -> None:
    """Let the works of 2020 be over, so that today's lists and rankings are about today.

    The summary says when the road programme was finished. Of the trunk road and the bridges it knows only the
    plan; that they kept it is invented, and the reason says so.
    """
    for section in _sections_of(year.programmes[PROGRAMME]):
        actions.set_status(
            section, Status.FINISHED, by=PROGRAM, since=date(YEAR, 6, 30), reason="六月底已全部完工"
        )
        for work in list_works(section.id):
            work.status, work.finished_on = WorkStatus.FINISHED, date(YEAR, 6, 30)
    bridges = _sections_of(year.programmes[BRIDGE_PROGRAMME])
    planned = [(year.trunk_section, date(YEAR + 1, 7, 31))] + [
        (s, date(YEAR + 1, 5, 31)) for s in bridges
    ]
    for section, day in planned:
        actions.set_status(section, Status.HANDED_OVER, by=PROGRAM, since=day, reason=PLAN_KEPT)
    for obstacle in _obstacles_of(year.programmes[BRIDGE_PROGRAMME]):
        clear(obstacle, by=PROGRAM, on=date(YEAR + 1, 5, 31), resolution=PLAN_KEPT)


def _sections_of(programme: Programme) -> Sequence[Section]:
    return db.session.scalars(
        select(Section)
        .join(Section.project)
        .where(Project.programme_id == programme.id)
        .order_by(Section.id)
    ).all()


def _obstacles_of(programme: Programme) -> Sequence[Obstacle]:
    return db.session.scalars(
        select(Obstacle)
        .join(Obstacle.project)
        .where(Project.programme_id == programme.id)
        .order_by(Obstacle.id)
    ).all()
