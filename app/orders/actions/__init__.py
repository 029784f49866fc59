"""Issuing notices and orders, and judging what was reported; each checks, writes, records, flushes."""

from app.orders.actions.notices import issue_notice, look_back, plan_look_back, take_note
from app.orders.actions.office_notes import answer_note, hand_to_office
from app.orders.actions.reports import close_as_untrue, merge, report_problem, take_up
from app.orders.actions.stops import (
    ask_for_resumption,
    check_resumption,
    issue_stop_order,
    order_resumption,
    take_note_of_stop,
)

__all__ = [
    "answer_note",
    "ask_for_resumption",
    "check_resumption",
    "close_as_untrue",
    "hand_to_office",
    "issue_notice",
    "issue_stop_order",
    "look_back",
    "merge",
    "order_resumption",
    "plan_look_back",
    "report_problem",
    "take_note",
    "take_note_of_stop",
    "take_up",
]
