"""How figures and days are written on a page: plain functions, used as Jinja filters and globals.

Nothing to write is a dash, zero is 0. Numbers come as int fen, Decimal metres and shares of 1; only
here do they become yuan, kilometres and percent. Source: look.md, words and numbers.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import Flask, has_request_context
from flask_babel import get_locale

from app.shared.calendar import SHANGHAI, Month, Week
from app.shared.sentences import show_values_with

DASH = "—"
MINUS = "−"
FEN_OF_A_WAN = 1_000_000
_ENGLISH_MONTHS = (
    *("", "Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_FULL_ENGLISH_MONTHS = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CHINESE_WEEKDAYS = "一二三四五六日"
_STEPS = {places: Decimal(1).scaleb(-places) for places in range(7)}


def reads_chinese() -> bool:
    """Return whether the reader of this page reads Chinese."""
    locale = get_locale()
    return locale is not None and locale.language == "zh"


def number(value: Decimal | int | None, places: int = 0) -> str:
    """Return the number with groups of thousands and so many decimals: 12,345.60."""
    if value is None:
        return DASH
    rounded = Decimal(value).quantize(_STEPS[places], ROUND_HALF_UP)
    if not rounded:
        return f"{abs(rounded):f}"
    return f"{rounded:,f}".replace("-", MINUS)


def whole(value: int | None) -> str:
    """Return a whole number with groups of thousands: 1,234."""
    return DASH if value is None else f"{value:,}".replace("-", MINUS)


def money(fen: int | None) -> str:
    """Return yuan with two decimals: 1,234,567.89."""
    if fen is None:
        return DASH
    yuan, rest = divmod(abs(fen), 100)
    return f"{MINUS if fen < 0 else ''}{yuan:,}.{rest:02d}"


def wan(fen: int | None, places: int = 2) -> str:
    """Return ten thousands of yuan without the unit, which stands in the head: 9120.00."""
    if fen is None:
        return DASH
    return _plain(Decimal(fen) / FEN_OF_A_WAN, places)


def wan_with_unit(fen: int | None) -> str:
    """Return ten thousands of yuan with the unit: 9120.00 万元, ¥91.20 million."""
    if fen is None:
        return DASH
    if reads_chinese():
        return f"{wan(fen)} 万元"
    return f"¥{_plain(Decimal(fen) / FEN_OF_A_WAN / 100, 2)} million"


def km(metres: Decimal | int | None, places: int = 3) -> str:
    """Return kilometres without the unit: three decimals in ledgers, one in summaries."""
    return DASH if metres is None else _plain(Decimal(metres) / 1000, places)


def metres(value: Decimal | int | None, places: int = 0) -> str:
    """Return metres without the unit: 1,091."""
    return number(value, places)


def percent(share: Decimal | int | None, places: int = 1) -> str:
    """Return a share of 1 as percent: 64.2%."""
    return DASH if share is None else f"{_plain(Decimal(share) * 100, places)}%"


def pp(share: Decimal | int | None) -> str:
    """Return a difference of shares in percentage points, always with its sign: +3.2 pp."""
    if share is None:
        return DASH
    return f"{pp_figure(share)} {pp_unit()}"


def pp_unit() -> str:
    """Return the unit of differences between shares, for the head of a table."""
    return "个百分点" if reads_chinese() else "pp"


def pp_figure(share: Decimal | int | None) -> str:
    """Return percentage points without the unit, which stands in the head: +3.2."""
    if share is None:
        return DASH
    text = _plain(Decimal(share) * 100, 1)
    return text if text.startswith(MINUS) or text == "0.0" else f"+{text}"


def points(value: Decimal | int | None, places: int = 2) -> str:
    """Return points of a score: 87.50."""
    return DASH if value is None else _plain(Decimal(value), places)


def chainage(value: Decimal | int | None) -> str:
    """Return a place along a route from its metres: K12+300, K12+300.5."""
    if value is None:
        return DASH
    exact = Decimal(value)
    kilometres, rest = divmod(abs(exact), 1000)
    whole, part = divmod(rest, 1)
    decimals = f"{part.normalize():f}"[1:] if part else ""
    return f"{MINUS if exact < 0 else ''}K{int(kilometres)}+{int(whole):03d}{decimals}"


def chainage_range(start_m: Decimal | int | None, end_m: Decimal | int | None) -> str:
    """Return a stretch: K0+000～K1+091 in Chinese, K0+000–K1+091 in English."""
    if start_m is None or end_m is None:
        return DASH
    return f"{chainage(start_m)}{'～' if reads_chinese() else '–'}{chainage(end_m)}"


def day(value: date | datetime | None) -> str:
    """Return a day: 2020年6月7日, 7 Jun 2020. A moment is shown as its day in Shanghai."""
    if value is None:
        return DASH
    on = _in_shanghai(value) if isinstance(value, datetime) else value
    if reads_chinese():
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {_ENGLISH_MONTHS[on.month]} {on.year}"


def short_day(value: date | datetime | None) -> str:
    """Return a day without its year: 6月7日, 7 Jun."""
    if value is None:
        return DASH
    on = _in_shanghai(value) if isinstance(value, datetime) else value
    if reads_chinese():
        return f"{on.month}月{on.day}日"
    return f"{on.day} {_ENGLISH_MONTHS[on.month]}"


def weekday(value: date | None) -> str:
    """Return the day of the week: 周日, Sun."""
    if value is None:
        return DASH
    place = value.weekday()
    return f"周{_CHINESE_WEEKDAYS[place]}" if reads_chinese() else _WEEKDAYS[place]


def day_with_weekday(value: date | None) -> str:
    """Return a day and its day of the week: 2020年6月7日 周日, Sun 7 Jun 2020."""
    if value is None:
        return DASH
    parts = (day(value), weekday(value)) if reads_chinese() else (weekday(value), day(value))
    return " ".join(parts)


def moment(value: datetime | None) -> str:
    """Return a moment in Shanghai: 2020年6月7日 14:32, 7 Jun 2020, 14:32."""
    if value is None:
        return DASH
    local = _in_shanghai(value)
    return f"{day(local)}{' ' if reads_chinese() else ', '}{local:%H:%M}"


def clock(value: datetime | None) -> str:
    """Return the time of day in Shanghai: 14:32."""
    return DASH if value is None else f"{_in_shanghai(value):%H:%M}"


def week(value: Week | None) -> str:
    """Return a week: 第23周（6.1—6.7）, Week 23 (1–7 Jun)."""
    if value is None:
        return DASH
    first, last = value.start, value.last_day
    if reads_chinese():
        return f"第{value.number}周（{first.month}.{first.day}—{last.month}.{last.day}）"
    last_text = f"{last.day} {_ENGLISH_MONTHS[last.month]}"
    if first.month == last.month:
        return f"Week {value.number} ({first.day}–{last_text})"
    return f"Week {value.number} ({first.day} {_ENGLISH_MONTHS[first.month]} – {last_text})"


def week_with_year(value: Week | None) -> str:
    """Return a week with its year: 2020年第23周（6.1—6.7）, Week 23 (1–7 Jun), 2020."""
    if value is None:
        return DASH
    return f"{value.year}年{week(value)}" if reads_chinese() else f"{week(value)}, {value.year}"


def month(value: Month | None) -> str:
    """Return a month: 2020年6月, June 2020."""
    if value is None:
        return DASH
    if reads_chinese():
        return f"{value.year}年{value.number}月"
    return f"{_FULL_ENGLISH_MONTHS[value.number]} {value.year}"


def or_dash(value: Any) -> Any:
    """Return the value, or a dash where there is none; zero is a value."""
    return DASH if value is None or value == "" else value


def listed(values: Iterable[Any]) -> str:
    """Return the values as one enumeration, in the reader's way of writing it."""
    return ("、" if reads_chinese() else ", ").join(str(value) for value in values)


def shown(value: Any) -> Any:
    """Return a day, moment, week or month as the reader writes it, and anything else as it is."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Week):
        return week_with_year(value)
    return month(value) if isinstance(value, Month) else value


def _shown_to_reader(value: Any) -> Any:
    """Rules and logs, which have no reader, keep 2020-06-07."""
    return shown(value) if has_request_context() else value


FILTERS: tuple[Callable[..., Any], ...] = (
    *(
        number,
        whole,
        money,
        wan,
        wan_with_unit,
        km,
        metres,
        percent,
        pp,
        pp_unit,
        pp_figure,
        points,
    ),
    *(chainage, chainage_range, day, short_day, weekday, day_with_weekday, moment, clock),
    *(week, week_with_year, month, shown, or_dash, listed),
)


def register_formats(app: Flask) -> None:
    """Give every function above to the templates, as a filter and as a global of its own name."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
        app.jinja_env.globals[function.__name__] = function
    show_values_with(_shown_to_reader)


def _plain(value: Decimal, places: int) -> str:
    rounded = value.quantize(_STEPS[places], ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):f}".replace("-", MINUS)


def _in_shanghai(value: datetime) -> datetime:
    return value if value.tzinfo is None else value.astimezone(SHANGHAI)
