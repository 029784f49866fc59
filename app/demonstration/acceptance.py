"""Steps of the invented season: passed, waiting, refused and asked for again, and one let through by order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from PIL import Image, ImageDraw

from app.accounts.models import User
from app.demonstration.people import PEOPLE
from app.demonstration.pictures import Picture
from app.demonstration.season import SEED, Season
from app.evidence.store import StoredPhoto, folder_in, take_in
from app.extensions import db
from app.quality import actions, queries
from app.quality.actions.lots import record_lot
from app.quality.models import AcceptanceRequest
from app.quality.rules.chain import Place
from app.quality.rules.entries import AskEntry, SignEntry, VillageEntry, WatchEntry
from app.quality.rules.evaluation import Sample
from app.quality.rules.lots import LotDraft, LotEntry
from app.quality.rules.parties import FIRST_LINE, Party
from app.quality.rules.processes import Process, TestKind
from app.quality.rules.standard import Layer, Measure, RoadGroup
from app.quality.rules.stretches import Stretch
from app.shared.calendar import ONE_DAY, SHANGHAI, clock_at, day_of, now, today
from app.works.models import Section, Work
from app.works.queries import list_works
from app.works.rules import WorkKind, WorksKind

VILLAGERS: Final = ("王德福", "李桂兰", "张广田", "刘玉珍", "陈万顺", "赵克俭")
ALL: Final = (*FIRST_LINE, Party.STATION)
PHOTO: Final = (480, 360)
LAYERS: Final = {
    "clearing": Layer.ROADBED,
    "subgrade": Layer.ROADBED,
    "base": Layer.BASE,
    "surface": Layer.CONCRETE_SURFACE,
}
#: Measure, design and the least of eight good values for each kind of test.
GOOD: Final[Mapping[TestKind, tuple[Measure, str | None, str]]] = {
    TestKind.WIDTH: (Measure.WIDTH, "4.5", "4.502"),
    TestKind.THICKNESS: (Measure.THICKNESS, "180", "181"),
    TestKind.COMPACTION: (Measure.COMPACTION, None, "97.6"),
    TestKind.STRENGTH: (Measure.UNCONFINED_STRENGTH, "3.0", "4.1"),
}


@dataclass
class Teller:
    """Lets the people around a section act, each at an hour of its own."""

    users: Mapping[str, User]
    folder: Path
    random: Random
    count: int = 0

    def uuid(self) -> str:
        """Return the next number that a phone would have made, the same on every machine."""
        self.count += 1
        return str(uuid5(NAMESPACE_OID, f"acceptance {self.count}"))

    def of_firm(self, name: str, *usernames: str) -> User:
        """Return the person of these who belongs to the organisation, else the first."""
        people = {one.organisation: one.username for one in PEOPLE if one.username in usernames}
        return self.users[people.get(name, usernames[0])]

    def contractor(self, section: Section) -> User:
        name = section.contractor.name if section.contractor else ""
        return self.of_firm(name, "contractor", "contractor2")

    def supervisor(self, section: Section) -> User:
        name = section.supervision_firm.name if section.supervision_firm else ""
        return self.of_firm(name, "supervisor", "supervisor2", "supervisor3")

    def ask(self, work: Work, process: str, place: Place, at: datetime) -> AcceptanceRequest:
        """Ask for a step, with its tests and side station done the day before."""
        found = queries.processes_of_work(work).find(process)
        assert found is not None  # noqa: S101 - the season asks for what the lists have
        with clock_at(at):
            self._prove(work, found, place, at)
            entry = AskEntry(
                self.uuid(), process, place, "宽度、厚度、压实度自检符合设计要求",
                wanted_at=at + ONE_DAY, started_at=at - timedelta(hours=25),
                ended_at=at - timedelta(hours=17),
            )  # fmt: skip
            return actions.ask(work, entry, by=self.contractor(work.section))

    def sign(
        self, request: AcceptanceRequest, parties: Sequence[Party], at: datetime, refusal: str = ""
    ) -> None:
        """Let the parties sign an hour after one another; the last refuses when a reason is given."""
        for place, party in enumerate(parties):
            reason = refusal if place == len(parties) - 1 else ""
            with clock_at(at + timedelta(hours=place)):
                self._sign_one(request, party, reason)

    def pass_(self, work: Work, process: str, place: Place, at: datetime) -> None:
        """Let everybody sign the day after the step was asked for."""
        request = self.ask(work, process, place, at)
        self.sign(request, ALL, at + ONE_DAY)

    def _sign_one(self, request: AcceptanceRequest, party: Party, reason: str) -> None:
        section = request.section
        if party == Party.VILLAGE:
            number = self.random.randrange(len(VILLAGERS))
            village = VillageEntry(
                self.uuid(), not reason, VILLAGERS[number], f"138557{number:05d}", _signature(number),
                request.work.village or "村委会", opinion="" if reason else "同意", reason=reason,
            )  # fmt: skip
            photo = self._photo()
            actions.sign_for_village(request, village, by=self.users["office"], photos=[photo])
            return
        people = {
            Party.SUPERVISOR: self.supervisor(section),
            Party.BUREAU_ENGINEER: section.area_engineer or self.users["north"],
            Party.STATION: self.users["quality"],
        }
        opinion = "" if reason else "符合要求，同意"
        entry = SignEntry(self.uuid(), party, not reason, opinion, reason)
        actions.sign(request, entry, by=people[party])

    def _prove(self, work: Work, process: Process, place: Place, at: datetime) -> None:
        """Enter good tests of the place, and the supervisor's side station."""
        contractor, stretch = self.contractor(work.section), place.stretch
        for kind in TestKind:
            late = kind == TestKind.STRENGTH and process.code == "surface"
            if kind in process.tests and stretch is not None and not late:
                record_lot(work, self._lot(process, kind, stretch, at), by=contractor)
        if process.is_side_station:
            watch = WatchEntry(
                self.uuid(), process.code, place, at - timedelta(hours=25),
                at - timedelta(hours=17), "摊铺机1台、压路机2台，人员12人，连续施工",
                "检查混合料含水量、松铺厚度，符合要求", weather="晴",
            )  # fmt: skip
            actions.record_watch(work, watch, by=self.supervisor(work.section))

    def _lot(self, process: Process, kind: TestKind, stretch: Stretch, at: datetime) -> LotEntry:
        measure, design, first = GOOD[kind]
        steps = [self.random.randrange(4) for _ in range(8)]
        unit = Decimal(1).scaleb(-len(first.partition(".")[2]))
        draft = LotDraft(
            LAYERS[process.code], measure, RoadGroup.OTHER, day_of(at) - ONE_DAY,
            Decimal(design) if design else None,
            [Sample(Decimal(first) + step * unit) for step in steps],
            stretch.start_m, stretch.end_m,
        )  # fmt: skip
        return LotEntry(self.uuid(), process.code, draft)

    def _photo(self) -> StoredPhoto:
        return take_in(Picture("village.jpg", _drawn(self.random)), folder_in(self.folder))


