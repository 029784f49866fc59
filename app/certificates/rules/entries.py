"""Which entries a certificate may have, and which certificate may follow which."""

from dataclasses import dataclass
from typing import Final

from app.certificates.rules.figures import CertificateFigures, CertificateInput, RowKey
from app.certificates.rules.states import (
    OPEN_TO_CHANGE,
    CertificateKind,
    CertificateState,
    EntryKind,
)
from app.shared.quantities import part_of
from app.shared.sentences import Sentence, say

LONGEST_REASON: Final = 2000
LONGEST_PAPER: Final = 100
MOST_FEN: Final = 10**13

#: What only the bureau puts on a certificate or takes off it.
BUREAU_ONLY: Final = frozenset({EntryKind.PENALTY, EntryKind.ADVANCE})
#: Rows that can never stand below zero, whatever is corrected.
_NEVER_NEGATIVE: Final = (
    (RowKey.CLAIM, say("Claims")),
    (RowKey.PENALTY, say("Penalties")),
    (RowKey.INTEREST, say("Interest on late payment")),
    (RowKey.ADVANCE_PAID, say("The mobilisation advance")),
    (RowKey.MATERIAL_PAID, say("The advance for materials")),
    (RowKey.WORKS, say("The measured works")),
)


@dataclass(frozen=True)
class Earlier:
    """What is known of the certificates of a section before a new one."""

    kinds: frozenset[CertificateKind] = frozenset()
    has_open: bool = False
    last_period: int = 0


def entry_problems(
    kind: EntryKind, amount_fen: int, reason: str, source_paper: str, *, by_outsider: bool
) -> list[Sentence]:
    """Return what is wrong with an entry by itself."""
    problems = []
    if not amount_fen or abs(amount_fen) > MOST_FEN:
        problems.append(say("The amount of an entry is not 0 and sensible."))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        problems.append(say("Give the reason of the entry, in at most 2000 characters."))
    if not source_paper.strip() or len(source_paper) > LONGEST_PAPER:
        problems.append(say("Name the paper that the entry rests on, in at most 100 characters."))
    if by_outsider and kind in BUREAU_ONLY:
        problems.append(say("Penalties and the advance are entered by the bureau."))
    return problems


def figures_problems(given: CertificateInput, figures: CertificateFigures) -> list[Sentence]:
    """Return why a certificate with these figures cannot stand."""
    problems = [
        say("%(row)s would stand below zero in all: correct less.", row=words)
        for key, words in _NEVER_NEGATIVE
        if figures.to_end[key] < 0
    ]
    most = part_of(given.price_fen, given.terms.advance_share)
    if figures.to_end[RowKey.ADVANCE_PAID] > most:
        problems.append(say("The advance is more than the terms of the contract allow."))
    if given.sum_of(EntryKind.MATERIAL_USED) > given.sum_of(EntryKind.MATERIAL):
        problems.append(say("More materials would be used than were delivered."))
    left = sum(item.changed_fen for item in given.items) - figures.to_end[RowKey.WORKS]
    outstanding = figures.to_end[RowKey.MATERIAL_PAID] - figures.to_end[RowKey.MATERIAL_RECOVERED]
    if outstanding > max(0, left):
        problems.append(say("The material advance is more than the works that remain."))
    return problems


def change_problems(state: CertificateState) -> list[Sentence]:
    """Return why figures and entries cannot change any more."""
    if state in OPEN_TO_CHANGE:
        return []
    return [say("This certificate can no longer be changed: %(state)s.", state=state.label)]


def draft_problems(
    kind: CertificateKind, period_number: int | None, earlier: Earlier
) -> list[Sentence]:
    """Return why a certificate of this kind cannot be drafted now."""
    problems = []
    if earlier.has_open:
        problems.append(say("The certificate before this one is not approved yet."))
    if kind is CertificateKind.INTERIM and period_number is None:
        problems.append(say("An interim certificate needs a confirmed period of measurement."))
    if period_number is not None and period_number <= earlier.last_period:
        problems.append(say("This period is certified already."))
    return problems + _order_problems(kind, earlier)


def _order_problems(kind: CertificateKind, earlier: Earlier) -> list[Sentence]:
    if kind is CertificateKind.RETENTION:
        if CertificateKind.FINAL not in earlier.kinds:
            return [say("Retention is released after the final certificate.")]
        if CertificateKind.RETENTION in earlier.kinds:
            return [say("The retention of this contract is released already.")]
        return []
    if CertificateKind.FINAL in earlier.kinds:
        return [say("After the final certificate only retention is released.")]
    return []
