"""Works for tests: only what the test is about is said."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from app.accounts.models import Organisation, User
from app.extensions import db
from app.shared.audit import Program
from app.works import actions
from app.works.models import Area, AreaMember, Contract, Programme, Project, Section, Township, Work
from app.works.rules import WorkKind, WorksKind
from tests.makers.accounts import a_contractor, a_supervision_firm

_numbers = count(1)


def a_programme(
    year: int = 2020, kind: WorksKind = WorksKind.RECONSTRUCTION, **details: Any
) -> Programme:
    return actions.create_programme(year, f"专项{next(_numbers)}", kind, by=Program(), **details)


def a_project(programme: Programme | None = None, name: str = "", **details: Any) -> Project:
    return actions.create_project(
        programme or a_programme(), name or f"项目{next(_numbers)}", by=Program(), **details
    )


def a_section(
    project: Project | None = None,
    name: str = "",
    *,
    contractor: Organisation | None = None,
    supervision_firm: Organisation | None = None,
    **details: Any,
) -> Section:
    """Return a stored section under construction with a contractor and a supervision firm, without contract."""
    return actions.create_section(
        project or a_project(),
        name or f"{next(_numbers)}标段",
        by=Program(),
        contractor=contractor or a_contractor(),
        supervision_firm=supervision_firm or a_supervision_firm(),
        **details,
    )


def a_contract(
    section: Section | None = None, price_fen: int = 100_000_000, **terms: Any
) -> Contract:
    """Return a contract of one million yuan, from 1 March to 30 June 2020 unless said otherwise."""
    dates = {
        "signed_on": date(2020, 2, 20),
        "start_on": date(2020, 3, 1),
        "planned_finish_on": date(2020, 6, 30),
        "contractor_is_sme": False,
        "labour_cost_share": Decimal("0.2"),
        "payment_share": Decimal("0.85"),
        "payment_days": 30,
    }
    return actions.sign_contract(section or a_section(), price_fen, by=Program(), **(dates | terms))


def a_road(section: Section | None = None, name: str = "", **details: Any) -> Work:
    """Return a stored road of one kilometre and 100,000 yuan."""
    figures = {
        "route_code": f"C{next(_numbers) % 1000:03d}341302",
        "start_m": Decimal(0),
        "end_m": Decimal(1000),
        "length_m": Decimal(1000),
        "amount_fen": 10_000_000,
    }
    return actions.create_work(
        section or a_section(), name or f"道路{next(_numbers)}", WorkKind.ROAD, by=Program(),
        **(figures | details),
    )  # fmt: skip


def a_bridge(section: Section | None = None, name: str = "", **details: Any) -> Work:
    return actions.create_work(
        section or a_section(),
        name or f"桥{next(_numbers)}",
        WorkKind.BRIDGE,
        by=Program(),
        **details,
    )


def an_area(name: str = "", *engineers: User) -> Area:
    """Return an area with these engineers as members."""
    area = Area(name=name or f"片区{next(_numbers)}")
    db.session.add(area)
    db.session.flush()
    db.session.add_all(AreaMember(area_id=area.id, user_id=user.id) for user in engineers)
    db.session.flush()
    return area


def a_township(name: str = "", area: Area | None = None) -> Township:
    number = next(_numbers)
    township = Township(
        division_code=f"341302{number % 1000:03d}", name=name or f"镇{number}", area=area
    )
    db.session.add(township)
    db.session.flush()
    return township
