"""The certificates of the section whose money is told: the advance, agreed step by step."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Final

from app.accounts.models import User
from app.certificates import actions
from app.certificates.models import Certificate
from app.certificates.rules.approval import ChainStep
from app.certificates.rules.states import CertificateKind
from app.contracts.queries import has_bill
from app.demonstration.money import the_section
from app.demonstration.season import Season
from app.shared.calendar import SHANGHAI, clock_at, today
from app.works.models import Section

#: Who signs each step of the demonstration; its firms have one account each.
SIGNERS: Final = {
    ChainStep.PROJECT_MANAGER: "contractor",
    ChainStep.CHIEF_SUPERVISOR: "supervisor",
    ChainStep.OFFICE_CLERK: "office2",
    ChainStep.OFFICE_HEAD: "leader",
}
OPINIONS: Final = {
    ChainStep.PROJECT_MANAGER: "数据属实，申请支付。",
    ChainStep.CHIEF_SUPERVISOR: "经审核，同意支付。",
    ChainStep.OFFICE_CLERK: "资料齐全。",
    ChainStep.OFFICE_HEAD: "同意。",
}


def tell_certificates(season: Season, users: Mapping[str, User]) -> Iterator[str]:
    """Draft and approve the certificate of the mobilisation advance."""
    section = the_section(season, users)
    if section is None or section.id not in has_bill([section.id]):
        return
    users = dict(users) | {"supervisor": _supervisor_of(section, users)}
    with clock_at(_at(88)):
        actions.set_chain(section, list(SIGNERS), by=users["office"])
        advance = actions.draft(section, CertificateKind.ADVANCE, by=users["office"])
        advance.is_demonstration = True
        actions.submit(advance, by=users["office"])
    _sign(advance, users, 87)
    yield "a certificate of the advance"


def _sign(certificate: Certificate, users: Mapping[str, User], days_ago: int) -> None:
    """Let the chain sign, a day for each step."""
    for place, (step, name) in enumerate(SIGNERS.items()):
        with clock_at(_at(days_ago - place)):
            actions.sign(certificate, OPINIONS[step], by=users[name], seen_step=step.value)


def _supervisor_of(section: Section, users: Mapping[str, User]) -> User:
    """Return the supervisor whose firm supervises the section."""
    return next(
        user
        for name, user in users.items()
        if name.startswith("supervisor") and user.organisation_id == section.supervision_firm_id
    )


def _at(days_ago: int) -> datetime:
    return datetime.combine(today() - timedelta(days=days_ago), time(10), SHANGHAI)