def tell_acceptance(season: Season, users: Mapping[str, User], folder: Path) -> Iterator[str]:
    """Tell of the steps of a few roads, each at another point of its way."""
    teller = Teller(users, folder, Random(SEED + 5))
    known = {users["contractor"].organisation_id, users["contractor2"].organisation_id}
    sections = [one for one in season.sections if one.contractor_id in known]
    roads = [
        work
        for section in sections
        if section.project.kind == WorksKind.RECONSTRUCTION
        for work in list_works(section.id)
        if work.kind == WorkKind.ROAD and work.length_m
    ]
    for road, tell in zip(
        roads, (_far, _second_round, _let_through, _just_asked, _refused), strict=False
    ):
        tell(teller, road)
        db.session.flush()
    for section in sections:
        for yard in list_works(section.id):
            if yard.kind == WorkKind.YARD:
                _parts(teller, yard)
    yield f"{teller.count} records of step acceptance"


def _far(teller: Teller, road: Work) -> None:
    """A road up to its surface: half of it passed until the strength is known, half at the station."""
    whole, first, second = _places(road)
    for days, process in ((60, "clearing"), (45, "subgrade"), (24, "base")):
        teller.pass_(road, process, whole, _at(days))
    if queries.processes_of_work(road).find("formwork"):
        teller.pass_(road, "formwork", whole, _at(14))
        teller.pass_(road, "surface", first, _at(9))
        at_station = teller.ask(road, "surface", second, _at(3))
        teller.sign(at_station, FIRST_LINE, _at(2))
        return
    teller.pass_(road, "prime_coat", first, _at(9))
    at_station = teller.ask(road, "prime_coat", second, _at(3))
    teller.sign(at_station, FIRST_LINE, _at(2))


