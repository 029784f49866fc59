"""What a row of a ledger wants a work to be, and how that differs from what is known."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from app.reports.rules.places import name_key, section_key
from app.reports.rules.table import ReadRow
from app.works.rules import Nature, TechnicalClass, WorkKind, WorksKind

#: Column of the sheet → field of the work; what a row leaves blank it does not change.
WORK_FIELDS = {
    "name": "name",
    "route_code": "route_code",
    "start": "start_m",
    "end": "end_m",
    "length": "length_m",
    "subgrade_width": "roadbed_width_m",
    "width": "pavement_width_m",
    "structure": "structure",
    "amount": "amount_fen",
    "starts_on": "planned_start_on",
    "planned_finish_on": "planned_finish_on",
    "township": "township",
    "village": "village",
    "remark": "note",
    "bridge_code": "bridge_code",
    "bridge_length": "bridge_length_m",
    "bridge_width": "bridge_width_m",
    "bridge_rating": "bridge_rating",
    "built_year": "built_year",
    "defects": "defects",
    "remedy": "remedy",
    "investment": "total_investment_fen",
    "central_fund": "central_fund_fen",
    "provincial_fund": "provincial_fund_fen",
    "city_fund": "city_fund_fen",
    "district_fund": "district_fund_fen",
    "own_fund": "own_fund_fen",
    "approval": "approval_no",
    "procurement": "procurement",
    "owner": "employer",
    "designer": "designer",
    "handed_over_on": "handed_over_on",
    "final_accepted_on": "final_accepted_on",
}
#: Fields of a work that hold a text, empty where nothing is known.
TEXT_FIELDS = frozenset(
    (
        *(
            "route_code",
            "village",
            "structure",
            "note",
            "bridge_code",
            "chainage_text",
            "span_text",
        ),
        *("bridge_rating", "built_year", "defects", "remedy", "approval_no", "procurement"),
        *("employer", "designer"),
    )
)
#: Columns that say where a road lies or whose it is, each in a form of its own.
_OTHER_COLUMNS = frozenset(
    (
        *("serial", "programme", "project", "section", "stretch", "place", "widths", "duration"),
        *("bridge_name", "center", "superstructure", "span_total", "longest_span", "road_class"),
        "nature",
    )
)
#: Column of the sheet → field of its section, kept with the row that first says it.
SECTION_FIELDS = {"contractor": "contractor", "supervisor": "supervision_firm"}
#: Every column of a ledger of which something is kept.
KEPT_COLUMNS = _OTHER_COLUMNS | WORK_FIELDS.keys() | SECTION_FIELDS.keys()
_CLASSES = {
    "高速": TechnicalClass.MOTORWAY,
    "一级": TechnicalClass.CLASS_1,
    "二级": TechnicalClass.CLASS_2,
    "三级": TechnicalClass.CLASS_3,
    "四级": TechnicalClass.CLASS_4,
    "等外": TechnicalClass.BELOW,
}
_NATURES = {
    "新建": Nature.NEW,
    "改建": Nature.REBUILD,
    "重建": Nature.REBUILD,
    "改造": Nature.UPGRADE,
    "升级": Nature.UPGRADE,
    "大修": Nature.MAJOR_REPAIR,
    "中修": Nature.MEDIUM_REPAIR,
    "加固": Nature.STRENGTHEN,
    "维修加固": Nature.STRENGTHEN,
}
_KINDS = (
    (WorksKind.SAFETY, ("安防", "安全防护", "生命防护", "safety")),
    (WorksKind.BRIDGE, ("危桥", "桥梁", "bridge")),
    (WorksKind.MAINTENANCE, ("养护", "大中修", "maintenance")),
    (WorksKind.LOGISTICS, ("物流", "港口", "logistics")),
    (WorksKind.TRUNK_ROAD, ("国道", "省道", "干线")),
)
PLACES_OF_METRES = Decimal("0.001")


def works_kind(programme: str) -> WorksKind:
    """Return the kind of works that a programme's name tells of."""
    name = programme.casefold()
    return next(
        (kind for kind, words in _KINDS if any(word in name for word in words)),
        WorksKind.RECONSTRUCTION,
    )


def desired(row: ReadRow) -> dict[str, Any]:
    """Return the fields of the work that the row speaks of; blank cells are left out.

    Lengths come to the millimetre, as the works keep them.
    """
    said = row.values
    values = {
        field: value.quantize(PLACES_OF_METRES) if type(value) is Decimal else value
        for key, field in _fields_of(tuple(said))
        if (value := said[key]) is not None
    }
    if said.get("bridge_name"):
        values |= _of_bridge(said)
    if "road_class" in said and (technical_class := _first(_CLASSES, said["road_class"])):
        values["technical_class"] = technical_class
    if "nature" in said and (nature := _first(_NATURES, said["nature"])):
        values["nature"] = nature
    if "name" not in values:
        values["name"] = said.get("route_code")
    return values


