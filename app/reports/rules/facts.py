"""What the lines above and below a table say: week, cut-off date, units, who reports."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.reports.rules.grid import EMPTY, Grid
from app.reports.rules.labels import Unit, plain, units_in_line
from app.reports.rules.places import section_in
from app.shared.calendar import Week
from app.shared.quantities import Unreadable, parse_date
from app.shared.sentences import Sentence, say

_DAY = r"\d{4}\s*(?:年|[-./])\s*\d{1,2}\s*(?:月|[-./])\s*\d{1,2}"
_CUT_OFF = re.compile(
    rf"(?:截止日期|截止时间|截止|截至|统计截止|数据截止|cut-?off(?:\s*date)?|as of|as at)\s*[:：]?\s*({_DAY})",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"({_DAY})\s*日?\s*(?:～|~|—|–|-|至|到|to)+\s*({_DAY}|(?:\d{{1,2}}\s*[月./-]\s*)?\d{{1,2}})"
)
_SHORT_SPAN = re.compile(
    r"(\d{1,2})\s*[月./]\s*(\d{1,2})\s*日?\s*(?:～|~|—|–|-|至|到|to)+\s*(?:(\d{1,2})\s*[月./]\s*)?(\d{1,2})\s*日?"
)
_WEEK = re.compile(
    r"第\s*([\d一二三四五六七八九十]{1,3})\s*周|(?:\bweek|\bwk)\s*\.?\s*(\d{1,2})\b|\d{4}\s*-?\s*W(\d{1,2})\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=\s*年|\s*-?\s*W\d|[^\d]|$)")
_SENDER = re.compile(
    r"(?:填报单位|报送单位|填表单位|编制单位|上报单位|报表单位|reported by|reporting unit|prepared by)\s*[(（]?(?:盖章|公章|章)?[)）]?\s*[:：]\s*"
    r"(.+?)(?=\s{2,}|\s*(?:截止|截至|填报|单位[:：]|日期|编制|cut)|$)",
    re.IGNORECASE,
)
_NAMED = {
    "contractor": re.compile(
        r"(?:施工单位|中标单位|承包人|contractor)\s*[:：]\s*(\S+)", re.IGNORECASE
    ),
    "supervisor": re.compile(r"(?:监理单位|supervisor)\s*[:：]\s*(\S+)", re.IGNORECASE),
    "project": re.compile(r"(?:项目名称|工程名称|project)\s*[:：]\s*(\S+)", re.IGNORECASE),
}
_SECTION_LINE = re.compile(r"(?:标段|合同段|section)\s*[:：]\s*(\S+)", re.IGNORECASE)
_TITLE_TAIL = re.compile(
    r"(项目)?(工程)?(实施|建设)?(进度)?(周报表|周报|周进度表|进度表|进度统计表|台账|统计表|汇总表|明细表|一览表|情况表|登记表|月报表|进展情况|(?:project\s+)?(?:ledger|register)|weekly\s+(?:progress\s+)?(?:sheet|report)).*$",
    re.IGNORECASE,
)
#: 符离镇2022年农村公路…: whose table it is stands before the year.
_PLACE_BEFORE_YEAR = re.compile(r"^[^\d\s]{0,20}[省市区县镇乡局处心办道会站]\s*(?=\d{4}\s*年)")
_NUMERAL_YEAR = re.compile(r"([〇○零一二三四五六七八九]{4})年")
_PERIOD_IN_TITLE = re.compile(
    r"第\s*[\d一二三四五六七八九十]+\s*(?:周|期)|\bweek\s*\d+", re.IGNORECASE
)
#: What remains of a title that names no programme.
_NO_PROGRAMME = frozenset(
    ("", "工程", "项目", "周", "每周", "进度", "Weekly progress sheet", "weekly")
)
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Facts:
    """What a sheet says about itself outside of its table; None where it says nothing."""

    title: str = ""
    week: Week | None = None
    cut_off: date | None = None
    year: int | None = None
    money_unit: Unit | None = None
    length_unit: Unit | None = None
    sender: str = ""
    section: str = ""
    contractor: str = ""
    supervisor: str = ""
    project: str = ""
    doubts: tuple[Sentence, ...] = ()

    @property
    def programme(self) -> str:
        """Return the programme that a title names: 扶贫项目农村道路改造工程 of 2020年…台账."""
        bare = re.sub(r"[（(].*$", "", self.title)
        bare = _PERIOD_IN_TITLE.sub(" ", bare).strip()
        bare = _PLACE_BEFORE_YEAR.sub("", bare)
        bare = re.sub(r"^(\d{4}\s*年度?|\d{4}\s+)", "", bare).strip()
        name = _TITLE_TAIL.sub("", bare).strip(" -–—:：_,，")
        name = re.sub(r"\s*(?:\b\d{4}|\d{4}\s*年度?)$", "", name)
        # 改造工程项目台账: the tail took 项目; 改造工程进度周报表: it must leave 工程 behind.
        cut = bare[len(name) :]
        name = f"{name}工程" if cut.startswith("工程") else name
        return "" if name in _NO_PROGRAMME else name


def facts_of(grid: Grid, header_top: int, file_name: str = "") -> Facts:
    """Return what the lines above the header, the tab and the file's name say."""
    lines = _lines(grid, range(header_top))
    title = _title(lines)
    texts = [*lines, grid.sheet, _stem(file_name)]
    cut_off = _cut_off(lines)
    year = _year(texts, cut_off)
    span_end = _span_end(texts, year)
    week, doubts = _week(texts, year, cut_off or span_end)
    units = [unit for line in lines for unit in units_in_line(line)]
    named = {key: _first(pattern, lines) for key, pattern in _NAMED.items()}
    return Facts(
        title=title,
        week=week,
        cut_off=cut_off or span_end,
        year=year,
        money_unit=next((unit for unit in units if unit.is_money), None),
        length_unit=next((unit for unit in units if unit.is_length), None),
        sender=_first(_SENDER, lines),
        section=_section(lines, grid.sheet, title),
        doubts=doubts,
        **named,
    )


