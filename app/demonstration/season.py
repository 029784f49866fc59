"""An invented season around today: sections, contracts, roads, bridges and a yard, the same on every machine.

Numbers come from a generator with a fixed seed; days are counted back from the day of loading.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from sqlalchemy import func, select

from app.accounts.models import Organisation, User
from app.demonstration.people import CONTRACTORS, PROGRAM, SUPERVISION_FIRMS
from app.demonstration.places import lay_line
from app.extensions import db
from app.shared.calendar import Week
from app.shared.quantities import round_half_up
from app.shared.settings import value_of
from app.works import actions
from app.works.models import (
    Area,
    KeyPost,
    Programme,
    Project,
    Section,
    SupervisionTeam,
    Township,
    Work,
)
from app.works.queries import list_works
from app.works.rules import Nature, Status, WorkKind, WorksKind

SEED: Final = 20_200_612
WEEKS: Final = 40
SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN_NAMES: Final = (
    "志强",
    "建国",
    "海波",
    "文斌",
    "玉兰",
    "永胜",
    "春生",
    "立新",
    "国平",
    "晓东",
    "长林",
    "秀英",
)
PLACES: Final = (
    "东大",
    "西沟",
    "南王",
    "北李",
    "东张",
    "西赵",
    "南马",
    "北孙",
    "前陈",
    "后刘",
    "小店",
    "大徐",
)


@dataclass(frozen=True)
class Group:
    """The sections of one programme: how many, how long their roads, what a kilometre costs in yuan."""

    name: str
    kind: WorksKind
    sections: int
    roads: int
    shortest_m: int
    longest_m: int
    yuan_per_km: int
    nature: Nature


GROUPS: Final = (
    Group(
        "农村道路改造工程", WorksKind.RECONSTRUCTION, 14, 4, 800, 2600, 1_169_000, Nature.REBUILD
    ),
    Group("生命安全防护工程", WorksKind.SAFETY, 4, 4, 3000, 8000, 92_600, Nature.NEW),
    Group(
        "四好农村路养护工程", WorksKind.MAINTENANCE, 4, 4, 2500, 6000, 196_600, Nature.MAJOR_REPAIR
    ),
)
BRIDGE_YUAN: Final = (1_480_000, 2_260_000)
YARD_YUAN: Final = 18_600_000


@dataclass
class Season:
    """What was laid out, for the history that is told about it."""

    sections: list[Section]
    first_week: Week
    last_week: Week


@dataclass(frozen=True)
class Cast:
    """Whom the season gives its sections to."""

    organisations: dict[str, Organisation]
    engineers: Sequence[User]
    areas: Sequence[Area]
    teams: Sequence[SupervisionTeam]
    townships: Sequence[Township]
    office: User


def lay_out(cast: Cast, today: date) -> Season:
    """Register the season's programmes, sections, contracts and works."""
    random = Random(SEED)
    last = Week.of(today).previous()
    first = Week.of(last.start - timedelta(weeks=WEEKS - 1))
    sections = [
        section for group in GROUPS for section in _group_sections(group, cast, first, random)
    ]
    sections.append(_bridges(cast, first, random))
    sections.append(_yard(cast, first, random))
    return Season(sections, first, last)


def _group_sections(group: Group, cast: Cast, first: Week, random: Random) -> Iterator[Section]:
    programme = _programme(f"{first.year}年{group.name}", group.kind, first, cast)
    project = actions.create_project(
        programme, programme.name, by=PROGRAM, accountable=cast.office, is_demonstration=True,
        started_on=first.start,
    )  # fmt: skip
    for number in range(1, group.sections + 1):
        section = _section(project, f"{number}标段", number, cast, random)
        for position in range(1, group.roads + 1):
            _road(section, group, position, cast, random)
        _contract(section, first, random)
        yield section
    _sum_up(programme, project.id)


def _bridges(cast: Cast, first: Week, random: Random) -> Section:
    programme = _programme(
        f"{first.year}年危桥改造工程", WorksKind.BRIDGE, first, cast, planned_count=2
    )
    project = actions.create_project(
        programme, programme.name, by=PROGRAM, accountable=cast.office, is_demonstration=True,
        started_on=first.start,
    )  # fmt: skip
    section = _section(project, "桥梁1标段", 1, cast, random)
    for position, (name, yuan) in enumerate(
        zip(("新河桥", "老汪湖桥"), BRIDGE_YUAN, strict=True), start=1
    ):
        bridge = actions.create_work(
            section, name, WorkKind.BRIDGE, by=PROGRAM, position=position, nature=Nature.REBUILD,
            route_code=f"Y{300 + position}341302", start_m=Decimal(1200 * position), amount_fen=yuan * 100,
            bridge_length_m=Decimal(26 + 10 * position), bridge_width_m=Decimal("7.5"),
            span_text=f"{position + 1}×13 m", township=random.choice(cast.townships),
            accountable=section.area_engineer, is_demonstration=True,
        )  # fmt: skip
        lay_line(bridge, Decimal(0))
    _contract(section, first, random)
    _sum_up(programme, project.id)
    return section


