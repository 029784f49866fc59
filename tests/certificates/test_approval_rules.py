"""Who may sign which step: the matrix of roles and steps, and what a chain may be."""

import pytest

from app.accounts.rules import Role
from app.certificates.rules.approval import (
    ROLES,
    WHOLE_CHAIN,
    Authors,
    ChainStep,
    Signer,
    chain_problems,
    decision_problems,
    next_step,
    signature_problems,
    submit_problems,
)
from app.certificates.rules.states import CertificateState

IN_APPROVAL = CertificateState.IN_APPROVAL
MAY = {
    ChainStep.MEASURER: {Role.CONTRACTOR},
    ChainStep.PROJECT_MANAGER: {Role.CONTRACTOR},
    ChainStep.SITE_SUPERVISOR: {Role.SUPERVISOR},
    ChainStep.SUPERVISION_MEASURER: {Role.SUPERVISOR},
    ChainStep.CHIEF_SUPERVISOR: {Role.SUPERVISOR},
    ChainStep.OFFICE_CLERK: {Role.PROJECT_OFFICE},
    ChainStep.OFFICE_HEAD: {Role.PROJECT_OFFICE, Role.LEADER},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("step", list(ChainStep))
def test_each_step_is_signed_by_its_role_only(step: ChainStep, role: Role) -> None:
    signer = Signer("a", frozenset({role}))
    refused = decision_problems(IN_APPROVAL, step, step.value, signer)
    assert bool(refused) != (role in MAY[step])


@pytest.mark.parametrize("state", list(CertificateState))
def test_only_a_submitted_certificate_is_signed_and_only_an_open_one_submitted(
    state: CertificateState,
) -> None:
    signer = Signer("a", frozenset({Role.LEADER}))
    head = ChainStep.OFFICE_HEAD
    assert bool(decision_problems(state, head, head.value, signer)) != (state is IN_APPROVAL)
    may_submit = state in (CertificateState.DRAFTED, CertificateState.RETURNED)
    assert bool(submit_problems(state)) != may_submit


def test_whoever_saw_another_step_is_told_that_somebody_signed() -> None:
    office = Signer("a", frozenset({Role.PROJECT_OFFICE}))
    (told,) = decision_problems(IN_APPROVAL, ChainStep.OFFICE_HEAD, "office_clerk", office)
    assert "just now" in told.english


def test_nobody_signs_twice_and_the_author_only_as_surveyor() -> None:
    one = Signer("a", frozenset({Role.CONTRACTOR}))
    a, b = Authors("a"), Authors("b")
    assert not signature_problems(ChainStep.MEASURER, a, set(), one)
    assert signature_problems(ChainStep.PROJECT_MANAGER, a, set(), one)
    assert signature_problems(ChainStep.PROJECT_MANAGER, b, {"a"}, one)
    assert not signature_problems(ChainStep.PROJECT_MANAGER, b, {"c"}, one)


@pytest.mark.parametrize("step", list(ChainStep))
def test_whoever_entered_an_amount_signs_for_the_contractor_only(step: ChainStep) -> None:
    signer = Signer("a", ROLES[step])
    authors = Authors("b", frozenset({"a"}))
    is_of_contractor = step in (ChainStep.MEASURER, ChainStep.PROJECT_MANAGER)
    assert bool(signature_problems(step, authors, set(), signer)) != is_of_contractor


@pytest.mark.parametrize(
    "steps, is_refused",
    [
        (WHOLE_CHAIN, False),
        ((ChainStep.PROJECT_MANAGER, ChainStep.CHIEF_SUPERVISOR, ChainStep.OFFICE_HEAD), False),
        ((ChainStep.CHIEF_SUPERVISOR, ChainStep.OFFICE_HEAD), True),
        ((ChainStep.PROJECT_MANAGER, ChainStep.OFFICE_HEAD), True),
        ((ChainStep.PROJECT_MANAGER, ChainStep.CHIEF_SUPERVISOR), True),
        (tuple(reversed(WHOLE_CHAIN)), True),
        ((), True),
    ],
)
def test_every_party_agrees_and_the_head_last(
    steps: tuple[ChainStep, ...], is_refused: bool
) -> None:
    assert bool(chain_problems(steps)) == is_refused


def test_the_first_step_that_nobody_signed_waits() -> None:
    first, second, *_ = WHOLE_CHAIN
    short = (ChainStep.PROJECT_MANAGER, ChainStep.CHIEF_SUPERVISOR, ChainStep.OFFICE_HEAD)
    assert next_step(WHOLE_CHAIN, ()) is first
    assert next_step(WHOLE_CHAIN, {first}) is second
    assert next_step(short, {first, second}) is ChainStep.CHIEF_SUPERVISOR
    assert next_step(WHOLE_CHAIN, set(WHOLE_CHAIN)) is None
    assert set(ROLES) == set(ChainStep)
