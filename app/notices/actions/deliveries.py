"""What waits to leave: put in a queue, sent by the scheduler, settled; and what people do to a queue.

A row is claimed in one transaction, sent outside any, and settled in another. Should the process die in between,
the claim runs out and the row is sent again: a message arrives at least once, in our rows exactly once. A webhook
can tell the repetition by its key; a group may see it twice.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, update

from app.extensions import db
from app.notices.models import Channel, Delivery, DeliveryAttempt
from app.notices.outside import Outgoing, send
from app.notices.queries import channels as queries
from app.notices.rules.channels import (
    BY_HAND,
    CLAIM_TIME,
    LASTING,
    MOST_ATTEMPTS,
    ChannelKind,
    DeliveryState,
    Outcome,
    end_of_quiet,
    may_send_now,
    wait_after,
)
from app.notices.rules.messages import Message
from app.shared.audit import Actor, record
from app.shared.calendar import now
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.shared.settings import value_of
from app.shared.transaction import transaction

MOST_AT_ONCE = 8
#: A run of the job ends before the next one begins.
LONGEST_RUN = timedelta(seconds=45)
ATTEMPTS_KEPT = timedelta(days=14)


def enqueue(
    channel: Channel, key: str, title: str, text: str, *, notice_id: int | None = None
) -> Delivery | None:
    """Let a message wait for a channel, once for a key; None where the channel is off or has no outside."""
    if not channel.is_on or channel.kind is ChannelKind.IN_APP:
        return None
    if known := queries.find_delivery(key):
        return known
    is_manual, moment = channel.kind is ChannelKind.MANUAL, now()
    delivery = Delivery(
        channel_id=channel.id, notice_id=notice_id, key=key, title=title, text=text, made_at=moment,
        state=DeliveryState.TO_COPY if is_manual else DeliveryState.WAITING,
        next_try_at=None if is_manual else moment,
    )  # fmt: skip
    db.session.add(delivery)
    db.session.flush()
    return delivery


def enqueue_all(messages: Sequence[tuple[Channel, str, str, str]]) -> int:
    """Let many messages (channel, key, title, text) wait, in two statements; return how many are new."""
    known = queries.known_keys([key for _, key, _, _ in messages])
    moment = now()
    rows = [
        {
            "channel_id": channel.id, "key": key, "title": title, "text": text, "made_at": moment,
            "state": DeliveryState.TO_COPY if channel.kind in BY_HAND else DeliveryState.WAITING,
            "next_try_at": None if channel.kind in BY_HAND else moment, "attempts": 0,
            "settled_by_name": "",
        }
        for channel, key, title, text in messages
        if channel.is_on and channel.kind is not ChannelKind.IN_APP and key not in known
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Delivery), rows)
    return len(rows)


def deliver() -> str:
    """Send what is due, channel by channel, and say what came of it. Commits by itself, row by row."""
    with transaction():
        expired = _give_up_old()
    if not value_of("outside_messages"):
        return f"switched off, {expired} too old"
    if end_of_quiet(now(), value_of("quiet_from"), value_of("quiet_until")):
        return f"quiet hours, {expired} too old"
    allowed, end, good, bad = value_of("outside_networks"), now() + LONGEST_RUN, 0, 0
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        while now() < end and (round_ := _claim_round()):
            sending = {pool.submit(send, one, allowed, now()): one for one in round_}
            for done in as_completed(sending):
                outcome = done.result()
                with transaction():
                    settle(sending[done], outcome)
                good, bad = good + outcome.is_good, bad + (not outcome.is_good)
    return f"{good} sent, {bad} not, {expired} too old"


def settle(one: Outgoing, outcome: Outcome) -> None:
    """Note what came of an attempt: the message is sent, waits for its next moment, or has failed."""
    delivery, moment = db.session.get_one(Delivery, one.delivery_id), now()
    channel = delivery.channel
    delivery.claimed_until = None
    delivery.trouble, delivery.trouble_number = outcome.trouble, outcome.number
    attempt = queries.last_attempt(delivery.id)
    if attempt is not None:
        attempt.trouble, attempt.trouble_number = outcome.trouble, outcome.number
    if delivery.state is not DeliveryState.WAITING:
        return  # somebody stopped it meanwhile
    if outcome.is_good:
        _end(delivery, DeliveryState.SENT, "")
        channel.failures, channel.blocked_until, channel.last_sent_at = 0, None, moment
        return
    channel.failures += 1
    channel.blocked_until = moment + wait_after(channel.failures, outcome.wait)
    channel.trouble, channel.trouble_number = outcome.trouble, outcome.number
    channel.trouble_at = moment
    delivery.next_try_at = channel.blocked_until
    if outcome.trouble in LASTING or delivery.attempts >= MOST_ATTEMPTS:
        _end(delivery, DeliveryState.FAILED, "")
    db.session.flush()


def send_again(delivery: Delivery, *, by: Actor) -> None:
    """Let a message that failed, was stopped or grew too old wait again. Raises RuleBroken."""
    if delivery.state in (DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.TO_COPY):
        raise RuleBroken([say("This message waits already or has been sent.")])
    moment = now()
    delivery.state, delivery.next_try_at, delivery.made_at = DeliveryState.WAITING, moment, moment
    delivery.attempts, delivery.settled_at, delivery.settled_by_name = 0, None, ""
    delivery.channel.failures, delivery.channel.blocked_until = 0, None
    record(by, "delivery.again", delivery, {"key": delivery.key})


def stop(delivery: Delivery, *, by: Actor) -> None:
    """Let a message that waits never leave. Raises RuleBroken."""
    if delivery.state not in (DeliveryState.WAITING, DeliveryState.TO_COPY):
        raise RuleBroken([say("This message does not wait any more.")])
    _end(delivery, DeliveryState.STOPPED, by.name)
    record(by, "delivery.stopped", delivery, {"key": delivery.key})


def note_copied(delivery: Delivery, *, by: Actor) -> None:
    """Note that somebody brought the message to its group by hand. Raises RuleBroken."""
    if delivery.state is not DeliveryState.TO_COPY:
        raise RuleBroken([say("This message is not one to be copied by hand.")])
    _end(delivery, DeliveryState.SENT, by.name)
    delivery.channel.last_sent_at = now()
    record(by, "delivery.copied", delivery, {"key": delivery.key})


def stop_for_notice(notice_id: int, *, by: Actor) -> None:
    """Stop what waits to tell of a notice that is withdrawn."""
    waiting = (DeliveryState.WAITING, DeliveryState.TO_COPY)
    db.session.execute(
        update(Delivery)
        .where(Delivery.notice_id == notice_id, Delivery.state.in_(waiting))
        .values(
            state=DeliveryState.STOPPED, next_try_at=None, settled_at=now(), settled_by_name=by.name
        )
    )


def forget_attempts(before: datetime) -> int:
    """Delete the attempts before a moment and return how many there were."""
    gone = db.session.execute(delete(DeliveryAttempt).where(DeliveryAttempt.at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _claim_round() -> Sequence[Outgoing]:
    """Claim one message of each channel whose pace allows it, so that no other process sends it."""
    with transaction():
        moment = now()
        attempts = queries.recent_attempts(moment)
        due = [
            delivery
            for delivery in queries.list_due(moment)
            if may_send_now(delivery.channel.kind, attempts.get(delivery.channel_id, ()), moment)
        ]
        for delivery in due:
            delivery.claimed_until = moment + CLAIM_TIME
            delivery.attempts += 1
            db.session.add(
                DeliveryAttempt(delivery_id=delivery.id, channel_id=delivery.channel_id, at=moment)
            )
        return [_outgoing(delivery) for delivery in due]


def _outgoing(delivery: Delivery) -> Outgoing:
    channel = delivery.channel
    recipients = channel.mail_to.replace("\n", ",").split(",")
    return Outgoing(
        delivery.id, channel.id, channel.kind,
        Message(delivery.key, delivery.title, delivery.text, delivery.made_at),
        channel.address or "", channel.secret or "", channel.mail_user, channel.mail_from,
        tuple(name.strip() for name in recipients if name.strip()),
    )  # fmt: skip


def _give_up_old() -> int:
    moment = now()
    oldest = moment - timedelta(hours=value_of("message_lifetime_hours"))
    gone = db.session.execute(
        update(Delivery)
        .where(Delivery.state == DeliveryState.WAITING, Delivery.made_at < oldest)
        .values(state=DeliveryState.EXPIRED, next_try_at=None, settled_at=moment)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _end(delivery: Delivery, state: DeliveryState, by_name: str) -> None:
    delivery.state, delivery.next_try_at = state, None
    delivery.settled_at, delivery.settled_by_name = now(), by_name
    db.session.flush()
