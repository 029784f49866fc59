"""What a notice is and when it may be sent. Source: domain.md R13.

A notice (通知) tells people something; the demand to put something right is a rectification notice
(整改通知单) and belongs to the room `orders`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.shared.sentences import LabelledEnum, Sentence, say

LONGEST_TITLE = 200
LONGEST_TEXT = 10_000


class NoticeCategory(LabelledEnum):
    """What a notice is about: the five uses of the bureau's groups (R13)."""

    DOCUMENT = "document", say("Documents and instructions")
    ARRANGEMENT = "arrangement", say("Arrangement of work")
    PROBLEM = "problem", say("Problems and their solution")
    DAILY = "daily", say("Daily work")
    OTHER = "other", say("Other matters")


class AddresseeKind(LabelledEnum):
    """To whom a notice is addressed."""

    USER = "user", say("Person")
    ORGANISATION = "organisation", say("Organisation")
    SECTION = "section", say("Section")
    CHANNEL = "channel", say("Channel")


@dataclass(frozen=True)
class Audience:
    """To whom a notice goes, by number; whoever stands in it twice gets it once.

    A section stands for its contractor, its supervision firm, its area engineer and whoever answers for it.
    """

    users: Collection[int] = ()
    organisations: Collection[int] = ()
    sections: Collection[int] = ()
    channels: Collection[int] = ()

    def named(self) -> list[tuple[AddresseeKind, int]]:
        """Return every addressee once, in a fixed order."""
        parts = (
            (AddresseeKind.CHANNEL, self.channels), (AddresseeKind.ORGANISATION, self.organisations),
            (AddresseeKind.SECTION, self.sections), (AddresseeKind.USER, self.users),
        )  # fmt: skip
        return [(kind, number) for kind, numbers in parts for number in sorted(set(numbers))]


@dataclass(frozen=True)
class ReadState:
    """How many people of an organisation were told and how many of them have read."""

    organisation: str
    told: int
    read: int
    last_read_at: datetime | None = None
    #: The people who have not read, by name.
    waiting: list[str] = field(default_factory=list)

    @property
    def share_words(self) -> str:
        """Read and told, as 3/5."""
        return f"{self.read}/{self.told}"


def problems_with(title: str, text: str, audience: Audience) -> list[Sentence]:
    """Return why a notice cannot be sent so."""
    problems = []
    if not title.strip():
        problems.append(say("Give the notice a title."))
    if len(title) > LONGEST_TITLE:
        problems.append(say("The title may have at most %(most)s characters.", most=LONGEST_TITLE))
    if len(text) > LONGEST_TEXT:
        problems.append(say("The text may have at most %(most)s characters.", most=LONGEST_TEXT))
    if not audience.named():
        problems.append(say("Choose at least one addressee."))
    return problems


def read_states(
    receipts: Iterable[tuple[str, str, datetime | None]],
) -> list[ReadState]:
    """Return the read state of each organisation from (organisation, person, read at), by its name.

    Organisations in which somebody has not read come first.
    """
    grouped: dict[str, list[tuple[str, datetime | None]]] = {}
    for organisation, person, read_at in receipts:
        grouped.setdefault(organisation, []).append((person, read_at))
    states = []
    for organisation, people in grouped.items():
        moments = [read_at for _, read_at in people if read_at is not None]
        waiting = sorted(person for person, read_at in people if read_at is None)
        states.append(
            ReadState(organisation, len(people), len(moments), max(moments, default=None), waiting)
        )
    return sorted(states, key=lambda state: (not state.waiting, state.organisation))
