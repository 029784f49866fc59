"""The secret address of a person's calendar: opened, shown once, closed."""

import secrets

from app.accounts.models import User
from app.accounts.queries import digest
from app.extensions import db
from app.meetings.models import CalendarFeed
from app.meetings.queries.meetings import find_feed
from app.shared.audit import record
from app.shared.calendar import now


def open_feed(user: User) -> str:
    """Give the person a new secret address and return its token; an older one stops working."""
    token = secrets.token_urlsafe(32)
    feed = find_feed(user.id)
    if feed is None:
        feed = CalendarFeed(user_id=user.id, token_hash=digest(token))
        db.session.add(feed)
    feed.token_hash, feed.made_at = digest(token), now()
    record(user, "calendar_feed.opened", user)
    return token


def close_feed(user: User) -> None:
    """Let the person's secret address stop working."""
    feed = find_feed(user.id)
    if feed is not None:
        db.session.delete(feed)
        record(user, "calendar_feed.closed", user)
