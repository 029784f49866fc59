"""Makers for contracts: a bill of few items, its changes and its terms."""

from decimal import Decimal

from app.accounts.rules import Role
from app.contracts import actions
from app.contracts.models import BillChange, BillItem
from app.contracts.rules import ItemEntry
from app.works.models import Section
from app.works.queries import contract_of
from tests.makers.accounts import a_user
from tests.makers.works import a_contract, a_section


def an_entry(code: str = "203-1-a", **changes: object) -> ItemEntry:
    """Return an item of chapter 200, 100 m³ at 10 yuan."""
    given = {
        "chapter": "200",
        "chapter_name": "路基",
        "code": code,
        "name": "挖土方",
        "unit": "m³",
        "quantity": Decimal(100),
        "unit_price_fen": 1000,
    }
    return ItemEntry(**(given | changes))  # type: ignore[arg-type]


def a_bill(section: Section | None = None, *entries: ItemEntry) -> list[BillItem]:
    """Return the items of the bill of a section with a contract."""
    section = section or a_section()
    if contract_of(section.id) is None:
        a_contract(section)
    return actions.enter_items(section, entries or [an_entry()], by=a_user(Role.PROJECT_OFFICE))


def an_approved_change(item: BillItem, quantity: str) -> BillChange:
    """Return a change of the item's quantity that somebody else approved."""
    change = actions.draft_change(
        item.section, {item.id: Decimal(quantity)}, "软基换填", by=a_user(Role.CONTRACTOR)
    )
    actions.decide_change(
        change, "", approves=True, by=a_user(Role.PROJECT_OFFICE), document_no="1号"
    )
    return change
