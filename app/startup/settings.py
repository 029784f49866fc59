"""Settings of the start of works that the bureau may change. Source: domain.md R19, R20, Appendix B."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number
from app.startup.rules import targets_problems

GROUP = say("Start-up")


define(
    "start_step_days",
    {
        "security": 7,
        "joint_account": 7,
        "contract": 30,
        "site_office": 10,
        "location": 7,
        "crews": 15,
    },
    say("Days from the award to each of the six steps"),
    GROUP,
    targets_problems,
)
define(
    "least_crews",
    2,
    say("Crews that must be on the site of a section"),
    GROUP,
    whole_number(1, 20),
)
define(
    "security_reminder_days",
    30,
    say("Days before a security ends at which it is shown as ending"),
    GROUP,
    whole_number(1, 180),
)
