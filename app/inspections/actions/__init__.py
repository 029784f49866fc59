"""Entering visits, findings' proofs and checks, and site logs; each checks, writes, records, flushes."""

from app.inspections.actions.findings import close_finding, hand_in_proof, send_back
from app.inspections.actions.inspections import log_inspection
from app.inspections.actions.raising import raise_finding
from app.inspections.actions.site_logs import write_site_log

__all__ = [
    "close_finding",
    "hand_in_proof",
    "log_inspection",
    "raise_finding",
    "send_back",
    "write_site_log",
]
