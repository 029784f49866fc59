"""Proposing a month's payments, deciding on lines, approving and withdrawing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from app.accounts.models import User
from app.extensions import db
from app.payments import queries
from app.payments.actions.posting import post_release
from app.payments.models import ReleaseLine, ReleaseProposal
from app.payments.queries import Inputs
from app.payments.rules.decide import State, approval_problems, change_problems
from app.payments.rules.entitlement import Account, Entitlement, entitlement_of
from app.payments.rules.figures import LineFigures, figures_of
from app.payments.rules.policy import Policy, policy_from
from app.payments.rules.propose import Proposal, propose
from app.payments.rules.reasons import reasons_for
from app.payments.rules.sources import drawn_again, source_problems
from app.ranking.queries import list_in_force
from app.ranking.rules.canonical import plain, read_as, sha256_of
from app.shared.audit import Actor, record
from app.shared.calendar import Month, WorkingCalendar, now, today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.sentences import Sentence, say
from app.shared.settings import working_calendar
from app.works.rules import FundKind


def reckoning_day(month: Month) -> date:
    """Return the day as of which a month's dates and interest are reckoned.

    It is today while the month or the one after it lasts; an older month is reckoned as of the
    first day after it, so that a proposal made later says what it would have said then.
    """
    return today() if today() < month.next().end else month.end


def propose_releases(
    month: Month,
    free_fen: int,
    *,
    by: Actor,
    on: date | None = None,
    bound: Mapping[FundKind, int] | None = None,
) -> ReleaseProposal:
    """Share money among the sections for a month. Raises RuleBroken with what forbids it.

    `bound` comes on top of the unrestricted money and goes only where a programme names the source.
    """
    bound = {kind: fen for kind, fen in (bound or {}).items() if fen}
    funds_fen = free_fen + sum(bound.values())
    if problems := _proposal_problems(month, min(free_fen, *bound.values(), funds_fen), funds_fen):
        raise RuleBroken(problems)
    inputs = queries.gather_inputs(month)
    if not inputs.sections:
        raise RuleBroken([say("No section has a contract yet, so nobody can be paid.")])
    reckoned_on = on or reckoning_day(month)
    return store_proposal(month, inputs, funds_fen, reckoned_on, by=by, bound=bound)


def store_proposal(
    month: Month,
    inputs: Inputs,
    funds_fen: int,
    reckoned_on: date,
    *,
    by: Actor,
    bound: Mapping[FundKind, int] | None = None,
) -> ReleaseProposal:
    """Share the funds among the sections of the inputs and keep the proposal as a draft."""
    policy, calendar = queries.current_policy(month), working_calendar()
    accounts = [section.account for section in inputs.sections]
    result = propose(accounts, funds_fen, policy, reckoned_on, calendar, bound)
    version = queries.find_policy(month)
    proposal = ReleaseProposal(
        month=month,
        number=queries.last_number(month) + 1,
        funds_fen=funds_fen,
        sources=plain(bound or {}),
        reckoned_on=reckoned_on,
        state=State.DRAFT,
        coverage=result.coverage,
        rankings=list(inputs.rankings),
        policy_id=version.id if version else None,
        policy=plain(policy),
        calendar=plain(calendar),
        proposed_by_id=by.id,
        sha256="",
    )
    lines = _lines(inputs, result, policy)
    proposal.sha256 = fingerprint(proposal, lines)
    db.session.add(proposal)
    db.session.flush()
    for line in lines:
        line.proposal_id = proposal.id
    db.session.add_all(lines)
    facts = {"funds_fen": funds_fen, "proposed_fen": result.totals.proposed_fen}
    record(by, "payments.proposed", proposal, facts | {"lines": len(lines)})
    return proposal


def change_line(
    line: ReleaseLine, amount_fen: int, reason: str, *, by: User, seen_version: int
) -> None:
    """Let a line pay another amount. Raises RuleBroken outside floor, ceiling and funds.

    Raises StaleEdit when somebody changed the line since `seen_version`.
    """
    proposal = line.proposal
    if proposal.state is not State.DRAFT:
        raise RuleBroken([say("The proposal is no longer a draft.")])
    if line.version != seen_version:
        raise _stale()
    others = [other for other in queries.list_lines(proposal) if other.id != line.id]
    problems = change_problems(
        amount_fen,
        proposed_fen=line.proposed_fen,
        floor_fen=line.floor_fen,
        ceiling_fen=line.ceiling_fen,
        others_fen=sum(other.decided_fen for other in others),
        funds_fen=proposal.funds_fen,
        reason=reason,
    )
    drawn = _drawn(line, amount_fen, others)
    if proposal.sources and not problems:
        problems = source_problems(amount_fen, drawn)
    if problems:
        raise RuleBroken(problems)
    before, entitlement = line.decided_fen, _entitlement(line)
    line.decided_fen, line.decided_because, line.decided_by_id = amount_fen, reason.strip(), by.id
    line.drawn = plain(drawn)
    line.deferred_until = entitlement.latest_after(amount_fen)
    line.interest_per_day_fen = entitlement.interest_per_day(amount_fen)
    changes = {"decided_fen": [before, amount_fen]}
    record(by, "payments.line_decided", line, changes, reason=reason.strip())


def approve(proposal: ReleaseProposal, *, by: User, seen_sha256: str) -> None:
    """Approve what the approver saw. Raises RuleBroken for the proposer or one who is paid.

    Raises StaleEdit when a line was changed since the approver's page was drawn.
    """
    lines = queries.list_lines(proposal)
    problems = approval_problems(
        proposal.state,
        same_person=_is_proposer(proposal, by),
        is_payee=by.organisation_id in queries.list_payees(proposal),
        ranking_replaced=_ranking_replaced(proposal),
    )
    if problems:
        raise RuleBroken(problems)
    if decision_fingerprint(proposal, lines) != seen_sha256:
        raise _stale()
    if differences := verify_proposal(proposal):
        raise RuleBroken(differences)
    proposal.state, proposal.approved_by_id, proposal.approved_at = State.APPROVED, by.id, now()
    decided = sum(line.decided_fen for line in lines)
    record(by, "payments.approved", proposal, {"decided_fen": decided, "sha256": seen_sha256})
    for line in lines:
        post_release(line, by=by)


def withdraw(proposal: ReleaseProposal, reason: str, *, by: Actor) -> None:
    """Take a draft back. Raises RuleBroken once it is approved, or without a reason."""
    problems = []
    if proposal.state is not State.DRAFT:
        problems.append(say("The proposal is no longer a draft."))
    if not reason.strip():
        problems.append(say("Give the reason for the withdrawal."))
    if problems:
        raise RuleBroken(problems)
    proposal.state, proposal.withdrawn_because = State.WITHDRAWN, reason.strip()
    proposal.withdrawn_by_id, proposal.withdrawn_at = by.id, now()
    record(by, "payments.withdrawn", proposal, reason=reason.strip())


def verify_proposal(proposal: ReleaseProposal) -> list[Sentence]:
    """Recompute a proposal from what it keeps and return what does not agree, nothing if all does."""
    lines = queries.list_lines(proposal)
    problems = []
    if fingerprint(proposal, lines) != proposal.sha256:
        problems.append(say("The SHA-256 over the proposal is not the one that was kept."))
    accounts = [account_of(line) for line in lines]
    result = propose(
        accounts,
        proposal.funds_fen,
        policy_from(proposal.policy),
        proposal.reckoned_on,
        calendar_of(proposal),
        proposal.bound_fen,
    )
    again = {line.account.section_id: line.proposed_fen for line in result.lines}
    for line in lines:
        if again[line.section_id] != line.proposed_fen:
            problems.append(
                say("Contract %(number)s: recomputed, another amount comes out.",
                    number=line.contract_no)
            )  # fmt: skip
    return problems


def fingerprint(proposal: ReleaseProposal, lines: Sequence[ReleaseLine]) -> str:
    """Return the SHA-256 over everything the proposed amounts follow from, and the amounts."""
    # Proposals of before there were sources keep the fingerprint that they had.
    sources = {"sources": proposal.sources} if proposal.sources else {}
    return sha256_of(
        sources
        | {
            "month": str(proposal.month),
            "funds_fen": proposal.funds_fen,
            "reckoned_on": proposal.reckoned_on.isoformat(),
            "policy": proposal.policy,
            "calendar": proposal.calendar,
            "rankings": proposal.rankings,
            "lines": [
                {"inputs": line.inputs, "proposed_fen": line.proposed_fen}
                for line in sorted(lines, key=lambda x: x.section_id)
            ],
        }
    )


def decision_fingerprint(proposal: ReleaseProposal, lines: Sequence[ReleaseLine]) -> str:
    """Return the SHA-256 over the proposal and the amounts decided: what an approval stands for."""
    return fingerprint_of(proposal, {line.section_id: line.decided_fen for line in lines})


def fingerprint_of(proposal: ReleaseProposal, decided_fen: Mapping[int, int]) -> str:
    """Return the same from the amounts by section."""
    decided = {str(section_id): fen for section_id, fen in decided_fen.items()}
    return sha256_of({"proposal": proposal.sha256, "decided_fen": decided})


def _proposal_problems(month: Month, least_fen: int, funds_fen: int) -> list[Sentence]:
    problems = []
    if least_fen < 0 or funds_fen <= 0:
        problems.append(say("The funds must be more than zero."))
    if month > Month.of(today()):
        problems.append(say("%(month)s has not begun.", month=month))
    if queries.find_draft(month):
        problems.append(
            say(
                "%(month)s has a proposal that waits for approval; withdraw it to propose again.",
                month=month,
            )
        )
    return problems


def _lines(inputs: Inputs, result: Proposal, policy: Policy) -> list[ReleaseLine]:
    by_section = {section.account.section_id: section for section in inputs.sections}
    lines = []
    for proposed in result.lines:
        section = by_section[proposed.account.section_id]
        figures: LineFigures = figures_of(proposed, section.price_fen, section.done_share)
        lines.append(
            ReleaseLine(
                **asdict(figures),
                reasons=[plain(reason) for reason in reasons_for(proposed, policy)],
                inputs=plain(proposed.account),
                decided_fen=figures.proposed_fen,
                drawn=plain(proposed.drawn),
            )
        )
    return lines


def account_of(line: ReleaseLine) -> Account:
    """Return the account that a line was reckoned from, as it was kept."""
    account: Account = read_as(Account, line.inputs)
    return account


def calendar_of(proposal: ReleaseProposal) -> WorkingCalendar:
    """Return the working days that a proposal was reckoned with."""
    calendar: WorkingCalendar = read_as(WorkingCalendar, proposal.calendar)
    return calendar


def _entitlement(line: ReleaseLine) -> Entitlement:
    proposal = line.proposal
    policy = policy_from(proposal.policy)
    return entitlement_of(account_of(line), policy, proposal.reckoned_on, calendar_of(proposal))


def _drawn(
    line: ReleaseLine, amount_fen: int, others: Sequence[ReleaseLine]
) -> dict[FundKind, int]:
    """Return from where the amount would come beside what the other lines draw."""
    proposal = line.proposal
    return drawn_again(
        amount_fen,
        account_of(line),
        proposal.limits_fen,
        policy_from(proposal.policy).source_order,
        [(account_of(other), other.drawn_fen) for other in others],
    )


def _is_proposer(proposal: ReleaseProposal, by: User) -> bool:
    proposer = proposal.proposed_by
    return proposer is not None and proposer.natural_person == by.natural_person


def _ranking_replaced(proposal: ReleaseProposal) -> bool:
    """Return whether the rankings in force are no longer those the proposal rests on."""
    in_force: list[Any] = [r.sha256 for r in list_in_force(proposal.month, frozen_only=True)]
    return sorted(in_force) != sorted(used["sha256"] for used in proposal.rankings)


def _stale() -> StaleEdit:
    return StaleEdit(
        [say("Somebody changed an amount since you opened the page. Look again and decide anew.")]
    )
