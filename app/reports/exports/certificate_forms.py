"""The set of an interim certificate (JL103, 104, 105, 110, 111, 113, 114): the forms of domain.md 3.9, from stored figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from app.certificates.models import Certificate
from app.certificates.rules.figures import (
    DEDUCTED,
    CertificateFigures,
    ItemFigures,
    Row,
    RowKey,
)
from app.certificates.rules.states import CertificateKind, CertificateState
from app.measurement.models import MeasuredLine, MeasurementPeriod
from app.measurement.queries import Evidence
from app.reports.exports.book import Column, Form, Group
from app.reports.exports.words import chinese_day
from app.shared.quantities import Chainage, amount_in_words, part_of

KIND_WORDS = {
    CertificateKind.ADVANCE: "开工预付款支付证书",
    CertificateKind.INTERIM: "中期支付证书",
    CertificateKind.FINAL: "最终支付证书",
    CertificateKind.RETENTION: "质量保证金返还证书",
}
ROW_WORDS = {
    RowKey.WORKS: "小计",
    RowKey.PRICE: "价格调整",
    RowKey.CLAIM: "索赔金额",
    RowKey.PENALTY: "违约金、罚金",
    RowKey.INTEREST: "迟付款利息",
    RowKey.ADVANCE_PAID: "开工预付款",
    RowKey.ADVANCE_RECOVERED: "扣回开工预付款",
    RowKey.MATERIAL_PAID: "材料设备预付款",
    RowKey.MATERIAL_RECOVERED: "扣回材料设备预付款",
    RowKey.RETENTION: "质量保证金",
    RowKey.NET: "实际支付",
}
SIGNERS = "承包人：　　　　　　监理人：　　　　　　业主：　　　　　　日期："


@dataclass(frozen=True)
class CertificatePaper:
    """A certificate and what its papers say around the figures."""

    certificate: Certificate
    figures: CertificateFigures
    contract_no: str
    bureau: str
    #: The measured period, with what proves each line.
    period: MeasurementPeriod | None = None
    evidence: Mapping[int, Sequence[Evidence]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"第{self.certificate.number}号{KIND_WORDS[self.certificate.kind]}"


def certificate_forms(paper: CertificatePaper) -> list[Form]:
    """Return the forms of the set; the ledger of materials only where there was an advance for them."""
    forms = [_certificate(paper), _chapters(paper), _items(paper), _progress(paper)]
    if paper.figures.to_end[RowKey.ADVANCE_PAID]:
        forms.append(_advance(paper))
    if paper.figures.to_end[RowKey.MATERIAL_PAID]:
        forms.append(_materials(paper))
    if paper.period:
        forms.append(_measured(paper, paper.period))
    return forms


def _form(
    paper: CertificatePaper,
    code: str,
    title: str,
    columns: Sequence[Column],
    groups: Iterable[Group],
    *,
    foot: str = SIGNERS,
    has_subtotals: bool = False,
    has_total: bool = False,
) -> Form:
    section, certificate = paper.certificate.section, paper.certificate
    state = "" if certificate.state is CertificateState.APPROVED else "（未核定）"
    contractor = section.contractor.name if section.contractor else ""
    return Form(
        title=f"{code} {title}{state}",
        sheet=f"{code} {title}",
        facts=(
            f"标段：{section.name}　承包人：{contractor}　业主：{paper.bureau}",
            "",
            f"合同编号：{paper.contract_no}　第{certificate.number}号　截止日期：{chinese_day(certificate.covers_to)}　单位：元",
        ),
        columns=columns,
        groups=list(groups),
        foot=foot,
        has_subtotals=has_subtotals,
        has_total=has_total,
        subtotal_column=1,
    )


def _certificate(paper: CertificatePaper) -> Form:
    """JL104: the rows and seven columns, and the amount in words."""
    figures = paper.figures
    rows = [_certificate_row(row) for row in figures.rows]
    rows += [
        ["", "上期结转", None, None, None, None, figures.carried_in_fen],
        ["", "结转下期", None, None, None, None, figures.carried_out_fen],
        ["", "本期应付", None, None, figures.payable_to_end_fen, None, figures.payable_fen],
    ]
    columns = [
        Column(("清单号",), 9),
        Column(("项目内容",), 26),
        *(Column((name,), 17, "yuan") for name in AMOUNTS),
    ]
    foot = f"本期应付（大写）：{amount_in_words(figures.payable_fen)}　　　　{SIGNERS}"
    return _form(
        paper, "JL104", KIND_WORDS[paper.certificate.kind], columns, [Group(rows)], foot=foot
    )


AMOUNTS = ("原合同金额", "变更后合同金额", "到本期末完成", "到上期末完成", "本期完成")


def _certificate_row(row: Row) -> list[Any]:
    name = ROW_WORDS[row.key] if row.key else row.name
    return [
        row.code,
        f"减：{name}" if row.key in DEDUCTED else name,
        row.contract_fen,
        row.changed_fen,
        row.to_end_fen,
        row.to_previous_fen,
        row.this_period_fen,
    ]


def _chapters(paper: CertificatePaper) -> Form:
    """JL113: the month by chapters."""
    columns = [
        Column(("清单号",), 9),
        Column(("章名称",), 26),
        *(Column((name,), 17, "yuan", is_summed=True) for name in AMOUNTS),
    ]
    rows = [
        [
            row.code,
            row.name,
            row.contract_fen,
            row.changed_fen,
            row.to_end_fen,
            row.to_previous_fen,
            row.this_period_fen,
        ]
        for row in paper.figures.chapters
    ]
    return _form(paper, "JL113", "清单支付月报", columns, [Group(rows)], has_total=True)


def _items(paper: CertificatePaper) -> Form:
    """JL105: every item with quantities and amounts, chapter by chapter."""
    columns = [
        Column(("清单编号",), 11),
        Column(("项目名称",), 22),
        Column(("单位",), 6),
        Column(("单价",), 11, "yuan"),
        *_pair("合同"),
        *_pair("变更后"),
        *_pair("到本期末"),
        Column(("到本期末", "%"), 8, "percent"),
        *_pair("到上期末"),
        *_pair("本期"),
    ]
    groups = [
        Group([_item_row(item) for item in items])
        for _, items in groupby(paper.figures.items, key=lambda item: item.chapter)
    ]
    return _form(
        paper, "JL105", "清单中期支付报表", columns, groups, has_subtotals=True, has_total=True
    )


def _pair(head: str) -> tuple[Column, Column]:
    return (
        Column((head, "数量"), 12, "quantity"),
        Column((head, "金额"), 15, "yuan", is_summed=True),
    )


def _item_row(item: ItemFigures) -> list[Any]:
    return [
        item.code,
        item.name,
        item.unit,
        item.unit_price_fen,
        item.contract_quantity,
        item.contract_fen,
        item.changed_quantity,
        item.changed_fen,
        item.to_end,
        item.to_end_fen,
        item.done_share,
        item.to_previous,
        item.to_previous_fen,
        item.this_period,
        item.this_period_fen,
    ]


def _progress(paper: CertificatePaper) -> Form:
    """JL103: how far each chapter is, in money."""
    columns = [
        Column(("章",), 9),
        Column(("名称",), 26),
        Column(("合同额",), 17, "yuan", is_summed=True),
        Column(("本期",), 17, "yuan", is_summed=True),
        Column(("累计",), 17, "yuan", is_summed=True),
        Column(("进度%",), 9, "percent"),
        Column(("状态",), 12),
    ]
    rows = [
        [
            row.code,
            row.name,
            row.changed_fen,
            row.this_period_fen,
            row.to_end_fen,
            (done := _share(row.to_end_fen, row.changed_fen)),
            _state_of(done),
        ]
        for row in paper.figures.chapters
    ]
    return _form(paper, "JL103", "进度表", columns, [Group(rows)], has_total=True)


def _share(part_fen: int, whole_fen: int | None) -> Decimal | None:
    return Decimal(part_fen) / whole_fen if whole_fen else None


def _state_of(done: Decimal | None) -> str:
    if not done:
        return "未计量"
    return "已完成" if done >= 1 else "施工中"


LEDGER_COLUMNS = (Column(("项目",), 28), Column(("金额",), 20, "yuan"), Column(("说明",), 40))


def _advance(paper: CertificatePaper) -> Form:
    """JL111: the advance, when its recovery begins and ends, and what is recovered."""
    figures = paper.figures
    starts = part_of(figures.price_fen, figures.share_of("advance_start_share"))
    ends = part_of(figures.price_fen, figures.share_of("advance_end_share"))
    recovered = RowKey.ADVANCE_RECOVERED
    rows = [
        ["A 合同总价", figures.price_fen, "签约合同价"],
        ["B 开工预付款", figures.to_end[RowKey.ADVANCE_PAID], "累计支付"],
        ["C 累计小计", figures.gross_to_end_fen, "清单累计完成"],
        ["D 起扣额", starts, "A×起扣比例"],
        ["E 扣完额", ends, "A×扣完比例"],
        ["F 到上期末累计扣回", figures.to_previous[recovered], ""],
        ["G 本期扣回", figures.this(recovered), "H－F"],
        ["H 到本期末累计扣回", figures.to_end[recovered], "B×(C－D)÷(E－D)，不少于F，不超过B"],
        ["未扣回余额", figures.to_end[RowKey.ADVANCE_PAID] - figures.to_end[recovered], "B－H"],
    ]
    return _form(paper, "JL111", "开工预付款扣回一览表", LEDGER_COLUMNS, [Group(rows)])


def _materials(paper: CertificatePaper) -> Form:
    """JL110: what was advanced for materials and what came back."""
    figures = paper.figures
    paid, back = RowKey.MATERIAL_PAID, RowKey.MATERIAL_RECOVERED
    rows = [
        ["本期预付", figures.this(paid), ""],
        ["累计预付", figures.to_end[paid], "到场材料价值×预付比例"],
        ["到上期末扣回", figures.to_previous[back], ""],
        ["本期扣回", figures.this(back), ""],
        ["累计扣回", figures.to_end[back], "使用时扣回，不晚于约定月数"],
        ["余额", figures.to_end[paid] - figures.to_end[back], ""],
    ]
    return _form(paper, "JL110", "材料预付款扣回一览表", LEDGER_COLUMNS, [Group(rows)])


def _measured(paper: CertificatePaper, period: MeasurementPeriod) -> Form:
    """JL114: every measured line with its place and what proves it."""
    columns = [
        Column(("编号",), 6, "count"),
        Column(("清单编号",), 11),
        Column(("项目名称",), 22),
        Column(("起讫桩号、部位",), 30),
        Column(("单位",), 6),
        Column(("图纸数量",), 13, "quantity"),
        Column(("可计量数量",), 13, "quantity"),
        Column(("本期计量数量",), 13, "quantity"),
        Column(("质量证明",), 30),
        Column(("说明",), 22),
    ]
    changed = {item.item_id: item.changed_quantity for item in paper.figures.items}
    rows = [
        [
            number,
            line.item.code,
            line.item.name,
            _places(line, paper.evidence.get(line.id, ())),
            line.item.unit,
            changed.get(line.item_id),
            line.evidence_quantity,
            line.quantity,
            _proof(line, paper.evidence.get(line.id, ())),
            line.why or ("暂停计量" if line.withheld_quantity else ""),
        ]
        for number, line in enumerate(period.lines, start=1)
    ]
    return _form(paper, "JL114", f"中间计量单（第{period.number}期）", columns, [Group(rows)])


def _places(line: MeasuredLine, evidence: Sequence[Evidence]) -> str:
    """Return the work and its accepted stretches: 张庄路 K0+000～K0+500."""
    stretches = [
        f"{Chainage(one.start_m)}～{Chainage(one.end_m)}"
        for one in evidence
        if one.start_m is not None and one.end_m is not None
    ]
    return " ".join([line.work.name if line.work else "", "、".join(stretches)]).strip()


def _proof(line: MeasuredLine, evidence: Sequence[Evidence]) -> str:
    numbers = "、".join(str(one.request_id) for one in evidence)
    return f"工序报验第{numbers}号，合格" if numbers else line.paper
