"""Settings of the obstacles that the bureau may change."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number

#: ASSUMPTION: on a road of which half or more is free the contractor can still work (R25 names no figure).
define(
    "blocked_percent_of_road",
    50,
    say("Part of a road's length that must be blocked before the road is not required (%)"),
    say("Obstacles"),
    whole_number(1, 100),
)
