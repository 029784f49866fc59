"""The money of one section: its bill that comes to the contract price, its terms, and a change order."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from app.accounts.models import User
from app.contracts import actions
from app.contracts.models import PaymentNode
from app.contracts.rules import ItemEntry, NodeBase, NodeTrigger, Terms, amount_of
from app.demonstration.season import Season
from app.extensions import db
from app.quality.models import AcceptanceRequest
from app.shared.calendar import SHANGHAI, clock_at, today
from app.works.models import Section
from app.works.queries import list_works

#: The money of the demonstration is told of the first section, in the order of the season, that this
#: contractor builds and in which steps were passed.
THE_CONTRACTOR: Final = "contractor"
#: Chapter, its name, code, name, unit, process, share of the contract price, unit price in yuan.
ITEMS: Final = (
    ("100", "总则", "102-1", "竣工文件", "总额", "", "0.01", None),
    ("100", "总则", "103-1", "临时道路修建、养护与拆除", "总额", "", "0.02", None),
    ("200", "路基", "202-1-a", "清理现场", "m²", "clearing", "0.03", "2.35"),
    ("200", "路基", "204-1-b", "利用土方填筑路基", "m³", "subgrade", "0.18", "14.60"),
    ("300", "路面", "304-3-a", "水泥稳定碎石基层（厚180mm）", "m²", "base", "0.28", "46.80"),
    ("300", "路面", "312-1-a", "水泥混凝土面层（厚200mm）", "m²", "surface", "0.36", "98.50"),
    ("400", "桥梁涵洞", "419-1-a", "钢筋混凝土圆管涵（φ1.0m）", "m", "", "0.04", "1280.00"),
    ("600", "安全设施", "605-1-a", "热熔型涂料路面标线", "m²", "", "0.03", "42.00"),
)
PROVISIONAL: Final = ("700", "绿化及暂列金额", "700-1", "暂列金额", "总额")


def the_section(season: Season, users: Mapping[str, User]) -> Section | None:
    """Return the section whose money the demonstration tells."""
    passed = set(
        db.session.scalars(
            select(AcceptanceRequest.section_id).where(AcceptanceRequest.passed_at.is_not(None))
        )
    )
    firm = users[THE_CONTRACTOR].organisation_id
    return next(
        (
            section
            for section in season.sections
            if section.id in passed and section.contractor_id == firm and section.contract
        ),
        None,
    )


def tell_bill(season: Season, users: Mapping[str, User]) -> Iterator[str]:
    """Enter the bill, the terms and the nodes of the section, and one change that was approved."""
    section = the_section(season, users)
    if section is None or section.contract is None or not list_works(section.id):
        return
    office = users["office"]
    with clock_at(_at(90)):
        items = actions.enter_items(section, bill_worth(section.contract.price_fen), by=office)
        actions.set_terms(section, Terms(), by=office)
        actions.set_nodes(section, _nodes(), by=office)
    base = next(item for item in items if item.process == "base")
    with clock_at(_at(40)):
        change = actions.draft_change(
            section,
            {base.id: Decimal(240)},
            "K0+600～K0+660 段原地面软弱，设计变更加宽基层，见设计变更通知单。",
            by=users[THE_CONTRACTOR],
        )
    with clock_at(_at(37)):
        actions.decide_change(change, "同意，按清单单价计量。", approves=True, by=users["leader"])
    with clock_at(_at(3)):
        pipe = next(item for item in items if item.code == "419-1-a")
        actions.draft_change(
            section,
            {pipe.id: Decimal(12)},
            "村民要求增设过路圆管涵一道。",
            by=users[THE_CONTRACTOR],
        )
    yield f"a bill of {len(items)} items with a change"


def bill_worth(price_fen: int) -> Sequence[ItemEntry]:
    """Return items that come to the price to the fen; the provisional sum is what remains."""
    entries = []
    for chapter, chapter_name, code, name, unit, process, share, yuan in ITEMS:
        part = int(price_fen * Decimal(share))
        unit_price = part if yuan is None else int(Decimal(yuan) * 100)
        quantity = Decimal(1) if yuan is None else Decimal(part // unit_price)
        entries.append(
            ItemEntry(chapter, chapter_name, code, name, unit, quantity, unit_price, process)
        )
    rest = price_fen - sum(amount_of(one.quantity, one.unit_price_fen) for one in entries)
    return [*entries, ItemEntry(*PROVISIONAL, Decimal(1), rest, is_provisional=True)]


def _nodes() -> list[PaymentNode]:
    told = (
        (NodeTrigger.SIGNING, "0.10", NodeBase.CONTRACT),
        (NodeTrigger.HANDOVER, "0.85", NodeBase.COMPLETED),
        (NodeTrigger.SETTLEMENT, "0.97", NodeBase.SETTLEMENT),
        (NodeTrigger.DEFECTS_END, "1", NodeBase.SETTLEMENT),
    )
    return [
        PaymentNode(trigger=trigger, cumulative_share=Decimal(share), base=base)
        for trigger, share, base in told
    ]


def _at(days_ago: int) -> datetime:
    return datetime.combine(today() - timedelta(days=days_ago), time(10), SHANGHAI)
