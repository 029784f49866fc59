"""The figures of certificates: the domain's golden numbers and a contract of three periods worked out by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.certificates.rules.certify import certify
from app.certificates.rules.figures import (
    CertificateFigures,
    CertificateInput,
    EntryFigures,
    ItemFigures,
    RowKey,
    figures_from,
    plain,
)
from app.certificates.rules.posting import amounts_of
from app.certificates.rules.states import CertificateKind, EntryKind
from app.contracts.rules import RetentionMode, Terms

YUAN = 100
#: Three items of 2, 3 and 5 million yuan; a unit costs one yuan, so quantities are yuan.
BILL = (("203-1-a", "200", 2_000_000), ("304-1-a", "300", 3_000_000), ("309-1-a", "300", 5_000_000))
PRICE = 10_000_000 * YUAN
TERMS = Terms(
    advance_share=Decimal("0.10"),
    retention_share=Decimal("0.03"),
    retention_cap_share=Decimal("0.03"),
    retention_mode=RetentionMode.EACH_PERIOD,
)


def measured(*to_end_yuan: int) -> tuple[ItemFigures, ...]:
    """Return the items of the bill measured up to these amounts."""
    names = {"200": "路基", "300": "路面"}
    return tuple(
        ItemFigures(
            place, code, chapter, names[chapter], code, "m²", YUAN, Decimal(whole), Decimal(whole),
            Decimal(done),
        )
        for place, ((code, chapter, whole), done) in enumerate(zip(BILL, to_end_yuan, strict=True))
    )  # fmt: skip


def entry(kind: EntryKind, yuan: int, period: int = 1) -> EntryFigures:
    return EntryFigures(kind, yuan * YUAN, period)


ADVANCE = entry(EntryKind.ADVANCE, 1_000_000)
PENALTY = entry(EntryKind.PENALTY, 20_000, 2)


def three_periods() -> list[CertificateFigures]:
    """Return the certificates of the contract worked out by hand.

    P1 3.5 million; P2 +2.75 million and -0.3 million for a stretch that was demolished; P3 the rest.
    """
    steps = (
        (measured(2_000_000, 1_500_000, 0), (ADVANCE,)),
        (measured(2_000_000, 1_200_000, 2_750_000), (ADVANCE, PENALTY)),
        (measured(2_000_000, 3_000_000, 5_000_000), (ADVANCE, PENALTY)),
    )
    found: list[CertificateFigures] = []
    for period, (items, entries) in enumerate(steps, start=1):
        found.append(certified(items, entries, period, found[-1] if found else None))
    return found


def certified(
    items: tuple[ItemFigures, ...],
    entries: tuple[EntryFigures, ...] = (),
    period: int = 1,
    previous: CertificateFigures | None = None,
    terms: Terms = TERMS,
    kind: CertificateKind = CertificateKind.INTERIM,
) -> CertificateFigures:
    return certify(CertificateInput(kind, terms, PRICE, items, entries, period, previous))


def this(figures: CertificateFigures, key: RowKey) -> int:
    return figures.this(key) // YUAN


def test_three_periods_are_equal_to_what_was_worked_out_by_hand() -> None:
    by_hand = [
        # works, advance paid, recovered, penalty, retention, net
        (3_500_000, 1_000_000, 100_000, 0, 105_000, 4_295_000),
        (2_450_000, 0, 490_000, 20_000, 73_500, 1_866_500),
        (4_050_000, 0, 410_000, 0, 121_500, 3_518_500),
    ]
    keys = (
        RowKey.WORKS,
        RowKey.ADVANCE_PAID,
        RowKey.ADVANCE_RECOVERED,
        RowKey.PENALTY,
        RowKey.RETENTION,
        RowKey.NET,
    )
    found = [tuple(one.this(key) for key in keys) for one in three_periods()]
    assert found == [tuple(yuan * YUAN for yuan in row) for row in by_hand]


def test_three_periods_come_to_the_whole_contract_less_penalty_and_retention() -> None:
    last = three_periods()[-1]
    assert last.to_end[RowKey.NET] == 9_680_000 * YUAN
    assert last.payable_to_end_fen == 9_680_000 * YUAN
    assert last.deducted_to_end_fen == (1_000_000 + 20_000 + 300_000) * YUAN
    assert last.gross_to_end_fen == PRICE


def test_a_demolished_stretch_stands_as_less_in_its_chapter() -> None:
    second = three_periods()[1]
    road_base = second.items[1]
    assert road_base.this_period_fen == -300_000 * YUAN
    pavement = second.chapters[1]
    assert (pavement.code, pavement.this_period_fen) == ("300", 2_450_000 * YUAN)
    assert pavement.contract_fen == 8_000_000 * YUAN


def test_rows_stand_in_the_order_of_the_form() -> None:
    rows = three_periods()[0].rows
    assert [row.code for row in rows[:2]] == ["200", "300"]
    assert [row.key for row in rows[2:]] == list(RowKey)
    assert rows[2].contract_fen == PRICE
    assert rows[3].contract_fen is None


@pytest.mark.parametrize(
    "completed, recovered",
    [(600, 0), (601, 2_000), (700, 200_000), (1000, 800_000), (1600, 2_000_000), (1950, 2_000_000)],
)
def test_the_advance_is_recovered_by_the_golden_numbers(completed: int, recovered: int) -> None:
    # A4: price 20 million yuan, advance 2 million; completed in 万元.
    item = replace(measured(0, 0, 0)[0], to_end=Decimal(completed * 10_000))
    given = CertificateInput(
        CertificateKind.INTERIM,
        TERMS,
        20_000_000 * YUAN,
        (item,),
        (entry(EntryKind.ADVANCE, 2_000_000),),
    )
    assert certify(given).to_end[RowKey.ADVANCE_RECOVERED] == recovered * YUAN


def test_a_changed_price_does_not_change_the_recovery() -> None:
    items = measured(2_000_000, 1_500_000, 0)
    larger = tuple(replace(item, changed_quantity=Decimal(9_000_000)) for item in items)
    assert certified(larger, (ADVANCE,)).to_end == certified(items, (ADVANCE,)).to_end


def test_works_taken_back_do_not_lend_recovered_money_again() -> None:
    first = certified(measured(2_000_000, 3_000_000, 0), (ADVANCE,))
    back = certified(measured(2_000_000, 2_000_000, 0), (ADVANCE,), 2, first)
    assert this(first, RowKey.ADVANCE_RECOVERED) == 400_000
    assert this(back, RowKey.ADVANCE_RECOVERED) == 0
    assert this(back, RowKey.RETENTION) == -30_000
    assert back.payable_fen == 0
    assert back.carried_out_fen == -970_000 * YUAN


@pytest.mark.parametrize(
    "mode, kind, kept",
    [
        (RetentionMode.EACH_PERIOD, CertificateKind.INTERIM, 105_000),
        (RetentionMode.AT_HANDOVER, CertificateKind.INTERIM, 0),
        (RetentionMode.AT_HANDOVER, CertificateKind.FINAL, 105_000),
        (RetentionMode.GUARANTEE, CertificateKind.FINAL, 0),
        (RetentionMode.EACH_PERIOD, CertificateKind.RETENTION, 0),
    ],
)
def test_retention_follows_its_mode(mode: RetentionMode, kind: CertificateKind, kept: int) -> None:
    terms = replace(TERMS, retention_mode=mode)
    figures = certified(measured(2_000_000, 1_500_000, 0), terms=terms, kind=kind)
    assert this(figures, RowKey.RETENTION) == kept


def test_retention_stops_at_its_cap() -> None:
    terms = replace(TERMS, retention_cap_share=Decimal("0.01"))
    figures = certified(measured(2_000_000, 3_000_000, 0), terms=terms)
    assert this(figures, RowKey.RETENTION) == 100_000


def test_retention_is_released_as_a_payment() -> None:
    last = three_periods()[-1]
    released = certified(last.items, (ADVANCE, PENALTY), 4, last, kind=CertificateKind.RETENTION)
    assert this(released, RowKey.RETENTION) == -300_000
    assert released.payable_fen == 300_000 * YUAN
    assert released.payable_to_end_fen == 9_980_000 * YUAN


def test_less_than_the_minimum_waits_for_the_next_certificate() -> None:
    terms = replace(TERMS, minimum_certificate_fen=100_000 * YUAN)
    first = certified(measured(100_000, 0, 0), terms=terms)
    second = certified(measured(110_000, 0, 0), (), 2, first, terms)
    assert (first.payable_fen, first.carried_out_fen) == (0, 97_000 * YUAN)
    assert second.carried_in_fen == 97_000 * YUAN
    assert (second.payable_fen, second.carried_out_fen) == (106_700 * YUAN, 0)


def test_a_final_certificate_asks_no_minimum_and_recovers_the_rest() -> None:
    terms = replace(TERMS, minimum_certificate_fen=PRICE)
    first = certified(measured(2_000_000, 3_000_000, 0), (ADVANCE,), terms=terms)
    last = certified(first.items, (ADVANCE,), 2, first, terms, CertificateKind.FINAL)
    assert first.payable_fen == 0
    assert last.to_end[RowKey.ADVANCE_RECOVERED] == 1_000_000 * YUAN
    assert last.payable_fen == last.to_end[RowKey.NET] == (5_000_000 - 150_000) * YUAN


def test_a_material_advance_is_recovered_when_used_and_at_the_latest_after_its_months() -> None:
    delivered = entry(EntryKind.MATERIAL, 100_000, 1)
    used = entry(EntryKind.MATERIAL_USED, 40_000, 2)
    found = []
    previous = None
    for period in (1, 2, 3, 4):
        entries = (delivered,) if period == 1 else (delivered, used)
        previous = certified(measured(0, 0, 0), entries, period, previous)
        paid, recovered = RowKey.MATERIAL_PAID, RowKey.MATERIAL_RECOVERED
        found.append((this(previous, paid), this(previous, recovered)))
    # 60 % is advanced; 60 % of what is used comes back; the rest after three months.
    assert found == [(60_000, 0), (0, 24_000), (0, 0), (0, 36_000)]


def test_every_kind_of_entry_moves_the_net_amount_its_own_way() -> None:
    entries = (
        entry(EntryKind.PRICE, -1_000),
        entry(EntryKind.CLAIM, 5_000),
        entry(EntryKind.INTEREST, 300),
        entry(EntryKind.PENALTY, 2_000),
    )
    figures = certified(measured(100_000, 0, 0), entries)
    assert this(figures, RowKey.NET) == 100_000 - 1_000 + 5_000 + 300 - 2_000 - 3_000


def test_stored_figures_come_back_exactly() -> None:
    for figures in three_periods():
        assert figures_from(plain(figures)) == figures


def test_the_ledger_is_told_the_same_net_amount() -> None:
    for figures in three_periods():
        assert amounts_of(figures).net_fen == figures.net_fen
