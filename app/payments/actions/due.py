"""Deferred money whose latest lawful date comes near: a proposal of its own, for a person to approve."""

from dataclasses import replace
from datetime import date, timedelta

from app.payments import queries
from app.payments.actions.proposals import store_proposal
from app.payments.models import ReleaseProposal
from app.payments.queries import Inputs
from app.payments.rules.clocks import DAYS_BEFORE
from app.payments.rules.entitlement import entitlement_of
from app.shared.audit import Actor
from app.shared.calendar import Month
from app.shared.settings import working_calendar


def propose_due_releases(day: date, *, by: Actor) -> ReleaseProposal | None:
    """Propose what the law wants paid within a week, for these sections alone; None when there is nothing.

    It is reckoned as of the last of their latest lawful dates, on which no place holds anything back. A
    month that has a proposal waiting gets no second one: whoever decides on that sees the dates.
    """
    month = Month.of(day)
    dates = queries.latest_dates_of_deferred(day + timedelta(days=DAYS_BEFORE))
    if not dates or queries.find_draft(month):
        return None
    reckoned_on = max(day, *dates.values())
    inputs = queries.gather_inputs(month)
    wanted = tuple(one for one in inputs.sections if one.account.section_id in dates)
    policy, calendar = queries.current_policy(month), working_calendar()
    claims = [entitlement_of(one.account, policy, reckoned_on, calendar) for one in wanted]
    funds_fen = sum(claim.floor_fen for claim in claims)
    if funds_fen <= 0:
        return None
    chosen: Inputs = replace(inputs, sections=wanted)
    return store_proposal(month, chosen, funds_fen, reckoned_on, by=by)
