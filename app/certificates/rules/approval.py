"""Who agrees to a certificate, one after the other. Source: domain.md 2.4.5, 3.9."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from app.accounts.rules import Role
from app.certificates.rules.states import CertificateState
from app.shared.sentences import LabelledEnum, Sentence, say

LONGEST_OPINION: Final = 2000


class ChainStep(LabelledEnum):
    """A step of the chain, in the order of the form."""

    MEASURER = "measurer", say("Contractor's quantity surveyor")
    PROJECT_MANAGER = "project_manager", say("Contractor's project manager")
    SITE_SUPERVISOR = "site_supervisor", say("Site supervisor")
    SUPERVISION_MEASURER = "supervision_measurer", say("Supervision's head of measurement")
    CHIEF_SUPERVISOR = "chief_supervisor", say("Chief supervising engineer")
    OFFICE_CLERK = "office_clerk", say("Clerk of the department")
    OFFICE_HEAD = "office_head", say("Head of the department")


#: Which roles may sign each step; contractor and supervisor only for their own contract.
ROLES: Final = {
    ChainStep.MEASURER: frozenset({Role.CONTRACTOR}),
    ChainStep.PROJECT_MANAGER: frozenset({Role.CONTRACTOR}),
    ChainStep.SITE_SUPERVISOR: frozenset({Role.SUPERVISOR}),
    ChainStep.SUPERVISION_MEASURER: frozenset({Role.SUPERVISOR}),
    ChainStep.CHIEF_SUPERVISOR: frozenset({Role.SUPERVISOR}),
    ChainStep.OFFICE_CLERK: frozenset({Role.PROJECT_OFFICE}),
    ChainStep.OFFICE_HEAD: frozenset({Role.PROJECT_OFFICE, Role.LEADER}),
}
WHOLE_CHAIN: Final = tuple(ChainStep)
_CONTRACTOR: Final = frozenset({Role.CONTRACTOR})
#: Each party agrees at least once, and the owner's head last.
_PARTIES: Final = (
    (_CONTRACTOR, say("The chain needs a step of the contractor.")),
    (frozenset({Role.SUPERVISOR}), say("The chain needs a step of the supervision.")),
)


@dataclass(frozen=True)
class Signer:
    """Somebody who wants to sign or to send back."""

    person: str
    #: Roles that count for this contract: those of other firms are left out.
    roles: frozenset[Role]


@dataclass(frozen=True)
class Authors:
    """Who made a certificate, as natural persons."""

    drafted_by: str
    #: Of its claims, penalties and the like; a contractor may sign for its own firm what it claims.
    entered_by: frozenset[str] = frozenset()


def chain_problems(steps: Sequence[ChainStep]) -> list[Sentence]:
    """Return what is wrong with a chain."""
    if list(steps) != [step for step in ChainStep if step in steps]:
        return [say("The steps of a chain stand once each, in the order of the form.")]
    problems = [
        sentence for roles, sentence in _PARTIES if not any(ROLES[step] == roles for step in steps)
    ]
    if not steps or steps[-1] is not ChainStep.OFFICE_HEAD:
        problems.append(say("The head of the department agrees last."))
    return problems


def chain_change_problems(*, is_in_approval: bool) -> list[Sentence]:
    """Return why the chain of a section cannot change now."""
    if not is_in_approval:
        return []
    return [
        say(
            "A certificate of this section is being approved:"
            " have it signed to the end or sent back, then change the chain."
        )
    ]


def next_step(chain: Sequence[ChainStep], signed: Collection[ChainStep]) -> ChainStep | None:
    """Return the first step of the chain that nobody signed, or None after the last."""
    return next((step for step in chain if step not in signed), None)


def submit_problems(state: CertificateState) -> list[Sentence]:
    """Return why a certificate cannot be submitted for approval."""
    if state in (CertificateState.DRAFTED, CertificateState.RETURNED):
        return []
    return [say("This certificate is submitted already: %(state)s.", state=state.label)]


def decision_problems(
    state: CertificateState,
    waiting: ChainStep | None,
    seen: str,
    signer: Signer,
) -> list[Sentence]:
    """Return why this person cannot decide on the step that waits; `seen` is the step on their page."""
    if state is not CertificateState.IN_APPROVAL or waiting is None:
        return [
            say("This certificate does not wait for a signature: %(state)s.", state=state.label)
        ]
    if seen != waiting.value:
        return [say("Somebody signed just now; look at the certificate again.")]
    if ROLES[waiting].isdisjoint(signer.roles):
        return [say("This step is signed by somebody else: %(step)s.", step=waiting.label)]
    return []


def signature_problems(
    waiting: ChainStep, authors: Authors, signed: Collection[str], signer: Signer
) -> list[Sentence]:
    """Return why this person cannot agree; persons are compared as natural persons."""
    if signer.person in signed:
        return [say("Each step is signed by a different person.")]
    if signer.person == authors.drafted_by and waiting is not ChainStep.MEASURER:
        return [say("Whoever drafted the certificate cannot approve it.")]
    if signer.person in authors.entered_by and ROLES[waiting] != _CONTRACTOR:
        return [say("Whoever entered an amount on the certificate cannot approve it.")]
    return []


def opinion_problems(opinion: str, *, is_needed: bool) -> list[Sentence]:
    """Return what is wrong with the words of a decision; whoever sends back says why."""
    if is_needed and not opinion.strip():
        return [say("Say why the certificate is sent back.")]
    if len(opinion) > LONGEST_OPINION:
        return [say("An opinion has at most 2000 characters.")]
    return []
