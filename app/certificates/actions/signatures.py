"""Signatures that no longer stand."""

from app.certificates.models import Certificate
from app.certificates.queries.approval import list_signatures
from app.extensions import db
from app.shared.calendar import now


def void(certificate: Certificate) -> int:
    """Let no signature of the certificate stand any more; return how many did."""
    signatures = list_signatures(certificate)
    for one in signatures:
        one.voided_at = now()
    db.session.flush()
    return len(signatures)
