"""工程进度周报表 (domain.md 3.1)."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from app.progress.rules.weights import UnitOfWork
from app.reports.chinese import item_in_chinese
from app.reports.exports.book import Column, Form, Group, form_bytes
from app.reports.exports.words import UNIT_WORDS, chinese_day, share_of, titled
from app.reports.queries.weekly_form import LayerFigures, WeeklyForm, WeeklyLine
from app.shared.quantities import Chainage, round_half_up

PLACES_OF_SHARE = 3
FOOT = "填报人：　　审核人：　　单位负责人：　　联系电话：　　填报时间："


def weekly_bytes(form: WeeklyForm, sender: str) -> bytes:
    """Return the week as Excel: one row per road, sub-totals per section, a sheet per programme.

    Programmes have work items of their own; in one sheet together they would print too small to read.
    """
    parts = form.by_programme() or [form]
    week = f"第{form.week.number}周"
    names = [f"{number}.{part.name[:20]}{week}" for number, part in enumerate(parts, start=1)]
    sheets = [week] if len(parts) == 1 else [re.sub(r"[\[\]:*?/\\]", "", each) for each in names]
    return form_bytes(
        *(_sheet(part, sender, sheet) for part, sheet in zip(parts, sheets, strict=True))
    )


def _sheet(form: WeeklyForm, sender: str, sheet: str) -> Form:
    title = titled(form.week.year, form.name)
    return Form(
        title=f"{title}工程进度周报表（第{form.week.number}周）".replace("工程工程", "工程"),
        sheet=sheet,
        facts=(
            f"填报单位：{sender}",
            f"截止日期：{chinese_day(form.week.last_day)}",
            "单位：万元、公里",
        ),
        columns=columns_of(form),
        groups=[Group(rows) for rows in _rows(form)],
        foot=FOOT,
    )


def columns_of(form: WeeklyForm) -> list[Column]:
    """Return the columns in native order, with three for each work item."""
    return [
        Column(("序号",), 5, "count"),
        Column(("标段",), 8, is_merged=True),
        Column(("施工单位",), 16, is_merged=True),
        Column(("监理单位",), 16, is_merged=True),
        Column(("乡镇",), 9),
        Column(("路线编码",), 12),
        Column(("道路名称",), 14),
        Column(("起讫桩号",), 18),
        Column(("建设里程(km)",), 9, "km", is_summed=True),
        Column(("路面宽度(m)",), 7, "metres"),
        Column(("结构类型",), 11),
        Column(("合同金额(万元)",), 11, "wan", is_summed=True),
        Column(("开工日期",), 11, "day"),
        Column(("计划完工",), 11, "day"),
        *(column for code, unit in form.items.items() for column in _item_columns(code, unit)),
        Column(("形象进度(%)",), 8, "percent"),
        Column(("本周完成投资(万元)",), 10, "wan", is_summed=True),
        Column(("累计完成投资(万元)",), 10, "wan", is_summed=True),
        Column(("投资完成率(%)",), 8, "percent"),
        Column(("序时进度(%)",), 8, "percent"),
        Column(("超(+)/滞(-)",), 8, "points"),
        Column(("投入人员(人)",), 7, "count", is_summed=True),
        Column(("机械(台套)",), 7, "count", is_summed=True),
        Column(("存在问题",), 16),
        Column(("下周计划",), 16),
        Column(("备注",), 10),
    ]


def _item_columns(code: str, unit: UnitOfWork) -> list[Column]:
    head = f"{item_in_chinese(code)}({UNIT_WORDS[unit]})"
    if unit is UnitOfWork.PERCENT:
        return [Column((head, "占比%"), 8, "percent")]
    kind = "km" if unit is UnitOfWork.KM else "metres"
    is_summed = unit is UnitOfWork.KM
    return [
        Column((head, "本周"), 8, kind, is_summed),  # type: ignore[arg-type]
        Column((head, "累计"), 8, kind, is_summed),  # type: ignore[arg-type]
        Column((head, "占比%"), 8, "percent"),
    ]


def _rows(form: WeeklyForm) -> list[list[list[Any]]]:
    number = 0
    groups = []
    for lines in form.by_section().values():
        rows = []
        for line in lines:
            number += 1
            rows.append(_row(number, line, form))
        groups.append(rows)
    return groups


def _row(number: int, line: WeeklyLine, form: WeeklyForm) -> list[Any]:
    work, section, remark = line.work, line.section, line.remark
    share = line.shown_share
    gap = None if line.elapsed_share is None else share - line.elapsed_share
    layers = [
        cell
        for code, unit in form.items.items()
        for cell in _layer_cells(line.layers.get(code, LayerFigures()), unit)
    ]
    return [
        number,
        section.name,
        section.contractor.name if section.contractor else "",
        section.supervision_firm.name if section.supervision_firm else "",
        work.township.name if work.township else "",
        work.route_code,
        work.name,
        _stretch(work.start_m, work.end_m),
        work.length_m,
        work.pavement_width_m,
        work.structure,
        work.amount_fen,
        work.planned_start_on,
        work.planned_finish_on,
        *layers,
        rounded(share),
        line.week_investment_fen,
        line.investment_fen,
        share_of(line.investment_fen, work.amount_fen),
        rounded(line.elapsed_share),
        rounded(gap),
        remark.people if remark else None,
        remark.machines if remark else None,
        remark.problems if remark else "",
        remark.next_week if remark else "",
        remark.remark if remark else "",
    ]


def _layer_cells(layer: LayerFigures, unit: UnitOfWork) -> Sequence[Any]:
    if unit is UnitOfWork.PERCENT:
        return [rounded(layer.share)]
    scale = 1000 if unit is UnitOfWork.KM else 1
    week = None if layer.week is None else layer.week * scale
    done = None if layer.cumulative is None else layer.cumulative * scale
    return [week, done, rounded(layer.share)]


def rounded(share: Decimal | None) -> Decimal | None:
    """Return a share to a tenth of a percent, as the sheet prints it."""
    return None if share is None else round_half_up(share, PLACES_OF_SHARE)


def _stretch(start_m: Decimal | None, end_m: Decimal | None) -> str:
    if start_m is None or end_m is None:
        return ""
    return f"{Chainage(start_m)}～{Chainage(end_m)}"
