"""考核评分汇总表: the ranking as Excel, a sheet per group and one for the supervision firms."""

from collections.abc import Sequence
from typing import Any

from app.ranking.queries.bulletin import Bulletin
from app.reports.exports.book import Column, Form, Group, form_bytes
from app.reports.exports.bulletin_text import (
    FIRM_COLUMNS,
    FIRM_TITLE,
    TABLE_COLUMNS,
    firm_rows,
    table_row,
    title_of,
)
from app.reports.exports.words import DIMENSION_WORDS, GROUP_WORDS, chinese_day
from app.reports.queries.bulletin_form import MonthBulletin

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
    first, second, *dimensions, last = FIRM_COLUMNS
    columns = [
        Column((first,), 30),
        Column((second,), 8, "count"),
        *(Column((word,), 9, "score") for word in dimensions),
        Column((last,), 12, "score"),
    ]
    return _form(form, FIRM_TITLE, "监理单位", columns, firm_rows(form))
