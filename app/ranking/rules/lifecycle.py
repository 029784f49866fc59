"""Draft, published, objections, frozen: what may follow what, and why not."""

from datetime import date

from app.shared.sentences import LabelledEnum, Sentence, say

LONGEST_TEXT = 2000


class RankingState(LabelledEnum):
    """Where a version of a month's ranking stands; a later version in force replaces it."""

    DRAFT = "draft", say("Draft")
    PUBLISHED = "published", say("Published for objections")
    FROZEN = "frozen", say("Frozen")


def draft_problems(start: date, today: date, sections: int) -> list[Sentence]:
    """Return why the month cannot be drafted; `start` is the first day of its period."""
    problems = []
    if today < start:
        problems.append(say("The assessment period begins on %(day)s only.", day=start))
    if not sections:
        problems.append(say("There is no section to rank in the month."))
    return problems


def publish_problems(state: RankingState, last_day: date, today: date) -> list[Sentence]:
    """Return why a ranking cannot be published; `last_day` is its cut-off day."""
    if state != RankingState.DRAFT:
        return [say("Only a draft can be published; this ranking is already published or frozen.")]
    if today <= last_day:
        return [
            say("The assessment period runs to the end of %(day)s; draft again then.", day=last_day)
        ]
    return []


def freeze_problems(
    state: RankingState,
    objections_until: date | None,
    today: date,
    *,
    unanswered: int,
    accepted: int,
    force_reason: str = "",
) -> list[Sentence]:
    """Return why a ranking cannot be frozen; only the deadline can be set aside, with a reason."""
    if state == RankingState.FROZEN:
        return [say("This ranking is frozen already.")]
    if state == RankingState.DRAFT or objections_until is None:
        return [say("A ranking is published for objections before it is frozen.")]
    problems = []
    if today <= objections_until and not force_reason.strip():
        problems.append(
            say("Objections may be made until the end of %(day)s.", day=objections_until)
        )
    if unanswered:
        problems.append(say("Objections that wait for an answer: %(count)s.", count=unanswered))
    if accepted:
        problems.append(
            say(
                "Accepted objections: %(count)s. Put the records right, then draft and publish"
                " the month again.",
                count=accepted,
            )
        )
    return problems


def objection_problems(
    state: RankingState, objections_until: date | None, today: date, text: str, waiting: int
) -> list[Sentence]:
    """Return why a contractor cannot object; `waiting` counts its objections without an answer."""
    if state != RankingState.PUBLISHED or objections_until is None:
        return [say("Objections are made to a published ranking; this one is not open to them.")]
    problems = text_problems(text, say("Say what you object to."))
    if today > objections_until:
        problems.append(say("The time for objections ended on %(day)s.", day=objections_until))
    if waiting:
        problems.append(say("Your last objection for this section still waits for its answer."))
    return problems


def answer_problems(is_answered: bool, is_frozen: bool, reason: str) -> list[Sentence]:
    """Return why an objection cannot be answered."""
    if is_answered or is_frozen:
        return [say("This objection has been answered.")]
    return text_problems(reason, say("Give the reason for the answer."))


def correction_problems(is_frozen: bool, has_draft: bool, reason: str) -> list[Sentence]:
    """Return why a frozen ranking cannot be corrected by a new version."""
    problems = text_problems(reason, say("Give the reason for the correction."))
    if not is_frozen:
        problems.append(say("Only a frozen ranking is corrected; draft this one again instead."))
    if has_draft:
        problems.append(say("A newer version is under way already."))
    return problems


def text_problems(text: str, missing: Sentence) -> list[Sentence]:
    """Return `missing` for a blank text, a sentence for one that is too long."""
    if not text.strip():
        return [missing]
    if len(text) > LONGEST_TEXT:
        return [say("Write at most %(count)s characters.", count=LONGEST_TEXT)]
    return []
