"""Which entries and which certificates are refused."""

from dataclasses import replace

import pytest

from app.certificates.rules.certify import certify
from app.certificates.rules.entries import (
    Earlier,
    change_problems,
    draft_problems,
    entry_problems,
    figures_problems,
)
from app.certificates.rules.figures import CertificateInput
from app.certificates.rules.states import CertificateKind, CertificateState, EntryKind
from tests.certificates.test_certify import PRICE, TERMS, entry, measured


def problems_of(given: CertificateInput) -> list[str]:
    return [sentence.english for sentence in figures_problems(given, certify(given))]


@pytest.mark.parametrize(
    "entries, refused",
    [
        ((entry(EntryKind.ADVANCE, 1_000_000),), ""),
        ((entry(EntryKind.ADVANCE, 1_000_001),), "The advance is more"),
        ((entry(EntryKind.PRICE, -5_000),), ""),  # prices may fall
        ((entry(EntryKind.PENALTY, -5_000),), "would stand below zero"),
        ((entry(EntryKind.CLAIM, 7_000), entry(EntryKind.CLAIM, -7_000)), ""),
        ((entry(EntryKind.MATERIAL_USED, 1),), "More materials would be used"),
        ((entry(EntryKind.MATERIAL, 16_000_000),), ""),
        ((entry(EntryKind.MATERIAL, 17_000_000),), "more than the works that remain"),
    ],
)
def test_entries_that_make_a_certificate_senseless_are_refused(entries, refused):  # type: ignore[no-untyped-def]
    given = CertificateInput(CertificateKind.INTERIM, TERMS, PRICE, measured(0, 0, 0), entries)
    found = problems_of(given)
    assert bool(found) == bool(refused)
    assert all(refused in words for words in found)


def test_measured_works_cannot_stand_below_zero_in_all() -> None:
    items = tuple(replace(item, to_end=-item.changed_quantity) for item in measured(0, 0, 0))
    given = CertificateInput(CertificateKind.INTERIM, TERMS, PRICE, items)
    assert len(problems_of(given)) == 1


@pytest.mark.parametrize("kind", [EntryKind.PENALTY, EntryKind.ADVANCE])
def test_penalties_and_the_advance_are_the_bureaus(kind: EntryKind) -> None:
    assert entry_problems(kind, 1, "延误", "罚〔2026〕1号", by_outsider=True)
    assert not entry_problems(kind, 1, "延误", "罚〔2026〕1号", by_outsider=False)


@pytest.mark.parametrize(
    "amount, reason, paper, count",
    [(1, "停工待料", "索赔1号", 0), (0, "停工待料", "索赔1号", 1), (1, " ", "", 2), (10**14, "一", "二", 1)],
)  # fmt: skip
def test_an_entry_needs_amount_reason_and_paper(
    amount: int, reason: str, paper: str, count: int
) -> None:
    assert len(entry_problems(EntryKind.CLAIM, amount, reason, paper, by_outsider=True)) == count


@pytest.mark.parametrize("state", list(CertificateState))
def test_figures_change_only_while_drafted_or_returned(state: CertificateState) -> None:
    may_change = state in (CertificateState.DRAFTED, CertificateState.RETURNED)
    assert bool(change_problems(state)) != may_change


@pytest.mark.parametrize(
    "kind, period, earlier, refused",
    [
        (CertificateKind.ADVANCE, None, Earlier(), False),
        (CertificateKind.INTERIM, 1, Earlier(), False),
        (CertificateKind.INTERIM, None, Earlier(), True),
        (CertificateKind.INTERIM, 2, Earlier(has_open=True, last_period=1), True),
        (CertificateKind.INTERIM, 1, Earlier(last_period=1), True),
        (CertificateKind.INTERIM, 3, Earlier(last_period=1), False),  # two periods in one
        (CertificateKind.RETENTION, None, Earlier(), True),
        (CertificateKind.RETENTION, None, Earlier(frozenset({CertificateKind.FINAL})), False),
        (CertificateKind.INTERIM, 4, Earlier(frozenset({CertificateKind.FINAL})), True),
    ],
)
def test_certificates_follow_one_another_in_order(kind, period, earlier, refused):  # type: ignore[no-untyped-def]
    assert bool(draft_problems(kind, period, earlier)) == refused
