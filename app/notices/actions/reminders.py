"""Reminding those who have not confirmed a notice, and telling its sender of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.accounts.queries import list_users_with_role
from app.accounts.rules import Role
from app.extensions import db
from app.notices import queries
from app.notices.actions.deliveries import enqueue
from app.notices.actions.sending import send_notice
from app.notices.models import Notice, NoticeReceipt
from app.notices.queries.channels import list_channels_of
from app.notices.rules import Audience, NoticeCategory
from app.shared.audit import Program
from app.shared.calendar import now, start_of_day
from app.shared.sentences import say
from app.shared.settings import value_of


def remind_unread(day: date) -> str:
    """Remind everybody who has not confirmed for days, then tell the sender and the project office."""
    start = start_of_day(day + timedelta(days=1))
    reminded = _remind(start - timedelta(days=value_of("remind_unread_days")), day)
    told = _escalate(start - timedelta(days=value_of("escalate_unread_days")), day)
    return f"{reminded} people reminded, {told} notices told of"


def _remind(before: datetime, day: date) -> int:
    number = 0
    for notice, receipts in queries.list_unconfirmed(before, reminded=False):
        for receipt in receipts:
            receipt.reminded_at = now()
        number += len(receipts)
        _remind_channels(notice, receipts, day)
    db.session.flush()
    return number


def _remind_channels(notice: Notice, receipts: Sequence[NoticeReceipt], day: date) -> None:
    """Tell the groups which organisations are awaited, by their names and no person's."""
    names = sorted({receipt.organisation.name for receipt in receipts})
    for channel in list_channels_of(notice.id):
        key = f"notice:{notice.id}:{channel.id}:reminder:{day}"
        text = f"《{notice.title}》尚未签收的单位：{'、'.join(names)}。请及时登录系统签收。"
        enqueue(channel, key, "催阅", text, notice_id=notice.id)


def _escalate(before: datetime, day: date) -> int:
    number = 0
    for notice, receipts in queries.list_unconfirmed(before, reminded=True):
        for receipt in receipts:
            receipt.escalated_at = now()
        people = "、".join(f"{r.user.name}（{r.organisation.name}）" for r in receipts)
        office = [user.id for user in list_users_with_role(Role.PROJECT_OFFICE)]
        sender = [notice.sent_by_id] if notice.sent_by_id else []
        if not {*sender, *office}:
            continue
        number += 1
        send_notice(
            category=NoticeCategory.PROBLEM, to=Audience(users={*sender, *office}), by=Program(),
            title=say("Not confirmed for days: %(title)s", title=notice.title[:150]),
            text=say("These people have not confirmed the notice: %(people)s", people=people[:8000]),
            link=("notices.notice_page", {"notice_id": notice.id}),
            key=f"notice:{notice.id}:escalated:{day}", is_demonstration=notice.is_demonstration,
        )  # fmt: skip
    db.session.flush()
    return number
