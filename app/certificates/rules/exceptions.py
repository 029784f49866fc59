"""What is checked before the last signature, and what each finding asks for, by kind of certificate."""

from collections.abc import Collection, Mapping
from typing import Final

from app.accounts.rules import Role
from app.certificates.rules.states import CertificateKind
from app.shared.sentences import LabelledEnum, Sentence, say


class Check(LabelledEnum):
    """Something that should be in order before money is certified."""

    STOP_ORDER = "stop_order", say("A stop order stands.")
    WAGE_ROSTER = "wage_roster", say("The wage roster of the month is missing.")
    SECURITY = "security", say("A security has expired.")


class Outcome(LabelledEnum):
    """What a finding asks of the last signature."""

    NOTE = "note", say("for information")
    ACKNOWLEDGE = "acknowledge", say("to be acknowledged in words")
    OVERRIDE = "override", say("overridden by the leader with a reason")
    MUST_RESOLVE = "must_resolve", say("to be resolved first")
    NOT_COMPUTED = "not_computed", say("not checked")


_A, _I, _F, _R = CertificateKind
_NOTE, _SEEN, _OVERRIDE, _FIRST, _NOT = Outcome
TABLE: Final[Mapping[Check, Mapping[CertificateKind, Outcome]]] = {
    # A blocked stretch is not measured anyway (R30).
    Check.STOP_ORDER: {_A: _NOTE, _I: _SEEN, _F: _FIRST, _R: _OVERRIDE},
    Check.WAGE_ROSTER: {_A: _NOT, _I: _OVERRIDE, _F: _FIRST, _R: _NOTE},
    Check.SECURITY: {_A: _FIRST, _I: _SEEN, _F: _SEEN, _R: _NOTE},
}


def outcomes_of(found: Collection[Check], kind: CertificateKind) -> dict[Check, Outcome]:
    """Return what each finding asks for on a certificate of this kind."""
    asked = {check: TABLE[check][kind] for check in Check if check in found}
    return {check: outcome for check, outcome in asked.items() if outcome is not _NOT}


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
