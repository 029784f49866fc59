"""Keeping channels and their members; no secret ever stands in an event of the audit trail."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.accounts.models import User
from app.extensions import db
from app.notices.models import Channel, ChannelMember
from app.notices.queries import channels as channel_queries
from app.notices.rules.channels import ChannelDraft, ChannelKind, channel_problems
from app.shared.audit import Actor, changed_fields, record
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.sentences import say
from app.works.models import KeyPost

OPEN_FIELDS = ("name", "project_id", "is_on", "takes_digest", "mail_user", "mail_from", "mail_to")
SECRETS = ("address", "secret")


def create_channel(
    name: str, kind: ChannelKind, details: Mapping[str, Any] | None = None, *, by: Actor
) -> Channel:
    """Set up a channel. Raises RuleBroken."""
    channel = Channel(kind=kind)
    _set(channel, {"name": name, **(details or {})})
    _check(channel)
    db.session.add(channel)
    told = {"kind": kind.value, "is_on": channel.is_on, "project_id": channel.project_id}
    record(by, "channel.created", channel, told)
    return channel


def change_channel(
    channel: Channel, details: Mapping[str, Any], *, by: Actor, seen_version: int | None = None
) -> None:
    """Change a channel; an empty address or secret keeps what is stored. Raises RuleBroken, StaleEdit."""
    if seen_version is not None and seen_version != channel.version:
        raise StaleEdit([say("Somebody else has changed this channel meanwhile.")])
    before = {name: getattr(channel, name) for name in OPEN_FIELDS}
    renewed = [name for name in SECRETS if details.get(name)]
    with db.session.no_autoflush:
        _set(channel, details)
        _check(channel)
    # A person has looked at it: it may be tried at once.
    channel.failures, channel.blocked_until = 0, None
    after = {name: getattr(channel, name) for name in OPEN_FIELDS}
    changes: dict[str, Any] = changed_fields(before, after) | dict.fromkeys(renewed, "renewed")
    record(by, "channel.changed", channel, changes)


def add_member(
    channel: Channel, *, by: Actor, user: User | None = None, key_post: KeyPost | None = None
) -> ChannelMember:
    """Let somebody be a member from today on. Raises RuleBroken."""
    known = {
        (member.user_id, member.key_post_id) for member in channel_queries.list_members(channel.id)
    }
    member = ChannelMember(
        channel_id=channel.id, user_id=user.id if user else None,
        key_post_id=key_post.id if key_post else None, since=today(),
    )  # fmt: skip
    if (member.user_id, member.key_post_id) in known:
        raise RuleBroken([say("This person is a member already.")])
    db.session.add(member)
    name = user.name if user else key_post.person_name if key_post else ""
    record(by, "channel.member_added", channel, {"member": name})
    return member


def remove_member(member: ChannelMember, reason: str, *, by: Actor, on: date) -> None:
    """Let a member be none from a day on; the time before stays to be seen."""
    member.until = max(on, member.since)
    name = member.user.name if member.user else member.key_post.person_name  # type: ignore[union-attr]
    record(by, "channel.member_removed", member.channel, {"member": name}, reason=reason)


def remove_who_left(day: date, *, by: Actor) -> int:
    """Remove the members whose account is closed or who left their post; return how many. Source: R16."""
    gone = channel_queries.list_members_who_left(day)
    for member in gone:
        reason = "account closed" if member.user_id else "left the post"
        remove_member(member, reason, by=by, on=day)
    return len(gone)


def _set(channel: Channel, details: Mapping[str, Any]) -> None:
    for name in OPEN_FIELDS:
        if name in details:
            setattr(channel, name, details[name])
    for name in SECRETS:
        if details.get(name):
            setattr(channel, name, details[name].strip())


def _check(channel: Channel) -> None:
    draft = ChannelDraft(
        channel.name or "", channel.kind, channel.address or "", channel.secret or "",
        channel.mail_from or "", channel.mail_to or "", bool(channel.is_on),
    )  # fmt: skip
    problems = channel_problems(draft)
    same = channel_queries.find_channel(draft.name)
    if same is not None and same is not channel:
        problems.append(say("There is a channel of this name already."))
    if problems:
        raise RuleBroken(problems)
