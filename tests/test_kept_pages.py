"""What is kept of a page is what would be drawn anew: for each person, after every change."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update

from app.accounts.models import Organisation, RoleGrant, User
from app.accounts.rules import Role
from app.extensions import db
from app.payments.models import ReleaseProposal
from app.ranking.actions import freeze_month
from app.ranking.models import Ranking
from app.shared.audit import Program
from app.shared.calendar import Week
from app.shared.kept import forget_all
from app.shared.models import Setting
from app.works.models import Contract, Location, Programme, Project, Section, Work
from app.works.rules import LocationSource
from tests.makers.accounts import a_user
from tests.makers.inspections import a_finding, an_inspection
from tests.makers.obstacles import an_obstacle
from tests.makers.payments import (
    WAN,
    a_paid_section,
    a_payment,
    a_release,
    approve_it,
    on_first_july,
)
from tests.makers.progress import a_rollup
from tests.makers.ranking import a_published_ranking, section_figures
from tests.makers.works import a_road, an_area

World = SimpleNamespace
Pages = dict[tuple[str, str], str]


@pytest.fixture
def world(given: Callable) -> World:
    """A section that is ranked and paid, another firm's section, and people of all sides."""
    forget_all()
    with on_first_july(), given():
        section, other = a_paid_section(paid_wan=350), a_paid_section()
        road = a_road(section)
        ranking = a_published_ranking(section_figures(section.id), section_figures(other.id))
        made = World(
            section=section.id, other=other.id, road=road.id, spare=a_road(section).id, project=section.project_id,
            firm=section.contractor_id, ranking=ranking.id, release=a_release(by=a_user(Role.FINANCE)).id,
            office=a_user(), leader=a_user(Role.LEADER),
            engineer=a_user(Role.AREA_ENGINEER),
            contractor=a_user(Role.CONTRACTOR, organisation=section.contractor),
            rival=a_user(Role.CONTRACTOR, organisation=other.contractor),
            supervisor=a_user(Role.SUPERVISOR, organisation=section.supervision_firm),
        )  # fmt: skip
        db.session.flush()
        db.session.expunge_all()
    return made


def addresses(world: World) -> tuple[str, ...]:
    return (
        "/", "/sections", "/works", "/projects", f"/sections/{world.section}",
        f"/projects/{world.project}", f"/works/{world.road}", "/ranking/2020-06",
        "/payments/2020-06", "/inspections", "/map", "/map/works.json?box=116,33,118,35&zoom=12",
    )  # fmt: skip


def shown(browser: Any, address: str) -> str:
    """Return the page without the tokens, which differ each time."""
    answer = browser.get(address)
    return f"{answer.status_code} " + re.sub(
        r'(csrf[-_]token" (?:value|content)=")[^"]+', r"\1", answer.get_data(as_text=True)
    )


def all_shown(world: World, browsers: dict[str, Any]) -> Pages:
    return {
        (name, address): shown(browser, address)
        for name, browser in browsers.items()
        for address in addresses(world)
    }


def _set(model: Any, number: int, **values: Any) -> None:
    db.session.execute(update(model).where(model.id == number).values(**values))


def _freeze(world: World) -> None:
    freeze_month(
        db.session.get_one(Ranking, world.ranking), by=Program(), on=date(2020, 7, 1),
        force_reason="all agree",
    )  # fmt: skip


def _place(world: World) -> None:
    db.session.execute(
        insert(Location).values(
            work_id=world.road, longitude=Decimal("117.0"), latitude=Decimal("33.7"), line=None,
            source=LocationSource.APPROXIMATE, source_crs="WGS84", file_name="",
        )
    )  # fmt: skip


def _section(world: World) -> Section:
    return db.session.get_one(Section, world.section)


