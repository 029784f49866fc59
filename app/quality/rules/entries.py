"""What arrives from a form or a phone, shaped and not yet judged."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.quality.rules.chain import Place
from app.quality.rules.parties import Party


@dataclass(frozen=True)
class Position:
    """Where a phone was, in degrees, with its own word of how exact that is."""

    longitude: Decimal
    latitude: Decimal
    accuracy_m: Decimal | None = None


@dataclass(frozen=True)
class AskEntry:
    """A step that the contractor asks to be accepted, with the own check."""

    client_uuid: str
    process: str
    place: Place
    own_check: str
    wanted_at: datetime | None = None
    #: When the work itself was begun and ended.
    started_at: datetime | None = None
    ended_at: datetime | None = None
    position: Position | None = None


@dataclass(frozen=True)
class SignEntry:
    """What a party with an account says in a round."""

    client_uuid: str
    party: Party
    agrees: bool
    opinion: str = ""
    reason: str = ""
    #: The round that the person saw; another one was begun meanwhile when it differs.
    round: int | None = None
    position: Position | None = None


@dataclass(frozen=True)
class VillageEntry:
    """What a village representative says, signs and gives on somebody's telephone."""

    client_uuid: str
    agrees: bool
    name: str
    phone: str
    #: The drawn signature, as PNG; None when nothing was drawn.
    signature: bytes | None
    village: str = ""
    substitute_for: str = ""
    opinion: str = ""
    reason: str = ""
    round: int | None = None
    position: Position | None = None


@dataclass(frozen=True)
class WatchEntry:
    """A side-station record as the supervisor writes it."""

    client_uuid: str
    process: str
    place: Place
    started_at: datetime
    ended_at: datetime
    work_done: str
    watched: str
    problems: str = ""
    weather: str = ""
    quality_officer: str = ""
