"""Settings of acceptance and tests that the bureau may change."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number

#: 关键项目 and 一般项目: JTG F80/1-2017 (domain.md 2.3).
define(
    "key_item_percent",
    95,
    say("Share of good values that a key item needs (%)"),
    say("Acceptance and tests"),
    whole_number(50, 100),
)
define(
    "general_item_percent",
    80,
    say("Share of good values that a general item needs (%)"),
    say("Acceptance and tests"),
    whole_number(50, 100),
)
#: R27: the strength of concrete is known only after so many days; the pass is conditional until then.
define(
    "strength_days",
    28,
    say("Days until the strength of concrete must be known"),
    say("Acceptance and tests"),
    whole_number(1, 90),
)
define(
    "unconfined_strength_days",
    7,
    say("Days until an unconfined compressive strength must be known"),
    say("Acceptance and tests"),
    whole_number(1, 90),
)
define(
    "acceptance_days",
    2,
    say("Working days within which a party signs"),
    say("Acceptance and tests"),
    whole_number(1, 30),
)
# ASSUMPTION: the handbook lets the village sign on the bureau engineer's phone; the page marks it.
define(
    "village_holder_may_sign",
    1,
    say("Who holds the phone for the village may sign for an own party: 1 yes, with a mark; 0 no"),
    say("Acceptance and tests"),
    whole_number(0, 1),
)
define(
    "side_station_needed",
    1,
    say("A flagged process passes only with side-station records: 1 yes; 0 no"),
    say("Acceptance and tests"),
    whole_number(0, 1),
)
define(
    "tests_needed",
    1,
    say("A process passes only with its mandatory tests: 1 yes; 0 no"),
    say("Acceptance and tests"),
    whole_number(0, 1),
)
# ASSUMPTION: no source of ours gives the hours; general conditions of contract say 48.
define(
    "concealed_hours",
    48,
    say("Hours of notice before concealed works are covered"),
    say("Acceptance and tests"),
    whole_number(1, 240),
)
# ASSUMPTION: parts as rural bridges and yards name them; a part that is not listed is typed.
define(
    "bridge_parts",
    [
        *("0#台", "1#墩", "2#墩", "1#台", "桩基", "承台", "墩柱", "盖梁", "支座"),
        *("第1跨梁板", "第2跨梁板", "第3跨梁板", "桥面铺装", "护栏", "伸缩缝", "搭板", "锥坡"),
    ],
    say("Parts of bridges to choose from"),
    say("Acceptance and tests"),
)
define(
    "yard_parts",
    ["场地", "道路", "排水", "围墙", "房屋", "堆场"],
    say("Parts of yards to choose from"),
    say("Acceptance and tests"),
)
