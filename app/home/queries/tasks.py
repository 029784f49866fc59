"""What waits for one person, room by room: one or two statements for each kind of task."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.accounts.rules import Role
from app.evidence.queries import list_rechecks_due_for
from app.extensions import db
from app.home.queries.acceptance_tasks import announced, steps
from app.home.queries.attendance_tasks import absences, leave_requests
from app.home.queries.certificate_tasks import certificates, measurements
from app.home.queries.duty_tasks import my_duties
from app.home.queries.given_tasks import given_tasks
from app.home.queries.order_tasks import look_backs, office_notes, reported_problems, stop_orders
from app.home.queries.quality_tasks import failed_items, results
from app.home.queries.start_tasks import missing_calendar, start_steps
from app.home.rules import DAYS_AHEAD, Task
from app.inspections.models import Finding, Inspection, SiteLog
from app.inspections.rules import FindingState
from app.obstacles.models import Obstacle
from app.obstacles.rules import ObstacleState
from app.payments.models import ReleaseProposal
from app.payments.queries import list_urgent_lines
from app.payments.rules.decide import State
from app.progress.queries.reports import list_reports_due_from, list_reports_waiting_for
from app.progress.queries.rollups import cut_off_of
from app.progress.rules.chain import ReportState
from app.ranking.models import Ranking, RankingLine
from app.ranking.queries import list_objections_waiting_for, month_of
from app.ranking.rules.lifecycle import RankingState
from app.shared.calendar import Month, day_of
from app.shared.kept import kept_apart
from app.shared.sentences import Sentence, say
from app.works.models import Project, Section
from app.works.queries.scope import visible_to, writable_by
from app.works.rules import Status

MOST_OF_A_KIND = 30
DAYS_WITHOUT_VISIT = 7
VISITORS = (Role.AREA_ENGINEER, Role.SUPERVISION_TEAM)
NEXT_STEP: dict[ReportState, Sentence] = {
    ReportState.RETURNED: say("Correct the weekly report"),
    ReportState.SUBMITTED: say("Check the weekly report"),
    ReportState.CHECKED: say("Confirm the weekly report"),
}


def list_tasks(user: User, today: date) -> list[Task]:
    """Return everything that waits for the person, in no order; each kind is kept by itself."""
    kinds = (
        reports,
        findings,
        steps,
        announced,
        results,
        failed_items,
        visits,
        rechecks,
        site_logs,
        obstacles,
        rankings,
        measurements,
        certificates,
        payments,
        deferred_money,
        given_tasks,
        my_duties,
        absences,
        leave_requests,
        stop_orders,
        look_backs,
        reported_problems,
        office_notes,
        start_steps,
        missing_calendar,
    )
    return [
        task
        for kind in kinds
        for task in kept_apart(("tasks", kind.__name__, user.id), partial(_all, kind, user, today))
    ]


def _all(kind: Callable[[User, date], Iterator[Task]], user: User, today: date) -> list[Task]:
    return list(kind(user, today))


def reports(user: User, today: date) -> Iterator[Task]:
    """Weekly reports to write, to correct, to check and to confirm."""
    if not user.has_role(Role.CONTRACTOR, Role.SUPERVISOR, Role.AREA_ENGINEER, Role.PROJECT_OFFICE):
        return
    waiting = list_reports_waiting_for(user)
    for report in waiting[:MOST_OF_A_KIND]:
        yield Task(
            NEXT_STEP[report.state],
            _name(report.section),
            "progress.report",
            {"section_id": report.section_id, "week": str(report.week)},
            day_of(cut_off_of(report.week)),
            report.week,
            came_back=report.state == ReportState.RETURNED,
        )
    returned = {(report.section_id, report.week) for report in waiting}
    for due in list_reports_due_from(user, today):
        if (due.section.id, due.week) not in returned:
            yield Task(
                say("Report the week"),
                _name(due.section),
                "progress.grid",
                {"section_id": due.section.id, "week": str(due.week)},
                day_of(due.due_at),
                due.week,
            )


def findings(user: User, _today: date) -> Iterator[Task]:
    """Findings to put right, for contractors; proofs to look at, for the bureau and supervisors."""
    if may(user, Permission.PROVE_RECTIFICATION):
        wanted, mine = [FindingState.OPEN, FindingState.RETURNED], visible_to(user)
    elif may(user, Permission.CLOSE_FINDING):
        wanted, mine = [FindingState.PROVED], writable_by(user)
        if user.is_outsider:
            mine = and_(mine, Finding.closed_by_bureau_only.is_(False))
    else:
        return
    found = db.session.scalars(
        select(Finding)
        .join(Finding.section)
        .join(Section.project)
        .where(Finding.state.in_(wanted), mine)
        .options(contains_eager(Finding.section).contains_eager(Section.project))
        .order_by(Finding.due_on, Finding.id)
        .limit(MOST_OF_A_KIND)
    )
    for finding in found:
        is_proved = finding.state == FindingState.PROVED
        yield Task(
            say("Look at the proof") if is_proved else say("Put the finding right"),
            _name(finding.section),
            "inspections.finding_page",
            {"finding_id": finding.id},
            None if is_proved else finding.due_on,
            finding.name,
            came_back=finding.state == FindingState.RETURNED,
        )


def visits(user: User, today: date) -> Iterator[Task]:
    """Sections under construction of the person's area or team that nobody has visited for a week."""
    if not user.has_role(*VISITORS):
        return
    last = (
        select(func.max(Inspection.inspected_on))
        .where(Inspection.section_id == Section.id)
        .correlate(Section)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Section.id, Section.name, Project.name.label("project"), last.label("last_on"))
        .join(Section.project)
        .where(
            writable_by(user),
            Section.status == Status.UNDER_CONSTRUCTION,
            or_(last.is_(None), last <= today - timedelta(days=DAYS_WITHOUT_VISIT)),
        )
        .order_by(last.asc().nulls_first(), Section.id)
        .limit(MOST_OF_A_KIND)
    )
    for row in rows:
        due_on = row.last_on + timedelta(days=DAYS_WITHOUT_VISIT) if row.last_on else None
        never = say("No inspection is on record yet.")
        yield Task(
            say("Visit the section"),
            f"{row.project} {row.name}",
            "inspections.new_inspection_of",
            {"section_id": row.id},
            due_on,
            "" if row.last_on else never,
        )


