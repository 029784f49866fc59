import pytest

from app.progress.rules.chain import (
    ChainSoFar,
    ReportState,
    ReportStep,
    may_edit,
    state_after,
    step_problems,
)

AUTHOR, OTHER_AUTHOR, SUPERVISOR, ENGINEER = 1, 2, 3, 4


def chain(state, **who):
    return ChainSoFar(state, author_ids=frozenset({AUTHOR, OTHER_AUTHOR}), **who)


SUBMITTED = chain(ReportState.SUBMITTED, submitted_by_id=AUTHOR)
CHECKED = chain(ReportState.CHECKED, submitted_by_id=AUTHOR, checked_by_id=SUPERVISOR)


def test_a_report_goes_from_draft_to_confirmed_through_three_people():
    assert not step_problems(ReportStep.SUBMIT, chain(ReportState.DRAFT), AUTHOR)
    assert not step_problems(ReportStep.CHECK, SUBMITTED, SUPERVISOR)
    assert not step_problems(ReportStep.CONFIRM, CHECKED, ENGINEER)
    assert [state_after(step) for step in ReportStep] == [
        ReportState.SUBMITTED,
        ReportState.CHECKED,
        ReportState.CONFIRMED,
        ReportState.RETURNED,
    ]


@pytest.mark.parametrize(
    "step, so_far, person_id",
    [
        (ReportStep.CHECK, SUBMITTED, AUTHOR),
        (ReportStep.CHECK, SUBMITTED, OTHER_AUTHOR),  # typed a figure, somebody else submitted
        (ReportStep.CONFIRM, CHECKED, AUTHOR),
        (ReportStep.CONFIRM, CHECKED, OTHER_AUTHOR),
        (ReportStep.CONFIRM, CHECKED, SUPERVISOR),  # two steps by one person
    ],
)
def test_nobody_approves_what_they_wrote_or_checked(step, so_far, person_id):
    assert len(step_problems(step, so_far, person_id)) == 1


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