#: Each change, and an address on which the office must see it.
CHANGES: dict[str, tuple[Callable[[World], Any], str]] = {
    "a section's name": (lambda w: _set(Section, w.section, name="甲标"), "/sections"),
    "a firm's name": (lambda w: _set(Organisation, w.firm, name="甲公司"), "/sections"),
    "a price": (
        lambda w: db.session.execute(update(Contract).values(price_fen=777 * WAN)), "/sections",
    ),
    "a project's name": (lambda w: _set(Project, w.project, name="甲项目"), "/payments/2020-06"),
    "a programme's name": (
        lambda w: db.session.execute(update(Programme).values(name="甲" + Programme.name)), "/",
    ),
    "a road's name": (lambda w: _set(Work, w.road, name="甲路"), "/works"),
    "a road's place": (_place, "/map/works.json?box=116,33,118,35&zoom=12"),
    "an area": (
        lambda w: _set(Section, w.section, area_id=an_area("甲片区").id), "/sections",
    ),
    "a visit": (lambda w: an_inspection(_section(w), on=date(2020, 6, 30)), "/inspections"),
    "a finding": (lambda w: a_finding(_section(w)), "/"),
    "an obstacle": (lambda w: an_obstacle(_section(w)), "/"),
    "a week": (lambda w: a_rollup(_section(w), Week(2020, 26), "0.7"), "/"),
    "a payment": (lambda w: a_payment(_section(w), 5 * WAN), ""),
    "a decision about money": (
        lambda w: approve_it(
            db.session.get_one(ReleaseProposal, w.release), db.session.get_one(User, w.leader.id)
        ),
        "/payments/2020-06",
    ),
    "a ranking": (_freeze, "/ranking/2020-06"),
    "a setting": (
        lambda w: db.session.add(
            Setting(name="map_note", value="甲说明", valid_from=date(2020, 1, 1))
        ),
        "/map",
    ),
    "a reader's name": (lambda w: _set(User, w.office.id, name="甲某"), "/inspections"),
    "a reader's rights": (
        lambda w: db.session.execute(
            update(RoleGrant).where(RoleGrant.user_id == w.office.id).values(role=Role.FINANCE)
        ),
        "/sections",
    ),
    "a section that goes": (
        lambda w: db.session.execute(delete(Work).where(Work.id == w.spare)), "/works",
    ),
}  # fmt: skip


def test_every_change_is_seen_on_every_page_at_once(
    app: Flask, given: Callable, browser_of: Callable, world: World
) -> None:
    browsers = {"office": browser_of(world.office), "contractor": browser_of(world.contractor)}
    with on_first_july():
        before = all_shown(world, browsers)
        for name, (change, address) in CHANGES.items():
            with given():
                change(world)
            kept = all_shown(world, browsers)
            forget_all()
            anew = all_shown(world, browsers)
            stale = [key for key in kept if kept[key] != anew[key]]
            assert stale == [], name
            if address:
                assert kept["office", address] != before["office", address], name
            before = anew


def test_nobody_is_answered_with_what_another_may_see(
    app: Flask, browser_of: Callable, world: World
) -> None:
    names = ("leader", "office", "engineer", "supervisor", "contractor", "rival")
    browsers = {name: browser_of(getattr(world, name)) for name in names}
    with on_first_july():
        alone = {}
        for name, browser in browsers.items():
            forget_all()
            alone |= all_shown(world, {name: browser})
        forget_all()
        all_shown(world, browsers)
        together = all_shown(world, browsers)
    assert [key for key in alone if alone[key] != together[key]] == []
    section = f"/sections/{world.section}"
    assert together["rival", section].startswith("404")
    assert together["contractor", section].startswith("200")


def test_nothing_is_read_twice_while_nothing_changes(
    app: Flask, browser_of: Callable, world: World, statements: Callable
) -> None:
    browser = browser_of(world.office)
    with on_first_july():
        all_shown(world, {"office": browser})
        for address in addresses(world):
            with statements(forgetting=False) as sent:
                browser.get(address)
            assert len(sent) <= 3, (address, sent)


def test_what_is_written_about_another_section_lets_the_pages_of_this_one_be(
    app: Flask, given: Callable, browser_of: Callable, world: World, statements: Callable
) -> None:
    office, contractor = browser_of(world.office), browser_of(world.contractor)
    kept_by = [(office, f"/sections/{world.section}"), (office, f"/works/{world.road}"),
               (contractor, "/inspections"), (contractor, "/sections")]  # fmt: skip
    with on_first_july():
        before = [shown(browser, address) for browser, address in kept_by]
        with given():
            other = db.session.get_one(Section, world.other)
            by = db.session.get_one(User, world.engineer.id)
            an_inspection(other, by=by, on=date(2020, 6, 30))
            a_finding(other, by=by)
            an_obstacle(other)
            a_rollup(other, Week(2020, 26), "0.7")
            _set(Section, world.other, code="Q-2")
        for (browser, address), page in zip(kept_by, before, strict=True):
            with statements(forgetting=False) as sent:
                assert shown(browser, address) == page
            assert len(sent) <= 3, (address, sent)


def test_what_a_refused_entry_shows_is_not_kept(
    app: Flask, browser_of: Callable, world: World
) -> None:
    leader = browser_of(world.leader)
    address = "/payments/2020-06"
    with on_first_july():
        before = shown(leader, address)
        refused = leader.post(f"/payments/proposals/{world.release}/withdrawal", data={})
        assert refused.status_code == 422
        assert shown(leader, address) == before
