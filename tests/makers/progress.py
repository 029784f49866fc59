"""Weekly progress for tests: only what the test is about is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.accounts.models import User
from app.accounts.rules import Role
from app.progress.actions.reports import check, confirm, submit
from app.progress.models import WeeklyReport, WeeklyRollup
from app.progress.queries.sheet import get_sheet
from app.progress.rules.remarks import Typed
from app.progress.rules.weekly import CellKey, Entry, EntrySource
from app.shared.calendar import Week, clock_at, start_of_day
from app.works.models import Section
from tests.makers.accounts import a_user
from tests.makers.works import a_contract, a_road, a_section

WEEK = Week(2020, 23)


@contextmanager
def monday_after(week: Week = WEEK, hour: int = 9) -> Iterator[datetime]:
    """Stop the clock on the Monday after the week, before its cut-off unless said otherwise."""
    moment = start_of_day(week.end) + timedelta(hours=hour)
    with clock_at(moment):
        yield moment


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC)


def a_section_with_roads(*lengths_km: str, **details: object) -> Section:
    """Return a section with a contract of one million yuan and a road of each length."""
    section = a_section(**details)  # type: ignore[arg-type]
    a_contract(section)
    for length in lengths_km or ("1",):
        length_m = Decimal(length) * 1000
        a_road(section, end_m=length_m, length_m=length_m)
    return section


def a_contractor_of(section: Section) -> User:
    return a_user(Role.CONTRACTOR, organisation=section.contractor)


def a_supervisor_of(section: Section) -> User:
    return a_user(Role.SUPERVISOR, organisation=section.supervision_firm)


def an_engineer_of(section: Section) -> User:
    engineer = a_user(Role.AREA_ENGINEER)
    section.area_engineer = engineer
    return engineer


def percents(section: Section, percent: str, week: Week = WEEK) -> list[Entry]:
    """Return an entry of this percent for every cell of the section."""
    sheet = get_sheet(section, week)
    return [
        Entry(CellKey(work.id, item.code), percent, EntrySource.PERCENT)
        for work in sheet.works
        for item in sheet.items
    ]


def a_submitted_report(section: Section, percent: str = "10", week: Week = WEEK) -> WeeklyReport:
    """Return the report of a week in which every cell stands at this percent."""
    with monday_after(week):
        return submit(
            section, week, Typed(percents(section, percent, week)), a_contractor_of(section)
        )


def a_confirmed_report(section: Section, percent: str = "10", week: Week = WEEK) -> WeeklyReport:
    report = a_submitted_report(section, percent, week)
    with monday_after(week):
        check(report, a_supervisor_of(section))
        confirm(report, an_engineer_of(section))
    return report


def a_rollup(
    section: Section, week: Week = WEEK, physical: str = "0.1", **details: object
) -> WeeklyRollup:
    """Return a frozen week, written directly."""
    from app.extensions import db

    figures = {"week_share": Decimal("0.05"), "week_planned_share": Decimal("0.05")}
    row = WeeklyRollup(
        section_id=section.id, week=week, physical_share=Decimal(physical), **(figures | details)
    )
    db.session.add(row)
    db.session.flush()
    return row
