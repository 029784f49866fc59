"""Changing the acceptance of steps and their tests. Each writes, records and flushes."""

from app.quality.actions.orders import override, take_back
from app.quality.actions.processes import set_processes
from app.quality.actions.requests import ask, ask_again, withdraw
from app.quality.actions.side_stations import record_watch
from app.quality.actions.sign_offs import settle_strength, sign, sign_for_village

__all__ = [
    "ask",
    "ask_again",
    "override",
    "record_watch",
    "set_processes",
    "settle_strength",
    "sign",
    "sign_for_village",
    "take_back",
    "withdraw",
]
