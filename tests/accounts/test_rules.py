"""What makes a password, a set of roles and a sign-in acceptable."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.rules import (
    OrganisationKind,
    Role,
    is_session_over,
    locked_until,
    password_problems,
    role_problems,
)

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "password, problems",
    [
        ("hatched-goose-41", 0),
        ("hatched-goos", 0),  # exactly twelve
        ("hatched-goo", 1),  # eleven
        ("x" * 201, 2),  # too long, one letter only
        ("wang-wu-and-more", 1),  # holds the user name
        ("123456789012", 1),  # on every list
        ("aabbaabbaabb", 1),  # four letters or fewer
    ],
)
def test_passwords_are_long_and_not_obvious(password: str, problems: int) -> None:
    assert len(password_problems(password, username="wang-wu", name="王五")) == problems


@pytest.mark.parametrize(
    "roles, kind, problems",
    [
        ([Role.PROJECT_OFFICE], OrganisationKind.BUREAU, 0),
        ([Role.PROJECT_OFFICE, Role.AREA_ENGINEER], OrganisationKind.BUREAU, 0),
        ([], OrganisationKind.BUREAU, 1),
        ([Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN], OrganisationKind.BUREAU, 1),  # must be two people
        ([Role.SYSTEM_ADMIN, Role.FINANCE], OrganisationKind.BUREAU, 1),  # no part in the works
        ([Role.CONTRACTOR], OrganisationKind.CONTRACTOR, 0),
        ([Role.CONTRACTOR], OrganisationKind.BUREAU, 1),
        ([Role.FINANCE], OrganisationKind.CONTRACTOR, 1),  # the payee is not the payer
        ([Role.SUPERVISOR], OrganisationKind.SUPERVISION_FIRM, 0),
    ],
)
def test_roles_that_exclude_each_other_are_refused(
    roles: list[Role], kind: OrganisationKind, problems: int
) -> None:
    assert len(role_problems(roles, kind)) == problems


def _minutes_ago(*minutes: int) -> list[datetime]:
    return [NOON - timedelta(minutes=m) for m in minutes]


@pytest.mark.parametrize(
    "failures, expected",
    [
        ([], None),
        (_minutes_ago(1, 2, 3, 4), None),  # four
        (_minutes_ago(1, 2, 3, 4, 5), NOON + timedelta(minutes=14)),  # five within fifteen minutes
        (_minutes_ago(16, 17, 18, 19, 20), None),  # the lock is over
        (_minutes_ago(1, 2, 3, 4, 17), None),  # spread over more than fifteen minutes
        (
            _minutes_ago(*range(60, 660, 60)),
            NOON - timedelta(hours=10) + timedelta(days=1),
        ),  # ten a day
    ],
)
def test_failures_lock_an_account_for_a_while(
    failures: list[datetime], expected: datetime | None
) -> None:
    assert locked_until(failures, NOON) == expected


@pytest.mark.parametrize(
    "started, seen, over",
    [
        (timedelta(hours=1), timedelta(minutes=30), False),
        (timedelta(hours=1), timedelta(minutes=30, seconds=1), True),
        (timedelta(hours=12), timedelta(minutes=1), False),
        (timedelta(hours=12, seconds=1), timedelta(minutes=1), True),
    ],
)
def test_sessions_end_when_idle_and_after_half_a_day(
    started: timedelta, seen: timedelta, over: bool
) -> None:
    assert is_session_over(NOON - started, NOON - seen, NOON) is over
