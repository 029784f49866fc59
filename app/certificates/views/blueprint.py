"""The blueprint that the pages of certificates share, and how they name a certificate."""

from typing import Final

from flask import Blueprint
from flask_babel import gettext as _

from app.certificates.models import Certificate
from app.shared.quantities import amount_in_words

blueprint = Blueprint("certificates", __name__)
TONES: Final = {
    "drafted": "yellow",
    "in_approval": "accent",
    "returned": "orange",
    "approved": "green",
}


@blueprint.app_template_filter("certificate_title")
def title_of(certificate: Certificate) -> str:
    """Return what pages call the certificate: its number and kind."""
    title: str = _(
        "No. %(number)s %(kind)s", number=certificate.number, kind=str(certificate.kind.label)
    )
    return title


@blueprint.app_template_filter("in_words")
def in_words(amount_fen: int) -> str:
    """Return the amount as receipts write it, in Chinese in every language."""
    return amount_in_words(amount_fen)
