"""Leave, replacement and absence at key posts; each action checks, writes, records, flushes."""

from app.attendance.actions.cases import (
    accept_evidence,
    hand_in_evidence,
    issue_criticism,
    open_case,
    refuse_evidence,
)
from app.attendance.actions.requests import (
    ask_for_leave,
    ask_for_replacement,
    decide_leave,
    decide_replacement,
    set_rates,
)

__all__ = [
    "accept_evidence",
    "ask_for_leave",
    "ask_for_replacement",
    "decide_leave",
    "decide_replacement",
    "hand_in_evidence",
    "issue_criticism",
    "open_case",
    "refuse_evidence",
    "set_rates",
]
