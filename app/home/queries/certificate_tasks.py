"""Measurements and certificates that wait for the person's next step."""

from collections.abc import Iterator
from datetime import date

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.certificates.models import Certificate
from app.certificates.queries import list_returned_to, list_waiting_for
from app.home.rules import Task
from app.measurement import queries as measurement
from app.measurement.rules import PeriodState
from app.shared.sentences import Sentence, say

MOST_OF_A_KIND = 30
NEXT_STEP = {
    PeriodState.DRAFTED: say("Put the measurement right and submit it again"),
    PeriodState.SUBMITTED: say("Check the measurement"),
    PeriodState.CHECKED: say("Confirm the measurement"),
}


def measurements(user: User, _today: date) -> Iterator[Task]:
    """Measurements to correct, to check and to confirm."""
    if not (may(user, Permission.MEASURE) or may(user, Permission.CONFIRM_MEASUREMENT)):
        return
    for period in measurement.list_waiting_for(user)[:MOST_OF_A_KIND]:
        is_back = period.state is PeriodState.DRAFTED
        yield Task(
            NEXT_STEP[period.state],
            f"{period.section.project.name} {period.section.name}",
            "measurement.period",
            {"period_id": period.id},
            detail=period.returned_because
            if is_back
            else say("Period %(number)s", number=period.number),
            came_back=is_back,
        )


def certificates(user: User, _today: date) -> Iterator[Task]:
    """Certificates to sign; for whoever drafted them, those that were sent back."""
    if not may(user, Permission.SEE_CERTIFICATES):
        return
    for certificate in list_returned_to(user)[:MOST_OF_A_KIND]:
        yield _task(
            certificate, say("Put the certificate right and submit it again"), "", came_back=True
        )
    for certificate, step in list_waiting_for(user)[:MOST_OF_A_KIND]:
        yield _task(certificate, say("Sign the certificate"), step.label)


def _task(
    certificate: Certificate, what: Sentence, detail: Sentence | str, *, came_back: bool = False
) -> Task:
    return Task(
        what,
        f"{certificate.section.project.name} {certificate.section.name}",
        "certificates.certificate",
        {"certificate_id": certificate.id},
        detail=detail,
        came_back=came_back,
    )
