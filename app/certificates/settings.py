"""Settings of certificates that the bureau may change."""

from app.certificates.rules.exceptions import DEFAULT_TABLE, table_problems
from app.shared.sentences import say
from app.shared.settings import define

CHECKS = "certificate_checks"
define(
    CHECKS,
    {check: list(row) for check, row in DEFAULT_TABLE.items()},
    say("What findings ask of the last signature"),
    say("Certificates"),
    table_problems,
)
