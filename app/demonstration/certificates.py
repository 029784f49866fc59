"""Measurement and certificates of the section whose money is told: the advance and three periods."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

from app.accounts.models import User
from app.certificates import actions
from app.certificates.models import Certificate
from app.certificates.rules.approval import ChainStep
from app.certificates.rules.states import CertificateKind, EntryKind
from app.contracts.queries import bill_of, has_bill
from app.demonstration.money import the_section
from app.demonstration.season import Season
from app.measurement import actions as measurement
from app.shared.calendar import SHANGHAI, clock_at, today
from app.shared.quantities import round_half_up
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


#: Of each period: how long ago it ended, and which share of what is proven and not yet measured it takes.
PERIODS: Final = (
    (70, "0.5", "资料未齐，先计量一半。"),
    (40, "0.6", "其余检测资料下期补齐。"),
    (10, "1", ""),
)
#: Items that no acceptance proves, and how much of them each period takes by which paper.
BY_PAPER: Final = {
    "103-1": ("0.500", "0.300", "0.200"),
    "102-1": ("0.000", "0.500", "0.250"),
}


def tell_certificates(season: Season, users: Mapping[str, User]) -> Iterator[str]:
    """Certify the advance and measure and certify three periods; the last waits for a signature."""
    section = the_section(season, users)
    if section is None or section.id not in has_bill([section.id]):
        return
    users = dict(users) | {"supervisor": _supervisor_of(section, users)}
    with clock_at(_at(88)):
        actions.set_chain(section, list(SIGNERS), by=users["office"])
        advance = actions.draft(section, CertificateKind.ADVANCE, by=users["office"])
    _submit_and_sign(advance, users, 87)
    for number, (days_ago, share, why) in enumerate(PERIODS, start=1):
        _measure(section, users, number, days_ago, Decimal(share), why)
        with clock_at(_at(days_ago - 4)):
            certificate = actions.draft(
                section, CertificateKind.INTERIM, period_number=number, by=users["office"]
            )
            _tell_entries(certificate, users, number)
        waits = number == len(PERIODS)
        _submit_and_sign(certificate, users, days_ago - 5, steps=1 if waits else len(SIGNERS))
    yield f"a certificate of the advance and {len(PERIODS)} of measured periods"


def _measure(
    section: Section,
    users: Mapping[str, User],
    number: int,
    days_ago: int,
    share: Decimal,
    why: str,
) -> None:
    """Measure a share of what is proven, and let it be checked and confirmed."""
    contractor = users["contractor"]
    with clock_at(_at(days_ago)):
        period = measurement.draft(section, today(), by=contractor)
        period.is_demonstration = True
        for line in period.lines:
            proven = line.evidence_quantity or Decimal(0)
            if why and proven > 0:
                measurement.correct(line, round_half_up(proven * share, 3), why, by=contractor)
        for item in bill_of(section.id):
            quantity = Decimal(BY_PAPER.get(item.code, ("0",) * number)[number - 1])
            if quantity:
                measurement.enter(
                    period, item.item_id, quantity, f"总额子目支付申请第{number}号",
                    "按完成比例支付。", by=contractor,
                )  # fmt: skip
        measurement.advance(period, by=contractor)
    for place, name in enumerate(("supervisor", "office2"), start=1):
        with clock_at(_at(days_ago - place)):
            measurement.advance(period, by=users[name])


def _tell_entries(certificate: Certificate, users: Mapping[str, User], number: int) -> None:
    if number == 2:
        actions.add_entry(
            certificate, EntryKind.PENALTY, 20_000_00, "项目经理当月在岗不足 22 天，按合同违约条款处理。",
            "违约处理通知〔2号〕", by=users["office"],
        )  # fmt: skip
    if number == 3:
        actions.add_entry(
            certificate, EntryKind.CLAIM, 35_600_00, "杆线未迁改致基层停工 12 天，窝工费用。",
            "索赔报告〔1号〕", by=users["contractor"],
        )  # fmt: skip


def _submit_and_sign(
    certificate: Certificate, users: Mapping[str, User], days_ago: int, steps: int = len(SIGNERS)
) -> None:
    """Submit the certificate and let so many of the chain sign."""
    certificate.is_demonstration = True
    with clock_at(_at(days_ago)):
        actions.submit(certificate, by=users["office"])
        for step in list(SIGNERS)[:steps]:
            by = users[SIGNERS[step]]
            actions.sign(certificate, OPINIONS[step], by=by, seen_step=step.value)


def _supervisor_of(section: Section, users: Mapping[str, User]) -> User:
    """Return the supervisor whose firm supervises the section."""
    return next(
        user
        for name, user in users.items()
        if name.startswith("supervisor") and user.organisation_id == section.supervision_firm_id
    )


def _at(days_ago: int) -> datetime:
    return datetime.combine(today() - timedelta(days=days_ago), time(10), SHANGHAI)
