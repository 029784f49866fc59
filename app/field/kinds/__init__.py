"""The kinds of records that phones send: for each who may send it, and how it is taken in."""

from app.accounts.permissions import Permission
from app.field.kinds.arrival import Arrival, Kind
from app.field.kinds.inspections import (
    standing_proof,
    take_inspection,
    take_proof,
    take_site_log,
)
from app.field.kinds.notes import take_office_note
from app.field.kinds.obstacles import take_obstacle
from app.field.kinds.orders import take_problem
from app.field.kinds.quality import (
    take_request,
    take_round,
    take_side_station,
    take_sign_off,
    take_village_signature,
)

KINDS: dict[str, Kind] = {
    "inspection": Kind((Permission.LOG_INSPECTION,), take_inspection),
    # A visit that looks at the key posts and at nothing else; the phone asks for less.
    "post_check": Kind((Permission.LOG_INSPECTION,), take_inspection),
    "problem": Kind((Permission.REPORT_PROBLEM,), take_problem),
    "obstacle": Kind((Permission.EDIT_OBSTACLES,), take_obstacle),
    "site_log": Kind((Permission.WRITE_SITE_LOG,), take_site_log),
    "proof": Kind((Permission.PROVE_RECTIFICATION,), take_proof, standing_proof),
    "acceptance": Kind((Permission.REQUEST_ACCEPTANCE,), take_request),
    "round": Kind((Permission.REQUEST_ACCEPTANCE,), take_round),
    "sign_off": Kind((Permission.SIGN_ACCEPTANCE, Permission.SIGN_AS_STATION), take_sign_off),
    "village": Kind((Permission.SIGN_FOR_VILLAGE,), take_village_signature),
    "side_station": Kind((Permission.WRITE_SIDE_STATION,), take_side_station),
    # Whoever could once write the record may hand it over, also without a right to its section.
    "office_note": Kind((Permission.USE_FIELD,), take_office_note),
}

__all__ = ["KINDS", "Arrival", "Kind"]
