"""Every scheduled job in one table: name, when (Shanghai time), for which period, which action."""

from datetime import date, timedelta

from flask import current_app
from sqlalchemy import delete

from app.accounts.models import SignInAttempt, SignInSession
from app.evidence import actions
from app.evidence.store import folder_in
from app.extensions import db
from app.notices.actions.channels import remove_who_left
from app.notices.actions.deliveries import ATTEMPTS_KEPT, deliver, forget_attempts
from app.notices.actions.reminders import remind_unread
from app.payments.actions.due import propose_due_releases
from app.progress.actions.rollups import freeze_week
from app.progress.queries.rollups import last_week_due, weeks_due
from app.ranking.actions import draft_month
from app.ranking.queries import last_month_over, list_versions
from app.shared.audit import Program
from app.shared.calendar import Week, start_of_day
from app.shared.errors import RuleBroken
from app.shared.scheduler import Errand, Job

SIGN_INS_KEPT = timedelta(days=190)
UNSAVED_PHOTOS_KEPT = timedelta(days=3)


def tidy_sign_ins(day: date) -> str:
    """Forget sign-in sessions and attempts older than the law wants them kept (six months)."""
    before = start_of_day(day - SIGN_INS_KEPT)
    sessions = db.session.execute(delete(SignInSession).where(SignInSession.last_seen_at < before))
    attempts = db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
    return f"{sessions.rowcount} sessions, {attempts.rowcount} attempts"  # type: ignore[attr-defined]


def tidy_channels(day: date) -> str:
    """Take out of the channels whoever left, and forget old attempts to send."""
    gone = remove_who_left(day, by=Program())
    return f"{gone} members, {forget_attempts(start_of_day(day) - ATTEMPTS_KEPT)} attempts"


def freeze_due_weeks(day: date) -> str:
    """Freeze the last week whose cut-off has passed, and those that were missed before it."""
    counts = [f"{week}: {freeze_week(week, Program())} sections" for week in weeks_due(day)]
    return ", ".join(counts)


def sweep_photos(day: date) -> str:
    """Remove photos that came with forms which were never saved."""
    folder = folder_in(current_app.config["DATA_FOLDER"])
    swept = actions.sweep_photos(folder, start_of_day(day - UNSAVED_PHOTOS_KEPT))
    return f"{swept} files"


def draw_rechecks(day: date) -> str:
    """Draw the photos of the last week that somebody else looks at again on the site."""
    week = Week.of(day).previous()
    drawn = actions.draw_sample(week, by=Program())
    return f"{week}: {len(drawn)} photos"


def draft_month_over(day: date) -> str:
    """Draft the ranking of the last month whose assessment is over, unless somebody has done so."""
    month = last_month_over(day)
    if list_versions(month):
        return f"{month}: there already"
    try:
        drafts = draft_month(month, by=Program(), on=day)
    except RuleBroken as broken:
        return " ".join(sentence.english for sentence in broken.sentences)
    return f"{month}: {len(drafts)} groups"


def propose_due_money(day: date) -> str:
    """Propose deferred money that the law wants paid within a week; a person approves it."""
    proposal = propose_due_releases(day, by=Program())
    return f"proposal {proposal.number} of {proposal.month}" if proposal else "nothing to propose"


JOBS: tuple[Job | Errand, ...] = (
    Errand("deliver", {"minute": "*"}, deliver),
    Job("tidy_channels", {"hour": 4, "minute": 10}, lambda day: day.isoformat(), tidy_channels),
    Job("remind_unread", {"hour": 8, "minute": 20}, lambda day: day.isoformat(), remind_unread),
    Job("tidy_sign_ins", {"hour": 3, "minute": 10}, lambda day: day.isoformat(), tidy_sign_ins),
    Job("sweep_photos", {"hour": 3, "minute": 40}, lambda day: day.isoformat(), sweep_photos),
    Job("freeze_week", {"minute": 5}, lambda day: str(last_week_due(day)), freeze_due_weeks),
    Job("draw_rechecks", {"hour": 5, "minute": 20}, lambda day: str(Week.of(day).previous()), draw_rechecks),
    Job("propose_due_money", {"hour": 6, "minute": 40}, lambda day: day.isoformat(), propose_due_money),
    Job("draft_ranking", {"hour": 13, "minute": 30}, lambda d: str(last_month_over(d)), draft_month_over),
)  # fmt: skip
