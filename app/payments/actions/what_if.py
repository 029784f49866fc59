"""The same month with other funds: reckoned, shown, and saved nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.payments import queries
from app.payments.actions.proposals import account_of, calendar_of, reckoning_day
from app.payments.models import ReleaseProposal
from app.payments.rules.policy import policy_from
from app.payments.rules.propose import Proposal, propose
from app.shared.calendar import Month
from app.shared.settings import working_calendar
from app.works.rules import FundKind


@dataclass(frozen=True)
class WhatIf:
    """What other funds would pay, beside what the month's proposal pays now."""

    result: Proposal
    #: By section; empty while the month has no proposal.
    now_fen: Mapping[int, int]
    names: Mapping[int, str]

    @property
    def now_total_fen(self) -> int:
        return sum(self.now_fen.values())


def what_if(
    month: Month,
    proposal: ReleaseProposal | None,
    free_fen: int,
    bound: Mapping[FundKind, int],
) -> WhatIf:
    """Share other funds by the figures of the proposal, or by today's when there is none."""
    bound = {kind: fen for kind, fen in bound.items() if fen}
    funds_fen = free_fen + sum(bound.values())
    names = queries.section_names()
    if proposal is None:
        accounts = [one.account for one in queries.gather_inputs(month).sections]
        policy, calendar = queries.current_policy(month), working_calendar()
        result = propose(accounts, funds_fen, policy, reckoning_day(month), calendar, bound)
        return WhatIf(result, {}, names)
    lines = queries.list_lines(proposal)
    result = propose(
        [account_of(line) for line in lines],
        funds_fen,
        policy_from(proposal.policy),
        proposal.reckoned_on,
        calendar_of(proposal),
        bound,
    )
    return WhatIf(result, {line.section_id: line.decided_fen for line in lines}, names)
