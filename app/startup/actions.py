"""Following the start of a section: open the list, report a step, confirm it, send it back."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.shared.audit import record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of
from app.startup import queries, rules
from app.startup.models import Crew, StartChecklist, StartStep
from app.startup.rules import Report, StepKind, StepState
from app.works.actions import check_version
from app.works.models import Section


def open_checklist(section: Section, awarded_on: date | None, *, by: User) -> StartChecklist:
    """Follow the six steps of the section from the day of award. Raises RuleBroken."""
    problems = rules.opening_problems(awarded_on, today())
    if queries.find_checklist(section.id):
        problems = [say("The start of this section is followed already.")]
    if problems or awarded_on is None:
        raise RuleBroken(problems)
    checklist = StartChecklist(
        section=section,
        awarded_on=awarded_on,
        opened_by=by,
        is_demonstration=section.is_demonstration,
    )
    checklist.steps = [StartStep(kind=kind, state=StepState.OPEN) for kind in StepKind]
    try:
        with db.session.begin_nested():
            db.session.add(checklist)
            db.session.flush()
    except IntegrityError as twice:  # somebody opened it in the same moment
        raise RuleBroken([say("The start of this section is followed already.")]) from twice
    record(by, "start.followed", checklist, {"awarded_on": awarded_on})
    return checklist


def move_award(
    checklist: StartChecklist,
    awarded_on: date | None,
    reason: str,
    *,
    by: User,
    seen_version: int | None = None,
) -> None:
    """Count from another day of award, as when the first award was void (R20).

    Steps done before that day are owed again. Raises RuleBroken, StaleEdit.
    """
    check_version(checklist, seen_version)
    problems = rules.move_problems(awarded_on, reason, today())
    if problems or awarded_on is None:
        raise RuleBroken(problems)
    before, owed = checklist.awarded_on, []
    checklist.awarded_on = awarded_on
    for step in checklist.steps:
        if step.done_on and step.done_on < awarded_on:
            step.state, step.done_on = StepState.OPEN, None
            owed.append(step.kind)
    told = {"awarded_on": [before, awarded_on], "owed_again": owed}
    record(by, "start.award_moved", checklist, told, reason=reason)


def report_step(
    step: StartStep,
    report: Report,
    photos: Sequence[StoredPhoto] = (),
    *,
    by: User,
    seen_version: int | None = None,
) -> None:
    """Report that a step is done, with its evidence. Raises RuleBroken, StaleEdit."""
    check_version(step, seen_version)
    checklist = step.checklist
    contract = checklist.section.contract
    if step.kind is StepKind.CREWS:
        report = _of_crews(checklist, report)
    report = rules.own_fields(step.kind, report)
    problems = rules.report_problems(
        step.kind,
        step.state,
        report,
        clock=queries.clock_of(checklist, step.kind),
        price_fen=contract.price_fen if contract else None,
        today=today(),
        photos=len(photos),
    )
    problems += _problems_of_kind(step)
    if problems:
        raise RuleBroken(problems)
    step.done_on, step.note, step.bank = report.done_on, report.note.strip(), report.bank.strip()
    step.form, step.amount_fen = report.form, report.amount_fen
    step.number, step.valid_until = report.number.strip(), report.valid_until
    step.state, step.decision = StepState.REPORTED, ""
    step.reported_at, step.reported_by = now(), by
    step.decided_at = step.decided_by = None
    db.session.flush()
    owner = Owner(OwnerKind.START_STEP, step.id, today(), section_id=checklist.section_id)
    attach(photos, owner, by=by)
    told = {
        "done_on": step.done_on, "form": step.form, "amount_fen": step.amount_fen,
        "valid_until": step.valid_until, "bank": step.bank, "photos": len(photos),
    }  # fmt: skip
    record(by, "start.step_reported", step, {name: value for name, value in told.items() if value})


def decide_step(
    step: StartStep, reason: str, *, confirms: bool, by: User, seen_version: int | None = None
) -> None:
    """Confirm the step, or send it back with a reason. Raises RuleBroken, StaleEdit."""
    check_version(step, seen_version)
    reported_by = step.reported_by.natural_person if step.reported_by else None
    problems = rules.decision_problems(
        step.state, reported_by, by.natural_person, reason, confirms=confirms
    )
    if problems:
        raise RuleBroken(problems)
    step.state = StepState.CONFIRMED if confirms else StepState.RETURNED
    step.decided_at, step.decided_by, step.decision = now(), by, reason.strip()
    record(by, "start.step_confirmed" if confirms else "start.step_returned", step, reason=reason)


def add_crew(
    checklist: StartChecklist,
    name: str,
    leader: str,
    people: int | None,
    entered_on: date | None,
    *,
    by: User,
) -> Crew:
    """Enter a crew that came to the site. Raises RuleBroken."""
    problems = rules.crew_problems(
        name, people, entered_on, clock=checklist.awarded_on, today=today()
    )
    if any(crew.name == name.strip() for crew in checklist.crews):
        problems.append(say("This crew is entered already."))
    if problems or entered_on is None:
        raise RuleBroken(problems)
    crew = Crew(name=name.strip(), leader=leader.strip(), people=people, entered_on=entered_on)
    try:
        with db.session.begin_nested():
            checklist.crews.append(crew)
            db.session.flush()
    except IntegrityError as twice:  # the same form arrived at the same moment
        raise RuleBroken([say("This crew is entered already.")]) from twice
    record(by, "start.crew_entered", checklist, {"crew": crew.name, "entered_on": entered_on})
    return crew


def remove_crew(crew: Crew, *, by: User) -> None:
    """Take back a crew that was entered by mistake. Raises RuleBroken once the step is confirmed."""
    checklist = crew.checklist
    step = queries.step_of(checklist, StepKind.CREWS)
    if step.state in (StepState.REPORTED, StepState.CONFIRMED):
        raise RuleBroken([say("The step is reported with these crews; they cannot be taken back.")])
    checklist.crews.remove(crew)
    db.session.delete(crew)
    record(by, "start.crew_removed", checklist, {"crew": crew.name})


def _of_crews(checklist: StartChecklist, report: Report) -> Report:
    """Let the crews say on which day enough of them were on the site."""
    least = value_of("least_crews")
    done_on = rules.crews_done_on([crew.entered_on for crew in checklist.crews], least)
    if done_on is None:
        raise RuleBroken(
            [say("Enter at least %(least)s crews with their days of entry first.", least=least)]
        )
    return Report(done_on, report.note)


def _problems_of_kind(step: StartStep) -> list[Sentence]:
    if step.kind is StepKind.CONTRACT:
        return [say("This step is done by entering the contract with its day of signing.")]
    if step.kind is StepKind.LOCATION:
        return rules.location_problems(*queries.count_located(step.checklist.section_id))
    return []
