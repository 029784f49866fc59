"""From where on a photo is doubtful, and how many are drawn for the re-check. Source: domain.md 4.4."""

from app.evidence.rules.likeness import MOST_DISTANCE
from app.shared.sentences import say
from app.shared.settings import define, whole_number

GROUP = say("Photos")

define(
    "photo_alike_bits",
    6,
    say("Bits of 64 in which two pictures may differ and still be the same picture"),
    GROUP,
    whole_number(0, MOST_DISTANCE),
)
define(
    "photo_cropped_bits",
    6,
    say("Bits of 64 in which a picture and a part of another may differ and still be the same"),
    GROUP,
    whole_number(0, MOST_DISTANCE),
)
define(
    "photo_far_m",
    500,
    say("Metres from the section's works beyond which a photo is far away"),
    GROUP,
    whole_number(10, 100_000),
)
define(
    "photo_accuracy_m",
    100,
    say("Metres by which a position may be off and still count as exact"),
    GROUP,
    whole_number(1, 10_000),
)
define(
    "photo_old_hours",
    72,
    say("Hours between capture and receipt beyond which a photo is old"),
    GROUP,
    whole_number(1, 2_000),
)
define(
    "photo_clock_minutes",
    10,
    say("Minutes by which a phone's clock may be wrong"),
    GROUP,
    whole_number(1, 1_000),
)
define(
    "recheck_percent",
    5,
    say("Part of a week's photos that is re-checked on the site (%)"),
    GROUP,
    whole_number(0, 100),
)
define(
    "recheck_least",
    3,
    say("Photos of a week that are re-checked at least"),
    GROUP,
    whole_number(0, 1_000),
)
define(
    "recheck_weight",
    4,
    say("How many times as likely a doubtful photo is drawn"),
    GROUP,
    whole_number(1, 100),
)
define(
    "recheck_days",
    5,
    say("Working days for a re-check"),
    GROUP,
    whole_number(1, 60),
)
