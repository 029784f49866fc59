"""Problems that anybody along the road may report. Source: domain.md R14."""

from dataclasses import dataclass
from decimal import Decimal

from app.inspections.rules import Stretch, stretch_problems
from app.orders.rules.notices import text_problems
from app.orders.rules.words import ReportState
from app.shared.sentences import Sentence, say


@dataclass(frozen=True)
class ReportEntry:
    """A problem as somebody reported it."""

    client_uuid: str
    description: str
    work_id: int | None = None
    start_m: Decimal | None = None
    end_m: Decimal | None = None


def report_problems(entry: ReportEntry, stretch: Stretch | None) -> list[Sentence]:
    """Return what is wrong with the report."""
    problems = text_problems(entry.description)
    if not entry.description.strip():
        problems.append(say("Say what you saw."))
    if stretch is not None and entry.work_id is None:
        problems.append(say("A chainage needs its road."))
    return problems + stretch_problems(stretch)


def judging_problems(state: ReportState) -> list[Sentence]:
    """Return why the report cannot be judged: each report is judged once."""
    if state != ReportState.REPORTED:
        return [say("This report was judged already: %(state)s.", state=state.label)]
    return []


def untrue_problems(state: ReportState, reason: str) -> list[Sentence]:
    """Return why the report cannot be closed as not true."""
    problems = judging_problems(state) + text_problems(reason)
    if not reason.strip():
        problems.append(say("Say why the report is not true."))
    return problems


def merging_problems(
    state: ReportState, number: int, into: int, into_section: int, section: int
) -> list[Sentence]:
    """Return why the report cannot be merged into another one."""
    problems = judging_problems(state)
    if number == into:
        problems.append(say("A report cannot be a repetition of itself."))
    if section != into_section:
        problems.append(say("The other report is of another section."))
    return problems
