"""Tells the room of photos where those of this room are shown."""

from flask import url_for

from app.evidence.owners import tell_of
from app.evidence.rules import OwnerKind

tell_of(OwnerKind.ORDER, address=lambda number: url_for("orders.stop_page", order_id=number))
tell_of(OwnerKind.PROBLEM, address=lambda number: url_for("orders.report_page", report_id=number))
