"""The pages of certificates."""

from app.certificates.views import all_sections, approval, certificate, checks, section
from app.certificates.views.blueprint import blueprint

__all__ = ["all_sections", "approval", "blueprint", "certificate", "checks", "section"]
