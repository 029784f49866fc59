"""The figures of a certificate. Source: domain.md 2.4.2 to 2.4.5, A4.

Every row is reckoned from the beginning of the works to the end of the period; what belongs to this
certificate is the difference to the previous one, so the periods always sum to the whole.
"""

from collections.abc import Mapping

from app.certificates.rules.advance import recovered_advance
from app.certificates.rules.figures import (
    COUNTED,
    DEDUCTED,
    CertificateFigures,
    CertificateInput,
    RowKey,
    measured_since,
)
from app.certificates.rules.states import CertificateKind, EntryKind
from app.contracts.rules import RetentionMode, Terms
from app.shared.quantities import part_of

#: With these nothing stays to be recovered.
_LAST = frozenset({CertificateKind.FINAL, CertificateKind.RETENTION})


def certify(given: CertificateInput) -> CertificateFigures:
    """Return the figures of the certificate. The order of its entries does not matter."""
    previous = given.previous
    to_end = _cumulative(given)
    to_previous = {key: given.before(key) for key in RowKey}
    carried_in = previous.carried_out_fen if previous else 0
    total = to_end[RowKey.NET] - to_previous[RowKey.NET] + carried_in
    payable = _payable(given, total)
    return CertificateFigures(
        given.kind,
        given.period,
        given.price_fen,
        measured_since(given.items, previous),
        to_end,
        to_previous,
        carried_in,
        payable,
        total - payable,
        (previous.payable_to_end_fen if previous else 0) + payable,
        _told(given.terms),
    )


def _cumulative(given: CertificateInput) -> dict[RowKey, int]:
    works = sum(item.to_end_fen for item in given.items)
    rows = {
        RowKey.WORKS: works,
        RowKey.PRICE: given.sum_of(EntryKind.PRICE),
        RowKey.CLAIM: given.sum_of(EntryKind.CLAIM),
        RowKey.PENALTY: given.sum_of(EntryKind.PENALTY),
        RowKey.INTEREST: given.sum_of(EntryKind.INTEREST),
        RowKey.ADVANCE_PAID: given.sum_of(EntryKind.ADVANCE),
        RowKey.ADVANCE_RECOVERED: _advance_recovered(given, works),
        RowKey.MATERIAL_PAID: part_of(given.sum_of(EntryKind.MATERIAL), given.terms.material_share),
        RowKey.MATERIAL_RECOVERED: _material_recovered(given),
        RowKey.RETENTION: _retention(given, works),
    }
    rows[RowKey.NET] = sum(-rows[key] if key in DEDUCTED else rows[key] for key in COUNTED)
    return rows


def _advance_recovered(given: CertificateInput, works_fen: int) -> int:
    """Return what is recovered of the advance: all at the end, and never less than before.

    Works that are taken back do not lend recovered money again.
    """
    advance, terms = given.sum_of(EntryKind.ADVANCE), given.terms
    if given.kind in _LAST:
        return advance
    by_progress = recovered_advance(
        advance,
        works_fen,
        given.price_fen,
        terms.advance_start_share,
        terms.advance_end_share,
    )
    return min(advance, max(given.before(RowKey.ADVANCE_RECOVERED), by_progress))


def _material_recovered(given: CertificateInput) -> int:
    """Return what is recovered of the material advance: when used, at the latest after its months."""
    share = given.terms.material_share
    paid = part_of(given.sum_of(EntryKind.MATERIAL), share)
    if given.kind in _LAST:
        return paid
    overdue = sum(
        entry.amount_fen
        for entry in given.entries
        if entry.kind is EntryKind.MATERIAL
        and entry.period + given.terms.material_months <= given.period
    )
    used = given.sum_of(EntryKind.MATERIAL_USED)
    wanted = part_of(max(used, overdue), share)
    return min(paid, max(given.before(RowKey.MATERIAL_RECOVERED), wanted))


def _retention(given: CertificateInput, works_fen: int) -> int:
    """Return what is retained of the certified works; advances and adjustments do not count."""
    terms = given.terms
    if given.kind is CertificateKind.RETENTION:
        return 0
    is_kept = terms.retention_mode is RetentionMode.EACH_PERIOD or (
        terms.retention_mode is RetentionMode.AT_HANDOVER and given.kind is CertificateKind.FINAL
    )
    if not is_kept:
        return 0
    return min(
        part_of(max(0, works_fen), terms.retention_share),
        part_of(given.price_fen, terms.retention_cap_share),
    )


def _payable(given: CertificateInput, total_fen: int) -> int:
    """Return what is paid now of the net amount and what was carried in; less than the minimum waits."""
    is_interim = given.kind is CertificateKind.INTERIM
    minimum = given.terms.minimum_certificate_fen if is_interim else 0
    return total_fen if total_fen > 0 and total_fen >= minimum else 0


def _told(terms: Terms) -> Mapping[str, str]:
    return {
        "advance_share": str(terms.advance_share),
        "advance_start_share": str(terms.advance_start_share),
        "advance_end_share": str(terms.advance_end_share),
        "material_share": str(terms.material_share),
        "material_months": str(terms.material_months),
        "retention_share": str(terms.retention_share),
        "retention_cap_share": str(terms.retention_cap_share),
        "retention_mode": terms.retention_mode.value,
        "minimum_certificate_fen": str(terms.minimum_certificate_fen),
    }
