"""What makes an inspection or a site log acceptable. Source: domain.md R07, R09, 3.3, 3.5."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.inspections.rules.words import Handling, Topic
from app.shared.sentences import Sentence, say

LONGEST_TEXT = 4000
LONGEST_NAME = 100
#: A computer's clock may be so much ahead of ours.
CLOCK_SKEW = timedelta(minutes=10)


@dataclass(frozen=True)
class Stretch:
    """A place or a stretch along a work, in metres of its chainage; `end_m` None is a point."""

    start_m: Decimal
    end_m: Decimal | None = None
    #: Where the work itself begins and ends, when that is known.
    work_start_m: Decimal | None = None
    work_end_m: Decimal | None = None


@dataclass(frozen=True)
class InspectionDraft:
    """An inspection as it was entered, without its lists."""

    inspected_at: datetime
    received_at: datetime
    inspected_on: date
    received_on: date
    topics: frozenset[Topic]
    handling: Handling
    late_reason: str = ""
    stretch: Stretch | None = None
    #: Findings in all, and those solved while the inspector stood by.
    findings: int = 0
    findings_solved: int = 0
    #: Key posts that were checked; a visit may be for them alone.
    posts: int = 0
    notes: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class SiteLogDraft:
    """A project-office site log as it was entered."""

    log_on: date
    received_on: date
    content: str
    photos: int = 0
    location: str = ""
    late_reason: str = ""
    is_stopped: bool = False
    stop_reason: str = ""
    texts: Sequence[str] = field(default_factory=tuple)


def is_late(on: date, received_on: date) -> bool:
    """Return whether a record was entered after its day (补录)."""
    return on < received_on


def entry_problems(on: date, received_on: date, reason: str, most_days: int) -> list[Sentence]:
    """Return why a record of this day cannot be entered on that day.

    So many days later it is still taken, with a reason and a mark; later it is refused (R07).
    """
    if on > received_on:
        return [say("A record cannot be of a day that has not come yet.")]
    if (received_on - on).days > most_days:
        return [
            say(
                "A record may be entered up to %(days)s days later; this one is of %(day)s.",
                days=most_days,
                day=on,
            )
        ]
    if is_late(on, received_on) and not reason.strip():
        return [say("Say why the record is entered after its day.")]
    return []


def stretch_problems(stretch: Stretch | None) -> list[Sentence]:
    """Return what is wrong with the chainages."""
    if stretch is None:
        return []
    start, end = stretch.start_m, stretch.end_m
    if end is not None and end < start:
        return [say("The end chainage lies before the start chainage.")]
    if stretch.work_start_m is None or stretch.work_end_m is None:
        return []
    if start < stretch.work_start_m or (start if end is None else end) > stretch.work_end_m:
        return [say("The chainage lies outside the road.")]
    return []


def inspection_problems(draft: InspectionDraft, most_days: int) -> list[Sentence]:
    """Return all that is wrong with the inspection itself; its lists have their own rules."""
    problems = entry_problems(draft.inspected_on, draft.received_on, draft.late_reason, most_days)
    if not problems and draft.inspected_at > draft.received_at + CLOCK_SKEW:
        problems.append(say("The time of the visit lies in the future."))
    if not draft.topics and (draft.findings or not draft.posts):
        problems.append(say("Choose at least one topic that was looked at, or check key posts."))
    problems += stretch_problems(draft.stretch) + _handling_problems(draft)
    return problems + _length_problems((*draft.notes, draft.late_reason))


def site_log_problems(draft: SiteLogDraft, most_days: int) -> list[Sentence]:
    """Return everything that is wrong with the site log.

    A day of rain or stop needs its log too, with the reason (R07).
    """
    problems = entry_problems(draft.log_on, draft.received_on, draft.late_reason, most_days)
    if draft.is_stopped and not draft.stop_reason.strip():
        problems.append(say("Say why the works stood still."))
    if not draft.is_stopped and not draft.content.strip():
        problems.append(say("Say what was seen on the site."))
    if not draft.photos and not draft.location.strip():
        problems.append(say("A site log needs a photo or the place where it was written."))
    texts = (*draft.texts, draft.content, draft.late_reason, draft.stop_reason)
    return problems + _length_problems(texts)


def _handling_problems(draft: InspectionDraft) -> list[Sentence]:
    still_wrong = draft.findings - draft.findings_solved
    if draft.handling == Handling.NOTHING_NEEDED and draft.findings:
        return [say("There are findings: say how they were handled.")]
    if draft.handling == Handling.SOLVED and still_wrong:
        return [say("Not every finding was solved on the spot: order its rectification.")]
    if draft.handling in (Handling.RECTIFICATION, Handling.STOP) and not still_wrong:
        return [say("“%(handling)s” needs a finding that says why.", handling=draft.handling.label)]
    return []


def _length_problems(texts: Sequence[str]) -> list[Sentence]:
    if any(len(text) > LONGEST_TEXT for text in texts):
        return [say("A text has more than %(most)s characters.", most=LONGEST_TEXT)]
    return []