def rechecks(user: User, _today: date) -> Iterator[Task]:
    """Photos that were drawn, whose place the person looks at again."""
    if not may(user, Permission.RECHECK_PHOTOS):
        return
    for recheck in list_rechecks_due_for(user, MOST_OF_A_KIND):
        yield Task(
            say("Look again where a photo was taken"),
            _name(recheck.section) if recheck.section else str(recheck.sample.week),
            "evidence.recheck_page",
            {"recheck_id": recheck.id},
            recheck.due_on,
            recheck.sample.week,
        )


def site_logs(user: User, today: date) -> Iterator[Task]:
    """Projects under construction whose site log of today is not written (R07)."""
    if not user.has_role(Role.PROJECT_OFFICE):
        return
    written = exists().where(SiteLog.project_id == Project.id, SiteLog.log_on == today)
    rows = db.session.execute(
        select(Project.id, Project.name)
        .where(Project.status == Status.UNDER_CONSTRUCTION, ~written)
        .order_by(Project.id)
        .limit(MOST_OF_A_KIND)
    )
    for row in rows:
        yield Task(
            say("Write today's site log"),
            row.name,
            "inspections.site_log_new_of",
            {"project_id": row.id},
            today,
        )


def obstacles(user: User, today: date) -> Iterator[Task]:
    """Obstacles whose clearing the person answers for, or was to follow, and is due."""
    if not may(user, Permission.EDIT_OBSTACLES):
        return
    mine = Obstacle.responsible_id == user.id
    if user.has_role(Role.PROJECT_OFFICE):
        mine = or_(mine, Obstacle.responsible_id.is_(None))
    rows = db.session.execute(
        select(Obstacle.id, Obstacle.name, Obstacle.planned_clear_on, Project.name.label("project"))
        .join(Obstacle.project)
        .where(
            mine,
            Obstacle.state != ObstacleState.CLEARED,
            Obstacle.planned_clear_on <= today + timedelta(days=DAYS_WITHOUT_VISIT),
        )
        .order_by(Obstacle.planned_clear_on, Obstacle.id)
        .limit(MOST_OF_A_KIND)
    )
    for row in rows:
        yield Task(
            say("Clear the obstacle"),
            row.name,
            "obstacles.obstacle_page",
            {"obstacle_id": row.id},
            row.planned_clear_on,
            row.project,
        )


