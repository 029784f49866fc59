"""What a phone sends, when two of its messages are the same, and what its clock is worth."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from app.shared.errors import RuleBroken
from app.shared.quantities import round_half_up
from app.shared.sentences import Sentence, say

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHA256 = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
MOST_FIELDS, MOST_PHOTOS, MOST_VALUES = 1000, 60, 500
#: A message takes its time on the way, so a clock is called wrong only from here on. Source: security.md T2.
CLOCK_TOLERANCE = timedelta(seconds=120)
#: What is part of a message but not of the record: it differs with every try.
OF_THE_TRY = ("sent_at", "fingerprint")


@dataclass(frozen=True)
class PhotoMark:
    """A photo of a record: its SHA-256 and the field of the form that it belongs to."""

    sha256: str
    field: str


@dataclass(frozen=True)
class Submission:
    """One record as a phone sends it. All times are those of the phone's own clock."""

    uuid: str
    kind: str
    #: The number of what the record is about: a section, a project, a finding.
    subject: int
    fields: Mapping[str, list[str]]
    photos: tuple[PhotoMark, ...]
    begun_at: datetime
    made_at: datetime
    sent_at: datetime
    #: Whether day and time of the form were filled in by the phone and not by the person.
    by_clock: bool
    #: Everything of it that makes two submissions the same or different.
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the content: the phone finds the same."""
        return fingerprint(self.content)


@dataclass(frozen=True)
class PhotoFacts:
    """What the phone says of a photo, as far as it can be true; times by the phone's clock."""

    taken_at: datetime | None = None
    sent_at: datetime | None = None
    #: WGS 84, in degrees.
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy_m: Decimal | None = None

    def clock_offset_s(self, received_at: datetime) -> int | None:
        """Return how many seconds the phone's clock is behind ours."""
        if self.sent_at is None:
            return None
        return round(clock_offset(self.sent_at, received_at).total_seconds())


@dataclass(frozen=True)
class Difference:
    """One field in which a record that was taken in differs from one that was sent."""

    field: str
    kept: str
    sent: str


def canonical(content: Mapping[str, Any]) -> str:
    """Return the one JSON text of the content: sorted names, no spaces."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content's one JSON text."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def clock_offset(sent_at: datetime, received_at: datetime) -> timedelta:
    """Return how much must be added to the phone's clock, the way of the message included."""
    return received_at - sent_at


def is_clock_wrong(offset: timedelta) -> bool:
    """Return whether the phone's clock is so far out that it is corrected."""
    return abs(offset) > CLOCK_TOLERANCE


def corrected(moment: datetime, offset: timedelta) -> datetime:
    """Return the moment in our time; a clock that is nearly right is believed."""
    return moment + offset if is_clock_wrong(offset) else moment


def differences(kept: Mapping[str, Any], sent: Mapping[str, Any]) -> list[Difference]:
    """Return where two contents differ, field by field, in the order of their names."""
    before, after = dict(_flat(kept)), dict(_flat(sent))
    return [
        Difference(name, before.get(name, ""), after.get(name, ""))
        for name in sorted(before.keys() | after.keys())
        if before.get(name, "") != after.get(name, "")
    ]


def told_apart(standing: Mapping[str, str], submission: Submission) -> list[Difference]:
    """Return where the fields that stand now differ from those that were sent."""
    sent = {name: "、".join(submission.fields.get(name, [])) for name in standing}
    return [
        Difference(name, kept, sent[name]) for name, kept in standing.items() if kept != sent[name]
    ]


def read_submission(data: Any) -> Submission:
    """Return the submission of a decoded message. Raises RuleBroken when it is none."""
    if not isinstance(data, dict) or not _is_plain(data):
        raise _damaged("message")
    content = {name: value for name, value in data.items() if name not in OF_THE_TRY}
    return Submission(
        uuid=_text(data, "uuid", UUID),
        kind=_text(data, "kind", NAME),
        subject=_number(data, "subject"),
        fields=_fields(data),
        photos=_photos(data),
        begun_at=_moment(data, "begun_at"),
        made_at=_moment(data, "made_at"),
        sent_at=_moment(data, "sent_at"),
        by_clock=data.get("by_clock") is True,
        content=content,
    )


