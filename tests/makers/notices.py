"""Notices for tests: only what the test is about is said."""

from itertools import count
from typing import Any

from app.accounts.models import User
from app.notices.actions import send_notice
from app.notices.actions.channels import create_channel
from app.notices.models import Channel, Notice
from app.notices.rules import Audience, NoticeCategory
from app.notices.rules.channels import ChannelKind
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


def a_channel(kind: ChannelKind = ChannelKind.WECOM, address: str = "", **details: Any) -> Channel:
    """Return a channel that is on, with the address of a bot that is none unless one is given."""
    given = {
        "address": address or "https://bot.invalid/send?key=very-secret-key-1234",
        "is_on": True,
    }
    return create_channel(f"工作群{next(_numbers)}", kind, given | details, by=Program())
