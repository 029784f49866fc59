"""Every scheduled job in one table: name, when (Shanghai time), for which period, which action."""

from datetime import date, timedelta

from flask import current_app
from sqlalchemy import delete

from app.accounts.models import SignInAttempt, SignInSession
from app.accounts.queries import list_users_with_role
from app.accounts.rules import Role
from app.digests.actions import make_due_digests
from app.duties.actions import note_lapses, remind
from app.evidence import actions
from app.evidence.store import folder_in
from app.extensions import db
from app.meetings.actions.series import prepare
from app.notices.actions import send_notice
from app.notices.actions.channels import remove_who_left
from app.notices.actions.deliveries import ATTEMPTS_KEPT, deliver, forget_attempts
from app.notices.actions.reminders import remind_unread
from app.notices.rules import Audience, NoticeCategory
from app.payments.actions.due import propose_due_releases
from app.progress.actions.rollups import freeze_week
from app.progress.queries.rollups import last_week_due, weeks_due
from app.ranking.actions import draft_month
from app.ranking.queries import last_month_over, list_versions
from app.shared.audit import Program
from app.shared.calendar import Week, start_of_day
from app.shared.errors import RuleBroken
from app.shared.holidays import calendar_is_due
from app.shared.scheduler import Errand, Job
from app.shared.sentences import say
from app.shared.settings import list_calendar_days
from app.shared.trail import write_head
from app.startup.queries import securities_ending

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


def check_calendar(day: date) -> str:
    """Tell those who keep the settings, from mid-November on, that next year's holidays are missing."""
    year = day.year + 1
    if not calendar_is_due(day) or list_calendar_days(year):
        return "nothing missing"
    people = [person.id for person in list_users_with_role(Role.SYSTEM_ADMIN, Role.PROJECT_OFFICE)]
    send_notice(
        category=NoticeCategory.ARRANGEMENT,
        title=say("The holidays of %(year)s are missing", year=year),
        text=say(
            "Terms of payment and objection are counted with them. Take them from the State Council's notice."
        ),
        to=Audience(users=people),
        by=Program(),
        link=("accounts.setting_calendar", {"year": year}),
        key=f"calendar:{year}:{Week.of(day)}",
    )
    return f"{year} is missing, {len(people)} people told"


def check_securities(day: date) -> str:
    """Tell a section once that its performance security ends soon."""
    told = 0
    for section, ends_on in securities_ending(day):
        send_notice(
            category=NoticeCategory.ARRANGEMENT,
            title=say("The performance security of %(section)s ends", section=section.name),
            text=say("It is valid until %(day)s. Have it extended before that day.", day=ends_on),
            to=Audience(sections=[section.id]),
            by=Program(),
            link=("startup.section_start", {"section_id": section.id}),
            key=f"security:{section.id}:{ends_on}",
        )
        told += 1
    return f"{told} securities end soon"


def check_duties(day: date) -> str:
    """Note which duties are late since today and tell those whose they are; nothing is entered for anybody."""
    found = note_lapses(day)
    return f"{len(found)} periods late, {remind(found, day)} people told"


def write_audit_head(_day: date) -> str:
    """Write down the end of the audit trail, so that nobody can cut it off or rewrite it unseen."""
    return str(write_head(current_app.config["DATA_FOLDER"]))


def every_day(day: date) -> str:
    """Name the period of a job that runs once a day."""
    return day.isoformat()


def prepare_meetings(day: date) -> str:
    """Plan the next meeting of every active series and bring the agendas of all to come up to date."""
    planned, changed = prepare(by=Program())
    return f"{planned} meetings planned, {changed} agendas changed"


JOBS: tuple[Job | Errand, ...] = (
    Errand("deliver", {"minute": "*"}, deliver, say("Send what waits for a channel")),
    Errand("digests", {"minute": "*/5"}, make_due_digests, say("Make the daily digests")),
    Job(
        "tidy_channels", {"hour": 4, "minute": 10}, every_day, tidy_channels,
        say("Take people who left out of the channels, and forget old attempts"),
    ),
    Job(
        "remind_unread", {"hour": 8, "minute": 20}, every_day, remind_unread,
        say("Remind those who have not read"),
    ),
    Job(
        "audit_head", {"hour": 0, "minute": 10}, every_day, write_audit_head,
        say("Write down the end of the audit trail"),
    ),
    Job(
        "tidy_sign_ins", {"hour": 3, "minute": 10}, every_day, tidy_sign_ins,
        say("Forget old sign-ins"),
    ),
    Job(
        "sweep_photos", {"hour": 3, "minute": 40}, every_day, sweep_photos,
        say("Remove photos of forms that were never saved"),
    ),
    Job(
        "freeze_week", {"minute": 5}, lambda day: str(last_week_due(day)), freeze_due_weeks,
        say("Freeze the weekly roll-up"),
    ),
    Job(
        "draw_rechecks", {"hour": 5, "minute": 20}, lambda day: str(Week.of(day).previous()),
        draw_rechecks, say("Draw photos for a re-check"),
    ),
    Job(
        "prepare_meetings", {"hour": 5, "minute": 50}, every_day, prepare_meetings,
        say("Plan the next meetings and bring their agendas up to date"),
    ),
    Job(
        "propose_due_money", {"hour": 6, "minute": 40}, every_day, propose_due_money,
        say("Propose deferred money before its latest lawful date"),
    ),
    Job(
        "check_calendar", {"hour": 7, "minute": 20}, every_day, check_calendar,
        say("Tell when the holidays of next year are missing"),
    ),
    Job(
        "check_securities", {"hour": 7, "minute": 30}, every_day, check_securities,
        say("Tell when a performance security ends"),
    ),
    Job(
        "check_duties", {"hour": 7, "minute": 40}, every_day, check_duties,
        say("Check which duties are late"),
    ),
    Job(
        "draft_ranking", {"hour": 13, "minute": 30}, lambda day: str(last_month_over(day)),
        draft_month_over, say("Draft the ranking of the month that is over"),
    ),
)  # fmt: skip
