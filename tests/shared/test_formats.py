"""How figures and days are written, in both languages."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from app.shared import formats
from app.shared.calendar import Month, Week


@pytest.fixture
def page() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "write, value, text",
    [
        (formats.money, None, "—"),
        (formats.money, 0, "0.00"),
        (formats.money, 123456789, "1,234,567.89"),
        (formats.money, -5, "−0.05"),
        (formats.wan, 9_120_000_000, "9120.00"),
        (formats.wan, 0, "0.00"),
        (formats.wan, -4_999, "0.00"),
        (formats.wan, 5_000, "0.01"),
        (formats.whole, 1234, "1,234"),
        (formats.whole, 0, "0"),
        (formats.km, Decimal(20320), "20.320"),
        (formats.km, None, "—"),
        (formats.percent, Decimal("0.6415"), "64.2%"),
        (formats.percent, Decimal(1), "100.0%"),
        (formats.percent, 0, "0.0%"),
        (formats.pp_figure, Decimal("0.032"), "+3.2"),
        (formats.pp_figure, Decimal("-0.0304"), "−3.0"),
        (formats.pp_figure, Decimal("-0.0001"), "0.0"),
        (formats.points, Decimal("87.5"), "87.50"),
        (formats.chainage, Decimal(12300), "K12+300"),
        (formats.chainage, Decimal("12300.5"), "K12+300.5"),
        (formats.chainage, 0, "K0+000"),
        (formats.chainage, None, "—"),
        (formats.or_dash, 0, 0),
        (formats.or_dash, "", "—"),
    ],
)
def test_a_figure_is_written_the_same_in_both_languages(
    page: None, write: Callable[[Any], str], value: Any, text: str
) -> None:
    for locale in ("en", "zh_Hans_CN"):
        with force_locale(locale):
            assert write(value) == text


@pytest.mark.parametrize(
    "write, value, english, chinese",
    [
        (formats.day, date(2020, 6, 7), "7 Jun 2020", "2020年6月7日"),
        (formats.day, None, "—", "—"),
        # 16:30 in London's winter is half past midnight of the next day in Shanghai.
        (formats.day, datetime(2020, 6, 7, 16, 30, tzinfo=UTC), "8 Jun 2020", "2020年6月8日"),
        (formats.short_day, date(2020, 12, 31), "31 Dec", "12月31日"),
        (formats.weekday, date(2020, 6, 7), "Sun", "周日"),
        (
            formats.moment,
            datetime(2020, 6, 7, 6, 32, tzinfo=UTC),
            "7 Jun 2020, 14:32",
            "2020年6月7日 14:32",
        ),
        (formats.week, Week(2020, 23), "Week 23 (1–7 Jun)", "第23周（6.1—6.7）"),
        (formats.week, Week(2020, 27), "Week 27 (29 Jun – 5 Jul)", "第27周（6.29—7.5）"),
        (
            formats.week_with_year,
            Week(2020, 23),
            "Week 23 (1–7 Jun), 2020",
            "2020年第23周（6.1—6.7）",
        ),
        (formats.month, Month(2020, 6), "June 2020", "2020年6月"),
        (formats.pp, Decimal("-0.125"), "−12.5 pp", "−12.5 个百分点"),
        (formats.wan_with_unit, 9_120_000_000, "¥91.20 million", "9120.00 万元"),
    ],
)
def test_days_and_units_follow_the_readers_language(
    page: None, write: Callable[[Any], str], value: Any, english: str, chinese: str
) -> None:
    with force_locale("en"):
        assert write(value) == english
    with force_locale("zh_Hans_CN"):
        assert write(value) == chinese
