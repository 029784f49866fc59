"""Fill a database with a county's five years, the same on every machine, to measure speed on.

python scripts/county.py FOLDER             50 projects, 200 sections, 2,000 roads, 50,000 weekly rows,
                                            400,000 inspections, in a new database in FOLDER
python scripts/county.py FOLDER --tenth     a tenth of the sections, for a quick look

The people and their password are those of the demonstration; everything else is invented by a
generator with a fixed seed, with days counted back from today, and written in bulk, so no rule
and no audit trail is asked.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SEED = 20_200_612
BATCH = 20_000
PROJECTS_PER_YEAR = 10
SHARE = Decimal("0.000001")


@dataclass(frozen=True)
class Scale:
    """How much of everything."""

    sections: int = 200
    projects: int = 50
    works_per_section: int = 10
    weeks: int = 250
    inspections_per_week: int = 8

    @property
    def inspections(self) -> int:
        return self.sections * self.weeks * self.inspections_per_week


WHOLE = Scale()
TENTH = Scale(sections=20, projects=5)
#: Ten counties side by side, of half a year: what a month's ranking and the map have to carry.
WIDE = Scale(sections=2000, projects=500, weeks=26)


def fill(folder: Path, scale: Scale = WHOLE) -> Iterator[str]:
    """Make the database in `folder` and fill it, saying what was done."""
    os.environ["ZHULU_DATA"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import flask_migrate

    from app import create_app
    from app.shared.transaction import transaction

    app = create_app()
    with app.app_context():
        flask_migrate.upgrade()
        with transaction():
            county = County(scale)
            yield from county.people(folder)
            yield from county.works()
            yield from county.weeks()
            yield from county.inspections()
        with transaction():
            yield from county.months()


class County:
    """What is filled in, part by part; later parts use the numbers of earlier ones."""

    def __init__(self, scale: Scale) -> None:
        from app.shared.calendar import Week, today, weeks_between

        self.scale = scale
        self.random = Random(SEED)
        last = Week.of(today()).previous()
        first = Week.of(last.start - timedelta(weeks=scale.weeks - 1))
        self.all_weeks = weeks_between(first, last)
        self.section_ids = range(1, scale.sections + 1)
        self.work_ids = range(1, scale.sections * scale.works_per_section + 1)

    def people(self, folder: Path) -> Iterator[str]:
        """Register the offices, firms, people and townships of the demonstration."""
        from app.demonstration import people
        from app.demonstration.people import PROGRAM
        from app.extensions import db
        from app.works.actions import load_divisions
        from app.works.queries import list_areas, list_townships

        organisations = people.register_organisations()
        users = people.open_accounts(organisations, password := people.new_password())
        load_divisions(by=PROGRAM)
        db.session.flush()
        people.keep_password(folder, password)
        self.user_ids = {name: user.id for name, user in users.items()}
        self.contractor_ids = [organisations[name].id for name in people.CONTRACTORS]
        self.firm_ids = [organisations[name].id for name in people.SUPERVISION_FIRMS]
        self.area_ids = [area.id for area in list_areas()]
        self.township_ids = [township.id for township in list_townships()]
        yield f"{len(users)} people"

    def works(self) -> Iterator[str]:
        """Programmes, projects, sections with contracts and key posts, roads with lines."""
        from app.progress.models import WorkItem
        from app.progress.rules.weights import TEMPLATES, TemplateKind
        from app.works import models

        scale = self.scale
        insert(models.Programme, self._programmes())
        insert(models.Project, self._projects())
        insert(models.Section, self._sections())
        insert(models.Contract, map(self._contract, self.section_ids))
        insert(models.KeyPost, self._key_posts())
        insert(models.Work, map(self._road, self.work_ids))
        insert(models.Location, map(self._location, self.work_ids))
        items = TEMPLATES[TemplateKind.RURAL_ROAD]
        self.items_per_section = len(items)
        insert(
            WorkItem,
            (
                {
                    "section_id": section_id, "code": item.code, "unit": item.unit, "version": 1,
                    "weight_share": item.weight_share, "position": place, "is_layer": item.is_layer,
                }
                for section_id in self.section_ids
                for place, item in enumerate(items, start=1)
            ),
        )  # fmt: skip
        yield f"{scale.projects} projects, {scale.sections} sections, {len(self.work_ids)} roads"

    def weeks(self) -> Iterator[str]:
        """A confirmed report and a frozen week for every section and week."""
        from app.progress.models import WeeklyFigure, WeeklyReport, WeeklyRollup, WorkProgress

        insert(WeeklyReport, self._reports())
        insert(WeeklyRollup, self._rollups())
        insert(WeeklyFigure, self._figures())
        insert(WorkProgress, map(self._work_progress, self.work_ids))
        yield f"{len(self.section_ids) * len(self.all_weeks)} weekly rows"

    def inspections(self) -> Iterator[str]:
        """Visits every day, one in twenty with a finding, one finding in fifty still open."""
        from app.inspections.models import Finding, Inspection

        insert(Inspection, self._inspections())
        insert(Finding, self._findings())
        yield f"{self.scale.inspections} inspections"

    def months(self) -> Iterator[str]:
        """Rank and freeze the last two months by the program's own rules, and propose payments."""
        from app.demonstration.people import PROGRAM
        from app.payments.actions import propose_releases
        from app.ranking.actions import draft_month, freeze_month, publish
        from app.shared.calendar import ONE_DAY, Month, clock_at, start_of_day

        newest = Month.of(self.all_weeks[-1].start).previous()
        for month in (newest.previous(), newest):
            day = month.end + 10 * ONE_DAY
            with clock_at(start_of_day(day)):
                for ranking in draft_month(month, by=PROGRAM, on=day):
                    publish(ranking, by=PROGRAM, on=day)
                    freeze_month(ranking, by=PROGRAM, on=day, force_reason="measuring")
        propose_releases(newest, 10**12, by=PROGRAM)
        yield f"{newest} ranked, frozen and proposed for payment"

    def _programmes(self) -> Iterator[dict[str, Any]]:
        from app.works.rules import WorksKind

        for number in range(1, self.scale.projects // PROJECTS_PER_YEAR + 2):
            yield {
                "year": self.all_weeks[0].year + number - 1, "kind": WorksKind.RECONSTRUCTION,
                "name": f"农村道路改造工程第{number}批", "is_approximate": False, "finish_text": "",
                "note": "", "is_demonstration": True, "version": 1,
            }  # fmt: skip

    def _projects(self) -> Iterator[dict[str, Any]]:
        from app.works.rules import Status, WorksKind

        for number in range(1, self.scale.projects + 1):
            yield {
                "programme_id": 1 + (number - 1) // PROJECTS_PER_YEAR, "code": f"P{number:03d}",
                "name": f"农村道路改造工程{number}号项目", "kind": WorksKind.RECONSTRUCTION,
                "status": Status.UNDER_CONSTRUCTION, "status_reason": "", "route_code": "",
                "planned_start_text": "", "description": "", "attributes": {}, "version": 1,
                "accountable_id": self.user_ids["office"], "is_demonstration": True,
            }  # fmt: skip

    def _sections(self) -> Iterator[dict[str, Any]]:
        from app.works.rules import Status

        engineers = [self.user_ids[name] for name in ("north", "middle", "south")]
        for number in self.section_ids:
            yield {
                "project_id": 1 + (number - 1) % self.scale.projects, "name": f"{number}标段",
                "code": f"BD{number:03d}", "position": number, "status_reason": "", "version": 1,
                "contractor_id": self.contractor_ids[number % len(self.contractor_ids)],
                "supervision_firm_id": self.firm_ids[number % len(self.firm_ids)],
                "area_id": self.area_ids[number % len(self.area_ids)],
                "area_engineer_id": engineers[number % 3], "accountable_id": engineers[number % 3],
                "status": Status.UNDER_CONSTRUCTION, "is_demonstration": True,
            }  # fmt: skip

    def _contract(self, section_id: int) -> dict[str, Any]:
        start = self.all_weeks[0].start
        return {
            "section_id": section_id, "number": f"HT-{section_id:03d}", "version": 1,
            "price_fen": (400 + section_id * 7 % 900) * 1_000_000, "signed_on": start,
            "start_on": start, "planned_finish_on": start + timedelta(weeks=self.scale.weeks + 10),
            "contractor_is_sme": section_id % 5 != 0, "labour_cost_share": Decimal("0.2"),
            "payment_share": Decimal("0.9"), "payment_days": 60,
        }  # fmt: skip

    def _key_posts(self) -> Iterator[dict[str, Any]]:
        for section_id in self.section_ids:
            for post in ("项目经理", "项目总工", "质量员", "安全员"):
                yield {
                    "section_id": section_id, "post": post, "person_name": f"张{section_id}",
                    "licence_no": "", "phone": "", "since": self.all_weeks[0].start,
                }  # fmt: skip

    def _section_of(self, work_id: int) -> int:
        return 1 + (work_id - 1) // self.scale.works_per_section

    def _road(self, work_id: int) -> dict[str, Any]:
        from app.works.rules import WorkKind, WorkStatus

        length_m = Decimal(800 + work_id * 37 % 2600)
        return {
            "section_id": self._section_of(work_id), "kind": WorkKind.ROAD, "version": 1,
            "name": f"第{work_id}号村道", "position": work_id, "status": WorkStatus.IN_PROGRESS,
            "township_id": self.township_ids[work_id % len(self.township_ids)], "village": "",
            "route_code": f"C{work_id % 1000:03d}341302", "start_m": Decimal(0), "end_m": length_m,
            "length_m": length_m, "chainage_text": "", "structure": "水泥混凝土", "note": "",
            "pavement_width_m": Decimal("4.5"), "amount_fen": int(length_m) * 100_000,
            "bridge_code": "", "span_text": "", "is_demonstration": True,
        }  # fmt: skip

    def _location(self, work_id: int) -> dict[str, Any]:
        from app.works.rules import LocationSource

        east = 116.78 + work_id * 0.000_61 % 0.4
        north = 33.45 + work_id * 0.001_7 % 0.38
        line = [[round(east + n * 0.004, 6), round(north + n * 0.003, 6)] for n in range(4)]
        return {
            "work_id": work_id, "longitude": Decimal(f"{east:.7f}"), "line": line,
            "latitude": Decimal(f"{north:.7f}"), "source": LocationSource.APPROXIMATE,
            "source_crs": "WGS84", "file_name": "",
        }  # fmt: skip

    def _share(self, section_id: int, place: int) -> Decimal:
        """Return how far the section is after so many weeks: never falling, below 1."""
        pace = Decimal(70 + section_id % 30) / 100
        return (pace * place / self.scale.weeks).quantize(SHARE)

    def _of_each_week(self) -> Iterator[tuple[int, int, Any]]:
        for place, week in enumerate(self.all_weeks, start=1):
            for section_id in self.section_ids:
                yield place, section_id, week

    def _reports(self) -> Iterator[dict[str, Any]]:
        from app.progress.rules.chain import ReportState
        from app.shared.calendar import start_of_day

        engineer, supervisor = self.user_ids["north"], self.user_ids["supervisor"]
        for _place, section_id, week in self._of_each_week():
            moment = start_of_day(week.last_day)
            yield {
                "section_id": section_id, "week": week, "state": ReportState.CONFIRMED,
                "saved_at": moment, "submitted_by_id": self.user_ids["contractor"],
                "submitted_at": moment, "first_submitted_at": moment, "checked_at": moment,
                "checked_by_id": supervisor, "confirmed_by_id": engineer, "confirmed_at": moment,
                "is_reopened": False, "version": 1,
            }  # fmt: skip

    def _rollups(self) -> Iterator[dict[str, Any]]:
        from app.shared.calendar import start_of_day

        step = Decimal(1) / (self.scale.weeks + 10)
        for number, (place, section_id, week) in enumerate(self._of_each_week(), start=1):
            done, planned = self._share(section_id, place), (step * place).quantize(SHARE)
            price = (400 + section_id * 7 % 900) * 1_000_000
            yield {
                "section_id": section_id, "week": week, "number": 1, "report_id": number,
                "physical_share": done, "week_share": done - self._share(section_id, place - 1),
                "planned_share": planned, "week_planned_share": step.quantize(SHARE),
                "blocked_share": Decimal(0), "elapsed_share": planned, "price_fen": price,
                "value_fen": int(price * done), "is_on_time": number % 11 != 0, "reason": "",
                "frozen_at": start_of_day(week.end),
            }  # fmt: skip

    def _figures(self) -> Iterator[dict[str, Any]]:
        """The cells of the last four weeks; a grid never looks further back."""
        from app.progress.rules.weekly import EntrySource

        sections, weeks = len(self.section_ids), len(self.all_weeks)
        for place in range(max(1, weeks - 3), weeks + 1):
            for work_id in self.work_ids:
                section_id = self._section_of(work_id)
                quantity = Decimal(int(self._share(section_id, place) * 800)) / 1000
                for item in range(self.items_per_section):
                    yield {
                        "report_id": (place - 1) * sections + section_id, "work_id": work_id,
                        "item_id": (section_id - 1) * self.items_per_section + item + 1,
                        "typed": str(quantity), "source": EntrySource.QUANTITY,
                        "quantity": quantity,
                    }  # fmt: skip

    def _work_progress(self, work_id: int) -> dict[str, Any]:
        share = self._share(self._section_of(work_id), len(self.all_weeks))
        return {"work_id": work_id, "week": self.all_weeks[-1], "physical_share": share}

    def _visits(self) -> Iterator[tuple[int, int, date, int]]:
        """(number, section, day, visit of the week), in the order of time."""
        number = 0
        for week in self.all_weeks:
            for visit in range(self.scale.inspections_per_week):
                for section_id in self.section_ids:
                    number += 1
                    yield number, section_id, week.start + timedelta(days=visit % 7), visit

    def _inspections(self) -> Iterator[dict[str, Any]]:
        from app.inspections.rules import Condition, Diligence, Handling, InspectionKind
        from app.shared.calendar import start_of_day

        inspectors = [self.user_ids[name] for name in ("north", "middle", "south", "team")]
        for number, section_id, day, visit in self._visits():
            moment = start_of_day(day) + timedelta(hours=9, minutes=visit * 20)
            first_work = (section_id - 1) * self.scale.works_per_section + 1
            yield {
                "client_uuid": str(uuid.UUID(int=number)), "section_id": section_id,
                "work_id": first_work + visit % self.scale.works_per_section,
                "kind": InspectionKind.SCHEDULED, "inspected_at": moment, "inspected_on": day,
                "received_at": moment, "inspector_id": inspectors[visit % 4], "companions": "",
                "signed_by": "", "weather": "晴", "looked_at_progress": True,
                "looked_at_quality": visit % 2 == 0, "looked_at_safety": visit % 3 == 0,
                "looked_at_environment": visit % 5 == 0, "progress_note": "", "quality_note": "",
                "safety_note": "", "environment_note": "", "site_environment": Condition.GOOD,
                "diligence": Diligence.GOOD, "handling": Handling.NOTHING_NEEDED,
                "is_late": False, "late_reason": "", "posts_required": 4,
                "posts_present": 4 - (number % 17 == 0), "equipment_required": 3,
                "equipment_present": 3, "roads_required": 3, "roads_open": 3,
                "is_demonstration": True,
            }  # fmt: skip

    def _findings(self) -> Iterator[dict[str, Any]]:
        from app.inspections.rules import FindingState, Severity, Topic

        topics = [Topic.QUALITY, Topic.SAFETY, Topic.ENVIRONMENT]
        for number, section_id, day, visit in self._visits():
            if number % 20:
                continue
            is_open = number % 1000 == 0
            yield {
                "inspection_id": number, "section_id": section_id, "found_on": day,
                "topic": topics[visit % 3], "severity": Severity.GENERAL, "version": 1,
                "description": "路基边坡未按图纸修整", "due_on": day + timedelta(days=3),
                "state": FindingState.OPEN if is_open else FindingState.CLOSED,
                "solved_on_spot": False, "is_demonstration": True,
                "closed_on": None if is_open else day + timedelta(days=2),
                "closed_by_id": None if is_open else self.user_ids["north"],
            }  # fmt: skip


def insert(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows in batches, without objects and without events."""
    from app.extensions import db

    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            db.session.execute(model.__table__.insert(), batch)
            batch = []
    if batch:
        db.session.execute(model.__table__.insert(), batch)


def main() -> None:
    """Read the command line and fill."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tenth", action="store_true", help="a tenth of the sections")
    wanted = parser.parse_args()
    started = time.monotonic()
    for said in fill(wanted.folder.resolve(), TENTH if wanted.tenth else WHOLE):
        print(f"{time.monotonic() - started:6.1f} s  {said}")


if __name__ == "__main__":
    main()
