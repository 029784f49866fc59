"""Work items and their weights: a template for each kind of work, changed section by section."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.shared.sentences import LabelledEnum, Sentence, say

WHOLE: Final = Decimal(1)
MAX_ITEMS: Final = 30
#: A weight is given in percent with at most two decimals, so four decimals as a share.
WEIGHT_PLACES: Final = 4


class UnitOfWork(LabelledEnum):
    """The unit in which the quantity of a work item is counted."""

    KM = "km", say("km")
    METRE = "m", say("m")
    SQUARE_METRE = "m2", say("m²")
    CUBIC_METRE = "m3", say("m³")
    PIECE = "piece", say("pcs")
    PERCENT = "percent", say("%")


#: How many decimals a quantity may have; the bureau's sheets give kilometres to the metre.
QUANTITY_PLACES: Final[Mapping[UnitOfWork, int]] = {
    UnitOfWork.KM: 3,
    UnitOfWork.METRE: 1,
    UnitOfWork.SQUARE_METRE: 1,
    UnitOfWork.CUBIC_METRE: 1,
    UnitOfWork.PIECE: 0,
    UnitOfWork.PERCENT: 2,
}


class TemplateKind(LabelledEnum):
    """The kinds of work that come with a ready list of items and weights."""

    RURAL_ROAD = "rural_road", say("Rural road")
    SAFETY = "safety", say("Road safety works")
    MAINTENANCE = "maintenance", say("Maintenance")
    BRIDGE = "bridge", say("Bridge")
    TRUNK_ROAD = "trunk_road", say("Trunk road")
    YARD = "yard", say("Logistics yard")


@dataclass(frozen=True)
class TemplateItem:
    """One item of a template: its name, its unit and its share of the whole."""

    code: str
    name: Sentence
    unit: UnitOfWork
    weight_share: Decimal
    #: A layer runs along the chainage and appears in the strip chart.
    is_layer: bool = False


def _layer(code: str, name: Sentence, percent: int) -> TemplateItem:
    return TemplateItem(code, name, UnitOfWork.KM, Decimal(percent) / 100, is_layer=True)


def _part(code: str, name: Sentence, percent: int) -> TemplateItem:
    return TemplateItem(code, name, UnitOfWork.PERCENT, Decimal(percent) / 100)


TEMPLATES: Final[Mapping[TemplateKind, tuple[TemplateItem, ...]]] = {
    # The bureau's weekly sheets of 2020 compute their physical progress with exactly these weights.
    TemplateKind.RURAL_ROAD: (
        _layer("subgrade", say("Subgrade"), 25),
        _layer("base", say("Base"), 30),
        _layer("surface", say("Surface"), 35),
        _layer("ancillary", say("Ancillary and safety works"), 10),
    ),
    TemplateKind.SAFETY: (
        _layer("survey", say("Survey and setting out"), 5),
        _layer("post_foundation", say("Post foundations"), 25),
        _layer("barriers", say("Guard rails and barriers"), 50),
        _layer("signs", say("Signs and markings"), 20),
    ),
    TemplateKind.MAINTENANCE: (
        _layer("milling", say("Milling and repair of defects"), 25),
        _layer("base_repair", say("Base repair"), 25),
        _layer("overlay", say("Overlay"), 40),
        _layer("markings", say("Shoulders and markings"), 10),
    ),
    TemplateKind.BRIDGE: (
        _part("demolition", say("Demolition and diversion"), 10),
        _part("bridge_foundation", say("Foundations and piles"), 25),
        _part("substructure", say("Substructure"), 20),
        _part("superstructure", say("Superstructure"), 30),
        _part("deck", say("Deck and fittings"), 15),
    ),
    # Weights invented so that the reported items of 2020-12-31 give the reported 64 % (A5).
    TemplateKind.TRUNK_ROAD: (
        _part("clearing", say("Site clearing"), 1),
        _part("excavation", say("Excavation"), 3),
        _part("plain_soil", say("Plain soil fill"), 12),
        _part("lime_soil", say("Lime soil fill"), 10),
        _part("culverts", say("Culverts and storm drains"), 14),
        _part("town_drains", say("Town storm drains"), 4),
        _part("bridge_a", say("Bridge A"), 3),
        _part("bridge_b", say("Bridge B"), 4),
        _part("bridge_c", say("Bridge C"), 8),
        _part("subbase", say("Sub-base"), 8),
        _part("lower_base", say("Lower base"), 8),
        _part("upper_base", say("Upper base"), 8),
        _part("surface", say("Surface"), 13),
        _part("safety_greening", say("Safety works and greening"), 4),
    ),
    TemplateKind.YARD: (
        _part("earthworks", say("Earthworks and ground treatment"), 20),
        _part("building_foundation", say("Foundations of buildings"), 20),
        _part("structure", say("Main structure"), 35),
        _part("pavement", say("Yard pavement"), 15),
        _part("utilities", say("Water, power and fire-fighting"), 10),
    ),
}


#: What a code of a template is called.
TEMPLATE_NAMES: Final[Mapping[str, Sentence]] = {
    item.code: item.name for items in TEMPLATES.values() for item in items
}


@dataclass(frozen=True)
class WeightEntry:
    """One row of the weights editor; no weight when what was typed is not a number."""

    name: str
    weight_share: Decimal | None
    #: Somebody has already reported progress on this item.
    is_used: bool = False


@dataclass(frozen=True)
class ItemEntry:
    """One row of the weights editor; `code` is empty for a new item."""

    code: str
    name: str
    unit: UnitOfWork
    weight_share: Decimal | None
    is_layer: bool = False


def total_share(weights: Iterable[Decimal]) -> Decimal:
    """Return the sum of the weights, 1 when they make a whole."""
    return sum(weights, Decimal(0))


def weight_problems(
    entries: Sequence[WeightEntry], used_names: frozenset[str] = frozenset()
) -> list[Sentence]:
    """Return why a section may not use these items; `used_names` already carry progress."""
    if not entries:
        return [say("A section needs at least one work item.")]
    problems = [problem for entry in entries for problem in _entry_problems(entry)]
    if len(entries) > MAX_ITEMS:
        problems.append(
            say(
                "%(count)s work items are too many: at most %(most)s.",
                count=len(entries),
                most=MAX_ITEMS,
            )
        )
    names = Counter(entry.name.strip() for entry in entries if entry.name.strip())
    problems += [
        say("%(item)s: the item stands in the list twice.", item=name)
        for name, times in names.items()
        if times > 1
    ]
    problems += [
        say("%(item)s: progress is already recorded, so the item cannot be taken out.", item=name)
        for name in sorted(used_names - set(names))
    ]
    weights = [entry.weight_share for entry in entries]
    if None not in weights:
        problems += _total_problems(total_share(w for w in weights if w is not None))
    return problems


def _entry_problems(entry: WeightEntry) -> list[Sentence]:
    name = entry.name.strip()
    if not name:
        return [say("An item without a name cannot be kept.")]
    if len(name) > 60:
        return [say("%(item)s…: the name has more than 60 characters.", item=name[:20])]
    if entry.weight_share is None:
        return [say("%(item)s: the weight is not a number.", item=name)]
    if not 0 < entry.weight_share <= WHOLE:
        return [say("%(item)s: a weight is more than 0 and at most 100.", item=name)]
    if entry.weight_share != round(entry.weight_share, WEIGHT_PLACES):
        return [say("%(item)s: a weight has at most two decimals.", item=name)]
    return []


def _total_problems(total: Decimal) -> list[Sentence]:
    if total == WHOLE:
        return []
    percent = f"{total * 100:f}".rstrip("0").rstrip(".") or "0"
    return [say("The weights total %(total)s; they must total exactly 100.", total=percent)]
