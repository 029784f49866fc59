"""Telling those who are invited: the invitation with the agenda, and the minutes afterwards."""

from dataclasses import dataclass

from app.accounts.models import User
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState, OutcomeKind
from app.notices.actions import send_notice
from app.notices.models import Notice
from app.notices.rules import Audience, NoticeCategory
from app.shared.calendar import SHANGHAI
from app.shared.errors import RuleBroken
from app.shared.sentences import say

#: More lines would hide what matters in a group's message; the page has them all.
MOST_LINES = 12


@dataclass(frozen=True)
class Letter:
    """What would be sent, as it is shown before it leaves; always in the bureau's language."""

    title: str
    lines: tuple[str, ...]
    users: tuple[int, ...]
    names: tuple[str, ...]
    #: Invited people without an account, whom the program cannot reach.
    unreached: tuple[str, ...]
    key: str


def letter_for(meeting: Meeting) -> Letter:
    """Return the invitation of a meeting to come, or the minutes of one that is closed."""
    people = [one for one in meeting.attendees if one.user_id is not None]
    unreached = [one.name or one.organisation for one in meeting.attendees if one.user_id is None]
    users = {one.user_id: one.name for one in people if one.user_id is not None}
    for person in (meeting.chair, meeting.recorder):
        if person is not None:
            users.setdefault(person.id, person.name)
    is_closed = meeting.state is MeetingState.CLOSED
    title = f"{'会议纪要' if is_closed else '会议通知'}：{meeting.name}"
    lines = _minutes_lines(meeting) if is_closed else _invitation_lines(meeting)
    kind = "minutes" if is_closed else f"invitation:{meeting.planned_at:%Y%m%d%H%M}"
    return Letter(
        title, tuple(lines), tuple(users), tuple(users.values()), tuple(unreached),
        f"meeting:{meeting.id}:{kind}",
    )  # fmt: skip


def send_letter(meeting: Meeting, *, by: User) -> Notice:
    """Send the invitation or the minutes; the same for the same day is sent once. Raises RuleBroken."""
    if meeting.state in (MeetingState.CANCELLED, MeetingState.MERGED):
        raise RuleBroken([say("This meeting is not held; there is nothing to send.")])
    letter = letter_for(meeting)
    if not letter.users:
        raise RuleBroken([say("Nobody who is invited has an account.")])
    return send_notice(
        category=NoticeCategory.ARRANGEMENT, title=letter.title, text=letter.lines,
        to=Audience(users=letter.users), link=("meetings.meeting_page", {"meeting_id": meeting.id}),
        key=letter.key, by=by, asks_receipt=True, is_demonstration=meeting.is_demonstration,
    )  # fmt: skip


def _invitation_lines(meeting: Meeting) -> list[str]:
    moment = meeting.planned_at.astimezone(SHANGHAI)
    found = [
        f"时间：{moment.year}年{moment.month}月{moment.day}日{moment:%H:%M}",
        f"地点：{meeting.place or '另行通知'}",
        f"主持人：{meeting.chair.name if meeting.chair else '待定'}",
        f"议题：{len(meeting.items)} 项" if meeting.items else "议题：无",
    ]
    found += [f"{place}. {one.title}" for place, one in enumerate(meeting.items[:MOST_LINES], 1)]
    return found


def _minutes_lines(meeting: Meeting) -> list[str]:
    binding = [one for one in meeting.outcomes if one.kind is not OutcomeKind.INFORMATION]
    found = [f"议定事项：{len(binding)} 项" if binding else "议定事项：无"]
    for place, one in enumerate(binding[:MOST_LINES], 1):
        who = one.owner.name if one.owner else one.owner_name
        firm = one.organisation.name if one.organisation else ""
        due = f"，{one.due_on.month}月{one.due_on.day}日前" if one.due_on else ""
        found.append(f"{place}. {one.text}（{' '.join(filter(None, (firm, who)))}{due}）")
    return found
