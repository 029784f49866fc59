"""Settings of duties that the bureau may change. Source: domain.md R11, Appendix B."""

from typing import Any

from app.duties.rules import Department
from app.shared.sentences import Sentence, say
from app.shared.settings import define

GROUP = say("Duties")


def _departments(value: Any) -> list[Sentence]:
    known = {department.value for department in Department}
    if isinstance(value, list) and value and set(value) <= known:
        return []
    return [say("Name at least one department of the project office.")]


define(
    "site_log_departments",
    [Department.TECHNICAL.value, Department.GENERAL.value],
    say("Departments whose presence on the site counts"),
    GROUP,
    _departments,
)
