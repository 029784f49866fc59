"""Tells the rooms below: where photos of this room are shown, and which stops excuse contractors."""

from flask import url_for

from app.evidence.owners import tell_of
from app.evidence.rules import OwnerKind
from app.obstacles.excuses import also_excused_by
from app.orders.queries.stops import excusing_stops

tell_of(OwnerKind.ORDER, address=lambda number: url_for("orders.stop_page", order_id=number))
also_excused_by(excusing_stops)
tell_of(OwnerKind.PROBLEM, address=lambda number: url_for("orders.report_page", report_id=number))