def rankings(user: User, today: date) -> Iterator[Task]:
    """Months to draft, publish and freeze; objections to make and to answer."""
    for objection in list_objections_waiting_for(user):
        yield Task(
            say("Answer the objection"),
            objection.section.name,
            "ranking.objection_page",
            {"objection_id": objection.id},
            objection.ranking.objections_until,
            say("Ranking of %(month)s", month=objection.ranking.month),
        )
    wanted = _states_that_wait_for(user, today)
    if wanted is not None:
        rows = db.session.execute(
            select(Ranking.month, Ranking.state, func.min(Ranking.objections_until).label("until"))
            .where(wanted)
            .group_by(Ranking.month, Ranking.state)
            .order_by(Ranking.month, Ranking.state)
            .limit(MOST_OF_A_KIND)
        )
        for row in rows:
            yield _ranking_task(user, row.month, row.state, row.until)
    if may(user, Permission.DRAFT_RANKING):
        yield from _month_to_draft(today)


def deferred_money(user: User, today: date) -> Iterator[Task]:
    """Deferred payments whose latest lawful date is near or past, for finance and the leader."""
    if not (may(user, Permission.PROPOSE_PAYMENTS) or may(user, Permission.APPROVE_PAYMENTS)):
        return
    for line in list_urgent_lines(user, today + timedelta(days=DAYS_AHEAD))[:MOST_OF_A_KIND]:
        yield Task(
            say("Pay what was deferred"),
            line.section,
            "payments.line",
            {"line_id": line.line_id},
            line.deferred_until,
            say(
                "Deferred in %(month)s; the latest lawful date holds whatever the place",
                month=line.month,
            ),
        )


def payments(user: User, _today: date) -> Iterator[Task]:
    """Proposals that wait for the leader."""
    if not may(user, Permission.APPROVE_PAYMENTS):
        return
    rows = db.session.execute(
        select(
            ReleaseProposal.id,
            ReleaseProposal.month,
            ReleaseProposal.number,
        )
        .where(
            ReleaseProposal.state == State.DRAFT,
            or_(
                ReleaseProposal.proposed_by_id.is_(None), ReleaseProposal.proposed_by_id != user.id
            ),
        )
        .order_by(ReleaseProposal.month, ReleaseProposal.number)
    )
    for row in rows:
        yield Task(
            say("Decide on the payment proposal"),
            row.month,
            "payments.month",
            {"month": str(row.month)},
            None,
            say("Proposal %(number)s of the month", number=row.number),
        )


def _states_that_wait_for(user: User, today: date) -> ColumnElement[bool] | None:
    """Return the condition on Ranking that leaves what waits for the person; None for nothing."""
    conditions: list[ColumnElement[bool]] = []
    if may(user, Permission.PUBLISH_RANKING):
        conditions.append(Ranking.state == RankingState.DRAFT)
    over = and_(Ranking.state == RankingState.PUBLISHED, Ranking.objections_until < today)
    running = and_(Ranking.state == RankingState.PUBLISHED, Ranking.objections_until >= today)
    if may(user, Permission.FREEZE_RANKING):
        conditions.append(over)
    if may(user, Permission.OBJECT_TO_RANKING):
        conditions.append(and_(running, _ranks_own_section(user)))
    return or_(*conditions) if conditions else None


def _ranks_own_section(user: User) -> ColumnElement[bool]:
    """Return the condition that leaves rankings in which a section of the person has a place."""
    return (
        exists()
        .where(RankingLine.ranking_id == Ranking.id, RankingLine.place.is_not(None))
        .where(Section.id == RankingLine.section_id, visible_to(user))
    )


def _ranking_task(user: User, month: Month, state: RankingState, until: date | None) -> Task:
    if state == RankingState.DRAFT:
        what, due_on = say("Publish the ranking"), None
    elif may(user, Permission.FREEZE_RANKING):
        what, due_on = say("Freeze the ranking"), until
    else:
        what, due_on = say("Look at the ranking; objections are open"), until
    return Task(what, month, "ranking.month_sheet", {"month_text": str(month)}, due_on)


def _month_to_draft(today: date) -> Iterator[Task]:
    month = month_of(today).previous()
    is_missing = and_(
        ~exists().where(Ranking.month == month),
        exists().where(Section.status == Status.UNDER_CONSTRUCTION),
    )
    if db.session.scalar(select(is_missing)):
        yield Task(
            say("Draft the ranking"),
            month,
            "ranking.month_sheet",
            {"month_text": str(month)},
            today,
        )


def _name(section: Section) -> str:
    return f"{section.project.name} {section.name}"
