"""One bureau's year as its own summary tells it; every figure stands in data/yongqiao-2020.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from app.accounts.models import User
from app.demonstration.people import PROGRAM
from app.shared.quantities import Chainage
from app.works import actions
from app.works.models import Milestone, Programme, Project, Section, Work
from app.works.rules import (
    Cause,
    LocationSource,
    MilestoneKind,
    Nature,
    Status,
    WorkKind,
    WorksKind,
    WorkStatus,
)

DATA = Path(__file__).parent / "data"
YEAR = 2020
KINDS = {
    "road": WorksKind.RECONSTRUCTION,
    "road_safety": WorksKind.SAFETY,
    "road_maintenance": WorksKind.MAINTENANCE,
    "bridge": WorksKind.BRIDGE,
}
MILESTONES = {
    "总规": MilestoneKind.MASTER_PLAN,
    "详规": MilestoneKind.DETAILED_PLAN,
    "区发改委立项": MilestoneKind.APPROVAL,
    "环境影响报告书": MilestoneKind.ENVIRONMENTAL_REPORT,
    "投资商确定": MilestoneKind.INVESTOR,
}
#: K813+900 to K834+220 is the public notice's stretch of the same 20.32 km (domain.md R41).
G206_START, G206_END = "K813+900", "K834+220"


@dataclass
class Year:
    """What was loaded, for what is loaded after it."""

    programmes: dict[str, Programme]
    projects: dict[str, Project]
    trunk_section: Section
    trunk_work: Work
    facts: Mapping[str, Any]


def read_facts(path: Path = DATA / "yongqiao-2020.yaml") -> Mapping[str, Any]:
    """Return the facts of the year as they stand in the file."""
    facts: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return facts


def load_year(accountable: User, engineer: User) -> Year:
    """Register the year's programmes and key projects, and the plan for the next year."""
    facts = read_facts()
    programmes = {
        p["name_zh"]: _programme(p, YEAR, accountable) for p in facts["rural_programmes_2020"]
    }
    for plan in facts["rural_programmes_2021_plan"]:
        _programme(plan, YEAR + 1, accountable)
    key = actions.create_programme(
        YEAR, "重点项目", WorksKind.TRUNK_ROAD, by=PROGRAM, accountable=accountable
    )
    projects = {p["name_zh"]: _key_project(key, p, accountable) for p in facts["key_projects"]}
    trunk = next(p for p in facts["key_projects"] if "progress_pct" in p)
    section, work = _trunk_section(projects[trunk["name_zh"]], trunk, accountable, engineer)
    return Year(programmes, projects, section, work, facts)


def _programme(fact: Mapping[str, Any], year: int, accountable: User) -> Programme:
    finished = fact.get("finished")
    programme = actions.create_programme(
        year, fact["name_zh"], KINDS[fact["kind"]], by=PROGRAM,
        planned_length_m=_metres(fact.get("length_km")),
        planned_count=fact.get("bridges"),
        planned_townships=fact.get("townships"),
        planned_amount_fen=fact["investment"] * 100,
        is_approximate=True,
        finished_on=_month_end(str(finished)) if finished and "-" in str(finished) else None,
        finish_text=str(finished or ""),
        # "by the end of May next year" is said of the bridges only.
        planned_finish_on=date(YEAR + 1, 5, 31) if fact["kind"] == "bridge" else None,
        accountable=accountable,
    )  # fmt: skip
    if central := fact.get("central_special_fund"):
        own = fact["investment"] - central
        actions.set_fund_sources(
            programme, {"中央专项": central * 100, "其他": own * 100}, by=PROGRAM
        )
    return programme


def _key_project(programme: Programme, fact: Mapping[str, Any], accountable: User) -> Project:
    is_port = fact.get("kind") == "logistics"
    project = actions.create_project(
        programme, fact["name_zh"], by=PROGRAM,
        kind=WorksKind.LOGISTICS if is_port else WorksKind.TRUNK_ROAD,
        status=_status(fact),
        status_reason=fact.get("suspended_because", ""),
        suspended_by=Cause.OWNER if fact.get("status") == "suspended" else None,
        investment_fen=fact["investment"] * 100 if "investment" in fact else None,
        route_code=fact.get("route_code", ""),
        length_m=_metres(fact.get("length_km")),
        started_on=_month_start(fact.get("started_on")),
        planned_start_text="2021年初" if fact.get("planned_start") == "early 2021" else "",
        planned_start_on=date(2021, 3, 31) if fact.get("planned_start") == "early 2021" else None,
        planned_finish_on=_month_end(fact.get("planned_finish")),
        description=fact.get("works", ""),
        attributes={k: fact[k] for k in ("shoreline_m", "berths", "berth_tonnage") if k in fact},
        reported_share=Decimal(fact["overall_progress_pct"]) / 100 if "overall_progress_pct" in fact else None,
        reported_on=fact.get("as_of"),
        accountable=accountable,
    )  # fmt: skip
    project.milestones = [_milestone(name, fact) for name in fact.get("milestones", ())]
    if location := fact.get("approx_location"):
        _place(project, location)
    return project


def _milestone(name: str, fact: Mapping[str, Any]) -> Milestone:
    return Milestone(
        kind=MILESTONES[name], name=name, done_text=f"{fact['milestones_done_before']} 前",
        authority="埇桥区发改委" if "发改委" in name else "",
    )  # fmt: skip


def _trunk_section(
    project: Project, fact: Mapping[str, Any], accountable: User, engineer: User
) -> tuple[Section, Work]:
    section = actions.create_section(
        project, "施工标段", by=PROGRAM, accountable=accountable, area_engineer=engineer
    )
    start, end = Chainage.parse(G206_START).metres, Chainage.parse(G206_END).metres
    work = actions.create_work(
        section, fact["name_zh"], WorkKind.ROAD, by=PROGRAM, nature=Nature.UPGRADE,
        route_code=fact["route_code"], start_m=start, end_m=end, length_m=end - start,
        chainage_text=f"{G206_START}～{G206_END}", accountable=engineer,
        started_on=project.started_on, planned_finish_on=project.planned_finish_on,
        status=WorkStatus.IN_PROGRESS,
    )  # fmt: skip
    _place(work, fact["approx_location"])
    return section, work


def _place(subject: Project | Work, location: list[Any]) -> None:
    """Lay the subject where the file roughly puts it, and say that it is approximate."""
    is_line = isinstance(location[0], list)
    longitude, latitude = location[len(location) // 2] if is_line else location
    actions.place(
        subject, Decimal(str(longitude)), Decimal(str(latitude)), by=PROGRAM,
        source=LocationSource.APPROXIMATE, line=location if is_line else None,
    )  # fmt: skip


def _status(fact: Mapping[str, Any]) -> Status:
    if fact.get("status") == "suspended":
        return Status.ON_HOLD
    return Status.UNDER_CONSTRUCTION if "progress_pct" in fact else Status.PRELIMINARY


def _metres(km: float | None) -> Decimal | None:
    return None if km is None else Decimal(str(km)) * 1000


def _month_start(text: str | None) -> date | None:
    return date.fromisoformat(f"{text}-01") if text else None


def _month_end(text: str | None) -> date | None:
    if not text:
        return None
    first = date.fromisoformat(f"{text}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
