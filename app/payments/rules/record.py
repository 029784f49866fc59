"""A proposal's inputs as canonical text, so that it can be recomputed to the fen later."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.payments.rules.entitlement import Account, Confirmation
from app.payments.rules.policy import BANDS
from app.payments.rules.reasons import from_record, to_record
from app.shared.calendar import WorkingCalendar


def account_to_record(account: Account) -> dict[str, Any]:
    """Return a section's inputs as plain data: whole fen, ratios as text, days as ISO text."""
    return {
        "section_id": account.section_id,
        "contract_no": account.contract_no,
        "confirmed": [[c.confirmed_on.isoformat(), c.value_fen] for c in account.confirmed],
        "paid_fen": account.paid_fen,
        "wages_paid_fen": account.wages_paid_fen,
        "contract_share": str(account.contract_share),
        "wage_share": str(account.wage_share),
        "signed_on": account.signed_on.isoformat() if account.signed_on else None,
        "is_sme": account.is_sme,
        "agreed_days": account.agreed_days,
        "place": account.place,
        "band": account.band.value if account.band else None,
        "unranked_because": (
            to_record(account.unranked_because) if account.unranked_because else None
        ),
        "held_fen": account.held_fen,
        "late_share_per_day": str(account.late_share_per_day),
    }


def account_from_record(record: Mapping[str, Any]) -> Account:
    """Return the section's inputs that `account_to_record` wrote."""
    because = record["unranked_because"]
    return Account(
        section_id=record["section_id"],
        contract_no=record["contract_no"],
        confirmed=tuple(
            Confirmation(date.fromisoformat(day), value) for day, value in record["confirmed"]
        ),
        paid_fen=record["paid_fen"],
        wages_paid_fen=record["wages_paid_fen"],
        contract_share=Decimal(record["contract_share"]),
        wage_share=Decimal(record["wage_share"]),
        signed_on=date.fromisoformat(record["signed_on"]) if record["signed_on"] else None,
        is_sme=record["is_sme"],
        agreed_days=record["agreed_days"],
        place=record["place"],
        band=BANDS[record["band"]] if record["band"] else None,
        unranked_because=from_record(because) if because else None,
        held_fen=record["held_fen"],
        late_share_per_day=Decimal(record["late_share_per_day"]),
    )


def calendar_to_record(calendar: WorkingCalendar) -> dict[str, bool]:
    """Return the moved days of a calendar as plain data."""
    return {day.isoformat(): worked for day, worked in sorted(calendar.exceptions.items())}


def calendar_from_record(record: Mapping[str, bool]) -> WorkingCalendar:
    """Return the calendar that `calendar_to_record` wrote."""
    return WorkingCalendar({date.fromisoformat(day): worked for day, worked in record.items()})


def canonical(record: Any) -> str:
    """Return plain data as the one text that stands for it: sorted keys, no spaces."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(record: Any) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(record).encode()).hexdigest()
