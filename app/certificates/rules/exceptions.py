"""What is checked before the last signature, and what each finding asks for, by kind of certificate."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from app.accounts.rules import Role
from app.certificates.rules.states import CertificateKind
from app.shared.sentences import LabelledEnum, Sentence, say


class Check(LabelledEnum):
    """Something that should be in order before money is certified."""

    STOP_ORDER = "stop_order", say("A stop order stands.")
    WAGE_ROSTER = "wage_roster", say("The wage roster of the month is missing.")
    SECURITY = "security", say("A security has expired.")
    LATE_TEST = "late_test", say("The result of a test is late.")
    RATING = "rating", say("The section's rank of the month before is missing.")
    OVER_MEASURED = (
        "over_measured",
        say("More of an item is measured than bill and change orders have."),
    )
    FUNDS = "funds", say("More is certified than the programme's funds amount to.")
    PHOTOS = "photos", say("Nobody looked at photos that were shown before.")


class Outcome(LabelledEnum):
    """What a finding asks of the last signature."""

    NOTE = "note", say("for information")
    ACKNOWLEDGE = "acknowledge", say("to be acknowledged in words")
    OVERRIDE = "override", say("overridden by the leader")
    MUST_RESOLVE = "must_resolve", say("to be resolved first")
    NOT_COMPUTED = "not_computed", say("not checked")


_NOTE, _SEEN, _OVERRIDE, _FIRST, _NOT = (outcome.value for outcome in Outcome)
#: As a setting has it: for each check its outcomes in the order of CertificateKind.
DEFAULT_TABLE: Final[Mapping[str, Sequence[str]]] = {
    # A blocked stretch is not measured anyway (R30).
    Check.STOP_ORDER.value: [_NOTE, _SEEN, _FIRST, _OVERRIDE],
    Check.WAGE_ROSTER.value: [_NOT, _OVERRIDE, _FIRST, _NOTE],
    Check.SECURITY.value: [_FIRST, _SEEN, _SEEN, _NOTE],
    Check.LATE_TEST.value: [_NOT, _SEEN, _FIRST, _OVERRIDE],
    Check.RATING.value: [_NOT, _SEEN, _NOTE, _NOT],
    Check.OVER_MEASURED.value: [_NOT, _OVERRIDE, _FIRST, _NOTE],
    Check.FUNDS.value: [_OVERRIDE, _OVERRIDE, _OVERRIDE, _SEEN],
    Check.PHOTOS.value: [_NOT, _SEEN, _OVERRIDE, _NOTE],
}
_OUTCOMES: Final = {outcome.value: outcome for outcome in Outcome}
Table = Mapping[Check, Mapping[CertificateKind, Outcome]]


def read_table(value: Mapping[str, Sequence[str]]) -> Table:
    """Return the table that a setting holds."""
    return {
        check: {
            kind: _OUTCOMES[outcome]
            for kind, outcome in zip(CertificateKind, value[check.value], strict=True)
        }
        for check in Check
    }


def write_table(table: Table) -> dict[str, list[str]]:
    """Return the table as a setting holds it."""
    return {check.value: [table[check][kind].value for kind in CertificateKind] for check in Check}


def table_problems(value: Any) -> list[Sentence]:
    """Return what is wrong with a table as a setting holds it."""
    checks, outcomes = {check.value for check in Check}, {outcome.value for outcome in Outcome}
    is_whole = (
        isinstance(value, dict)
        and set(value) == checks
        and all(
            isinstance(row, list)
            and len(row) == len(CertificateKind)
            and all(isinstance(one, str) and one in outcomes for one in row)
            for row in value.values()
        )
    )
    if is_whole:
        return []
    return [say("Every check needs one outcome for each kind of certificate.")]


def outcomes_of(
    found: Collection[Check], kind: CertificateKind, table: Table
) -> dict[Check, Outcome]:
    """Return what each finding asks for on a certificate of this kind."""
    return {check: table[check][kind] for check in Check if check in found}


def checks_of(kind: CertificateKind, table: Table) -> frozenset[Check]:
    """Return what is looked at on a certificate of this kind."""
    return frozenset(check for check in Check if table[check][kind] is not Outcome.NOT_COMPUTED)


def exception_problems(
    outcomes: Mapping[Check, Outcome], roles: Collection[Role], opinion: str
) -> list[Sentence]:
    """Return why the last signature cannot be given over these findings."""
    problems = []
    for check, outcome in outcomes.items():
        if outcome is Outcome.MUST_RESOLVE:
            problems.append(say("To be resolved first: %(finding)s", finding=check.label))
        elif outcome is Outcome.OVERRIDE and (Role.LEADER not in roles or not opinion.strip()):
            problems.append(
                say(
                    "Only the leader may sign over this, with a reason: %(finding)s",
                    finding=check.label,
                )
            )
        elif outcome is Outcome.ACKNOWLEDGE and not opinion.strip():
            problems.append(say("Say that you know of this: %(finding)s", finding=check.label))
    return problems
