"""Reading which statutory clocks run: what is confirmed and due, against what really left the bureau."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from app.accounts.models import Organisation, User
from app.extensions import db
from app.payments.queries.inputs import gather_paid_inputs
from app.payments.queries.ledger import open_releases
from app.payments.queries.policies import current_policy
from app.payments.rules.clocks import Clock, clocks_of, most_urgent_first
from app.payments.rules.entitlement import entitlement_of
from app.shared.calendar import Month
from app.shared.settings import working_calendar
from app.works.models import Project, Section
from app.works.queries.scope import visible_to


@dataclass(frozen=True)
class ClockRow:
    """A clock with the names that a table shows."""

    clock: Clock
    section: str
    project: str
    contractor: str | None
    contract_no: str
    #: Approved for the section and not carried out yet; the clock runs until it is.
    approved_fen: int


def list_clocks(user: User, day: date) -> Sequence[ClockRow]:
    """Return the running clocks of the sections the user may see, the most urgent first.

    Only money that left stops a clock: an approval does not. A fixed number of queries.
    """
    names = {row.id: row for row in db.session.execute(_names(user))}
    month = Month.of(day)
    policy, calendar, approved = current_policy(month), working_calendar(), open_releases()
    accounts = {
        one.account.section_id: one.account
        for one in gather_paid_inputs(month).sections
        if one.account.section_id in names
    }
    clocks = most_urgent_first(
        clock
        for account in accounts.values()
        for clock in clocks_of(
            entitlement_of(account, policy, day, calendar), policy.standard_days, day, calendar
        )
    )
    return [
        ClockRow(
            clock,
            names[clock.section_id].section,
            names[clock.section_id].project,
            names[clock.section_id].contractor,
            accounts[clock.section_id].contract_no,
            approved[clock.section_id].all_fen if clock.section_id in approved else 0,
        )
        for clock in clocks
    ]


def _names(user: User) -> Select[Any]:
    return (
        select(
            Section.id,
            Section.name.label("section"),
            Project.name.label("project"),
            Organisation.name.label("contractor"),
        )
        .join(Section.project)
        .outerjoin(Organisation, Organisation.id == Section.contractor_id)
        .where(visible_to(user))
        .order_by(Section.id)
    )
