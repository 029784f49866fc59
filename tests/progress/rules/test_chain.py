import pytest

from app.progress.rules.chain import (
    ChainSoFar,
    ReportState,
    ReportStep,
    may_edit,
    state_after,
    step_problems,
    steps_from,
)

AUTHOR, OTHER_AUTHOR, SUPERVISOR, ENGINEER = "Wang", "Li", "Zhao", "Chen"


def chain(state, **who):
    return ChainSoFar(state, authors=frozenset({AUTHOR, OTHER_AUTHOR}), **who)


SUBMITTED = chain(ReportState.SUBMITTED, submitted_by=AUTHOR)
CHECKED = chain(ReportState.CHECKED, submitted_by=AUTHOR, checked_by=SUPERVISOR)


def test_a_report_goes_from_draft_to_confirmed_through_three_people():
    assert not step_problems(ReportStep.SUBMIT, chain(ReportState.DRAFT), AUTHOR)
    assert not step_problems(ReportStep.CHECK, SUBMITTED, SUPERVISOR)
    assert not step_problems(ReportStep.CONFIRM, CHECKED, ENGINEER)
    steps = (ReportStep.SUBMIT, ReportStep.CHECK, ReportStep.CONFIRM, ReportStep.RETURN)
    assert [state_after(step) for step in steps] == [
        ReportState.SUBMITTED,
        ReportState.CHECKED,
        ReportState.CONFIRMED,
        ReportState.RETURNED,
    ]


def test_a_confirmed_week_is_only_opened_again_with_a_reason():
    confirmed = chain(ReportState.CONFIRMED)
    assert steps_from(ReportState.CONFIRMED) == [ReportStep.REOPEN]
    assert not step_problems(ReportStep.REOPEN, confirmed, ENGINEER, "wrong road")
    assert step_problems(ReportStep.REOPEN, confirmed, ENGINEER, " ")


@pytest.mark.parametrize(
    "step, so_far, person",
    [
        (ReportStep.CHECK, SUBMITTED, AUTHOR),
        (ReportStep.CHECK, SUBMITTED, OTHER_AUTHOR),  # typed a figure, somebody else submitted
        (ReportStep.CONFIRM, CHECKED, AUTHOR),
        (ReportStep.CONFIRM, CHECKED, OTHER_AUTHOR),
        (ReportStep.CONFIRM, CHECKED, SUPERVISOR),  # two steps by one person
    ],
)
def test_nobody_approves_what_they_wrote_or_checked(step, so_far, person):
    assert len(step_problems(step, so_far, person)) == 1


@pytest.mark.parametrize(
    "step, state",
    [
        (ReportStep.SUBMIT, ReportState.SUBMITTED),
        (ReportStep.SUBMIT, ReportState.CONFIRMED),
        (ReportStep.CHECK, ReportState.DRAFT),
        (ReportStep.CHECK, ReportState.CHECKED),
        (ReportStep.CONFIRM, ReportState.SUBMITTED),  # the check cannot be left out
        (ReportStep.CONFIRM, ReportState.CONFIRMED),
        (ReportStep.RETURN, ReportState.DRAFT),
        (ReportStep.RETURN, ReportState.CONFIRMED),  # a correction, not a return
    ],
)
def test_a_step_out_of_order_is_refused(step, state):
    assert len(step_problems(step, chain(state), ENGINEER, reason="because")) == 1


@pytest.mark.parametrize(
    "reason, refused",
    [("The base of road 3 is not laid.", False), ("", True), ("  \n", True), ("x" * 501, True)],
)
def test_a_report_goes_back_only_with_a_reason(reason, refused):
    assert bool(step_problems(ReportStep.RETURN, SUBMITTED, SUPERVISOR, reason)) is refused


def test_only_drafts_and_returned_reports_may_be_edited():
    assert [state for state in ReportState if may_edit(state)] == [
        ReportState.DRAFT,
        ReportState.RETURNED,
    ]