def _lines(grid: Grid, rows: Iterable[int]) -> list[str]:
    """Return each filled row as one text, cells two spaces apart."""
    lines = []
    for row in rows:
        cells = [_shown(value) for value in grid.rows[row] if value != EMPTY]
        if cells:
            line = "  ".join(cell for cell in cells if cell)
            lines.append(_NUMERAL_YEAR.sub(_digits_of_year, line))
    return lines


def _digits_of_year(found: re.Match[str]) -> str:
    """Return 二〇二〇年 as 2020年."""
    return (
        "".join(
            str("〇一二三四五六七八九".index(n.replace("零", "〇").replace("○", "〇")))
            for n in found[1]
        )
        + "年"
    )


def _shown(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    text = str(value) if not isinstance(value, float) else f"{value:g}"
    return (
        plain(text.replace("\u3000", "  ").replace("\n", "  "))
        if "\u3000" not in text
        else "  ".join(
            plain(part) for part in text.replace("\n", "\u3000").split("\u3000") if part.strip()
        )
    )


def _title(lines: Sequence[str]) -> str:
    for line in lines:
        if (
            len(line) >= 4
            and not re.match(r"^(附件|附表|表)\s*\d*[:：]?$", line)
            and not _SENDER.search(line)
        ):
            return line.split("  ")[0][:200]
    return ""


def _stem(file_name: str) -> str:
    return re.sub(r"\.\w{1,5}$", "", file_name)


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> str:
    found = (pattern.search(line) for line in lines)
    return next((match[1].strip()[:120] for match in found if match), "")


def _section(lines: Sequence[str], tab: str, title: str) -> str:
    stated = _first(_SECTION_LINE, lines)
    if stated:
        return stated
    named = section_in(tab) or section_in(re.sub(r"^\d{4}年?", "", title).split("  ")[0])
    if named:
        return named[0]
    in_brackets = re.search(
        r"[(（\s](第?[A-Za-z\-]{0,4}[一二三四五六七八九十\d]{1,3}(?:标段|合同段))[)）\s]?", title
    )
    return in_brackets[1] if in_brackets else ""


def _cut_off(lines: Iterable[str]) -> date | None:
    for line in lines:
        if found := _CUT_OFF.search(line):
            return _day(found[1])
    return None


def _day(text: str) -> date | None:
    try:
        return parse_date(
            re.sub(r"\s", "", text)
            .replace("年", "-")
            .replace("月", "-")
            .replace(".", "-")
            .replace("/", "-")
        )
    except Unreadable:
        return None


def _year(texts: Iterable[str], cut_off: date | None) -> int | None:
    if cut_off:
        return cut_off.year
    found = (_YEAR.search(text) for text in texts)
    return next((int(match[1]) for match in found if match), None)


def _span_end(texts: Iterable[str], year: int | None) -> date | None:
    """Return the last day of a period like 2020年5月25日—5月31日 or （5.25—5.31）."""
    for text in texts:
        if found := _SPAN.search(text):
            start, rest = _day(found[1]), re.findall(r"\d+", found[2])
            if start and rest:
                whole = [*[str(start.year), str(start.month)][: 3 - len(rest)], *rest]
                return _day("-".join(whole[-3:]))
        if year and (short := _SHORT_SPAN.search(text)):
            return _day(f"{year}-{short[3] or short[1]}-{short[4]}")
    return None


def _week(
    texts: Iterable[str], year: int | None, last_day: date | None
) -> tuple[Week | None, tuple[Sentence, ...]]:
    """Return the week, by the cut-off date where there is one, and the doubt when both disagree."""
    number = next((_week_number(match) for match in map(_WEEK.search, texts) if match), None)
    by_number = None
    if number and year:
        try:
            by_number = Week(year, number)
        except Unreadable as error:
            return (Week.of(last_day) if last_day else None), (error.sentence,)
    if last_day is None:
        return by_number, ()
    by_day = Week.of(last_day)
    if by_number and by_number != by_day:
        return by_day, (
            say(
                "The title says week %(number)s, the cut-off date %(day)s lies in %(week)s; "
                "the date was taken.",
                number=number,
                day=last_day.isoformat(),
                week=str(by_day),
            ),
        )
    return by_day, ()


def _week_number(found: re.Match[str]) -> int:
    text = next(group for group in found.groups() if group)
    if text.isdecimal():
        return int(text)
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _DIGITS.find(text[-1])
    return (_DIGITS.find(tens) if tens else 1) * 10 + (_DIGITS.find(units) if units else 0)