def _yard(cast: Cast, first: Week, random: Random) -> Section:
    programme = _programme(
        f"{first.year}年物流场站", WorksKind.LOGISTICS, first, cast, planned_count=1
    )
    project = actions.create_project(
        programme, "汴北物流场站", by=PROGRAM, accountable=cast.office, is_demonstration=True,
        started_on=first.start, attributes={"yard_area_m2": 32_000},
    )  # fmt: skip
    section = _section(project, "场站1标段", 1, cast, random)
    yard = actions.create_work(
        section, "汴北物流场站", WorkKind.YARD, by=PROGRAM, position=1, nature=Nature.NEW,
        amount_fen=YARD_YUAN * 100, township=random.choice(cast.townships),
        accountable=section.area_engineer, is_demonstration=True,
    )  # fmt: skip
    lay_line(yard, Decimal(0))
    _contract(section, first, random)
    _sum_up(programme, project.id)
    return section


def _programme(
    name: str, kind: WorksKind, first: Week, cast: Cast, planned_count: int | None = None
) -> Programme:
    return actions.create_programme(
        first.year, name, kind, by=PROGRAM, accountable=cast.office, is_demonstration=True,
        planned_count=planned_count, planned_finish_on=date(first.start.year + 1, 1, 31),
    )  # fmt: skip


def _section(project: Project, name: str, number: int, cast: Cast, random: Random) -> Section:
    place = number % len(cast.areas)
    section = actions.create_section(
        project, name, by=PROGRAM,
        contractor=cast.organisations[CONTRACTORS[(number + project.id) % len(CONTRACTORS)]],
        supervision_firm=cast.organisations[SUPERVISION_FIRMS[number % len(SUPERVISION_FIRMS)]],
        area=cast.areas[place], area_engineer=cast.engineers[place],
        supervision_team=cast.teams[number % len(cast.teams)],
        # One section in ten has nobody who answers for it: the first page says so.
        accountable=None if number % 10 == 7 else cast.engineers[place],
        status=Status.UNDER_CONSTRUCTION, is_demonstration=True,
    )  # fmt: skip
    _key_posts(section, random)
    return section


def _key_posts(section: Section, random: Random) -> None:
    for post in value_of("key_posts"):
        name = random.choice(SURNAMES) + random.choice(GIVEN_NAMES)
        db.session.add(
            KeyPost(section=section, post=post, person_name=name, since=date(2020, 1, 1))
        )


def _road(section: Section, group: Group, position: int, cast: Cast, random: Random) -> None:
    townships = [t for t in cast.townships if t.area_id == section.area_id] or cast.townships
    township = random.choice(townships)
    length_m = Decimal(random.randrange(group.shortest_m, group.longest_m))
    serial = 400 + section.id * 5 + position
    road = actions.create_work(
        section, f"{township.name.rstrip('镇乡')}{random.choice(PLACES)}路", WorkKind.ROAD, by=PROGRAM,
        position=position, nature=group.nature, township=township, length_m=length_m,
        route_code=f"{random.choice('YC')}{serial % 1000:03d}341302", start_m=Decimal(0), end_m=length_m,
        pavement_width_m=random.choice((Decimal("4.5"), Decimal("5.5"), Decimal("6"))),
        structure=random.choice(("水泥混凝土", "沥青混凝土")),
        amount_fen=int(round_half_up(length_m * group.yuan_per_km / 10, 0)),
        accountable=section.area_engineer, is_demonstration=True,
    )  # fmt: skip
    lay_line(road, length_m)


def _contract(section: Section, first: Week, random: Random) -> None:
    db.session.flush()
    price = sum(work.amount_fen or 0 for work in list_works(section.id))
    actions.sign_contract(
        section, price, by=PROGRAM, number=f"YQJT-{first.year}-{section.id:03d}",
        awarded_on=first.start - timedelta(days=35), signed_on=first.start - timedelta(days=14),
        start_on=first.start, planned_finish_on=first.start + timedelta(weeks=WEEKS + 8, days=-1),
        contractor_is_sme=random.random() < 0.8, labour_cost_share=Decimal("0.2"),
        payment_share=random.choice((Decimal("0.85"), Decimal("0.9"))), payment_days=30,
    )  # fmt: skip


def _sum_up(programme: Programme, project_id: int) -> None:
    """Let the programme's plan be what its works add up to."""
    length, amount = db.session.execute(
        select(func.sum(Work.length_m), func.sum(Work.amount_fen))
        .join(Work.section)
        .where(Section.project_id == project_id)
    ).one()
    programme.planned_length_m = length
    programme.planned_amount_fen = int(amount)
    actions.set_fund_sources(
        programme,
        {"省级补助": int(amount) * 6 // 10, "区级配套": int(amount) - int(amount) * 6 // 10},
        by=PROGRAM,
    )
