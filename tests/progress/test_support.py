"""Supported progress: typed beside accepted, failed stretches out, and only it ranked once a section says so."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.progress.actions.rollups import freeze_week
from app.progress.actions.support import set_support_rule
from app.progress.models import WeeklyRollup
from app.progress.queries.rollups import month_progress
from app.progress.queries.support import latest_support, sections_that_count, supported_months
from app.progress.rules.supported import GapState
from app.quality.models import AcceptanceRequest
from app.quality.rules.parties import RequestState
from app.quality.rules.processes import Structure
from app.ranking.queries.sources import progress_of
from app.shared.audit import Program
from app.shared.calendar import Month, clock_at
from app.shared.errors import RuleBroken
from app.works.models import Section, Work
from tests.makers.accounts import a_user
from tests.makers.progress import WEEK, a_confirmed_report, a_section_with_roads, monday_after, noon
from tests.makers.quality import THIN, a_lot

JUNE = Month(2020, 6)


def let_pass(work: Work, start: int, end: int, *processes: str) -> None:
    """Write down that these processes have passed here, without the way there."""
    by = a_user(Role.CONTRACTOR)
    moment = noon("2020-06-05")
    for process in processes or (
        "clearing",
        "subgrade",
        "base",
        "formwork",
        "surface",
        "ancillary",
    ):
        request = AcceptanceRequest(
            client_uuid=f"{work.id}-{process}-{start}", section_id=work.section_id, work_id=work.id,
            structure=Structure.CONCRETE_ROAD, process=process, process_name=process,
            start_m=Decimal(start), end_m=Decimal(end), state=RequestState.PASSED, asked_by=by,
            asked_at=moment, round_at=moment, waiting_since=moment, passed_at=moment,
        )  # fmt: skip
        db.session.add(request)
    db.session.flush()


@pytest.fixture
def built(context: None) -> tuple[Section, Work]:
    """A road of one kilometre of which 80 per cent is typed for every item."""
    section = a_section_with_roads("1")
    a_confirmed_report(section, "80")
    return section, db.session.scalars(select(Work).where(Work.section_id == section.id)).one()


def supported_share(section: Section) -> Decimal:
    found = latest_support(section)
    assert found is not None
    return found[1].supported_share


def test_a_section_that_never_asked_for_acceptance_has_nothing_to_say(built):
    section, _ = built
    assert latest_support(section) is None


def test_an_item_is_supported_where_its_last_process_has_passed(built):
    section, work = built
    with monday_after():
        let_pass(work, 0, 500, "clearing", "subgrade", "base")
        let_pass(work, 500, 900, "clearing")
        assert supported_share(section) == Decimal("0.275")  # half of 25 and of 30 per cent
        found = latest_support(section)
        assert found is not None
        assert found[1].state is GapState.FAR_AHEAD
        assert "surface 0.8 km" in found[1].sentence.english.lower()


def test_what_failed_takes_the_support_from_itself_and_from_what_lies_on_it(built):
    section, work = built
    with monday_after():
        let_pass(work, 0, 800)
        assert supported_share(section) == Decimal("0.8")
        a_lot(work, THIN, start_m=Decimal(0), end_m=Decimal(400))
        # The subgrade below the failed base keeps its 0.8; base, surface and the rest keep 0.4.
        assert supported_share(section) == Decimal("0.25") * Decimal("0.8") + Decimal(
            "0.75"
        ) * Decimal("0.4")


def test_the_roll_up_keeps_the_supported_share_of_its_freeze(built):
    section, work = built
    with monday_after():
        let_pass(work, 0, 400)
    with monday_after(hour=23):
        freeze_week(WEEK, Program())
    row = db.session.scalars(select(WeeklyRollup)).one()
    assert (row.physical_share, row.supported_share) == (Decimal("0.8"), Decimal("0.4"))


def test_only_supported_progress_is_ranked_once_the_section_says_so(built):
    section, work = built
    office = a_user(Role.PROJECT_OFFICE)
    with monday_after():
        let_pass(work, 0, 400)
    with monday_after(hour=23):
        freeze_week(WEEK, Program())
    typed, _ = progress_of([section.id], JUNE, 25)[section.id]
    assert (typed.done_share, typed.is_supported) == (Decimal("0.8"), False)
    with clock_at(noon("2020-06-10")):
        set_support_rule(section, True, date(2020, 6, 20), "已实行工序报验", by=office)
    supported, _ = progress_of([section.id], JUNE, 25)[section.id]
    assert (supported.done_share, supported.is_supported) == (Decimal("0.4"), True)
    # The month before the rule counts as it was typed.
    assert sections_that_count([section.id], date(2020, 6, 19)) == frozenset()


def test_a_week_frozen_before_there_was_a_supported_figure_counts_as_typed(built):
    section, _ = built
    office = a_user(Role.PROJECT_OFFICE)
    with monday_after(hour=23):
        freeze_week(WEEK, Program())
    with clock_at(noon("2020-06-10")):
        set_support_rule(section, True, date(2020, 6, 10), "已实行工序报验", by=office)
    found = month_progress([section.id], JUNE, 25)
    assert supported_months(found, date(2020, 6, 25)) == {}


@pytest.mark.parametrize(
    ("counts", "day", "reason", "sentence"),
    [
        (True, date(2020, 6, 9), "x", "today on"),
        (True, None, "x", "which day"),
        (True, date(2020, 6, 10), " ", "why"),
        (False, date(2020, 6, 10), "x", "so already"),
    ],
)
def test_a_rule_needs_a_day_to_come_and_a_reason(built, counts, day, reason, sentence):
    section, _ = built
    with clock_at(noon("2020-06-10")), pytest.raises(RuleBroken, match=sentence):
        set_support_rule(section, counts, day, reason, by=a_user(Role.PROJECT_OFFICE))


def test_the_pages_tell_the_gap_and_the_rule(given, browser_of):
    with given():
        section = a_section_with_roads("1")
        a_confirmed_report(section, "80")
        work = db.session.scalars(select(Work).where(Work.section_id == section.id)).one()
        with monday_after():
            let_pass(work, 0, 400)
        office, section_id, work_id = a_user(Role.PROJECT_OFFICE), section.id, work.id
    browser = browser_of(office)
    with clock_at(noon("2020-06-10")):
        for page in (f"/sections/{section_id}/support", f"/works/{work_id}"):
            assert "supported 40.0%" in browser.get(page).text.replace(" %", "%")
        address = f"/sections/{section_id}/support"
        assert (
            browser.post(address, data={"valid_from": "2020-06-01", "reason": "x"}).status_code
            == 422
        )
        rule = {"valid_from": "2020-06-10", "reason": "已实行工序报验"}
        assert (
            "Only supported progress"
            in browser.post(address, data=rule, follow_redirects=True).text
        )
