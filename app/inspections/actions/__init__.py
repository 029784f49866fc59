"""Entering visits, findings' proofs and checks, and site logs; each checks, writes, records, flushes."""

from app.inspections.actions.findings import close_finding, hand_in_proof, send_back
from app.inspections.actions.inspections import log_inspection
from app.inspections.actions.photos import attach, keep_photo
from app.inspections.actions.site_logs import write_site_log
from app.inspections.actions.sweep import sweep_photos

__all__ = [
    "attach",
    "close_finding",
    "hand_in_proof",
    "keep_photo",
    "log_inspection",
    "send_back",
    "sweep_photos",
    "write_site_log",
]
