"""Accounts, wage rosters and securities of the section whose money is told, and of one that lacks some."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from app.accounts.models import User
from app.bank_accounts import actions
from app.bank_accounts.rules import AccountKind, SecurityDraft, SecurityForm, SecurityKind
from app.demonstration.money import the_section
from app.demonstration.season import Season
from app.shared.calendar import Month, today
from app.works.models import Section
from app.works.queries import contract_of

BANK: Final = "埇桥农村商业银行（演示）"
#: How many workers the rosters of the last months name, the oldest first; the last month's is missing.
PEOPLE: Final = (31, 38, 42, 40)


def tell_accounts(season: Season, users: Mapping[str, User]) -> Iterator[str]:
    """Open the accounts, note the rosters, and enter securities of which one ends within the month."""
    section = the_section(season, users)
    contract = contract_of(section.id) if section else None
    if section is None or contract is None:
        return
    _open_accounts(section, users["finance"])
    _note_rosters(section, users["contractor"])
    guarantee = SecurityDraft(
        SecurityKind.PERFORMANCE, SecurityForm.GUARANTEE, contract.price_fen // 20, BANK, "保函〔演示〕1号",
        today() - timedelta(days=180), today() + timedelta(days=185),
    )  # fmt: skip
    wages = SecurityDraft(
        SecurityKind.WAGE, SecurityForm.INSURANCE, contract.price_fen // 100, "演示财产保险公司",
        "保单〔演示〕2号", today() - timedelta(days=345), today() + timedelta(days=20),
    )  # fmt: skip
    for draft in (guarantee, wages):
        actions.enter_security(section, draft, contract.price_fen, by=users["finance"])
    yield f"2 accounts, {len(PEOPLE)} wage rosters and 2 securities of a section"


def _open_accounts(section: Section, finance: User) -> None:
    for kind, number in (
        (AccountKind.JOINT, "3400000000000001"),
        (AccountKind.WAGE, "3400000000000002"),
    ):
        actions.open_account(section, kind, BANK, number, today() - timedelta(days=170), by=finance)


def _note_rosters(section: Section, contractor: User) -> None:
    months = [Month.of(today()).previous().previous()]
    while len(months) < len(PEOPLE):
        months.insert(0, months[0].previous())
    for month, people in zip(months, PEOPLE, strict=True):
        actions.note_roster(
            section, month, people, month.next().start + timedelta(days=7), by=contractor
        )
