"""The figures behind a dimension in words, each with the records it was read from."""

from collections.abc import Callable
from dataclasses import dataclass

from app.ranking.rules.assess import percent
from app.ranking.rules.figures import CountFigures, RecordKind, Reference, SectionFigures, Topic
from app.ranking.rules.policy import Dimension
from app.shared.sentences import Sentence, say


@dataclass(frozen=True)
class Fact:
    """One figure: what it is, what it says, where it was read."""

    label: Sentence
    value: str
    reference: Reference
    #: Where the list of records can be narrowed to one topic.
    topic: Topic | None = None


WEEKS = Reference(RecordKind.WEEKLY_REPORTS)
VISITS = Reference(RecordKind.INSPECTIONS)
FINDINGS = Reference(RecordKind.FINDING)
LATE = Reference(RecordKind.OVERDUE)


def facts_of(figures: SectionFigures, dimension: Dimension) -> list[Fact]:
    """Return the figures of the dimension; none where there are no records."""
    return _TELLERS[dimension](figures)


def _progress(figures: SectionFigures) -> list[Fact]:
    progress = figures.progress
    if progress is None:
        return []
    facts = [
        Fact(say("Planned in the month"), percent(progress.month_planned_share), WEEKS),
        Fact(say("Done in the month"), percent(progress.month_done_share), WEEKS),
        Fact(say("Done in all"), percent(progress.done_share), WEEKS),
        Fact(say("Time elapsed"), percent(progress.elapsed_share), Reference(RecordKind.CONTRACT)),
    ]
    if progress.blocked_share or progress.blocked_days:
        blocked = Reference(RecordKind.OBSTACLES)
        facts.append(Fact(say("Blocked by the owner"), percent(progress.blocked_share), blocked))
    return facts


def _quality(figures: SectionFigures) -> list[Fact]:
    facts = _looks(figures, Topic.QUALITY, figures.visits.quality)
    if figures.processes:
        facts.append(_count(say("Processes passed at first"), figures.processes, VISITS))
    if figures.failed_key_items:
        facts.append(Fact(say("Key items that failed"), str(figures.failed_key_items), VISITS))
    return facts


def _safety(figures: SectionFigures) -> list[Fact]:
    return _looks(figures, Topic.SAFETY, figures.visits.safety)


def _environment(figures: SectionFigures) -> list[Fact]:
    return _looks(figures, Topic.ENVIRONMENT, figures.visits.environment)


def _looks(figures: SectionFigures, topic: Topic, visits: int) -> list[Fact]:
    findings = [f for f in figures.findings if f.topic == topic]
    if not visits and not findings:
        return []
    found = sum(f.found_in_period for f in findings)
    overdue = sum(f.is_overdue for f in findings)
    return [
        Fact(say("Inspections that looked"), str(visits), VISITS),
        Fact(say("Findings in the period"), str(found), FINDINGS, topic),
        Fact(say("Overdue"), str(overdue), LATE, topic),
    ]


def _staff(figures: SectionFigures) -> list[Fact]:
    facts = []
    if figures.posts and figures.posts.due:
        facts.append(_count(say("Key posts present"), figures.posts, VISITS))
    if figures.equipment and figures.equipment.due:
        facts.append(_count(say("Machines on site"), figures.equipment, VISITS))
    return facts


def _wages(figures: SectionFigures) -> list[Fact]:
    if figures.wages is None:
        return []
    at = Reference(RecordKind.WAGES)
    met = int(figures.wages.account_opened) + int(figures.wages.paid_monthly)
    return [_count(say("Account open, wages paid"), CountFigures(2, met), at)]


def _paperwork(figures: SectionFigures) -> list[Fact]:
    if not figures.reports or not figures.reports.due:
        return []
    return [_count(say("Reports in time"), figures.reports, WEEKS)]


def _count(label: Sentence, counted: CountFigures, reference: Reference) -> Fact:
    return Fact(label, f"{counted.met} / {counted.due}", reference)


_TELLERS: dict[Dimension, Callable[[SectionFigures], list[Fact]]] = {
    Dimension.PROGRESS: _progress,
    Dimension.QUALITY: _quality,
    Dimension.SAFETY: _safety,
    Dimension.ENVIRONMENT: _environment,
    Dimension.STAFF: _staff,
    Dimension.WAGES: _wages,
    Dimension.PAPERWORK: _paperwork,
}
