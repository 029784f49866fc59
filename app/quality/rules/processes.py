"""The processes of each kind of structure, in the order in which they follow one another (R26-R28).

The bureau edits the lists; those here count until it does. A work keeps the list with which its
acceptance began. ASSUMPTION: order, tests and side stations follow domain.md 2.3.2 and 3.4, which
name them as general practice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.shared.sentences import LabelledEnum, Sentence, say
from app.works.rules import Nature, WorkKind, WorksKind

MOST_PROCESSES: Final = 30


class Structure(LabelledEnum):
    """What is built; each kind has its own list of processes."""

    CONCRETE_ROAD = "concrete_road", say("Concrete road")
    ASPHALT_ROAD = "asphalt_road", say("Asphalt road")
    STABILISED_BASE = "stabilised_base", say("Stabilised base")
    SUBGRADE = "subgrade", say("Subgrade works")
    REPAIR = "repair", say("Major and medium repair")
    BRIDGE = "bridge", say("Bridge works")
    SAFETY = "safety", say("Road safety works")
    YARD = "yard", say("Yard works")


class TestKind(LabelledEnum):
    """What is tested of a process; the first four decide whether a process may pass (R27)."""

    __test__ = False

    WIDTH = "width", say("Width")
    THICKNESS = "thickness", say("Thickness")
    STRENGTH = "strength", say("Strength")
    COMPACTION = "compaction", say("Compaction")


@dataclass(frozen=True)
class Process:
    """One process of a list: what it is called, which tests it needs, and who must be there."""

    code: str
    name: str
    #: The work item (of the progress weights) to which its lengths count.
    item: str = ""
    tests: frozenset[TestKind] = frozenset()
    #: The supervisor stays by from beginning to end (R28).
    is_side_station: bool = False
    #: Covered by the next process, so that the station is told beforehand.
    is_concealed: bool = False


def _process(code: str, name: str, item: str, tests: str = "", marks: str = "") -> Process:
    kinds = {kind.value[0]: kind for kind in TestKind}
    return Process(
        code, name, item, frozenset(kinds[letter] for letter in tests), "S" in marks, "C" in marks
    )


#: The letters: w width, t thickness, s strength, c compaction; S side station, C concealed.
DEFAULT_LISTS: Final[Mapping[Structure, tuple[Process, ...]]] = {
    Structure.CONCRETE_ROAD: (
        _process("clearing", "清表及原地面压实", "subgrade", "c", "C"),
        _process("subgrade", "路基填筑及路床", "subgrade", "wc", "C"),
        _process("base", "水泥稳定基层", "base", "wtsc", "SC"),
        _process("formwork", "模板、钢筋及传力杆", "surface", "", "C"),
        _process("surface", "水泥混凝土面层浇筑", "surface", "wts", "S"),
        _process("ancillary", "路肩、排水及安全设施", "ancillary"),
    ),
    Structure.ASPHALT_ROAD: (
        _process("clearing", "清表及原地面压实", "subgrade", "c", "C"),
        _process("subgrade", "路基填筑及路床", "subgrade", "wc", "C"),
        _process("base", "水泥稳定基层", "base", "wtsc", "SC"),
        _process("prime_coat", "透层及下封层", "base", "", "C"),
        _process("surface", "沥青混凝土面层摊铺", "surface", "wtc", "S"),
        _process("ancillary", "路肩、排水及安全设施", "ancillary"),
    ),
    Structure.STABILISED_BASE: (
        _process("underlayer", "下承层检查及处理", "base", "c", "C"),
        _process("base", "基层摊铺碾压", "base", "wtc", "SC"),
        _process("curing", "养生及强度检验", "base", "s"),
    ),
    Structure.SUBGRADE: (
        _process("clearing", "清表及原地面压实", "subgrade", "c", "C"),
        _process("fill", "分层填筑碾压", "subgrade", "c", "C"),
        _process("subgrade", "路床整修", "subgrade", "wc"),
    ),
    Structure.REPAIR: (
        _process("milling", "铣刨及病害处理", "milling", "", "C"),
        _process("base_repair", "基层修补", "base_repair", "ts", "SC"),
        _process("overlay", "罩面或加铺层", "overlay", "wt", "S"),
        _process("markings", "路肩及标线", "markings"),
    ),
    Structure.BRIDGE: (
        _process("foundation", "桩基及基础", "bridge_foundation", "s", "SC"),
        _process("substructure", "承台、墩台身", "substructure", "s", "SC"),
        _process("backfill", "台背回填", "substructure", "c", "SC"),
        _process("superstructure", "梁板预制及安装", "superstructure", "s", "S"),
        _process("deck", "桥面铺装及附属", "deck", "ts", "S"),
    ),
    Structure.SAFETY: (
        _process("survey", "测量放样", "survey"),
        _process("post_foundation", "立柱基础", "post_foundation", "s", "C"),
        _process("barriers", "护栏安装", "barriers"),
        _process("signs", "标志标线", "signs"),
    ),
    Structure.YARD: (
        _process("earthworks", "土方及地基处理", "earthworks", "c", "C"),
        _process("building_foundation", "房建基础", "building_foundation", "s", "SC"),
        _process("structure", "主体结构", "structure", "s", "S"),
        _process("pavement", "场坪铺装", "pavement", "ts", "S"),
        _process("utilities", "水电及消防", "utilities", "", "C"),
    ),
}


def structure_of(
    kind: WorkKind, works_kind: WorksKind, structure: str, nature: Nature | None
) -> Structure:
    """Return whose processes a work follows, by what the ledger says of it."""
    if kind == WorkKind.BRIDGE:
        return Structure.BRIDGE
    if kind == WorkKind.YARD:
        return Structure.YARD
    if works_kind == WorksKind.SAFETY:
        return Structure.SAFETY
    if nature in (Nature.MAJOR_REPAIR, Nature.MEDIUM_REPAIR):
        return Structure.REPAIR
    if "沥青" in structure:
        return Structure.ASPHALT_ROAD
    return Structure.CONCRETE_ROAD


def process_list_problems(
    processes: Sequence[Process], valid_from: date | None, today: date
) -> list[Sentence]:
    """Return why a list of processes cannot be kept so."""
    problems = []
    if valid_from is None:
        problems.append(say("Say from which day the list counts."))
    elif valid_from < today:
        problems.append(say("A list of processes can count from today on, not from a past day."))
    if not processes:
        problems.append(say("A list needs at least one process."))
    if len(processes) > MOST_PROCESSES:
        problems.append(say("A list has at most %(most)s processes.", most=MOST_PROCESSES))
    names = [process.name for process in processes]
    if any(not name.strip() for name in names):
        problems.append(say("Every process needs a name."))
    if len({name.strip() for name in names}) < len(names):
        problems.append(say("Two processes of the list have the same name."))
    if len({process.code for process in processes}) < len(processes):
        problems.append(say("A process stands twice in the list."))
    return problems
