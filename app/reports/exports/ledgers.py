"""项目台账, 危桥改造台账 and 障碍物清单 (domain.md 3.12), and 拨付审批表 (3.9)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from app.payments.queries import LineRow
from app.reports.chinese import in_chinese
from app.reports.exports.book import Column, Form, Group, form_bytes
from app.reports.exports.weekly import FOOT
from app.reports.exports.words import BAND_WORDS, chinese_day, chinese_month
from app.shared.calendar import Month, today
from app.shared.quantities import Chainage
from app.works.models import Work

PROJECT_COLUMNS = (
    Column(("序号",), 5, "count"),
    Column(("标段",), 8, is_merged=True),
    Column(("施工单位",), 20, is_merged=True),
    Column(("监理单位",), 20, is_merged=True),
    Column(("乡镇",), 10),
    Column(("村",), 10),
    Column(("路线编码",), 13),
    Column(("道路名称",), 16),
    Column(("起讫桩号", "起点"), 10),
    Column(("起讫桩号", "终点"), 10),
    Column(("建设里程(km)",), 10, "km", is_summed=True),
    Column(("建设性质",), 9),
    Column(("技术等级",), 9),
    Column(("宽度(m)", "路基"), 7, "metres"),
    Column(("宽度(m)", "路面"), 7, "metres"),
    Column(("结构类型",), 12),
    Column(("合同金额(万元)",), 12, "wan", is_summed=True),
    Column(("合同工期", "开工日期"), 11, "day"),
    Column(("合同工期", "计划完工"), 11, "day"),
    Column(("备注",), 14),
)
#: What only some ledgers say: a column stands in the sheet when one of its works has it.
MONEY_COLUMNS = {
    "total_investment_fen": Column(("总投资(万元)",), 12, "wan", is_summed=True),
    "central_fund_fen": Column(("资金来源(万元)", "中央"), 10, "wan", is_summed=True),
    "provincial_fund_fen": Column(("资金来源(万元)", "省级"), 10, "wan", is_summed=True),
    "city_fund_fen": Column(("资金来源(万元)", "市级"), 10, "wan", is_summed=True),
    "district_fund_fen": Column(("资金来源(万元)", "县区"), 10, "wan", is_summed=True),
    "own_fund_fen": Column(("资金来源(万元)", "自筹"), 10, "wan", is_summed=True),
}
PAPER_COLUMNS = {
    "approval_no": Column(("批复文号",), 18),
    "procurement": Column(("招标方式",), 10),
    "employer": Column(("建设单位",), 18),
    "designer": Column(("设计单位",), 18),
    "handed_over_on": Column(("交工日期",), 11, "day"),
    "final_accepted_on": Column(("竣工验收日期",), 11, "day"),
}
STATE_COLUMNS = {
    "bridge_rating": Column(("评定等级",), 9),
    "built_year": Column(("建改年度",), 10),
    "defects": Column(("病害内容",), 24),
    "remedy": Column(("改造方案",), 24),
}
BRIDGE_COLUMNS = (
    Column(("序号",), 5, "count"),
    Column(("标段",), 8, is_merged=True),
    Column(("施工单位",), 20, is_merged=True),
    Column(("监理单位",), 20, is_merged=True),
    Column(("乡镇",), 10),
    Column(("桥梁名称",), 16),
    Column(("桥梁编码",), 18),
    Column(("路线编码",), 13),
    Column(("中心桩号",), 11),
    Column(("跨径",), 12),
    Column(("桥长(m)",), 9, "metres"),
    Column(("桥宽(m)",), 9, "metres"),
    Column(("上部结构",), 14),
    Column(("合同金额(万元)",), 12, "wan", is_summed=True),
    Column(("合同工期", "开工日期"), 11, "day"),
    Column(("合同工期", "计划完工"), 11, "day"),
    Column(("备注",), 14),
)
OBSTACLE_COLUMNS = (
    Column(("序号",), 5, "count"),
    Column(("项目/标段",), 22),
    Column(("类型",), 12),
    Column(("障碍",), 24),
    Column(("位置桩号",), 18),
    Column(("权属单位",), 18),
    Column(("影响",), 26),
    Column(("责任单位",), 16),
    Column(("责任人",), 9),
    Column(("发现日期",), 11, "day"),
    Column(("计划完成",), 11, "day"),
    Column(("实际完成",), 11, "day"),
    Column(("费用(万元)",), 10, "wan", is_summed=True),
    Column(("状态",), 9),
)
PAYMENT_COLUMNS = (
    Column(("序号",), 5, "count"),
    Column(("标段",), 12),
    Column(("施工单位",), 24),
    Column(("合同价(万元)",), 12, "wan", is_summed=True),
    Column(("累计完成产值(万元)",), 12, "wan", is_summed=True),
    Column(("累计应付(万元)",), 12, "wan", is_summed=True),
    Column(("已拨付(万元)",), 12, "wan", is_summed=True),
    Column(("本次申请(万元)",), 12, "wan", is_summed=True),
    Column(("本次核定(万元)",), 12, "wan", is_summed=True),
    Column(("其中人工费(万元)",), 12, "wan", is_summed=True),
    Column(("暂缓(万元)",), 11, "wan", is_summed=True),
    Column(("考核名次及档次",), 13),
    Column(("法定最迟付款日",), 12, "day"),
    Column(("各级意见",), 28),
)


def project_ledger(works: Sequence[Work], title: str, sender: str) -> bytes:
    """Return 项目台账 of roads, sub-totals per section."""
    extra = MONEY_COLUMNS | PAPER_COLUMNS
    return _ledger(f"{title}项目台账", "台账", sender, PROJECT_COLUMNS, extra, works, _road)


def bridge_ledger(works: Sequence[Work], title: str, sender: str) -> bytes:
    """Return 危桥改造台账."""
    name, extra = "危桥改造台账", STATE_COLUMNS | MONEY_COLUMNS | PAPER_COLUMNS
    return _ledger(f"{title}{name}", name, sender, BRIDGE_COLUMNS, extra, works, _bridge)


def _ledger(
    title: str,
    sheet: str,
    sender: str,
    columns: Sequence[Column],
    extra: Mapping[str, Column],
    works: Sequence[Work],
    row: Any,
) -> bytes:
    used = [name for name in extra if any(getattr(work, name) not in (None, "") for work in works)]
    columns = (*columns[:-1], *(extra[name] for name in used), columns[-1])
    number, groups = 0, []
    for _section, own in groupby(works, key=lambda work: work.section_id):
        group = Group()
        for work in own:
            number += 1
            *cells, remark = row(number, work)
            group.rows.append([*cells, *(getattr(work, name) for name in used), remark])
        groups.append(group)
    return form_bytes(Form(title, sheet, _facts(sender, "单位：万元、公里"), columns, groups, FOOT))


def _facts(sender: str, units: str) -> tuple[str, str, str]:
    return f"填报单位：{sender}", f"截止日期：{chinese_day(today())}", units


def _parties(work: Work) -> list[Any]:
    section = work.section
    return [
        section.name,
        section.contractor.name if section.contractor else "",
        section.supervision_firm.name if section.supervision_firm else "",
        work.township.name if work.township else "",
    ]


def _road(number: int, work: Work) -> list[Any]:
    return [
        number,
        *_parties(work),
        work.village,
        work.route_code,
        work.name,
        _place(work.start_m),
        _place(work.end_m),
        work.length_m,
        in_chinese(work.nature.label) if work.nature else "",
        in_chinese(work.technical_class.label) if work.technical_class else "",
        work.roadbed_width_m,
        work.pavement_width_m,
        work.structure,
        work.amount_fen,
        work.planned_start_on,
        work.planned_finish_on,
        work.note,
    ]


def _bridge(number: int, work: Work) -> list[Any]:
    return [
        number,
        *_parties(work),
        work.name,
        work.bridge_code,
        work.route_code,
        _place(work.start_m),
        work.span_text,
        work.bridge_length_m,
        work.bridge_width_m,
        work.structure,
        work.amount_fen,
        work.planned_start_on,
        work.planned_finish_on,
        work.note,
    ]


def _place(metres: Decimal | None) -> str:
    return "" if metres is None else str(Chainage(metres))


def obstacle_ledger(rows: Iterable[Any], sender: str) -> bytes:
    """Return 障碍物(要素保障)清单."""
    cells = [_obstacle(number, row) for number, row in enumerate(rows, start=1)]
    form = Form(
        "障碍物（要素保障）清单", "障碍物清单", _facts(sender, "单位：万元"), OBSTACLE_COLUMNS,
        [Group(cells)], FOOT, has_subtotals=False,
    )  # fmt: skip
    return form_bytes(form)


def _obstacle(number: int, row: Any) -> list[Any]:
    return [
        number,
        " ".join(part for part in (row.project, row.section) if part),
        in_chinese(row.kind.label),
        " ".join(part for part in (row.sub_kind, row.name) if part),
        row.place,
        row.rights_owner,
        row.description,
        row.responsible_office,
        row.responsible or "",
        row.since,
        row.planned_clear_on,
        row.cleared_on,
        row.cost_fen,
        in_chinese(row.state.label),
    ]


def payment_table(month: Month, rows: Sequence[LineRow], sender: str) -> bytes:
    """Return 拨付审批表 of a month."""
    cells = [_payment(row) for row in rows]
    form = Form(
        f"{chinese_month(month)}工程款拨付审批表", "拨付审批表", _facts(sender, "单位：万元"),
        PAYMENT_COLUMNS, [Group(cells)], "财务负责人：　　项目办负责人：　　分管领导：　　主要领导：",
        has_subtotals=False,
    )  # fmt: skip
    return form_bytes(form)


def _payment(row: LineRow) -> list[Any]:
    line = row.line
    band = BAND_WORDS[line.band] if line.band else "不排名"
    return [
        line.position,
        row.section,
        row.contractor or "",
        line.price_fen,
        line.completed_fen,
        line.paid_fen + line.due_fen,
        line.paid_fen,
        line.due_fen,
        line.decided_fen,
        min(line.wage_fen, line.decided_fen),
        line.deferred_fen,
        f"第{line.place}名 {band}" if line.place else band,
        line.latest_on,
        line.decided_because,
    ]
