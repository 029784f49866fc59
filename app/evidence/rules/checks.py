"""What makes a photo doubtful. A flag is a question to a person; no score follows from it by itself.

Sources: domain.md 4.4, peers.md on geotags: a position proves nothing, and a distance only asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.evidence.rules.owners import Owner, OwnerKind
from app.shared.calendar import Week, day_of
from app.shared.quantities import round_half_up
from app.shared.sentences import LabelledEnum, Sentence, say


class FlagKind(LabelledEnum):
    """What may be wrong with a photo as evidence."""

    REUSED = "reused", say("used before")
    ALIKE = "alike", say("same picture elsewhere")
    AT_ZERO = "at_zero", say("position 0, 0")
    FAR = "far", say("far from the section")
    INEXACT = "inexact", say("position inexact")
    IN_FUTURE = "in_future", say("taken in the future")
    OLD = "old", say("taken long before")
    BEFORE_START = "before_start", say("taken before the start")
    WRONG_CLOCK = "wrong_clock", say("phone's clock wrong")
    NO_POSITION = "no_position", say("no position")
    NO_TIME = "no_time", say("no time of capture")

    @property
    def is_doubt(self) -> bool:
        """Whether somebody should look; what a phone leaves out is only noted."""
        return self not in _NOTES


_NOTES = frozenset({FlagKind.NO_POSITION, FlagKind.NO_TIME})
#: A drawn name is no photo of a site, and letters and papers are not taken on the road.
UNCHECKED = frozenset({OwnerKind.SIGNATURE})
OFF_SITE = frozenset({OwnerKind.OBJECTION, OwnerKind.ABSENCE, OwnerKind.START_STEP})
#: Where a work lies is sometimes known only to the township: so near is not yet far.
APPROXIMATE_M = Decimal(30_000)
NEAR_ZERO = Decimal("0.01")

_TOLD: Mapping[FlagKind, Sentence] = {
    FlagKind.REUSED: say("The same file was shown before with another record."),
    FlagKind.ALIKE: say(
        "The same picture, or a mirrored or cut one, was shown in another section, road or week."
    ),
    FlagKind.AT_ZERO: say(
        "The position is 0° north, 0° east: the phone did not know where it was."
    ),
    FlagKind.FAR: say("The place is %(amount)s m from the works of the section."),
    FlagKind.INEXACT: say("The position may be off by %(amount)s m."),
    FlagKind.IN_FUTURE: say("It says that it was taken %(amount)s minutes after it was received."),
    FlagKind.OLD: say("It was taken %(amount)s hours before it was received."),
    FlagKind.BEFORE_START: say("It was taken %(amount)s days before the section began."),
    FlagKind.WRONG_CLOCK: say("The clock of the phone was off by %(amount)s minutes."),
    FlagKind.NO_POSITION: say("It says nothing of where it was taken."),
    FlagKind.NO_TIME: say("It says nothing of when it was taken."),
}


@dataclass(frozen=True)
class Limits:
    """From where on a photo is doubtful; all are settings."""

    far_m: Decimal
    accuracy_m: Decimal
    old: timedelta
    clock: timedelta


@dataclass(frozen=True)
class Facts:
    """What is known of a photo and of the section that it is shown for."""

    received_at: datetime
    #: By our clock.
    taken_at: datetime | None = None
    clock_offset_s: int | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy_m: Decimal | None = None
    #: To the section's works; None when nobody knows where they lie.
    distance_m: Decimal | None = None
    is_line_approximate: bool = False
    started_on: date | None = None


@dataclass(frozen=True)
class Flag:
    """One doubt, with its amount (metres, hours, minutes, days) or the showing that it is about."""

    kind: FlagKind
    amount: Decimal | None = None
    other_use_id: int | None = None


@dataclass(frozen=True)
class Showing:
    """Another showing of the same file or of a like picture: in how many bits it differs."""

    use_id: int
    owner: Owner
    is_same_file: bool
    bits: int = 0


def told(kind: FlagKind, amount: Decimal | None) -> Sentence:
    """Return the flag in words."""
    sentence = _TOLD[kind]
    return say(sentence.text, amount=_written(amount)) if "%(" in sentence.text else sentence


def flags_of(kind: OwnerKind, facts: Facts, limits: Limits) -> list[Flag]:
    """Return what is doubtful of time and place."""
    if kind in UNCHECKED | OFF_SITE:
        return []
    return [*_of_place(facts, limits), *_of_time(facts, limits)]


def flag_of_showings(owner: Owner, showings: Iterable[Showing]) -> Flag | None:
    """Return the flag of a photo that was shown before, about the likest and then the first showing.

    The same file counts with any other record, a like picture only in another section, road or week:
    on the next day the same place looks alike.
    """
    if owner.kind in UNCHECKED:
        return None
    strange = [
        showing
        for showing in showings
        if not showing.owner.is_same_showing(owner)
        and showing.owner.kind not in UNCHECKED
        and (showing.is_same_file or _is_elsewhere(owner, showing.owner))
    ]
    if not strange:
        return None
    first = min(strange, key=lambda one: (not one.is_same_file, one.bits, one.use_id))
    kind = FlagKind.REUSED if first.is_same_file else FlagKind.ALIKE
    return Flag(kind, Decimal(first.bits), first.use_id)


def _is_elsewhere(owner: Owner, other: Owner) -> bool:
    is_other_work = None not in (owner.work_id, other.work_id) and owner.work_id != other.work_id
    is_other_week = Week.of(owner.shown_on) != Week.of(other.shown_on)
    return is_other_work or is_other_week or owner.section_id != other.section_id


def _of_place(facts: Facts, limits: Limits) -> list[Flag]:
    if facts.latitude is None or facts.longitude is None:
        return [Flag(FlagKind.NO_POSITION)]
    if abs(facts.latitude) < NEAR_ZERO and abs(facts.longitude) < NEAR_ZERO:
        return [Flag(FlagKind.AT_ZERO)]
    flags = []
    if facts.accuracy_m is not None and facts.accuracy_m > limits.accuracy_m:
        flags.append(Flag(FlagKind.INEXACT, facts.accuracy_m))
    far_m = APPROXIMATE_M if facts.is_line_approximate else limits.far_m
    # The phone says by how much it may be wrong: so much is granted, up to what counts as exact.
    granted = min(facts.accuracy_m or Decimal(0), limits.accuracy_m)
    if facts.distance_m is not None and facts.distance_m - granted > far_m:
        flags.append(Flag(FlagKind.FAR, round_half_up(facts.distance_m, 0)))
    return flags


def _of_time(facts: Facts, limits: Limits) -> list[Flag]:
    flags = []
    wrong_by = timedelta(seconds=abs(facts.clock_offset_s or 0))
    if wrong_by > limits.clock:
        flags.append(Flag(FlagKind.WRONG_CLOCK, _in(wrong_by, timedelta(minutes=1))))
    if facts.taken_at is None:
        return [*flags, Flag(FlagKind.NO_TIME)]
    waited = facts.received_at - facts.taken_at
    if -waited > limits.clock:
        flags.append(Flag(FlagKind.IN_FUTURE, _in(-waited, timedelta(minutes=1))))
    if waited > limits.old:
        flags.append(Flag(FlagKind.OLD, _in(waited, timedelta(hours=1))))
    if facts.started_on and day_of(facts.taken_at) < facts.started_on:
        early = facts.started_on - day_of(facts.taken_at)
        flags.append(Flag(FlagKind.BEFORE_START, Decimal(early.days)))
    return flags


def _in(length: timedelta, unit: timedelta) -> Decimal:
    return Decimal(length // unit)


def _written(amount: Decimal | None) -> str:
    return f"{amount or 0:,.0f}"


def looking_problems(
    words: str, *, is_fine: bool | None, is_open: bool, is_own: bool
) -> list[Sentence]:
    """Return why a person may not say what the flags of a photo come to."""
    problems = []
    if not is_open:
        problems.append(say("Somebody has looked at this photo meanwhile."))
    if is_own:
        problems.append(say("Another person than the one who sent the photo must look at it."))
    if is_fine is None:
        problems.append(say("Say whether the photo is fine."))
    if not words.strip():
        problems.append(say("Say why."))
    return problems
