"""Tell from the labels above a column what it holds, and how sure that is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.reports.rules.fields import BY_NAME, FIELDS, TELLING_WORDS
from app.reports.rules.items import (
    ItemColumn,
    Measure,
    item_in_one_label,
    item_name,
    known_item,
    measure_of,
)
from app.reports.rules.labels import Unit, is_unit_only, unit_in, words

CERTAIN = 1.0
BY_ITS_LAST_LABEL = 0.95
BY_A_WORD_INSIDE = 0.7
BY_A_SHORT_WORD_INSIDE = 0.5
BY_ITS_CELLS = 0.4


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its labels from the top down and what it was taken for."""

    index: int
    labels: tuple[str, ...]
    #: A key of FIELDS or of an ItemColumn; None when nobody knows.
    key: str | None = None
    unit: Unit | None = None
    confidence: float = 0.0

    @property
    def title(self) -> str:
        """Return the labels joined, as a person would quote the column."""
        return "/".join(self.labels)

    @property
    def item(self) -> ItemColumn | None:
        """Return the work item and measure of a progress column."""
        return ItemColumn.from_key(self.key) if self.key else None


@lru_cache(maxsize=4_000)
def recognise(index: int, labels: tuple[str, ...]) -> Column:
    """Return the column with what its labels say it holds."""
    spoken = tuple(label for label in labels if not is_unit_only(label)) or labels
    key, confidence = _meaning(spoken)
    return Column(index, labels, key, _unit(labels), confidence if key else 0.0)


def _unit(labels: tuple[str, ...]) -> Unit | None:
    """Return the unit nearest to the cells."""
    units = (unit_in(label) for label in reversed(labels))
    return next((unit for unit in units if unit is not None), None)


@lru_cache(maxsize=4_000)
def _meaning(labels: tuple[str, ...]) -> tuple[str | None, float]:
    if not any(labels):
        return None, 0.0
    return (
        _progress(labels)
        or _by_whole_name(labels)
        or _by_two_labels(labels)
        or _by_word_inside(labels)
        or (None, 0.0)
    )


def _progress(labels: tuple[str, ...]) -> tuple[str, float] | None:
    if len(labels) == 1:
        found = item_in_one_label(labels[0])
        if found:
            return found.key, BY_ITS_LAST_LABEL
        item = known_item(labels[0])
        unit = unit_in(labels[0])
        if item and unit is Unit.PERCENT:
            return ItemColumn(item, Measure.SHARE).key, BY_ITS_LAST_LABEL
        return (ItemColumn(item, Measure.CUMULATIVE).key, BY_A_WORD_INSIDE) if item else None
    return _investment(labels) or _item_below_group(labels)


def _investment(labels: tuple[str, ...]) -> tuple[str, float] | None:
    """Return the column of a group about money: this week, in all, or the rate."""
    group, last = "".join(words(label) for label in labels[:-1]), labels[-1]
    if not any(word in group for word in ("投资", "产值", "investment", "outputvalue")):
        return None
    keys = {
        Measure.WEEK: "week_investment",
        Measure.CUMULATIVE: "total_investment",
        Measure.SHARE: "investment_share",
    }
    measure = measure_of(last)
    return (keys[measure], CERTAIN) if measure in keys else None


def _item_below_group(labels: tuple[str, ...]) -> tuple[str, float] | None:
    measure = measure_of(labels[-1])
    group = labels[-2]
    if measure is None or BY_NAME.get(words(group)) == "physical_share":
        return _item_and_measure_swapped(labels)
    item = known_item(group)
    if item is None and (words(group) in BY_NAME or words("".join(labels)) in BY_NAME):
        return None
    return ItemColumn(item_name(group), measure).key, CERTAIN if item else BY_A_WORD_INSIDE


def _item_and_measure_swapped(labels: tuple[str, ...]) -> tuple[str, float] | None:
    """Return the item when the measure stands above it: 累计完成 over 路基, 基层, 面层."""
    measure = measure_of(labels[-2])
    item = known_item(labels[-1])
    if measure is None or item is None:
        return None
    return ItemColumn(item, measure).key, BY_ITS_LAST_LABEL


def _by_whole_name(labels: tuple[str, ...]) -> tuple[str, float] | None:
    joined = words("".join(labels))
    if joined in BY_NAME:
        return BY_NAME[joined], CERTAIN
    for label in reversed(labels):
        if words(label) in BY_NAME and measure_of(label) is None:
            return BY_NAME[words(label)], BY_ITS_LAST_LABEL if len(labels) > 1 else CERTAIN
    return None


def _by_two_labels(labels: tuple[str, ...]) -> tuple[str, float] | None:
    joined = words("".join(labels))
    if "宽" in joined and "路基" in joined:
        return ("widths" if "路面" in joined else "subgrade_width"), BY_ITS_LAST_LABEL
    if "形象进度" in joined:
        return "physical_share", BY_A_WORD_INSIDE
    if "投资" in joined or "产值" in joined:
        return _money_in_words(joined)
    return None


def _money_in_words(joined: str) -> tuple[str, float] | None:
    if any(word in joined for word in ("率", "比例", "占")):
        return "investment_share", BY_A_WORD_INSIDE
    if any(word in joined for word in ("本周", "本期", "当周")):
        return "week_investment", BY_A_WORD_INSIDE
    if any(word in joined for word in ("累计", "开累", "累积")):
        return "total_investment", BY_A_WORD_INSIDE
    return None


def _by_word_inside(labels: tuple[str, ...]) -> tuple[str, float] | None:
    for label in (labels[-1], "".join(labels)):
        word = words(label)
        for name, key in TELLING_WORDS:
            if name in word and len(word) <= 3 * len(name):
                return key, BY_A_WORD_INSIDE if len(name) > 2 else BY_A_SHORT_WORD_INSIDE
    return None


def propose(columns: Sequence[Column], remembered: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns with what this sender said last time, each key given at most once."""
    recalled = [_recall(column, remembered) for column in columns]
    taken: dict[str, Column] = {}
    for column in recalled:
        if column.key and FIELDS.get(column.key, None) is not FIELDS["serial"]:
            rival = taken.get(column.key)
            if rival is None or column.confidence > rival.confidence:
                taken[column.key] = column
    return tuple(
        column
        if column.key is None or taken.get(column.key, column) is column
        else replace(column, key=None, confidence=0.0)
        for column in recalled
    )


def _recall(column: Column, remembered: Mapping[str, str]) -> Column:
    """Return the column as remembered; an empty key means: leave it out."""
    if column.title not in remembered:
        return column
    return replace(column, key=remembered[column.title] or None, confidence=CERTAIN)


def tells_progress(columns: Sequence[Column], title: str) -> bool:
    """Return whether a sheet tells of progress: by its work items, or by a column and its title."""
    keys = {column.key for column in columns if column.key}
    told = len(keys & {"physical_share", "week_investment", "total_investment", "next_plan"})
    is_ledger = re.search(r"台账|登记|ledger|register", title, re.IGNORECASE) is not None
    is_report = re.search(r"周|进度|进展|week|progress", title, re.IGNORECASE) is not None
    return (
        any(column.item for column in columns)
        or told >= 2
        or bool(told and is_report and not is_ledger)
    )
