"""Settings of the notices that the bureau may change."""

from typing import Any

from app.notices.rules.networks import network_problems
from app.shared.sentences import Sentence, say
from app.shared.settings import define, whole_number

GROUP = say("Notices")


def _networks(value: Any) -> list[Sentence]:
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        return [say("This value is of another kind.")]
    return network_problems(value)


def _public_address(value: Any) -> list[Sentence]:
    if value == "" or (isinstance(value, str) and value.startswith(("https://", "http://"))):
        return []
    return [say("The address begins with https://.")]


#: An office network without internet is the rule: nothing leaves before somebody wants it to.
define(
    "outside_messages", 0,
    say("Messages leave the program by bots, webhooks and mail (1 yes, 0 no)"), GROUP,
    whole_number(0, 1),
)  # fmt: skip
define(
    "outside_networks", [],
    say("Private networks that channels may reach (such as the mail server's)"), GROUP, _networks,
)  # fmt: skip
define(
    "public_address", "",
    say("The program's address as people open it, for links in messages"), GROUP, _public_address,
)  # fmt: skip
define("quiet_from", 21, say("No messages leave from this hour"), GROUP, whole_number(0, 24))
define("quiet_until", 7, say("Messages leave again from this hour"), GROUP, whole_number(0, 24))
define(
    "message_lifetime_hours", 48,
    say("Messages that could not leave are given up after (hours)"), GROUP, whole_number(1, 720),
)  # fmt: skip
define(
    "remind_unread_days", 2,
    say("Those who have not confirmed a notice are reminded after (days)"), GROUP,
    whole_number(1, 60),
)  # fmt: skip
define(
    "escalate_unread_days", 4,
    say("The sender and the project office are told of them after (days)"), GROUP,
    whole_number(2, 90),
)  # fmt: skip
