"""Changing measurement: draft a period, correct it, and let it be submitted, checked and confirmed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.contracts.queries import bill_of, terms_of
from app.extensions import db
from app.measurement import queries, rules
from app.measurement.models import MeasuredLine, MeasurementPeriod
from app.measurement.rules import PeriodState, Proposal
from app.shared.audit import record
from app.shared.calendar import ONE_DAY, Month, assessment_month_of, assessment_period, now, today
from app.shared.errors import RuleBroken
from app.shared.locking import locked
from app.shared.sentences import Sentence, say
from app.startup.queries import readiness_of
from app.works.actions import check_version
from app.works.models import Section
from app.works.queries.scope import roles_at


def draft(section: Section, end_on: date, *, by: User) -> MeasurementPeriod:
    """Draft the next period up to, not including, a day, filled with what acceptances prove. Raises RuleBroken."""
    last = next(iter(queries.list_periods(section.id)), None)
    bill = bill_of(section.id)
    if not bill:
        raise RuleBroken([say("Enter the bill of the contract first.")])
    if last and last.state is not PeriodState.CONFIRMED:
        raise RuleBroken([say("The period before this one is not confirmed yet.")])
    start = readiness_of([section.id], today()).get(section.id)
    if start and not start.is_ready(end_on - ONE_DAY):
        raise RuleBroken(
            [say("Not measured: %(done)s of the six steps of the start are done.", done=start.done)]
        )
    start_on = last.end_on if last else min(_usual_start(section, end_on), end_on - ONE_DAY)
    if not start_on < end_on <= today() + ONE_DAY:
        raise RuleBroken([say("A period ends after it began and not in the future.")])
    number = last.number + 1 if last else 1
    period = MeasurementPeriod(
        section=section, number=number, start_on=start_on, end_on=end_on,
        state=PeriodState.DRAFTED, authors=[by.natural_person],
    )  # fmt: skip
    period.lines.extend(
        _line_of(one) for one in queries.proposals_of(section, number, end_on - ONE_DAY)
    )
    try:
        with db.session.begin_nested():
            db.session.add(period)
            db.session.flush()
    except IntegrityError as twice:  # two were drafted in the same moment
        raise RuleBroken([say("Somebody drafted this period just now.")]) from twice
    record(by, "measurement.drafted", period, {"end_on": end_on, "lines": len(period.lines)})
    return period


def refill(period: MeasurementPeriod, *, by: User, seen_version: int | None = None) -> None:
    """Fill a draft again with what acceptances prove now; corrections downward stay. Raises RuleBroken, StaleEdit."""
    _check_open(period, seen_version)
    proposed = {(one.item_id, one.work_id): one for one in _proposals(period)}
    for line in list(period.lines):
        if line.evidence_quantity is None or line.work_id is None:
            continue  # proven by a paper
        if (now_proven := proposed.pop((line.item_id, line.work_id), None)) is None:
            period.lines.remove(line)
            continue
        line.quantity = rules.refilled(
            line.quantity, line.evidence_quantity, now_proven.evidence_quantity
        )
        line.evidence_quantity = now_proven.evidence_quantity
        line.withheld_quantity = now_proven.withheld_quantity
        line.withheld_by = _papers_of(now_proven)
    period.lines.extend(_line_of(one) for one in proposed.values())
    _store(period, by)
    record(by, "measurement.refilled", period, {"lines": len(period.lines)})


def discard(period: MeasurementPeriod, *, by: User, seen_version: int | None = None) -> None:
    """Throw away a draft that nobody saw yet, so that it can be drafted anew. Raises RuleBroken, StaleEdit."""
    _check_open(period, seen_version)
    if period.returned_because:
        raise RuleBroken([say("This measurement was sent back: correct it instead.")])
    record(by, "measurement.discarded", period, {"end_on": period.end_on})
    db.session.delete(period)
    db.session.flush()


def _line_of(one: Proposal) -> MeasuredLine:
    return MeasuredLine(
        item_id=one.item_id,
        work_id=one.work_id,
        evidence_quantity=one.evidence_quantity,
        withheld_quantity=one.withheld_quantity,
        withheld_by=_papers_of(one),
        quantity=one.evidence_quantity,
    )


def _papers_of(one: Proposal) -> list[dict[str, Any]]:
    return [
        {"kind": by.kind.value, "paper_id": by.paper_id, "paper": by.paper}
        for by in one.withheld_by
    ]


def _proposals(period: MeasurementPeriod) -> list[Proposal]:
    return queries.proposals_of(period.section, period.number, period.end_on - ONE_DAY)


def _usual_start(section: Section, end_on: date) -> date:
    cut_off_day = terms_of([section.id])[section.id].cut_off_day
    month: Month = assessment_month_of(end_on - timedelta(days=1), cut_off_day)
    return assessment_period(month, cut_off_day)[0]


def correct(
    line: MeasuredLine, quantity: Decimal, why: str, *, by: User, seen_version: int | None = None
) -> None:
    """Measure less than is proven, or as much again. Raises RuleBroken, StaleEdit."""
    _check_open(line.period, seen_version)
    if problems := rules.line_problems(quantity, line.evidence_quantity, why, line.paper):
        raise RuleBroken(problems)
    told = {"item": line.item.code, "quantity": [str(line.quantity), str(quantity)]}
    line.quantity, line.why = quantity, why.strip()
    _store(line.period, by)
    record(by, "measurement.corrected", line.period, told, reason=why)


def enter(
    period: MeasurementPeriod,
    item_id: int,
    quantity: Decimal,
    paper: str,
    why: str,
    *,
    by: User,
    seen_version: int | None = None,
) -> MeasuredLine:
    """Measure an item that no acceptance proves, by a paper; again replaces it. Raises RuleBroken, StaleEdit."""
    _check_open(period, seen_version)
    item = next((one for one in bill_of(period.section_id) if one.item_id == item_id), None)
    problems = rules.line_problems(quantity, None, why, paper)
    if item is None or item.process:
        problems.append(say("This item is measured by its acceptances."))
    if problems:
        raise RuleBroken(problems)
    line = next((one for one in period.lines if one.item_id == item_id), None)
    if line is None:
        line = MeasuredLine(item_id=item_id)
        period.lines.append(line)
    line.quantity, line.paper, line.why = quantity, paper.strip(), why.strip()
    _store(period, by)
    told = {"item": item.code if item else "", "quantity": str(quantity), "paper": paper}
    record(by, "measurement.entered", period, told, reason=why)
    return line


def advance(period: MeasurementPeriod, *, by: User, seen_version: int | None = None) -> None:
    """Take the next step: submit, check or confirm. Raises RuleBroken, StaleEdit."""
    check_version(period, seen_version)
    locked(period)
    problems = rules.step_problems(
        period.state,
        roles_at(period.section, by),
        by.natural_person,
        queries.persons_of(period),
        period.authors,
    )
    problems = problems or [*_evidence_problems(period), *_limit_problems(period)]
    if problems:
        raise RuleBroken(problems)
    period.state = rules.STEPS[period.state][0]
    if period.state is PeriodState.SUBMITTED:
        period.submitted_by = by
    elif period.state is PeriodState.CHECKED:
        period.checked_by = by
    else:
        period.confirmed_by, period.confirmed_at = by, now()
    db.session.flush()
    record(by, f"measurement.{period.state.value}", period)


def send_back(
    period: MeasurementPeriod, reason: str, *, by: User, seen_version: int | None = None
) -> None:
    """Return a submitted or checked measurement to its author. Raises RuleBroken, StaleEdit."""
    check_version(period, seen_version)
    locked(period)
    problems = rules.step_problems(
        period.state, roles_at(period.section, by), by.natural_person, ()
    )
    if period.state is PeriodState.DRAFTED:
        problems.append(say("This measurement was not submitted yet."))
    if not reason.strip():
        problems.append(say("Say why the measurement is sent back."))
    if problems:
        raise RuleBroken(problems)
    period.state, period.returned_because = PeriodState.DRAFTED, reason.strip()
    period.submitted_by = period.checked_by = None
    db.session.flush()
    record(by, "measurement.returned", period, reason=reason)


def _check_open(period: MeasurementPeriod, seen_version: int | None) -> None:
    check_version(period, seen_version)
    locked(period)
    if period.state is not PeriodState.DRAFTED:
        raise RuleBroken(
            [say("This measurement can no longer be changed: %(state)s.", state=period.state.label)]
        )


def _store(period: MeasurementPeriod, by: User) -> None:
    if by.natural_person not in period.authors:
        period.authors = [*period.authors, by.natural_person]
    db.session.flush()
    if problems := _limit_problems(period):
        raise RuleBroken(problems)


def _evidence_problems(period: MeasurementPeriod) -> list[Sentence]:
    measured = {
        (line.item_id, line.work_id): line.quantity
        for line in period.lines
        if line.work_id is not None
    }
    proven = {(one.item_id, one.work_id): one.evidence_quantity for one in _proposals(period)}
    codes = {line.item_id: line.code for line in bill_of(period.section_id)}
    return rules.evidence_problems(measured, proven, codes)


def _limit_problems(period: MeasurementPeriod) -> list[Sentence]:
    limit = terms_of([period.section_id])[period.section_id].measurement_limit_share
    measured = queries.measured_to(period.section_id, period.number)
    return rules.limit_problems(bill_of(period.section_id), measured, limit)
