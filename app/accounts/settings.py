"""Settings of sign-in that the bureau may change."""

from typing import Any

from app.accounts.rules import Role
from app.shared.sentences import Sentence, say
from app.shared.settings import define

GROUP = say("Sign-in")


def _role_problems(value: Any) -> list[Sentence]:
    known = {role.value for role in Role}
    if isinstance(value, list) and set(value) <= known:
        return []
    return [
        say("Enter names of roles, one on each line: %(roles)s.", roles=", ".join(sorted(known)))
    ]


define(
    "second_factor_roles",
    [],
    say("Roles that must sign in with a second factor"),
    GROUP,
    _role_problems,
)