def read_photo_facts(data: Any) -> PhotoFacts:
    """Return what the phone says of a photo; what cannot be read or cannot be true is left out."""
    given = data if isinstance(data, dict) else {}
    latitude = _measure(given.get("latitude"), Decimal(-90), Decimal(90), 7)
    longitude = _measure(given.get("longitude"), Decimal(-180), Decimal(180), 7)
    has_place = latitude is not None and longitude is not None
    return PhotoFacts(
        taken_at=_moment_or_none(given.get("taken_at")),
        sent_at=_moment_or_none(given.get("sent_at")),
        latitude=latitude if has_place else None,
        longitude=longitude if has_place else None,
        accuracy_m=_measure(given.get("accuracy_m"), Decimal(0), Decimal(10**7), 1),
    )


def _measure(value: object, least: Decimal, most: Decimal, places: int) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str) and len(value) < 30 else None
    except InvalidOperation:
        return None
    if number is None or not number.is_finite() or not least <= number <= most:
        return None
    return round_half_up(number, places)


def _moment_or_none(value: object) -> datetime | None:
    try:
        return read_moment(value)
    except ValueError:
        return None


def _fields(data: Mapping[str, Any]) -> dict[str, list[str]]:
    given = data.get("fields")
    if not isinstance(given, dict) or len(given) > MOST_FIELDS:
        raise _damaged("fields")
    fields = {}
    for name, value in given.items():
        values = value if isinstance(value, list) else [value]
        if len(values) > MOST_VALUES or not all(isinstance(one, str) for one in values):
            raise _damaged(name)
        fields[name] = values
    return fields


def _photos(data: Mapping[str, Any]) -> tuple[PhotoMark, ...]:
    given = data.get("photos", [])
    if not isinstance(given, list) or len(given) > MOST_PHOTOS:
        raise _damaged("photos")
    if not all(isinstance(one, dict) for one in given):
        raise _damaged("photos")
    return tuple(
        PhotoMark(_text(one, "sha256", SHA256), _text(one, "field", NAME)) for one in given
    )


def _text(data: Mapping[str, Any], name: str, form: re.Pattern[str]) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise _damaged(name)
    return value


def _number(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise _damaged(name)
    return value


def _moment(data: Mapping[str, Any], name: str) -> datetime:
    value = data.get(name)
    try:
        return read_moment(value)
    except ValueError:
        raise _damaged(name) from None


def read_moment(value: object) -> datetime:
    """Return an ISO moment with its zone. Raises ValueError."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    # The edges of the calendar cannot be moved to another zone or by a wrong clock.
    if moment is None or moment.tzinfo is None or not 1971 <= moment.year <= 2999:
        raise ValueError("not a moment")
    return moment


def _is_plain(value: Any, depth: int = 0) -> bool:
    """Return whether the value has one JSON text on every machine: no fractions, no odd depth."""
    if depth > 4 or isinstance(value, float):
        return False
    if isinstance(value, str):
        return _is_sound(value)
    if isinstance(value, dict):
        return all(_is_sound(name) and _is_plain(one, depth + 1) for name, one in value.items())
    return not isinstance(value, list) or all(_is_plain(one, depth + 1) for one in value)


def _is_sound(text: str) -> bool:
    """Return whether the text can be written as UTF-8, which half of a surrogate pair cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text) and "\0" not in text


def _flat(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    fields = content.get("fields") or {}
    for name, value in fields.items():
        yield name, "、".join(value) if isinstance(value, list) else str(value)
    for name in ("kind", "subject", "made_at"):
        yield name, str(content.get(name, ""))
    for place, photo in enumerate(content.get("photos") or (), start=1):
        yield f"photo {place}", str(photo.get("sha256", ""))


def _damaged(name: str) -> RuleBroken:
    return RuleBroken([_DAMAGED, say("Damaged part: %(name)s", name=name[:60])])


_DAMAGED: Sentence = say("The record did not arrive as the phone wrote it; send it again.")
