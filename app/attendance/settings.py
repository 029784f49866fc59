"""Settings of absences that the bureau may change. Source: domain.md Appendix B."""

from app.shared.numbering import pattern_problems
from app.shared.sentences import say
from app.shared.settings import define

GROUP = say("Key posts")


define(
    "criticism_number_pattern",
    "通报〔{year}〕{number}号",
    say("Number of a notice of criticism"),
    GROUP,
    pattern_problems,
)
