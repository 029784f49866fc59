"""Reporting a problem, and judging the report."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.evidence.actions import attach
from app.evidence.queries import photos_of
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.inspections.actions import raise_finding
from app.inspections.rules import FindingEntry
from app.orders import queries, rules
from app.orders.actions.places import stretch_of
from app.orders.models import ProblemReport
from app.orders.rules import ReportEntry, ReportState
from app.shared.audit import record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.works.models import Section


def report_problem(
    section: Section, entry: ReportEntry, *, by: User, photos: Sequence[StoredPhoto] = ()
) -> ProblemReport:
    """Report a problem; the same form sent twice is one report. Raises RuleBroken."""
    if known := queries.find_report_by_uuid(entry.client_uuid):
        return _same_report(known, section, by)
    stretch = stretch_of(section, entry.work_id, entry.start_m, entry.end_m)
    if problems := rules.report_problems(entry, stretch):
        raise RuleBroken(problems)
    report = ProblemReport(
        client_uuid=entry.client_uuid,
        section=section,
        work_id=entry.work_id,
        start_m=entry.start_m,
        end_m=entry.end_m,
        description=entry.description.strip(),
        state=ReportState.REPORTED,
        reported_at=now(),
        reported_by=by,
        is_demonstration=section.is_demonstration,
    )
    try:
        with db.session.begin_nested():
            db.session.add(report)
            db.session.flush()
    except IntegrityError:  # the same form arrived at the same moment
        if known := queries.find_report_by_uuid(entry.client_uuid):
            return _same_report(known, section, by)
        raise
    owner = Owner(
        OwnerKind.PROBLEM, report.id, today(), section_id=section.id, work_id=entry.work_id
    )
    attach(photos, owner, by=by)
    record(by, "problem.reported", report, {"section": section.name, "photos": len(photos)})
    return report


def take_up(report: ProblemReport, finding: FindingEntry, *, by: User) -> None:
    """Make the report a finding, with its photos, to be put right by a day. Raises RuleBroken."""
    if problems := rules.judging_problems(report.state):
        raise RuleBroken(problems)
    shown = [use.photo for use in photos_of(OwnerKind.PROBLEM, [report.id])]
    photos = [StoredPhoto(p.sha256, p.width, p.height, p.byte_count) for p in shown]
    report.finding = raise_finding(report.section, finding, number=1, by=by, photos=photos)
    _judge(report, ReportState.TAKEN_UP, "", by)


def close_as_untrue(report: ProblemReport, reason: str, *, by: User) -> None:
    """Close a false report with the reason. Raises RuleBroken."""
    if problems := rules.untrue_problems(report.state, reason):
        raise RuleBroken(problems)
    _judge(report, ReportState.UNTRUE, reason, by)


def merge(report: ProblemReport, into: ProblemReport, *, by: User) -> None:
    """Let the report be a repetition of another one; whatever that one is a repetition of, counts."""
    first = into.duplicate_of or into
    problems = rules.merging_problems(
        report.state, report.id, first.id, first.section_id, report.section_id
    )
    if problems:
        raise RuleBroken(problems)
    report.duplicate_of = first
    _judge(report, ReportState.DUPLICATE, "", by)
    for later in queries.list_repetitions(report.id):
        later.duplicate_of = first
    db.session.flush()


def _judge(report: ProblemReport, state: ReportState, words: str, by: User) -> None:
    report.state, report.judgement = state, words.strip()
    report.judged_at, report.judged_by = now(), by
    told = {"state": state, "finding": report.finding_id, "same_as": report.duplicate_of_id}
    db.session.flush()
    record(by, "problem.judged", report, told, reason=words)


def _same_report(known: ProblemReport, section: Section, by: User) -> ProblemReport:
    if known.section_id != section.id or known.reported_by_id != by.id:
        raise RuleBroken([say("This form was already used for another report; open a new one.")])
    return known