def _second_round(teller: Teller, road: Work) -> None:
    """Half of the subgrade passed; the other half was refused, and waits in its second round."""
    whole, first, second = _places(road)
    teller.pass_(road, "clearing", whole, _at(50))
    teller.pass_(road, "subgrade", first, _at(30))
    request = teller.ask(road, "subgrade", second, _at(6))
    teller.sign(
        request, (Party.SUPERVISOR, Party.VILLAGE), _at(5), "靠村口一侧路肩宽度不足，边坡未整修"
    )
    with clock_at(_at(2)):
        again = AskEntry(teller.uuid(), "subgrade", second, "已加宽路肩并整修边坡，复测宽度合格")
        actions.ask_again(request, again, by=teller.contractor(road.section))
    teller.sign(request, (Party.SUPERVISOR,), _at(1))


def _let_through(teller: Teller, road: Work) -> None:
    """The leader let the base begin on a part whose subgrade had not passed."""
    whole, first, _second = _places(road)
    teller.pass_(road, "clearing", whole, _at(40))
    with clock_at(_at(8)):
        actions.override(
            road, "subgrade", first, reason="强降雨预警，路床须当日封闭，先行摊铺基层，三日内补办验收",
            by=teller.users["leader"], client_uuid=teller.uuid(),
        )  # fmt: skip
    request = teller.ask(road, "base", first, _at(4))
    teller.sign(request, (Party.BUREAU_ENGINEER,), _at(3))


def _just_asked(teller: Teller, road: Work) -> None:
    """The first step was asked for today; nobody has come yet."""
    teller.ask(road, "clearing", _places(road)[0], now() - timedelta(hours=3))


def _refused(teller: Teller, road: Work) -> None:
    """The supervisor refused; the contractor has not asked again."""
    request = teller.ask(road, "clearing", _places(road)[0], _at(7))
    teller.sign(request, (Party.SUPERVISOR,), _at(6), "局部腐殖土未清除干净，压实度检测点不足")


def _parts(teller: Teller, yard: Work) -> None:
    """Parts of a yard: one passed without its tests being due, one waiting."""
    teller.ask(yard, "earthworks", Place(part="A区"), _at(5))
    request = teller.ask(yard, "earthworks", Place(part="B区"), _at(3))
    teller.sign(request, (Party.SUPERVISOR, Party.VILLAGE), _at(2))


def _places(road: Work) -> tuple[Place, Place, Place]:
    """Return the whole road, its first and its second half."""
    start, end = road.start_m or Decimal(0), road.end_m or Decimal(0)
    middle = ((start + end) / 2).quantize(Decimal(1))
    return (
        Place(Stretch(start, end)), Place(Stretch(start, middle)), Place(Stretch(middle, end)),
    )  # fmt: skip


def _at(days: int) -> datetime:
    """Return nine in the morning of so many days ago."""
    return datetime.combine(today() - timedelta(days=days), time(9), tzinfo=SHANGHAI)


def _drawn(random: Random) -> bytes:
    """Return a drawing that resembles no other, plainly no photograph, as JPEG."""
    coarse = Image.new("RGB", (8, 6))
    coarse.putdata([tuple(random.randrange(60, 230) for _ in range(3)) for _ in range(48)])
    image = coarse.resize(PHOTO, Image.Resampling.NEAREST)
    ImageDraw.Draw(image).text((20, 20), "DEMONSTRATION", fill=(20, 20, 20), font_size=32)
    file = BytesIO()
    image.save(file, "JPEG", quality=70)
    return file.getvalue()


def _signature(number: int) -> bytes:
    """Return a drawn line as a village representative's signature."""
    image = Image.new("L", (300, 120), 255)
    points = [(20 + 26 * n, 60 + ((n * (number + 3) * 37) % 70) - 35) for n in range(11)]
    ImageDraw.Draw(image).line(points, fill=20, width=4, joint="curve")
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
