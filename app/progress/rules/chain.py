"""The way of a weekly report: contractor submits, supervisor checks, area engineer confirms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.shared.sentences import LabelledEnum, Sentence, say

MAX_REASON: Final = 500


class ReportState(LabelledEnum):
    """Where a weekly report stands."""

    DRAFT = "draft", say("Draft")
    RETURNED = "returned", say("Returned")
    SUBMITTED = "submitted", say("Submitted")
    CHECKED = "checked", say("Checked")
    CONFIRMED = "confirmed", say("Confirmed")


class ReportStep(LabelledEnum):
    """What a person may do with a weekly report."""

    SUBMIT = "submit", say("Submit")
    CHECK = "check", say("Check")
    CONFIRM = "confirm", say("Confirm")
    RETURN = "return", say("Send back")


#: From which states a step may be taken, and where it leads.
WAY: Final[Mapping[ReportStep, tuple[frozenset[ReportState], ReportState]]] = {
    ReportStep.SUBMIT: (
        frozenset({ReportState.DRAFT, ReportState.RETURNED}),
        ReportState.SUBMITTED,
    ),
    ReportStep.CHECK: (frozenset({ReportState.SUBMITTED}), ReportState.CHECKED),
    ReportStep.CONFIRM: (frozenset({ReportState.CHECKED}), ReportState.CONFIRMED),
    ReportStep.RETURN: (
        frozenset({ReportState.SUBMITTED, ReportState.CHECKED}),
        ReportState.RETURNED,
    ),
}

EDITABLE: Final = frozenset({ReportState.DRAFT, ReportState.RETURNED})


@dataclass(frozen=True)
class ChainSoFar:
    """Who had a hand in the report until now; none where nobody had."""

    state: ReportState
    author_ids: frozenset[int] = frozenset()
    submitted_by_id: int | None = None
    checked_by_id: int | None = None


def may_edit(state: ReportState) -> bool:
    """Return whether the figures may still be typed over."""
    return state in EDITABLE


def state_after(step: ReportStep) -> ReportState:
    """Return the state to which the step leads."""
    return WAY[step][1]


def step_problems(
    step: ReportStep, chain: ChainSoFar, person_id: int, reason: str = ""
) -> list[Sentence]:
    """Return why this person may not take the step now; empty when they may."""
    if chain.state not in WAY[step][0]:
        return [_wrong_state(step, chain.state)]
    if step is ReportStep.RETURN:
        return _reason_problems(reason)
    return _person_problems(step, chain, person_id)


def _wrong_state(step: ReportStep, state: ReportState) -> Sentence:
    return say(
        "The report is in the state “%(state)s”, so it cannot take the step “%(step)s”.",
        state=state.label,
        step=step.label,
    )


def _reason_problems(reason: str) -> list[Sentence]:
    if not reason.strip():
        return [say("Say why the report goes back, so that it can be mended.")]
    if len(reason) > MAX_REASON:
        return [say("The reason has more than %(most)s characters.", most=MAX_REASON)]
    return []


def _person_problems(step: ReportStep, chain: ChainSoFar, person_id: int) -> list[Sentence]:
    if step is ReportStep.SUBMIT:
        return []
    if person_id in chain.author_ids or person_id == chain.submitted_by_id:
        return [say("Who wrote or submitted a report cannot check or confirm it.")]
    if step is ReportStep.CONFIRM and person_id == chain.checked_by_id:
        return [say("Who checked a report cannot confirm it: that takes another person.")]
    return []
