"""What must always hold in the ledger, for checking it from outside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.ledger.rules.entries import Entry, LedgerAccount, TransactionKind, balance_problems
from app.shared.sentences import Sentence, say


@dataclass(frozen=True)
class Booked:
    """A transaction as it stands in the database, with what the audit trail says of it."""

    id: int
    year: int
    sequence: int
    kind: TransactionKind
    section_id: int | None
    day: date
    subject: tuple[str, int]
    reverses_id: int | None
    entries: Sequence[Entry]
    #: Sections that its entries name.
    entry_sections: frozenset[int | None]
    #: How many entries were sealed; None without a seal.
    sealed: int | None
    #: The canonical facts that were recorded when it was posted; None when nothing was.
    recorded: str | None
    #: The same facts as they are now.
    found: str

    @property
    def number(self) -> str:
        return f"{self.year}-{self.sequence:05d}"


def posted_facts(
    number: str, kind: str, section_id: int | None, day: date,
    subject: tuple[str, int], reverses_id: int | None, entries: Sequence[Entry],
) -> Mapping[str, Any]:  # fmt: skip
    """Return what the audit trail keeps of a transaction, so that a changed entry contradicts it."""
    return {
        "number": number,
        "kind": kind,
        "section_id": section_id,
        "day": day,
        "subject": list(subject),
        "reverses": reverses_id,
        "entries": [[entry.account, entry.source, entry.amount_fen] for entry in entries],
    }


def ledger_problems(transactions: Iterable[Booked]) -> list[Sentence]:
    """Return what does not hold, in order of posting: one sentence for each bad transaction."""
    problems: list[Sentence] = []
    balances: dict[int | None, dict[LedgerAccount, int]] = {}
    last: dict[int, int] = {}
    for one in transactions:
        before = balances.setdefault(one.section_id, {})
        wrong = _gap(one, last.get(one.year, 0)) or _own_problem(one)
        overdrawn = balance_problems(one.kind, before, one.entries)
        if wrong or overdrawn:
            problems.append(wrong or say("%(number)s overdraws an account.", number=one.number))
        last[one.year] = one.sequence
        for entry in one.entries:
            before[entry.account] = before.get(entry.account, 0) + entry.amount_fen
    return problems


def _gap(one: Booked, last: int) -> Sentence | None:
    if one.sequence == last + 1:
        return None
    return say("Before %(number)s a transaction is missing.", number=one.number)


def _own_problem(one: Booked) -> Sentence | None:
    if one.sealed is None:
        return say("%(number)s has no seal.", number=one.number)
    if one.sealed != len(one.entries):
        return say("%(number)s does not have the entries that were sealed.", number=one.number)
    if sum(entry.amount_fen for entry in one.entries):
        return say("%(number)s does not sum to zero.", number=one.number)
    if one.recorded is None:
        return say("%(number)s is not in the audit trail.", number=one.number)
    if one.recorded != one.found or one.entry_sections - {one.section_id}:
        return say("%(number)s is not what the audit trail says was posted.", number=one.number)
    return None
