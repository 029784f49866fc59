"""What raises or lowers the limits of a figure: design quantities, change orders, reversals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.progress.rules.names import week_name
from app.progress.rules.weekly import LARGEST, Design, plain, read_number
from app.shared.calendar import Week
from app.shared.sentences import Sentence, say

MAX_REASON: Final = 500
MAX_NUMBER: Final = 60


@dataclass(frozen=True)
class Change:
    """An approved change order as it was entered."""

    number: str
    added_quantity: Decimal | None
    decided_on: date | None
    reason: str


@dataclass(frozen=True)
class Reversal:
    """A reversal record as it was entered."""

    quantity: Decimal | None
    week: Week
    reason: str


def design_problems(typed: str, design: Design, done: Decimal) -> list[Sentence]:
    """Return why this cannot be the design quantity of a cell of which `done` is reported."""
    names = {"row": design.row, "column": design.column}
    number = read_number(typed)
    if number is None:
        return [say("%(row)s, %(column)s: “%(typed)s” is not a number.", typed=typed[:20], **names)]
    if number < 0 or number > LARGEST:
        return [say("%(row)s, %(column)s: a design quantity is 0 or more.", **names)]
    if number != round(number, design.places):
        return [
            say(
                "%(row)s, %(column)s: more than %(places)s decimals.",
                places=design.places,
                **names,
            )
        ]
    if number != design.quantity and done > 0:
        return [
            say(
                "%(row)s, %(column)s: progress is already reported, so only a change order"
                " changes the design quantity.",
                **names,
            )
        ]
    return []


def change_order_problems(
    change: Change, design: Design, done: Decimal, today: date
) -> list[Sentence]:
    """Return everything that is wrong with a change order of a cell of which `done` is reported."""
    problems = _number_problems(change.added_quantity, design)
    if not change.number.strip():
        problems.append(say("A change order needs its number."))
    if len(change.number) > MAX_NUMBER:
        problems.append(say("The number has more than %(most)s characters.", most=MAX_NUMBER))
    if change.decided_on is None or change.decided_on > today:
        problems.append(say("A change order was decided today or earlier."))
    if change.added_quantity is not None and design.quantity + change.added_quantity < done:
        problems.append(
            say(
                "The design would fall to %(left)s, but %(done)s are already reported; record a"
                " reversal first.",
                left=plain(design.quantity + change.added_quantity),
                done=plain(done),
            )
        )
    return problems + reason_problems(change.reason)


def reversal_problems(
    reversal: Reversal, design: Design, done: Decimal, today: date
) -> list[Sentence]:
    """Return everything that is wrong with a reversal of a cell of which `done` is reported."""
    problems = _number_problems(reversal.quantity, design)
    if reversal.quantity is not None and reversal.quantity < 0:
        problems.append(say("A reversal takes back more than 0."))
    if reversal.quantity is not None and reversal.quantity > done:
        problems.append(
            say("Only %(done)s are reported; no more can be taken back.", done=plain(done))
        )
    if reversal.week.start > today:
        problems.append(say("Week %(week)s lies in the future.", week=week_name(reversal.week)))
    return problems + reason_problems(reversal.reason)


def stretch_problems(
    start_m: Decimal | None,
    end_m: Decimal | None,
    road: tuple[Decimal, Decimal],
    done_on: date | None,
    today: date,
) -> list[Sentence]:
    """Return everything that is wrong with a stretch that is reported as done."""
    problems = []
    if start_m is None or end_m is None or end_m <= start_m:
        problems.append(say("A stretch ends behind its start."))
    elif start_m < road[0] or end_m > road[1]:
        problems.append(say("The stretch does not lie on this road."))
    if done_on is None or done_on > today:
        problems.append(say("A stretch was done today or earlier."))
    return problems


def reason_problems(reason: str) -> list[Sentence]:
    """Return what is wrong with a reason."""
    if not reason.strip():
        return [say("Say why.")]
    if len(reason) > MAX_REASON:
        return [say("The reason has more than %(most)s characters.", most=MAX_REASON)]
    return []


def _number_problems(quantity: Decimal | None, design: Design) -> list[Sentence]:
    if quantity is None:
        return [say("The quantity is not a number.")]
    if quantity == 0 or abs(quantity) > LARGEST:
        return [say("The quantity must not be 0 or beyond all measure.")]
    if quantity != round(quantity, design.places):
        return [say("The quantity has more than %(places)s decimals.", places=design.places)]
    return []