def _of_bridge(said: Mapping[str, Any]) -> dict[str, Any]:
    values = {"name": said["bridge_name"]}
    if said.get("center") is not None:
        values["start_m"] = said["center"]
    if said.get("superstructure"):
        values["structure"] = said["superstructure"][:100]
    spans = [said[key] for key in ("span_total", "longest_span") if said.get(key)]
    if spans:
        values["span_text"] = " / ".join(f"{span.normalize():f} m" for span in spans)
    return values


def kind_of_work(row: ReadRow) -> WorkKind:
    """Return whether the row is a bridge or a road."""
    return WorkKind.BRIDGE if row.get("bridge_name") or row.get("bridge_code") else WorkKind.ROAD


@lru_cache(maxsize=64)
def _fields_of(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return (column, field) of the columns that say something about a work; all rows have the same."""
    return tuple((key, field) for key, field in WORK_FIELDS.items() if key in keys)


def _first(table: Mapping[str, Any], text: Any) -> Any:
    if not text:
        return None
    return next((value for word, value in table.items() if word in str(text)), None)


@dataclass(frozen=True)
class KnownWork:
    """A work that is registered: what identifies it and the fields a ledger may change."""

    id: int
    section_id: int
    fields: Mapping[str, Any]


@dataclass
class KnownSection:
    """A section that is registered, with its works; `id` 0 is one that this import will make."""

    id: int
    project_id: int
    programme_id: int
    name: str
    project: str = ""
    programme: str = ""
    year: int | None = None
    contractor: str = ""
    supervision_firm: str = ""
    works: list[KnownWork] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return what two spellings of its name have in common."""
        return section_key(self.name)


def short_code(route_code: str | None) -> str:
    """Return a route code without its county, which some sheets leave out: C012 of C012341302."""
    return re.sub(r"(?<=\w{4})\d{6}$", "", route_code or "")


class WorkFinder:
    """Finds the registered work that a row stands for. Source: domain.md 4.1."""

    def __init__(self, works: Iterable[KnownWork]) -> None:
        self._by_place: dict[tuple[Any, ...], KnownWork] = {}
        self._by_code_and_name: dict[tuple[str, str], list[KnownWork]] = {}
        self._by_names: dict[tuple[str, str, str], list[KnownWork]] = {}
        self._by_bridge: dict[str, KnownWork] = {}
        self._by_code: dict[str, list[KnownWork]] = {}
        for work in works:
            self._keep(work)

    def _keep(self, work: KnownWork) -> None:
        fields = work.fields
        code, name = short_code(fields.get("route_code")), name_key(fields.get("name") or "")
        if code:
            self._by_place[(code, fields.get("start_m"), fields.get("end_m"))] = work
            self._by_code_and_name.setdefault((code, name), []).append(work)
            self._by_code.setdefault(code, []).append(work)
        if fields.get("bridge_code"):
            self._by_bridge[fields["bridge_code"]] = work
        township, village = fields.get("township") or "", fields.get("village") or ""
        self._by_names.setdefault((name_key(township), name_key(village), name), []).append(work)

    def find(self, row: ReadRow) -> KnownWork | None:
        """Return the work, None when there is none or more than one could be meant."""
        if row.get("bridge_code") in self._by_bridge:
            return self._by_bridge[row.get("bridge_code")]
        code, name = short_code(row.get("route_code")), name_key(row.get("name") or "")
        if code:
            placed = self._by_place.get((code, row.get("start"), row.get("end")))
            if placed:
                return placed
            if only := _only(self._by_code_and_name.get((code, name), [])):
                return only
        return self._find_by_names(row, code, name)

    def _find_by_names(self, row: ReadRow, code: str, name: str) -> KnownWork | None:
        township, village = name_key(row.get("township") or ""), name_key(row.get("village") or "")
        found = self._by_names.get((township, village, name), []) if name else []
        if not code or not found:
            return _only(found)
        return _only(
            [work for work in found if short_code(work.fields.get("route_code")) in ("", code)]
        )

    def find_loosely(self, row: ReadRow) -> KnownWork | None:
        """Return the work also where only its code, or only its name, is unique in the section."""
        if found := self.find(row):
            return found
        code, name = short_code(row.get("route_code")), name_key(row.get("name") or "")
        if code and not name and (only := _only(self._by_code.get(code, []))):
            return only
        if code and row.get("start") is None and (only := _only(self._by_code.get(code, []))):
            return only
        named = [
            work
            for (_township, _village, known), works in self._by_names.items()
            if name and known == name
            for work in works
            if not code or short_code(work.fields.get("route_code")) in ("", code)
        ]
        return _only(named)

    def nearest(self, row: ReadRow) -> str:
        """Return the name of a work that the row may mean, empty when none is near."""
        names = [name for _t, _v, name in self._by_names]
        close = get_close_matches(name_key(row.get("name") or ""), names, n=1, cutoff=0.6)
        return close[0] if close else ""


def _only(works: list[KnownWork]) -> KnownWork | None:
    return works[0] if len(works) == 1 else None


def differences(
    known: Mapping[str, Any], wanted: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (before, after) of the fields that differ."""
    changed = [
        name for name, value in wanted.items() if (known.get(name) or None) != (value or None)
    ]
    return {name: known.get(name) for name in changed}, {name: wanted[name] for name in changed}
