"""The tables of certificates."""

from app.certificates.models.approval import ApprovalChain, ApprovalStep
from app.certificates.models.certificate import Certificate, CertificateEntry

__all__ = ["ApprovalChain", "ApprovalStep", "Certificate", "CertificateEntry"]
