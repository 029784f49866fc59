"""Settings of the inspections that the bureau may change. Source: domain.md Appendix B."""

from typing import Any

from app.shared.sentences import Sentence, say
from app.shared.settings import define, whole_number
from app.works.rules import WorksKind

GROUP = say("Inspections")


def kinds_of_works(value: Any) -> list[Sentence]:
    """Refuse what is not a list of kinds of works: a kind misspelt would switch the rule off."""
    known = [kind.value for kind in WorksKind]
    if isinstance(value, list) and all(kind in known for kind in value):
        return []
    return [say("Enter kinds of works, each one of: %(kinds)s.", kinds=", ".join(known))]


define(
    "late_entry_days",
    2,
    say("Days after which an inspection or site log is no longer taken"),
    GROUP,
    whole_number(0, 60),
)
define("open_roads", 3, say("Roads that a section must build at once"), GROUP, whole_number(0, 50))
define(
    "open_roads_violation_days",
    3,
    say("Days on end with too few open roads that make a violation"),
    GROUP,
    whole_number(1, 60),
)
define(
    "open_roads_kinds",
    ["reconstruction", "maintenance"],
    say("Kinds of works in which several roads must be open at once"),
    GROUP,
    kinds_of_works,
)
define(
    "absence_evidence_days",
    3,
    say("Working days to hand in evidence of an absence"),
    GROUP,
    whole_number(1, 60),
)
define(
    "finding_days_general",
    7,
    say("Working days to put a general finding right"),
    GROUP,
    whole_number(0, 90),
)
define(
    "finding_days_serious",
    3,
    say("Working days to put a serious finding right"),
    GROUP,
    whole_number(0, 90),
)
define(
    "finding_days_critical",
    1,
    say("Working days to put a critical finding right"),
    GROUP,
    whole_number(0, 90),
)
