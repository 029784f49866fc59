"""Settings of notices and orders that the bureau may change. Source: domain.md Appendix B."""

from app.shared.numbering import pattern_problems
from app.shared.sentences import say
from app.shared.settings import define, whole_number

GROUP = say("Notices and orders")

define(
    "notice_number_pattern",
    "整改〔{year}〕{number}号",
    say("Number of a rectification notice"),
    GROUP,
    pattern_problems,
)
define(
    "stop_order_number_pattern",
    "停工〔{year}〕{number}号",
    say("Number of a stop order"),
    GROUP,
    pattern_problems,
)
define(
    "resumption_number_pattern",
    "复工〔{year}〕{number}号",
    say("Number of an order of resumption"),
    GROUP,
    pattern_problems,
)
define(
    "look_back_days",
    15,
    say("Working days after which a closed notice is looked at again"),
    GROUP,
    whole_number(1, 120),
)
