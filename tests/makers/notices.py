"""Notices for tests: only what the test is about is said."""

from itertools import count
from typing import Any

from app.accounts.models import User
from app.notices.actions import send_notice
from app.notices.models import Notice
from app.notices.rules import Audience, NoticeCategory
from app.shared.audit import Actor, Program

_numbers = count(1)


def a_notice(*people: User, by: Actor | None = None, **details: Any) -> Notice:
    """Return a notice that was sent to these people, or to the audience given as `to`."""
    given = {
        "category": NoticeCategory.ARRANGEMENT,
        "title": f"关于召开调度会的通知{next(_numbers)}",
        "to": Audience(users=[person.id for person in people]),
    }
    return send_notice(by=by or Program(), **(given | details))
