"""The work items of a weekly sheet: which layer a column is about, and what of it is told."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.reports.rules.labels import words
from app.shared.sentences import LabelledEnum, say


class Measure(LabelledEnum):
    """What a column tells of a work item."""

    DESIGN = "design", say("Design quantity")
    WEEK = "week", say("This week")
    CUMULATIVE = "cumulative", say("Cumulative")
    SHARE = "share", say("Share done")
    PREVIOUS = "previous", say("Up to last week")


class KnownItem(StrEnum):
    """Work items by the name they have in the templates of works."""

    SUBBASE = "底基层"
    BASE = "基层"
    SUBGRADE = "路基"
    SURFACE = "面层"
    APPURTENANCES = "附属及安防"
    CULVERTS = "涵洞"
    DRAINAGE = "排水"


_ITEM_NAMES: dict[str, KnownItem] = {
    **dict.fromkeys(
        ("路基", "路基工程", "土路基", "路基土方", "路床", "路基土石方", "路基处理", "subgrade", "roadbed", "earthworks"),
        KnownItem.SUBGRADE,
    ),
    **dict.fromkeys(("底基层", "水稳底基层", "底基层工程", "灰土底基层", "subbase", "垫层"), KnownItem.SUBBASE),
    **dict.fromkeys(
        ("基层", "水稳基层", "路面基层", "水稳层", "水稳", "基层工程", "水泥稳定碎石基层", "水稳碎石基层", "base", "basecourse"),
        KnownItem.BASE,
    ),
    **dict.fromkeys(
        ("面层", "路面", "路面面层", "混凝土面层", "沥青面层", "面层工程", "路面工程", "水泥混凝土面层", "沥青混凝土面层",
         "路面铺筑", "surface", "surfacing", "pavement", "surfacecourse"),
        KnownItem.SURFACE,
    ),
    **dict.fromkeys(
        ("附属及安防", "附属", "安防", "附属工程", "附属设施", "安防设施", "交安", "交安设施", "附属安防", "安防工程",
         "附属及安防工程", "附属及交安", "附属工程及安防", "安全设施", "交通安全设施", "生命防护",
         "appurtenances", "ancillary", "ancillaryworks", "ancillaryandsafety", "safetyfacilities"),
        KnownItem.APPURTENANCES,
    ),
    **dict.fromkeys(("涵洞", "桥涵", "涵洞工程", "桥涵工程", "culverts", "culvert"), KnownItem.CULVERTS),
    **dict.fromkeys(("排水", "边沟", "排水工程", "排水边沟", "排水沟", "drainage"), KnownItem.DRAINAGE),
}  # fmt: skip

_MEASURES = (
    (Measure.PREVIOUS, re.compile(r"^(上周|上期|截至上周|上周末|lastweek|previous)(累计|完成|累计完成|todate)?$")),
    (Measure.SHARE, re.compile(
        r"^(占比|占比例|完成率|比例|完成比例|百分比|占总量|占设计|完成百分比|累计占比|累计完成率|进度|完成占比|累计比例"
        r"|占设计比例|占合同|累计完成比例|share|percent|pct|done|complete|completed|rate)$")),
    (Measure.WEEK, re.compile(
        r"^(本周|本期|当周|本周完成|本期完成|当周完成|本周完成量|本周工程量|周完成|本周数量|本周进度|thisweek|week|weekly|current)$")),
    (Measure.CUMULATIVE, re.compile(
        r"^(累计|累计完成|开累|开累完成|累计完成量|自开工累计|累计数量|累计工程量|已完成|累积|累积完成|合计完成|总完成|完成|完成量"
        r"|开工至今|自开工累计完成|至今累计|累计里程|完成里程|累计完成里程|cumulative|cum|total|todate|cumulativetotal)$")),
    (Measure.DESIGN, re.compile(r"^(设计|设计量|设计数量|总量|计划|计划量|工程量|设计工程量|总工程量|合同量|合同数量|design|planned|quantity)$")),
)  # fmt: skip
_MEASURE_OF = {measure.value: measure for measure in Measure}
ITEM_KEY = re.compile(r"item\.(?P<item>.+)\.(?P<measure>[a-z]+)")


@dataclass(frozen=True)
class ItemColumn:
    """A column about one work item."""

    item: str
    measure: Measure

    @property
    def key(self) -> str:
        """Return the key that a mapping stores, like `item.路基.cumulative`."""
        return f"item.{self.item}.{self.measure.value}"

    @classmethod
    def from_key(cls, key: str) -> "ItemColumn | None":
        """Return the column of a key, None when the key is not about a work item."""
        found = ITEM_KEY.fullmatch(key)
        if not found or found["measure"] not in _MEASURE_OF:
            return None
        return cls(found["item"], _MEASURE_OF[found["measure"]])


def known_item(label: str) -> KnownItem | None:
    """Return the work item that a label names."""
    return _ITEM_NAMES.get(words(label))


def item_name(label: str) -> str:
    """Return the name under which a work item is kept: the template's where it is known."""
    return known_item(label) or re.sub(r"[(\[（【].*$", "", label).strip()[:60]


def measure_of(label: str) -> Measure | None:
    """Return what a label tells of a work item."""
    word = words(label)
    if not word and "%" in label:
        return Measure.SHARE
    return next((measure for measure, pattern in _MEASURES if pattern.match(word)), None)


def item_in_one_label(label: str) -> ItemColumn | None:
    """Return the item and measure of a single label like “路基累计完成(km)” or “路基(%)”."""
    word = words(label)
    for name in sorted(_ITEM_NAMES, key=len, reverse=True):
        if not word.startswith(name):
            continue
        rest = word[len(name) :]
        if not rest:
            return None
        if measure := measure_of(rest):
            return ItemColumn(_ITEM_NAMES[name], measure)
    found = re.match(r"^(本周完成|本周|累计完成|累计|开累|本期)(.+)$", word)
    if found and found[2] in _ITEM_NAMES:
        measure = measure_of(found[1])
        return ItemColumn(_ITEM_NAMES[found[2]], measure) if measure else None
    return None
