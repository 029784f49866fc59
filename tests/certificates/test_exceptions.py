"""What is checked before the last signature: every check, kind and outcome."""

import pytest

from app.accounts.rules import Role
from app.certificates.rules.exceptions import (
    TABLE,
    Check,
    Outcome,
    exception_problems,
    outcomes_of,
)
from app.certificates.rules.states import CertificateKind


def test_every_check_has_an_outcome_for_every_kind() -> None:
    assert {check: set(kinds) for check, kinds in TABLE.items()} == {
        check: set(CertificateKind) for check in Check
    }


@pytest.mark.parametrize(
    "outcome, role, opinion, is_refused",
    [
        (Outcome.NOTE, Role.PROJECT_OFFICE, "", False),
        (Outcome.ACKNOWLEDGE, Role.PROJECT_OFFICE, "", True),
        (Outcome.ACKNOWLEDGE, Role.PROJECT_OFFICE, "已知，不影响本期", False),
        (Outcome.OVERRIDE, Role.PROJECT_OFFICE, "急", True),
        (Outcome.OVERRIDE, Role.LEADER, " ", True),
        (Outcome.OVERRIDE, Role.LEADER, "花名册次日补交", False),
        (Outcome.MUST_RESOLVE, Role.LEADER, "急", True),
    ],
)
def test_each_outcome_asks_for_its_own(
    outcome: Outcome, role: Role, opinion: str, is_refused: bool
) -> None:
    problems = exception_problems({Check.STOP_ORDER: outcome}, {role}, opinion)
    assert bool(problems) == is_refused


def test_what_is_not_computed_is_not_shown() -> None:
    assert outcomes_of(set(Check), CertificateKind.ADVANCE) == {
        Check.STOP_ORDER: Outcome.NOTE,
        Check.SECURITY: Outcome.MUST_RESOLVE,
    }
    assert outcomes_of(set(), CertificateKind.INTERIM) == {}
