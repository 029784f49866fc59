"""What is found before a certificate's last signature."""

from app.bank_accounts.queries import securities_expired, wage_roster_missing
from app.certificates.models import Certificate
from app.certificates.rules.exceptions import Check, Outcome, outcomes_of
from app.orders.queries.stops import list_standing_stops
from app.shared.calendar import Month, today


def findings_of(certificate: Certificate) -> dict[Check, Outcome]:
    """Return what is not in order now, and what each asks for on this kind of certificate."""
    section_id, sections = certificate.section_id, [certificate.section_id]
    found = set()
    if list_standing_stops(section_id):
        found.add(Check.STOP_ORDER)
    if wage_roster_missing(sections, Month.of(certificate.covers_to).previous()):
        found.add(Check.WAGE_ROSTER)
    if securities_expired(sections, today()):
        found.add(Check.SECURITY)
    return outcomes_of(found, certificate.kind)
