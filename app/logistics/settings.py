"""Settings of rural logistics that the bureau may change. Source: domain.md R50."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number

#: ASSUMPTION: no text says how long an answer holds; half a year lets every village be asked twice a year.
define(
    "village_answer_days",
    180,
    say("Days after which a village's answer is to be confirmed again"),
    say("Logistics"),
    whole_number(1, 3650),
)
