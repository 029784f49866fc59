"""The way of a weekly report: contractor submits, supervisor checks, area engineer confirms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.shared.sentences import LabelledEnum, Sentence, say

MAX_REASON: Final = 500


class ReportState(LabelledEnum):
    """Where a weekly report stands."""

    DRAFT = "draft", say("In draft")
    RETURNED = "returned", say("Returned")
    SUBMITTED = "submitted", say("Submitted")
    CHECKED = "checked", say("Checked")
    CONFIRMED = "confirmed", say("Confirmed")


class ReportStep(LabelledEnum):
    """What happens to a weekly report; the history of a report is a list of these."""

    SAVE = "save", say("Write")
    SUBMIT = "submit", say("Submit")
    CHECK = "check", say("Check")
    CONFIRM = "confirm", say("Confirm")
    RETURN = "return", say("Send back")
    REOPEN = "reopen", say("Open for correction")
    IMPORT = "import", say("Import")
    UNDO = "undo", say("Undo the import")


_IN_THE_CHAIN: Final = frozenset({ReportState.SUBMITTED, ReportState.CHECKED})
EDITABLE: Final = frozenset({ReportState.DRAFT, ReportState.RETURNED})

#: From which states a person may take a step, and where it leads.
WAY: Final[Mapping[ReportStep, tuple[frozenset[ReportState], ReportState]]] = {
    ReportStep.SUBMIT: (EDITABLE, ReportState.SUBMITTED),
    ReportStep.CHECK: (frozenset({ReportState.SUBMITTED}), ReportState.CHECKED),
    ReportStep.CONFIRM: (frozenset({ReportState.CHECKED}), ReportState.CONFIRMED),
    ReportStep.RETURN: (_IN_THE_CHAIN, ReportState.RETURNED),
    # A confirmed week is never typed over: it is opened again and goes the whole way.
    ReportStep.REOPEN: (frozenset({ReportState.CONFIRMED}), ReportState.RETURNED),
}


@dataclass(frozen=True)
class ChainSoFar:
    """Which natural persons had a hand in the report until now; empty where nobody had."""

    state: ReportState
    authors: frozenset[str] = frozenset()
    submitted_by: str = ""
    checked_by: str = ""


def may_edit(state: ReportState) -> bool:
    """Return whether the figures may still be typed over."""
    return state in EDITABLE


def state_after(step: ReportStep) -> ReportState:
    """Return the state to which the step leads."""
    return WAY[step][1]


def steps_from(state: ReportState) -> list[ReportStep]:
    """Return the steps that the state allows, whoever takes them."""
    return [step for step, (before, _after) in WAY.items() if state in before]


def step_problems(
    step: ReportStep, chain: ChainSoFar, person: str, reason: str = ""
) -> list[Sentence]:
    """Return why this natural person may not take the step now; empty when they may."""
    if chain.state not in WAY[step][0]:
        return [_wrong_state(step, chain.state)]
    if step in (ReportStep.RETURN, ReportStep.REOPEN):
        return reason_problems(reason)
    return _person_problems(step, chain, person)


def reason_problems(reason: str) -> list[Sentence]:
    """Return what is wrong with the reason that a step needs."""
    if not reason.strip():
        return [say("Say why, so that it can be mended.")]
    if len(reason) > MAX_REASON:
        return [say("The reason has more than %(most)s characters.", most=MAX_REASON)]
    return []


def _wrong_state(step: ReportStep, state: ReportState) -> Sentence:
    return say(
        "The report is in the state “%(state)s”, so it cannot take the step “%(step)s”.",
        state=state.label,
        step=step.label,
    )


def _person_problems(step: ReportStep, chain: ChainSoFar, person: str) -> list[Sentence]:
    if step is ReportStep.SUBMIT:
        return []
    if person in chain.authors or person == chain.submitted_by:
        return [say("Who wrote or submitted a report cannot check or confirm it.")]
    if step is ReportStep.CONFIRM and person == chain.checked_by:
        return [say("Who checked a report cannot confirm it: that takes another person.")]
    return []
