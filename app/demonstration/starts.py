"""The start of sections: some of the season that are ready, and two that were awarded lately."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from app.accounts.models import User
from app.demonstration.absences import Desk
from app.demonstration.people import PROGRAM
from app.demonstration.places import lay_line
from app.demonstration.season import Season
from app.shared.calendar import SHANGHAI, clock_at, today
from app.startup import actions, queries
from app.startup.models import StartChecklist
from app.startup.rules import Report, SecurityForm, StepKind
from app.works import actions as works
from app.works.models import Section
from app.works.queries import find_location, list_works
from app.works.rules import LocationSource, Nature, Status, WorkKind

READY: Final = 4
REPORTED_ON: Final = {
    StepKind.SECURITY: 5,
    StepKind.JOINT_ACCOUNT: 6,
    StepKind.LOCATION: 7,
    StepKind.SITE_OFFICE: 9,
    StepKind.CREWS: 14,
    StepKind.WAGE_ACCOUNT: 30,
}
PRICE_FEN: Final = 480_000_000


@dataclass(frozen=True)
class Desks:
    """Who reports, who confirms, and where papers are scanned."""

    contractor: User
    office: User
    papers: Desk


def tell_starts(season: Season, users: Mapping[str, User], folder: Path) -> Iterator[str]:
    """Let some sections be ready since long, one wait for a confirmation, and one be late."""
    desks = Desks(users["contractor"], users["office"], Desk(folder))
    own = [
        section
        for section in season.sections
        if section.contractor_id == desks.contractor.organisation_id
    ]
    for place, section in enumerate(own[:READY]):
        contract = section.contract
        if contract and contract.awarded_on:
            # The security of the first one ends within the month.
            valid_until = today() + timedelta(days=20 if place == 0 else 200)
            _take_steps(section, contract.awarded_on, list(REPORTED_ON), desks, valid_until)
    late = _awarded(season.sections[0], "新中标1标段", today() - timedelta(days=24), desks)
    _take_steps(late, today() - timedelta(days=24), [StepKind.SECURITY, StepKind.LOCATION], desks)
    fresh = _awarded(season.sections[0], "新中标2标段", today() - timedelta(days=6), desks)
    _take_steps(fresh, today() - timedelta(days=6), [StepKind.SECURITY], desks, is_confirmed=False)
    yield f"{READY + 2} sections whose start is followed"


def _awarded(like: Section, name: str, awarded_on: date, desks: Desks) -> Section:
    """Return a new section with two roads, awarded and not yet under contract."""
    with clock_at(_at(awarded_on)):
        section = works.create_section(
            like.project, name, by=PROGRAM, contractor=desks.contractor.organisation,
            supervision_firm=like.supervision_firm, area=like.area, area_engineer=like.area_engineer,
            accountable=like.area_engineer, status=Status.PRELIMINARY, is_demonstration=True,
        )  # fmt: skip
        for position in (1, 2):
            length_m = Decimal(1200 + 300 * position)
            road = works.create_work(
                section, f"{name}{position}号路", WorkKind.ROAD, by=PROGRAM, position=position,
                nature=Nature.REBUILD, length_m=length_m, start_m=Decimal(0), end_m=length_m,
                amount_fen=PRICE_FEN // 2, is_demonstration=True,
            )  # fmt: skip
            lay_line(road, length_m)
    return section


def _take_steps(
    section: Section,
    awarded_on: date,
    kinds: Sequence[StepKind],
    desks: Desks,
    valid_until: date | None = None,
    *,
    is_confirmed: bool = True,
) -> None:
    with clock_at(_at(awarded_on)):
        checklist = actions.open_checklist(section, awarded_on, by=desks.office)
    price = section.contract.price_fen if section.contract else PRICE_FEN
    for kind in kinds:
        clock = queries.clock_of(checklist, kind)
        if clock is None or (kind is StepKind.LOCATION and not _is_located(section)):
            continue
        day = clock + timedelta(days=REPORTED_ON[kind])
        until = valid_until or awarded_on + timedelta(days=365)
        _report(checklist, kind, min(day, today()), price, until, desks)
        if is_confirmed:
            with clock_at(_at(min(day + timedelta(days=1), today()))):
                step = queries.step_of(checklist, kind)
                actions.decide_step(step, "", confirms=True, by=desks.office)


def _is_located(section: Section) -> bool:
    """Let the surveyors mend what was only approximate: a start needs every road on the map."""
    for work in list_works(section.id):
        place = find_location(work_id=work.id)
        if place and place.source is LocationSource.APPROXIMATE:
            works.place(
                work, place.longitude, place.latitude, by=PROGRAM, source=LocationSource.SURVEY,
                line=place.line,
            )  # fmt: skip
    count, located = queries.count_located(section.id)
    return count == located


def _report(
    checklist: StartChecklist, kind: StepKind, day: date, price: int, until: date, desks: Desks
) -> None:
    step = queries.step_of(checklist, kind)
    with clock_at(_at(day)):
        if kind is StepKind.CREWS:
            for number, early in ((1, 3), (2, 0)):
                actions.add_crew(
                    checklist, f"施工{number}队", "刘德胜", 14, day - timedelta(days=early),
                    by=desks.contractor,
                )  # fmt: skip
        report = Report(
            done_on=day,
            note="租用村部旁院落，挂牌办公" if kind is StepKind.SITE_OFFICE else "",
            bank="徽商银行宿州分行",
            form=SecurityForm.GUARANTEE if kind is StepKind.SECURITY else None,
            amount_fen=price // 10 if kind is StepKind.SECURITY else None,
            number=f"BH-{checklist.section_id:04d}" if kind is StepKind.SECURITY else "",
            valid_until=until if kind is StepKind.SECURITY else None,
        )
        actions.report_step(
            step, report, [desks.papers.scan(70_000 + step.id)], by=desks.contractor
        )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=SHANGHAI)
