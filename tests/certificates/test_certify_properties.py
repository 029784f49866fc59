"""What holds of every sequence of certificates."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.certificates.rules.certify import certify
from app.certificates.rules.figures import (
    CertificateFigures,
    CertificateInput,
    EntryFigures,
    ItemFigures,
    RowKey,
)
from app.certificates.rules.states import CertificateKind, EntryKind
from app.contracts.rules import RetentionMode, Terms

#: Fen of each of three items measured to the end of each period: they fall where works are taken back.
MEASURED = st.lists(st.tuples(*[st.integers(0, 10**9)] * 3), min_size=1, max_size=4)
ENTRIES = st.lists(
    st.builds(
        EntryFigures,
        st.sampled_from([kind for kind in EntryKind if kind is not EntryKind.MATERIAL_USED]),
        st.integers(1, 10**8),
        st.integers(1, 5),
    ),
    max_size=4,
)
SHARE = st.integers(0, 300).map(lambda n: Decimal(n).scaleb(-4))
TERMS = st.builds(
    Terms,
    retention_share=SHARE,
    retention_cap_share=SHARE,
    retention_mode=st.sampled_from(list(RetentionMode)),
    minimum_certificate_fen=st.integers(0, 10**9),
    material_months=st.integers(1, 3),
)
PRICE = 3 * 10**9
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


def all_certificates(
    measured: list[tuple[int, ...]], entries: list[EntryFigures], terms: Terms
) -> list[CertificateFigures]:
    found: list[CertificateFigures] = []
    for period, amounts in enumerate(measured, start=1):
        items = tuple(
            ItemFigures(n, str(n), "200", "路基", "", "m³", 7, Decimal(9), Decimal(9), Decimal(q).scaleb(-3))
            for n, q in enumerate(amounts)
        )  # fmt: skip
        known = tuple(entry for entry in entries if entry.period <= period)
        previous = found[-1] if found else None
        found.append(
            certify(
                CertificateInput(
                    CertificateKind.INTERIM, terms, PRICE, items, known, period, previous
                )
            )
        )
    return found


@given(MEASURED, ENTRIES, TERMS)
@PATIENT
def test_cumulative_is_the_sum_of_the_periods(measured, entries, terms):  # type: ignore[no-untyped-def]
    found = all_certificates(measured, entries, terms)
    for key in RowKey:
        assert found[-1].to_end[key] == sum(one.this(key) for one in found)
    assert found[-1].payable_to_end_fen == sum(one.payable_fen for one in found)
    for item in range(3):
        whole = found[-1].items[item].to_end_fen
        assert whole == sum(one.items[item].this_period_fen for one in found)
    assert found[-1].to_end[RowKey.WORKS] == sum(i.to_end_fen for i in found[-1].items)


@given(MEASURED, ENTRIES, TERMS)
@PATIENT
def test_recovery_never_passes_the_advance_and_never_falls(measured, entries, terms):  # type: ignore[no-untyped-def]
    for one in all_certificates(measured, entries, terms):
        for paid, recovered in (
            (RowKey.ADVANCE_PAID, RowKey.ADVANCE_RECOVERED),
            (RowKey.MATERIAL_PAID, RowKey.MATERIAL_RECOVERED),
        ):
            assert 0 <= one.to_previous[recovered] <= one.to_end[recovered] <= one.to_end[paid]


@given(MEASURED, ENTRIES, TERMS)
@PATIENT
def test_nothing_is_negative_that_must_not_be_and_no_fen_is_lost(measured, entries, terms):  # type: ignore[no-untyped-def]
    for one in all_certificates(measured, entries, terms):
        assert one.payable_fen >= 0
        assert 0 <= one.to_end[RowKey.RETENTION] <= PRICE * terms.retention_cap_share + 1
        assert one.payable_to_end_fen + one.carried_out_fen == one.to_end[RowKey.NET]
        assert one.payable_fen + one.carried_out_fen == one.net_fen + one.carried_in_fen
        assert one.payable_fen == 0 or one.payable_fen >= terms.minimum_certificate_fen


@given(MEASURED, ENTRIES.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))), TERMS)  # fmt: skip
@PATIENT
def test_the_order_of_entries_does_not_matter(measured, orders, terms):  # type: ignore[no-untyped-def]
    first, second = orders
    assert all_certificates(measured, first, terms) == all_certificates(
        measured, list(second), terms
    )


@given(MEASURED, TERMS)
@PATIENT
def test_a_final_certificate_leaves_nothing_to_recover(measured, terms):  # type: ignore[no-untyped-def]
    advance = [EntryFigures(EntryKind.ADVANCE, 10**8, 1)]
    last = all_certificates(measured, advance, terms)[-1]
    given_ = CertificateInput(
        CertificateKind.FINAL, terms, PRICE, last.items, tuple(advance), 9, last
    )
    final = certify(given_)
    assert final.to_end[RowKey.ADVANCE_RECOVERED] == 10**8
    again = certify(replace(given_, kind=CertificateKind.RETENTION, previous=final))
    assert again.to_end[RowKey.RETENTION] == 0
