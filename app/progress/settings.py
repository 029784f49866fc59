"""Settings of the progress room that the bureau may change."""

from app.progress.rules.plan import setting_problems
from app.shared.sentences import say
from app.shared.settings import define, whole_number

GROUP = say("Progress")

# A week ends on Sunday. Its reports are due, and it is frozen, so many days and hours later.
define(
    "weekly_cut_off_days",
    1,
    say("Weekly cut-off: days after the Sunday (1 is Monday)"),
    GROUP,
    whole_number(1, 6),
)
define(
    "weekly_cut_off_hour",
    12,
    say("Weekly cut-off: hour of that day"),
    GROUP,
    whole_number(0, 23),
)
define(
    "progress_points_behind",
    [0, 5, 10, 20],
    say("States of progress: percentage points behind the plan for green, blue, yellow, orange"),
    GROUP,
    setting_problems,
)
define(
    "pace_weeks",
    4,
    say("Weeks whose pace gives the forecast"),
    GROUP,
    whole_number(1, 26),
)
