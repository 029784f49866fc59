"""What became of the absences of the invented season: rates, leave, replacements, cases in every state."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from PIL import Image, ImageDraw
from sqlalchemy import select

from app.accounts.models import User
from app.attendance.actions import (
    accept_evidence,
    ask_for_leave,
    ask_for_replacement,
    decide_leave,
    decide_replacement,
    hand_in_evidence,
    issue_criticism,
    refuse_evidence,
    set_rates,
)
from app.attendance.models import AbsenceCase
from app.attendance.rules import OTHER_POSTS, CaseKind
from app.demonstration.pictures import Picture
from app.demonstration.season import SEED, Season
from app.evidence.store import StoredPhoto, folder_in, take_in
from app.extensions import db
from app.shared.calendar import SHANGHAI, clock_at, now, today
from app.works.models import KeyPost, Section
from app.works.queries import list_key_posts

#: A rural contract asks a fifth of what a motorway's does (domain.md 2.10); one section names no rate.
RATES: Final = {
    (CaseKind.ABSENT, "项目经理"): 100_000,
    (CaseKind.ABSENT, OTHER_POSTS): 40_000,
    (CaseKind.STAND_IN, "项目经理"): 4_000_000,
    (CaseKind.STAND_IN, OTHER_POSTS): 1_000_000,
}
#: Older cases are settled; of the newest ones some are in every state.
SETTLED_AFTER: Final = timedelta(days=21)
EXCUSES: Final = ("因病就医，附医院诊断证明", "参加局里召开的调度会，附会议签到表")


class Desk:
    """Scans the papers that are handed in, each with lines of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder_in(folder)

    def scan(self, number: int) -> StoredPhoto:
        """Return a scan of the paper with this number: plainly drawn, no real document."""
        random, file = Random(SEED + number), BytesIO()
        paper = Image.new("L", (320, 448), 245)
        draw = ImageDraw.Draw(paper)
        for line in range(40, 400, random.randrange(18, 30)):
            start = random.randrange(20, 120)
            draw.rectangle((start, line, random.randrange(160, 300), line + 6), fill=60)
        draw.text((20, 12), f"DEMONSTRATION {number}", fill=20, font_size=16)
        paper.convert("RGB").save(file, "JPEG", quality=70)
        return take_in(Picture(f"{number}.jpg", file.getvalue()), self._folder)


def tell_absences(season: Season, users: Mapping[str, User], folder: Path) -> Iterator[str]:
    """Enter the rates, settle the old absences, and leave the new ones in every state."""
    desk = Desk(folder)
    for section in season.sections[1:]:
        set_rates(section, RATES, by=users["office"])
    cases = db.session.scalars(
        select(AbsenceCase).order_by(AbsenceCase.absent_on, AbsenceCase.id)
    ).all()
    for place, case in enumerate(cases):
        if case.absent_on < today() - SETTLED_AFTER:
            _settle(case, place, users, desk)
        else:
            _tell_newest(case, place, users, desk)
    own = [
        section
        for section in season.sections
        if section.contractor_id == users["contractor"].organisation_id
    ]
    requests = sum(_tell_requests(section, users) for section in own[:2])
    yield f"{len(cases)} absences and {requests} requests for leave and replacement"


def _settle(case: AbsenceCase, place: int, users: Mapping[str, User], desk: Desk) -> None:
    """Excuse two of three, criticise the third."""
    if place % 3 == 2:
        with clock_at(_at(case.due_on + timedelta(days=2))):
            issue_criticism(case, "逾期未提交佐证材料，予以通报批评。", by=users["leader"])
        return
    with clock_at(_at(case.absent_on + timedelta(days=1))):
        _prove(case, place, users, desk)
    with clock_at(_at(case.absent_on + timedelta(days=2))):
        accept_evidence(case, "材料属实，予以采信", by=users["office"])


def _tell_newest(case: AbsenceCase, place: int, users: Mapping[str, User], desk: Desk) -> None:
    """Let some wait for evidence, some for the judgement, and some for the leader."""
    if place % 3 == 0 or _at(case.absent_on + timedelta(days=2)) > now():
        return
    with clock_at(_at(case.absent_on + timedelta(days=1))):
        _prove(case, place, users, desk)
    if place % 3 == 2:
        with clock_at(_at(case.absent_on + timedelta(days=2))):
            refuse_evidence(case, "证明未加盖单位公章，不予采信", by=users["office"])


def _prove(case: AbsenceCase, place: int, users: Mapping[str, User], desk: Desk) -> None:
    hand_in_evidence(
        case,
        EXCUSES[place % len(EXCUSES)],
        [desk.scan(case.id)],
        by=users["contractor"],
        client_uuid=str(uuid5(NAMESPACE_OID, f"evidence {case.id}")),
    )


def _tell_requests(section: Section, users: Mapping[str, User]) -> int:
    """Ask for leave and a replacement: one approved, one refused, one waiting."""
    holders: Sequence[KeyPost] = [p for p in list_key_posts(section.id) if p.until is None][:3]
    contractor, office = users["contractor"], users["office"]
    for place, holder in enumerate(holders):
        leave = ask_for_leave(
            section,
            holder,
            today() + timedelta(days=place),
            today() + timedelta(days=place + 2),
            "回公司参加培训",
            by=contractor,
            client_uuid=str(uuid5(NAMESPACE_OID, f"leave {holder.id}")),
        )
        if place < 2:
            decide_leave(
                leave, approves=place == 0, reason="" if place == 0 else "工期紧张", by=office
            )
    for place, holder in enumerate(holders[1:]):
        asked = ask_for_replacement(
            section,
            holder,
            ("顾峰", "沈洋")[place],
            "原任人员调离",
            by=contractor,
            client_uuid=str(uuid5(NAMESPACE_OID, f"replacement {holder.id}")),
            licence_no=f"皖交安C{holder.id:05d}",
        )
        if place == 0:
            decide_replacement(asked, approves=True, reason="资格符合合同要求", by=office)
    return 2 * len(holders) - 1


def _at(day: date) -> datetime:
    return datetime.combine(day, time(16, 30), tzinfo=SHANGHAI)
