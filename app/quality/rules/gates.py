"""What the quality station must have before it lets a step pass: tests and side stations (R27, R28)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.quality.rules.processes import Process, TestKind
from app.shared.sentences import LabelledEnum, Sentence, say


class TestVerdict(LabelledEnum):
    """What the tests of one kind say of a place."""

    __test__ = False

    MISSING = "missing", say("Not tested")
    TOO_FEW = "too_few", say("Too few samples")
    FAILED = "failed", say("Failed")
    #: The samples are made and not old enough (28 days).
    AWAITED = "awaited", say("Result awaited")
    PASSED = "passed", say("Tests passed")


@dataclass(frozen=True)
class Clearance:
    """Whether the station may let a step pass: not at all, on condition, or wholly."""

    problems: tuple[Sentence, ...] = ()
    #: The strength is known only later; the pass is conditional until this day.
    due_on: date | None = None

    @property
    def is_conditional(self) -> bool:
        return self.due_on is not None


def clearance(
    process: Process,
    verdicts: Mapping[TestKind, TestVerdict] | None,
    gaps: Iterable[Sentence],
    cast_on: date,
    days_to_strength: int,
) -> Clearance:
    """Return what the mandatory tests and the side stations of a place allow.

    Strength that is not known yet makes the pass conditional until so many days after casting.
    None for the verdicts asks for no tests.
    """
    problems, is_awaited = list(gaps) if process.is_side_station else [], False
    for kind in TestKind:
        if verdicts is None or kind not in process.tests:
            continue
        verdict = verdicts.get(kind, TestVerdict.MISSING)
        if kind == TestKind.STRENGTH and verdict in (TestVerdict.AWAITED, TestVerdict.MISSING):
            is_awaited = True
        elif verdict != TestVerdict.PASSED:
            problems.append(say("%(test)s: %(verdict)s.", test=kind.label, verdict=verdict.label))
    due_on = cast_on + timedelta(days=days_to_strength) if is_awaited and not problems else None
    return Clearance(tuple(problems), due_on)
