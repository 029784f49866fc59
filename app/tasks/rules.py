"""A task from its giving to its acceptance: who may do what with it, and why not. Source: domain.md R58, 3.10.

Whoever gave a task says whether it is done; whoever holds it may hand it over, and the trace stays.
"""

from dataclasses import dataclass
from datetime import date

from app.shared.sentences import LabelledEnum, Sentence, say

LONGEST_TEXT = 2000


class TaskSource(LabelledEnum):
    """What a task came from."""

    MEETING = "meeting", say("Decision of a meeting")
    ORDER = "order", say("Order from above")
    OBSTACLE = "obstacle", say("Obstacle")
    FINDING = "finding", say("Finding")
    OTHER = "other", say("Given directly")


class TaskState(LabelledEnum):
    """Where a task stands."""

    OPEN = "open", say("To be done")
    REPORTED = "reported", say("Reported done")
    RETURNED = "returned", say("Sent back")
    DONE = "done", say("Done")
    WITHDRAWN = "withdrawn", say("Withdrawn")


#: Nothing follows any more.
SETTLED = frozenset({TaskState.DONE, TaskState.WITHDRAWN})
#: The holder has to act.
WITH_HOLDER = frozenset({TaskState.OPEN, TaskState.RETURNED})


@dataclass(frozen=True)
class Owner:
    """Who is to do it: a person, or everybody of an organisation."""

    user_id: int | None
    organisation_id: int | None


@dataclass(frozen=True)
class TaskDraft:
    """What somebody gives as a task."""

    text: str
    due_on: date | None
    given_on: date
    source: TaskSource = TaskSource.OTHER
    #: The organ above that ordered it; only of an order from above.
    organ: str = ""
    document_no: str = ""
    needs_photos: bool = False
    has_place: bool = False


def is_late(state: TaskState, due_on: date, on: date) -> bool:
    """Return whether the holder is late on the day; a reported task waits for its giver instead."""
    return state in WITH_HOLDER and due_on < on


def giving_problems(draft: TaskDraft) -> list[Sentence]:
    """Return why the task cannot be given so."""
    problems = text_problems(draft.text)
    if not draft.text.strip():
        problems.append(say("Say what is to be done."))
    if draft.due_on is None:
        problems.append(say("Say by which day it is to be done."))
    elif draft.due_on < draft.given_on:
        problems.append(say("The day by which it is to be done is before the day it is given."))
    if draft.source == TaskSource.ORDER and not draft.organ.strip():
        problems.append(say("Name the organ that ordered it."))
    if draft.source == TaskSource.ORDER and not draft.document_no.strip():
        problems.append(say("Enter the number of the document, or “oral” when there is none."))
    if draft.needs_photos and not draft.has_place:
        problems.append(say("Photos are kept by section or project: choose one."))
    return problems


def owner_problems(owner: Owner, organisation_of_user: int | None) -> list[Sentence]:
    """Return why nobody can be held to it; `organisation_of_user` is None without a person."""
    if owner.user_id is None and owner.organisation_id is None:
        return [say("Name a person or an organisation that is to do it.")]
    if owner.user_id is not None and owner.organisation_id not in (None, organisation_of_user):
        return [say("The person does not belong to the organisation.")]
    return []


def report_problems(
    state: TaskState, note: str, photos: int, needs_photos: bool, photos_known: int = 0
) -> list[Sentence]:
    """Return why it cannot be reported done; `photos_known` came with earlier reports."""
    if state not in WITH_HOLDER:
        return [say("This task is not waiting to be done: %(state)s.", state=state.label)]
    problems = text_problems(note)
    if not note.strip():
        problems.append(say("Say what was done."))
    if needs_photos and not photos + photos_known:
        problems.append(say("This task is proved by photos: add at least one."))
    return problems


def judging_problems(
    state: TaskState, reporter: str | None, judge: str, *, accepts: bool, reason: str
) -> list[Sentence]:
    """Return why `judge` cannot accept or return the task; persons are natural persons."""
    if state != TaskState.REPORTED:
        return [say("This task was not reported done: %(state)s.", state=state.label)]
    problems = text_problems(reason)
    if reporter == judge:
        problems.append(say("Whoever reported it done cannot accept it."))
    if not accepts and not reason.strip():
        problems.append(say("Say what is still missing."))
    return problems


def handing_problems(
    state: TaskState, before: Owner, after: Owner, organisation_of_user: int | None, reason: str
) -> list[Sentence]:
    """Return why the task cannot be handed over."""
    if state not in WITH_HOLDER:
        return [
            say("Only what is still to be done can be handed over: %(state)s.", state=state.label)
        ]
    problems = owner_problems(after, organisation_of_user) + text_problems(reason)
    if not problems and _filled(after, organisation_of_user) == before:
        problems.append(say("It is theirs already."))
    if not reason.strip():
        problems.append(say("Say why it is handed over."))
    return problems


def withdrawing_problems(state: TaskState, reason: str) -> list[Sentence]:
    """Return why the task cannot be withdrawn."""
    if state in SETTLED:
        return [say("This task is settled: %(state)s.", state=state.label)]
    if not reason.strip():
        return [say("Say why it is withdrawn.")]
    return text_problems(reason)


def moving_problems(
    state: TaskState, due_on: date | None, before: date, today: date, reason: str
) -> list[Sentence]:
    """Return why the day cannot be moved."""
    if state in SETTLED:
        return [say("This task is settled: %(state)s.", state=state.label)]
    problems = text_problems(reason)
    if due_on is None:
        problems.append(say("Say by which day it is to be done."))
    elif due_on == before:
        problems.append(say("That is the day it has already."))
    elif due_on < today:
        problems.append(say("The new day has passed already."))
    if not reason.strip():
        problems.append(say("Say why the day is moved."))
    return problems


def may_report(holder: Owner, user_id: int, organisation_id: int) -> bool:
    """Return whether a person holds the task: by name, or as one of the organisation without a name."""
    if holder.user_id is not None:
        return holder.user_id == user_id
    return holder.organisation_id == organisation_id


def text_problems(*texts: str) -> list[Sentence]:
    """Refuse texts that are too long to be read."""
    if any(len(text) > LONGEST_TEXT for text in texts):
        return [say("A text has more than %(most)s characters.", most=LONGEST_TEXT)]
    return []


def _filled(owner: Owner, organisation_of_user: int | None) -> Owner:
    return Owner(owner.user_id, owner.organisation_id or organisation_of_user)
