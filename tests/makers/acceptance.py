"""Makers of acceptance requests, signatures and side stations: only what the test is about is said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from app.accounts.models import User
from app.accounts.rules import Role
from app.evidence.store import StoredPhoto
from app.quality import actions
from app.quality.models import AcceptanceRequest, SideStation, SignOff
from app.quality.rules.chain import Place
from app.quality.rules.entries import AskEntry, SignEntry, VillageEntry, WatchEntry
from app.quality.rules.parties import Party
from app.quality.rules.stretches import Stretch
from app.shared.audit import Program
from app.shared.calendar import now, today
from app.shared.settings import change_setting
from app.works.models import Section, Work
from tests.makers.accounts import a_user
from tests.makers.works import a_road, a_section

#: The smallest PNG that there is: one white pixel.
A_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f"
    "00010101005a4d6ff10000000049454e44ae426082"
)


@dataclass
class Cast:
    """The people around one section, and a road of it."""

    section: Section
    road: Work
    contractor: User
    supervisor: User
    engineer: User
    holder: User
    station: User
    leader: User


def a_cast(road: Work | None = None, *, tests_needed: bool = False) -> Cast:
    """Return everybody who has a say about a road of one kilometre; no tests are asked for."""
    change_setting("tests_needed", int(tests_needed), valid_from=today(), by=Program())
    road = road or a_road(a_section(), structure="水泥混凝土")
    section = road.section
    engineer = a_user(Role.AREA_ENGINEER)
    section.area_engineer = engineer
    return Cast(
        section,
        road,
        a_user(Role.CONTRACTOR, organisation=section.contractor),
        a_user(Role.SUPERVISOR, organisation=section.supervision_firm),
        engineer,
        a_user(Role.PROJECT_OFFICE),
        a_user(Role.QUALITY_STATION),
        a_user(Role.LEADER),
    )


def stretch(start: int, end: int) -> Place:
    return Place(Stretch(Decimal(start), Decimal(end)))


def an_ask(process: str = "clearing", place: Place | None = None, **changes: Any) -> AskEntry:
    """Return the own check of the first process over the first half of the road."""
    given = {
        "client_uuid": str(uuid4()), "process": process, "place": place or stretch(0, 500),
        "own_check": "自检合格",
    }  # fmt: skip
    return AskEntry(**(given | changes))


def a_request(
    cast: Cast, process: str = "clearing", place: Place | None = None
) -> AcceptanceRequest:
    return actions.ask(cast.road, an_ask(process, place), by=cast.contractor)


def a_signature(
    cast: Cast, request: AcceptanceRequest, party: Party, *, agrees: bool = True, **changes: Any
) -> SignOff:
    """Let the party sign, the village on the office's phone."""
    reason = "" if agrees else "宽度不足"
    if party == Party.VILLAGE:
        village = a_village_entry(agrees=agrees, reason=reason, **changes)
        return actions.sign_for_village(
            request, village, by=cast.holder, photos=[a_village_photo()]
        )
    people = {
        Party.SUPERVISOR: cast.supervisor, Party.BUREAU_ENGINEER: cast.engineer,
        Party.STATION: cast.station,
    }  # fmt: skip
    entry = SignEntry(str(uuid4()), party, agrees, reason=reason, **changes)
    return actions.sign(request, entry, by=people[party])


def a_village_entry(**changes: Any) -> VillageEntry:
    given = {
        "client_uuid": str(uuid4()), "agrees": True, "name": "王大爷", "phone": "13800005678",
        "signature": A_PIXEL, "village": "小店村",
    }  # fmt: skip
    return VillageEntry(**(given | changes))


def a_village_photo() -> StoredPhoto:
    return StoredPhoto(uuid4().hex * 2, 640, 480, 12_345)


def a_passed_request(
    cast: Cast, process: str = "clearing", place: Place | None = None
) -> AcceptanceRequest:
    """Return a request that everybody has signed."""
    request = a_request(cast, process, place)
    for party in (Party.SUPERVISOR, Party.VILLAGE, Party.BUREAU_ENGINEER, Party.STATION):
        a_signature(cast, request, party)
    return request


def a_watch(
    cast: Cast, process: str = "base", place: Place | None = None, **changes: Any
) -> SideStation:
    """Return a record of the last four hours."""
    ended_at: datetime = changes.pop("ended_at", now())
    given = {
        "client_uuid": str(uuid4()), "process": process, "place": place or stretch(0, 500),
        "started_at": ended_at - timedelta(hours=4), "ended_at": ended_at,
        "work_done": "摊铺机1台，人员8人", "watched": "厚度、含水量符合要求",
    }  # fmt: skip
    by = changes.pop("by", cast.supervisor)
    return actions.record_watch(
        changes.pop("work", cast.road), WatchEntry(**(given | changes)), by=by
    )
