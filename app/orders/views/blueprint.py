"""The blueprint, and what its pages have in common."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, request

from app.inspections.rules import Severity, default_due_on
from app.orders.models import ProblemReport, StopOrder
from app.orders.queries import BlockedStretch
from app.orders.rules import BlockKind, LookBackOutcome, NoticeState, ReportState, StopState
from app.shared import formats
from app.shared.calendar import today
from app.shared.pages import address
from app.shared.sentences import LabelledEnum
from app.shared.settings import value_of, working_calendar

blueprint = Blueprint("orders", __name__)
S = TypeVar("S", bound=LabelledEnum)
TONES: Mapping[StrEnum, str] = {
    NoticeState.OPEN: "orange",
    NoticeState.ANSWERED: "blue",
    NoticeState.RETURNED: "red",
    NoticeState.CLOSED: "green",
    LookBackOutcome.HELD: "green",
    LookBackOutcome.RELAPSED: "red",
    StopState.STANDING: "red",
    StopState.ASKED: "orange",
    StopState.CHECKED: "blue",
    StopState.LIFTED: "green",
    ReportState.REPORTED: "orange",
    ReportState.TAKEN_UP: "blue",
    ReportState.UNTRUE: "grey",
    ReportState.DUPLICATE: "grey",
}

PAGES: Mapping[BlockKind, str] = {
    BlockKind.STOP_ORDER: "/stop-orders",
    BlockKind.OVERDUE_NOTICE: "/notices",
    BlockKind.NONCONFORMITY: "/quality/nonconformities",
}


@blueprint.app_template_global()
def order_tone(state: StrEnum) -> str:
    """Return the colour of the state of a notice, a stop order or a report."""
    return TONES[state]


@blueprint.app_template_global()
def place_of_paper(paper: StopOrder | ProblemReport | BlockedStretch) -> str | None:
    """Return where along its road a paper holds, as it is written."""
    if paper.start_m is None:
        return None
    if paper.end_m is None:
        return formats.chainage(paper.start_m)
    return formats.chainage_range(paper.start_m, paper.end_m)


@blueprint.app_template_global()
def paper_url(kind: BlockKind, number: int) -> str:
    """Return the page of the paper that holds a stretch back."""
    if kind is BlockKind.START_UP:  # of a section as a whole
        return f"/sections/{number}/start-up"
    return f"{PAGES[kind]}/{number}"


def state_chips(
    states: type[S], counts: Mapping[S, int], asked: S | None
) -> list[tuple[str, str, bool, int]]:
    """Return a ready-made filter for each state, with how many there are."""
    return [
        (
            str(state.label),
            address(state=None if asked == state else state.value, page=None),
            asked == state,
            counts.get(state, 0),
        )
        for state in states
    ]


def usual_due_days() -> dict[Severity, object]:
    """Return by when a finding of today is to be put right, by its severity."""
    days = {one: value_of(f"finding_days_{one.value}") for one in Severity}
    calendar = working_calendar()
    return {one: default_due_on(one, today(), days, calendar) for one in Severity}


def seen_version() -> int | None:
    """Return the version of the record that the form showed."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
