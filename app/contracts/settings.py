"""Settings of contracts that the bureau may change."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number

GROUP = say("Contracts")

define(
    "city_level_change_yuan",
    500_000,
    say("From how many yuan on a single change needs the city's approval"),
    GROUP,
    whole_number(1, 1_000_000_000),
)
