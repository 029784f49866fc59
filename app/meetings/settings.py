"""Settings of the meetings that the bureau may change."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number

GROUP = say("Meetings")

define(
    "meeting_days_to_weekly",
    1,
    say("Days after which an open issue climbs to the weekly meeting"),
    GROUP,
    whole_number(0, 60),
)
define(
    "meeting_days_to_district",
    14,
    say("Days after which an open issue climbs to the district's meeting"),
    GROUP,
    whole_number(0, 365),
)
define(
    "meeting_item_minutes",
    5,
    say("Minutes that an item of an agenda usually takes"),
    GROUP,
    whole_number(1, 120),
)
#: ASSUMPTION: R06 leaves open whether a holiday week needs its meeting; the duty stays and says so.
define(
    "meeting_holiday_excuses",
    0,
    say("A week cut by a holiday needs no weekly meeting (1 yes, 0 no)"),
    GROUP,
    whole_number(0, 1),
)
