"""Draft a certificate, put entries on it, take them off, and reckon it again each time."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.certificates import queries
from app.certificates.actions.signatures import void
from app.certificates.models import Certificate, CertificateEntry
from app.certificates.queries.approval import list_decisions
from app.certificates.queries.measured import find_measured
from app.certificates.rules import entries as rules
from app.certificates.rules.certify import certify
from app.certificates.rules.figures import CertificateFigures, plain
from app.certificates.rules.states import CertificateKind, CertificateState, EntryKind
from app.contracts.queries import has_bill, terms_of
from app.extensions import db
from app.shared.audit import record
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.locking import locked
from app.shared.quantities import part_of
from app.shared.sentences import say
from app.works.actions import check_version
from app.works.models import Contract, Section
from app.works.queries import contract_of


def draft(
    section: Section, kind: CertificateKind, *, by: User, period_number: int | None = None
) -> Certificate:
    """Draft the next certificate of a section. Raises RuleBroken."""
    contract, covers_to = contract_of(section.id), _last_day(section, period_number)
    problems = rules.draft_problems(kind, period_number, queries.earlier_of(section.id))
    if contract is None or section.id not in has_bill([section.id]):
        problems.insert(0, say("Enter the contract and its bill first."))
    if problems or contract is None:
        raise RuleBroken(problems)
    certificate = Certificate(
        section=section,
        number=_next_number(section.id),
        kind=kind,
        period_number=period_number,
        covers_to=covers_to,
        state=CertificateState.DRAFTED,
        figures={},
        figures_sha256="",
        drafted_by=by,
        **_sums(None),
    )
    if kind is CertificateKind.ADVANCE:
        certificate.entries.append(_whole_advance(contract, by))
    _store(certificate)
    refresh(certificate)
    record(by, "certificate.drafted", certificate, _told(certificate))
    return certificate


def _last_day(section: Section, period_number: int | None) -> date:
    """Return the end of a confirmed period, or today where nothing is measured. Raises RuleBroken."""
    if period_number is None:
        return today()
    measured = find_measured(section.id, period_number)
    if measured is None:
        raise RuleBroken([say("This period of measurement is not confirmed yet.")])
    return measured.last_day


def _whole_advance(contract: Contract, by: User) -> CertificateEntry:
    share = terms_of([contract.section_id])[contract.section_id].advance_share
    amount = part_of(contract.price_fen, share)
    if not amount:
        raise RuleBroken([say("The contract agrees on no advance.")])
    return CertificateEntry(
        kind=EntryKind.ADVANCE,
        amount_fen=amount,
        # Pages say that the contract agrees on it; nobody entered a reason.
        reason="",
        source_paper=contract.number,
        entered_by=by,
    )


def _store(certificate: Certificate) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(certificate)
            db.session.flush()
    except IntegrityError as twice:  # two were drafted in the same moment
        raise RuleBroken([say("Somebody drafted this certificate just now.")]) from twice


def add_entry(
    certificate: Certificate,
    kind: EntryKind,
    amount_fen: int,
    reason: str,
    source_paper: str,
    *,
    by: User,
    seen_version: int | None = None,
) -> CertificateEntry:
    """Put an entry on a drafted or returned certificate. Raises RuleBroken, StaleEdit."""
    _check_open(certificate, seen_version)
    if problems := rules.entry_problems(
        kind, amount_fen, reason, source_paper, by_outsider=by.is_outsider
    ):
        raise RuleBroken(problems)
    entry = CertificateEntry(
        kind=kind,
        amount_fen=amount_fen,
        reason=reason.strip(),
        source_paper=source_paper.strip(),
        entered_by=by,
    )
    certificate.entries.append(entry)
    refresh(certificate)
    told = {"kind": kind, "amount_fen": amount_fen, "source_paper": entry.source_paper}
    record(by, "certificate.entry_added", certificate, told, reason=entry.reason)
    return entry


def remove_entry(
    certificate: Certificate,
    entry: CertificateEntry,
    *,
    by: User,
    seen_version: int | None = None,
) -> None:
    """Take an entry off a drafted or returned certificate. Raises RuleBroken, StaleEdit."""
    _check_open(certificate, seen_version)
    if by.is_outsider and entry.kind in rules.BUREAU_ONLY:
        raise RuleBroken([say("Penalties and the advance are entered by the bureau.")])
    told = {"kind": entry.kind, "amount_fen": entry.amount_fen}
    certificate.entries.remove(entry)
    refresh(certificate)
    record(by, "certificate.entry_removed", certificate, told, reason=entry.reason)


def discard(certificate: Certificate, *, by: User, seen_version: int | None = None) -> None:
    """Throw away a drafted or returned certificate, so that it can be drafted anew. Raises RuleBroken."""
    _check_open(certificate, seen_version)
    if list_decisions(certificate):
        raise RuleBroken([say("Somebody has decided on this certificate: correct it instead.")])
    record(by, "certificate.discarded", certificate, _told(certificate))
    db.session.delete(certificate)
    db.session.flush()


def refresh(certificate: Certificate) -> bool:
    """Reckon the certificate again and store it; return whether the figures changed. Raises RuleBroken.

    Everything that changes figures comes through here, and changed figures void what was signed.
    """
    db.session.flush()
    given = queries.input_of(certificate)
    figures = certify(given)
    if problems := rules.figures_problems(given, figures):
        raise RuleBroken(problems)
    content = plain(figures)
    seal = seal_of(content)
    if seal == certificate.figures_sha256:
        return False
    void(certificate)
    certificate.figures, certificate.figures_sha256 = content, seal
    for name, amount in _sums(figures).items():
        setattr(certificate, name, amount)
    db.session.flush()
    return True


def seal_of(content: Mapping[str, Any]) -> str:
    """Return the hash of figures in their canonical text."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _check_open(certificate: Certificate, seen_version: int | None) -> None:
    check_version(certificate, seen_version)
    locked(certificate)
    if problems := rules.change_problems(certificate.state):
        raise RuleBroken(problems)


def _sums(figures: CertificateFigures | None) -> dict[str, int]:
    names = (
        "gross_to_end_fen",
        "deducted_to_end_fen",
        "payable_to_end_fen",
        "net_fen",
        "payable_fen",
    )
    return {name: getattr(figures, name) if figures else 0 for name in names}


def _told(certificate: Certificate) -> dict[str, Any]:
    return {
        "kind": certificate.kind,
        "period": certificate.period_number,
        "net_fen": certificate.net_fen,
        "figures_sha256": certificate.figures_sha256,
    }


def _next_number(section_id: int) -> int:
    last = db.session.scalar(
        select(func.max(Certificate.number)).where(Certificate.section_id == section_id)
    )
    return (last or 0) + 1
