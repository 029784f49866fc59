"""The kinds of records that phones send: for each its permission, and how it is taken in."""

from app.accounts.permissions import Permission
from app.field.kinds.arrival import Arrival, Kind
from app.field.kinds.inspections import (
    standing_proof,
    take_inspection,
    take_proof,
    take_site_log,
)

KINDS: dict[str, Kind] = {
    "inspection": Kind(Permission.LOG_INSPECTION, take_inspection),
    "site_log": Kind(Permission.WRITE_SITE_LOG, take_site_log),
    "proof": Kind(Permission.PROVE_RECTIFICATION, take_proof, standing_proof),
}

__all__ = ["KINDS", "Arrival", "Kind"]
