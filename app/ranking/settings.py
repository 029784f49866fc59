"""Settings of the ranking that the bureau may change; the policy itself has a page of its own."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number

define(
    "objection_working_days",
    2,
    say("Working days for objections to a published ranking"),
    say("Ranking"),
    whole_number(1, 30),
)
