"""What the ledger is told of a certificate."""

from app.certificates.rules.figures import CertificateFigures, RowKey
from app.ledger.rules.builders import CertificateAmounts


def amounts_of(figures: CertificateFigures) -> CertificateAmounts:
    """Return what this certificate alone moves; its net amount is that of the certificate."""
    return CertificateAmounts(
        works_fen=figures.this(RowKey.WORKS),
        price_and_claims_fen=figures.this(RowKey.PRICE) + figures.this(RowKey.CLAIM),
        interest_fen=figures.this(RowKey.INTEREST),
        penalty_fen=figures.this(RowKey.PENALTY),
        advance_paid_fen=figures.this(RowKey.ADVANCE_PAID),
        advance_recovered_fen=figures.this(RowKey.ADVANCE_RECOVERED),
        material_paid_fen=figures.this(RowKey.MATERIAL_PAID),
        material_recovered_fen=figures.this(RowKey.MATERIAL_RECOVERED),
        retention_fen=figures.this(RowKey.RETENTION),
    )
