"""The words of the monthly ranking bulletin (domain.md 3.2): six parts, drawn from the ranking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.ranking.queries.bulletin import Bulletin
from app.ranking.rules.firms import SupervisedSection, firm_means
from app.ranking.rules.month import Line
from app.ranking.rules.policy import Band
from app.reports.chinese import in_chinese
from app.reports.exports.words import (
    DIMENSION_WORDS,
    ELIGIBILITY_WORDS,
    GROUP_WORDS,
    RESULT_WORDS,
    chinese_day,
    chinese_month,
)
from app.reports.queries.bulletin_form import MonthBulletin
from app.shared.quantities import round_half_up

MOST_FAULTS = 3
PER_WAN, PER_KM = Decimal(1_000_000), Decimal(1_000)
TABLE_COLUMNS = (
    *("名次", "标段", "施工单位", "项目经理", "监理单位"),
    *(f"{word}得分" if word == "进度" else word for word in DIMENSION_WORDS.values()),
    *("总分", "上月名次", "升降", "一票否决", "结果运用", "备注"),
)

FIRM_TITLE = "监理单位所监理标段考核汇总表"
FIRM_COLUMNS = ("监理单位", "标段数", *DIMENSION_WORDS.values(), "所监理标段平均分")


@dataclass(frozen=True)
class Part:
    """One numbered part of the bulletin."""

    title: str
    paragraphs: Sequence[str]
    #: The groups whose tables follow the paragraphs.
    tables: Sequence[Bulletin] = ()


def title_of(form: MonthBulletin) -> str:
    """Return the title in the form of such bulletins."""
    year, month = form.month.year, form.month.number
    return f"关于{year}年{month}月份农村公路建设项目施工标段考核情况的通报"


def parts_of(form: MonthBulletin) -> list[Part]:
    """Return the six parts in order."""
    return [
        Part("一、总体情况", _overview(form)),
        Part("二、考核排名", ["本月考核排名如下，并列名次用同一数字。"], form.groups),
        Part("三、先进标段", list(_front(form))),
        Part("四、存在问题", list(_faults(form))),
        Part("五、结果运用", list(_results(form))),
        Part("六、下一步要求", _demands(form)),
    ]


def _overview(form: MonthBulletin) -> list[str]:
    lines = [line for group in form.groups for line in group.lines]
    ranked = [line for line in lines if line.place is not None]
    rose = sum((line.change or 0) > 0 for line in ranked)
    fell = sum((line.change or 0) < 0 for line in ranked)
    first = form.groups[0]
    last_day = first.end.fromordinal(first.end.toordinal() - 1)
    km = round_half_up(form.length_m / PER_KM, 1)
    wan = round_half_up(Decimal(form.price_fen) / PER_WAN, 2)
    said = (
        f"本次考核期为{chinese_day(first.start)}至{chinese_day(last_day)}，共{len(lines)}个标段，"
        f"里程{km}公里，合同价{wan}万元。参加排名{len(ranked)}个，列示不排名{len(lines) - len(ranked)}个。"
    )
    scores = [line.score for line in ranked if line.score is not None]
    if not scores:
        return [said]
    mean = round_half_up(sum(scores, Decimal(0)) / len(scores), 2)
    return [
        said,
        f"平均得分{mean}分，最高{max(scores):.2f}分，最低{min(scores):.2f}分；与上月相比，名次上升{rose}个、下降{fell}个。",
    ]


def _front(form: MonthBulletin) -> Iterator[str]:
    for group in form.groups:
        names = [
            f"{line.code}（{line.names.contractor or '施工单位待定'}）" for line in group.front
        ]
        if names:
            yield f"{GROUP_WORDS[group.group]}：{'、'.join(names)}考核列前档，予以通报表扬。"
    if not any(group.front for group in form.groups):
        yield "本月没有列入前档的标段。"


def _faults(form: MonthBulletin) -> Iterator[str]:
    found = False
    for group in form.groups:
        for line in group.lines:
            if line.band is not Band.REAR and not line.vetoes and line.barred_reason is None:
                continue
            found = True
            reasons = "；".join(_reasons(line)) or "综合得分靠后"
            yield f"{line.code}（{line.names.contractor or '施工单位待定'}）：{reasons}。"
    if not found:
        yield "本月没有列入后档或者被一票否决的标段。"


def _reasons(line: Line) -> list[str]:
    """Return why a section lost points: vetoes, then what cost the most."""
    reasons = [in_chinese(line.barred_reason)] if line.barred_reason else []
    deductions = [
        (deduction.points, DIMENSION_WORDS[score.dimension], in_chinese(deduction.text))
        for score in line.dimensions
        for deduction in score.deductions
        if deduction.points > 0
    ]
    deductions.sort(key=lambda each: -each[0])
    reasons += [f"{word}：{text}" for _points, word, text in deductions[:MOST_FAULTS]]
    return [reason.rstrip("。.") for reason in reasons]


def _results(form: MonthBulletin) -> Iterator[str]:
    for group in form.groups:
        front = "、".join(line.code for line in group.front)
        rear = "、".join(line.code for line in group.rear)
        if front:
            yield f"{GROUP_WORDS[group.group]}：{front}优先拨付工程进度款。"
        if rear:
            yield (
                f"{GROUP_WORDS[group.group]}：{rear}暂缓拨付考核部分并约谈项目负责人；"
                "农民工工资和法定最低比例不受影响，暂缓部分按规定期限支付。"
            )
    if not any(group.front or group.rear for group in form.groups):
        yield "各标段按合同约定正常拨付。"


def _demands(form: MonthBulletin) -> list[str]:
    following = form.month.next()
    return [
        "各施工单位要对照存在问题逐项整改，整改情况报项目办复核；各监理单位要履行旁站、巡视和工序验收职责。",
        f"后档标段要制定{chinese_month(following)}赶工计划，落实人员、机械和材料；质量、安全和环保要求不得降低。",
    ]


def table_row(line: Line) -> list[object]:
    """Return a line of the ranking table under TABLE_COLUMNS."""
    points = {score.dimension: score.points for score in line.dimensions}
    return [
        line.place if line.place is not None else "—",
        line.code,
        line.names.contractor,
        line.names.manager,
        line.names.supervision_firm,
        *(points.get(dimension) for dimension in DIMENSION_WORDS),
        line.score if line.place is not None else None,
        line.previous_place if line.previous_place is not None else "—",
        change_words(line.change),
        "是" if line.vetoes else "",
        RESULT_WORDS[line.band] if line.band else "",
        ELIGIBILITY_WORDS[line.eligibility],
    ]


def change_words(change: int | None) -> str:
    """Return ↑2, ↓1, 平, or — without a place last month."""
    if change is None:
        return "—"
    if change == 0:
        return "平"
    return f"↑{change}" if change > 0 else f"↓{-change}"


def cell_text(value: object) -> str:
    """Return a cell of the table as it is printed: scores with two decimals."""
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def firm_rows(form: MonthBulletin) -> list[list[Any]]:
    """Return the second table: the means of the ranked sections that each firm supervises."""
    sections = [
        SupervisedSection(
            line.names.supervision_firm or "—",
            [score.points for score in line.dimensions],
            line.score,
        )
        for group in form.groups
        for line in group.lines
        if line.place is not None
    ]
    return [[each.firm, each.sections, *each.points, each.score] for each in firm_means(sections)]
