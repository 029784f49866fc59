"""Reading certificates: for pages, for reckoning the next one, and for what is paid on them."""

from app.certificates.queries.approval import (
    authors_of,
    chain_of,
    find_chain,
    list_decisions,
    list_returned_to,
    list_signatures,
    list_waiting_for,
    signer_of,
)
from app.certificates.queries.certified import Certified, certified_of
from app.certificates.queries.inputs import earlier_of, input_of, payable_periods
from app.certificates.queries.lists import (
    ORDERS,
    certificates_page,
    certificates_statement,
    figures_of,
    find_certificate,
    get_certificate_for,
    get_entry,
    list_certificates,
    list_certificates_of,
)

__all__ = [
    "ORDERS",
    "Certified",
    "authors_of",
    "certificates_page",
    "certificates_statement",
    "certified_of",
    "chain_of",
    "earlier_of",
    "figures_of",
    "find_certificate",
    "find_chain",
    "get_certificate_for",
    "get_entry",
    "input_of",
    "list_certificates",
    "list_certificates_of",
    "list_decisions",
    "list_returned_to",
    "list_signatures",
    "list_waiting_for",
    "payable_periods",
    "signer_of",
]
