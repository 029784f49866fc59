"""Settings of the inspections that the bureau may change. Source: domain.md Appendix B."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number

GROUP = say("Inspections")

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
