"""Channels, how fast they may be used, and what to do when one is down. Sources: domain.md R16, 4.2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.shared.calendar import SHANGHAI
from app.shared.sentences import LabelledEnum, Sentence, say

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 12
#: How long a send may take before another process may try the same row again.
CLAIM_TIME = timedelta(minutes=3)


class ChannelKind(LabelledEnum):
    """By what a channel leaves the program."""

    IN_APP = "in_app", say("Only in the program")
    WECOM = "wecom", say("WeCom group bot")
    DINGTALK = "dingtalk", say("DingTalk group bot")
    FEISHU = "feishu", say("Feishu group bot")
    WEBHOOK = "webhook", say("Webhook")
    MAIL = "mail", say("E-mail")
    MANUAL = "manual", say("Copied by hand")


class DeliveryState(LabelledEnum):
    """Where a message for a channel is."""

    WAITING = "waiting", say("Waiting to leave")
    TO_COPY = "to_copy", say("To be copied")
    SENT = "sent", say("Gone out")
    FAILED = "failed", say("Did not arrive")
    STOPPED = "stopped", say("Stopped")
    EXPIRED = "expired", say("Too old")


class Trouble(LabelledEnum):
    """Why a message did not arrive; these words never hold an address or a secret."""

    ADDRESS = "address", say("The address of the channel cannot be used.")
    PRIVATE = "private", say("The address lies in a private network that is not allowed.")
    UNKNOWN_HOST = "unknown_host", say("The host of the channel was not found.")
    CONNECTION = "connection", say("The other side did not accept the connection.")
    CERTIFICATE = "certificate", say("The certificate of the other side is not trusted.")
    TIMEOUT = "timeout", say("The other side did not answer in time.")
    REDIRECT = "redirect", say("The other side sent the message to another address.")
    STATUS = "status", say("The other side answered with an error.")
    ANSWER = "answer", say("The answer of the other side could not be understood.")
    TOO_FAST = "too_fast", say("The other side wants fewer messages.")
    REFUSED = "refused", say("The other side refused the key, the signature or the words.")
    RECIPIENT = "recipient", say("The mail server refused the sender or a recipient.")


#: Trying again cannot help before a person has changed something.
LASTING = frozenset(
    {Trouble.ADDRESS, Trouble.PRIVATE, Trouble.REDIRECT, Trouble.REFUSED, Trouble.RECIPIENT}
)
BY_HAND = frozenset({ChannelKind.MANUAL})
OUTSIDE = frozenset(ChannelKind) - {ChannelKind.IN_APP, ChannelKind.MANUAL}
#: Most messages in so many seconds, a little under what the services allow (18 of 20, 90 of 100).
PACES: Mapping[ChannelKind, tuple[tuple[int, int], ...]] = {
    ChannelKind.WECOM: ((18, 60),),
    ChannelKind.DINGTALK: ((18, 60),),
    ChannelKind.FEISHU: ((4, 1), (90, 60)),
    ChannelKind.WEBHOOK: ((60, 60),),
    ChannelKind.MAIL: ((30, 60),),
}
LONGEST_PACE = timedelta(seconds=60)
#: Feishu is overrun at full and half hours and answers 11232.
CROWDED_MINUTES = frozenset({0, 30})


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt: nothing wrong, or a trouble with a number and a wish to wait."""

    trouble: Trouble | None = None
    #: A status or error number, for people who look it up.
    number: int | None = None
    wait: timedelta | None = None

    @property
    def is_good(self) -> bool:
        return self.trouble is None


def may_send_now(kind: ChannelKind, attempts: Sequence[datetime], now: datetime) -> bool:
    """Return whether one more message stays within the pace, given the moments of the last minute's attempts.

    The window slides: in no sixty seconds are there more than the pace says, where a bucket that is full
    at first would let twice as many through in its first minute.
    """
    if kind is ChannelKind.FEISHU and now.minute in CROWDED_MINUTES:
        return False
    return all(
        sum(1 for at in attempts if at > now - timedelta(seconds=seconds)) < most
        for most, seconds in PACES.get(kind, ())
    )


def wait_after(failures: int, wished: timedelta | None = None) -> timedelta:
    """Return how long a channel rests after so many failures in a row: 1, 2, 4 … minutes, at most an hour."""
    doublings: int = 2 ** min(max(failures - 1, 0), 10)
    wait = min(FIRST_WAIT * doublings, LONGEST_WAIT)
    return min(max(wait, wished or wait), LONGEST_WAIT)


def end_of_quiet(moment: datetime, quiet_from: int, quiet_until: int) -> datetime | None:
    """Return when the quiet hours end in which the moment lies, or None outside them.

    Hours are of the Shanghai day and half-open; equal hours mean that there are no quiet ones.
    """
    local = moment.astimezone(SHANGHAI)
    is_over_night = quiet_from > quiet_until
    in_evening, in_morning = local.hour >= quiet_from, local.hour < quiet_until
    is_quiet = in_evening or in_morning if is_over_night else in_evening and in_morning
    if quiet_from == quiet_until or not is_quiet:
        return None
    end = local.replace(hour=quiet_until % 24, minute=0, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)


@dataclass(frozen=True)
class ChannelDraft:
    """What somebody enters of a channel."""

    name: str
    kind: ChannelKind
    address: str = ""
    secret: str = ""
    mail_from: str = ""
    mail_to: str = ""
    is_on: bool = False


def channel_problems(draft: ChannelDraft) -> list[Sentence]:
    """Return why a channel cannot be kept so."""
    problems = []
    if not draft.name.strip():
        problems.append(say("Give the channel a name."))
    if draft.kind not in OUTSIDE:
        return problems
    if draft.is_on and not draft.address:
        problems.append(say("Enter the address before you switch the channel on."))
    if draft.kind is ChannelKind.MAIL:
        if draft.is_on and not (draft.mail_from and draft.mail_to):
            problems.append(say("Enter the sender and the recipients of the mail."))
    elif draft.address and not draft.address.lower().startswith(("https://", "http://")):
        problems.append(say("The address begins with https://."))
    if draft.kind is ChannelKind.WEBHOOK and draft.is_on and len(draft.secret) < LEAST_SECRET:
        problems.append(
            say("A webhook needs a secret of at least %(least)s characters.", least=LEAST_SECRET)
        )
    return problems


LEAST_SECRET = 16


def masked(secret: str | None) -> str:
    """Return a secret as pages may show it: its last four characters at most."""
    if not secret:
        return ""
    return "••••" + (secret[-4:] if len(secret) > 12 else "")
