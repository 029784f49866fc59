"""The tables of certificates."""

from app.certificates.models.certificate import Certificate, CertificateEntry

__all__ = ["Certificate", "CertificateEntry"]
