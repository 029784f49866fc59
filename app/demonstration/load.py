"""Loading the demonstration: people, one real year, the sample workbooks, and an invented season."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from app.accounts.models import Organisation, User
from app.demonstration import (
    absences,
    acceptance,
    bank_accounts,
    certificates,
    duties,
    evidence,
    facts,
    history,
    laboratory,
    logistics,
    meetings,
    money,
    months,
    notes,
    papers,
    people,
    samples,
    season,
    site,
    starts,
    told,
)
from app.demonstration.people import PROGRAM
from app.extensions import db
from app.progress.actions.imports import ImportedRow, take_in_week
from app.shared.calendar import Week, clock_at, now, today
from app.shared.transaction import transaction
from app.works import queries
from app.works.actions import load_divisions
from app.works.models import Area, AreaMember, SupervisionTeam, TeamMember, Township

AREAS = ("北片区", "中片区", "南片区")
ENGINEERS = ("north", "middle", "south")
TEAMS = 6
#: Work items of the 2020 summary by the code of the trunk-road template.
TRUNK_ITEMS = {
    "清表": "clearing", "挖方": "excavation", "素土": "plain_soil", "灰土": "lime_soil",
    "涵洞及雨水工程": "culverts", "蕲县镇区段雨水工程": "town_drains", "李王台中桥": "bridge_a",
    "汾洪江中桥": "bridge_b", "澥河大桥": "bridge_c", "水稳底基层": "subbase", "水稳下基层": "lower_base",
}  # fmt: skip


def everything(folder: Path) -> Iterator[str]:
    """Load all of it in one transaction, saying what was done; the password is kept in `folder`."""
    password, day = people.new_password(), today()
    with transaction(), clock_at(now() - timedelta(weeks=season.WEEKS + 6)):
        organisations = people.register_organisations()
        users = people.open_accounts(organisations, password)
        yield f"{len(users)} people of {len(organisations)} organisations"
        cast = _cast(organisations, users)
        year = facts.load_year(users["leader"], users["south"])
        _tell_trunk_progress(year)
        yield f"{len(year.programmes)} programmes and {len(year.projects)} key projects of {facts.YEAR}"
        yield from samples.take_in_workbooks(users["office"])
        yield from samples.lay_out_bridges(year, cast.townships, users["office"])
        samples.close_the_past(year)
        laid_out = season.lay_out(cast, day)
        yield f"{len(laid_out.sections)} sections of an invented season"
    with transaction():
        chain = history.Chain(users["contractor"], users["supervisor"], users["office"])
        yield from site.tell_obstacles(laid_out, year, users["office"])
        yield from history.tell_progress(laid_out, chain)
        inspectors = [users[name] for name in ("north", "middle", "south")]
        yield from site.tell_inspections(laid_out, inspectors, users["contractor"], folder)
        yield from absences.tell_absences(laid_out, users, folder)
        yield from papers.tell_papers(laid_out, users, folder)
        yield from site.tell_site_logs(laid_out, users["office"])
        yield from evidence.tell_evidence(laid_out, [*inspectors, users["office"]], folder)
        yield from months.tell_months(
            laid_out, users["office"], users["leader"], users["finance"], users["contractor"]
        )
        yield from acceptance.tell_acceptance(laid_out, users, folder)
        yield from meetings.tell_meetings(laid_out, year, users)
        notes.tell_notes(laid_out, users)
        yield from laboratory.tell_laboratory(laid_out, users)
        yield from starts.tell_starts(laid_out, users, folder)
        yield from money.tell_bill(laid_out, users)
        yield from bank_accounts.tell_accounts(laid_out, users)
        yield from certificates.tell_certificates(laid_out, users)
        yield from logistics.tell_villages(queries.list_townships()[11:17], users["office"])
        yield from duties.tell_rounds(laid_out, users)
        yield from duties.tell_tasks(laid_out, users)
        yield from duties.tell_duties(users)
        yield from told.tell_notices(laid_out, users)
    people.keep_password(folder, password)


def _cast(organisations: dict[str, Organisation], users: dict[str, User]) -> season.Cast:
    load_divisions(by=PROGRAM)
    db.session.flush()
    townships = queries.list_townships()
    engineers = [users[name] for name in ENGINEERS]
    areas = _areas(townships, engineers)
    return season.Cast(organisations, engineers, areas, _teams(users), townships, users["office"])


def _areas(townships: Sequence[Township], engineers: Sequence[User]) -> list[Area]:
    """Share the townships among three areas; which belongs where is not public, so this split is invented."""
    by_name = {area.name: area for area in queries.list_areas()}
    areas = [by_name[name] for name in AREAS]
    db.session.add_all(
        AreaMember(area_id=area.id, user_id=user.id)
        for area, user in zip(areas, engineers, strict=True)
    )
    for place, township in enumerate(townships):
        township.area_id = areas[place * len(areas) // len(townships)].id
    return areas


def _teams(users: dict[str, User]) -> list[SupervisionTeam]:
    teams = [
        SupervisionTeam(name=f"第{number}督导组", leader_id=users["leader"].id)
        for number in range(1, TEAMS + 1)
    ]
    db.session.add_all(teams)
    db.session.flush()
    db.session.add_all(TeamMember(team_id=team.id, user_id=users["team"].id) for team in teams)
    return teams


def _tell_trunk_progress(year: facts.Year) -> None:
    """Record the state of the trunk road on the day of the summary, item by item as the text gives it."""
    fact = next(p for p in year.facts["key_projects"] if "progress_pct" in p)
    reached = {
        TRUNK_ITEMS[name]: Decimal(str(percent))
        for items in fact["progress_pct"].values()
        for name, percent in items.items()
    }
    take_in_week(
        year.trunk_section, Week.of(fact["as_of"]), [ImportedRow(year.trunk_work.id, reached)],
        by=PROGRAM, batch_id=0, reported_share=Decimal(fact["overall_progress_pct"]) / 100,
    )  # fmt: skip
