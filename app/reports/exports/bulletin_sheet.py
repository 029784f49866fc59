"""考核评分汇总表: the ranking as Excel, a sheet per group and one for the supervision firms."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from app.ranking.queries.bulletin import Bulletin
from app.ranking.rules.policy import Dimension
from app.reports.exports.book import Column, Form, Group, form_bytes
from app.reports.exports.bulletin_text import TABLE_COLUMNS, table_row, title_of
from app.reports.exports.words import DIMENSION_WORDS, GROUP_WORDS, chinese_day
from app.reports.queries.bulletin_form import MonthBulletin
from app.reports.tables import points_by_dimension
from app.shared.quantities import round_half_up

WIDTHS = {"施工单位": 24, "监理单位": 24, "结果运用": 14, "备注": 18, "标段": 12, "项目经理": 10}
SCORED = {*DIMENSION_WORDS.values(), "进度得分", "总分"}


def bulletin_bytes(form: MonthBulletin) -> bytes:
    """Return the month's ranking tables as Excel."""
    forms = [_group_form(form, group) for group in form.groups]
    return form_bytes(*forms, _firms_form(form))


def _group_form(form: MonthBulletin, group: Bulletin) -> Form:
    columns = [
        Column((label,), WIDTHS.get(label, 8), "score" if label in SCORED else "text")
        for label in TABLE_COLUMNS
    ]
    rows = [table_row(line) for line in group.lines]
    return _form(
        form, f"{GROUP_WORDS[group.group]}考核评分汇总表", GROUP_WORDS[group.group], columns, rows
    )


def _form(
    form: MonthBulletin, title: str, sheet: str, columns: Sequence[Column], rows: list[list[Any]]
) -> Form:
    last_day = form.groups[0].end.fromordinal(form.groups[0].end.toordinal() - 1)
    return Form(
        title=f"{form.month.year}年{form.month.number}月份{title}",
        sheet=sheet,
        facts=(f"填报单位：{form.bureau}", f"截止日期：{chinese_day(last_day)}", "单位：分"),
        columns=columns,
        groups=[Group(rows)],
        foot=f"附：{title_of(form)}",
        has_subtotals=False,
        has_total=False,
    )


def _firms_form(form: MonthBulletin) -> Form:
    """Return the second table: the means of the sections that each supervision firm supervises."""
    names = {
        line.section_id: line.names.supervision_firm
        for group in form.groups
        for line in group.lines
    }
    shaped = points_by_dimension(
        [
            {
                "section_id": line.section_id,
                "order": place,
                "dimension": score.dimension.value,
                "points": score.points,
            }
            for group in form.groups
            for place, line in enumerate(group.lines)
            if line.place is not None
            for score in line.dimensions
        ],
        [dimension.value for dimension in Dimension],
    )
    by_firm: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in shaped:
        by_firm[names[row["section_id"]] or "—"].append(row)
    rows = [_firm_row(firm, own) for firm, own in by_firm.items()]
    rows.sort(key=lambda row: (-(row[-1] or 0), row[0]))
    columns = [
        Column(("监理单位",), 30),
        Column(("标段数",), 8, "count"),
        *(Column((word,), 9, "score") for word in DIMENSION_WORDS.values()),
        Column(("所监理标段平均分",), 12, "score"),
    ]
    return _form(form, "监理单位所监理标段考核汇总表", "监理单位", columns, rows)


def _firm_row(firm: str, sections: Sequence[dict[str, Any]]) -> list[Any]:
    means = [_mean([row[dimension.value] for row in sections]) for dimension in Dimension]
    totals = [
        sum((row[d.value] for d in Dimension if row[d.value] is not None), Decimal(0))
        for row in sections
    ]
    return [firm, len(sections), *means, _mean(totals)]


def _mean(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return round_half_up(sum(known, Decimal(0)) / len(known), 2) if known else None
