from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shared.holidays import calendar_is_due, read_notice

#: In the form of the yearly notice; the days are those that domain.md 4.6 remembers for 2026.
NOTICE = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""


def test_a_notice_gives_holidays_on_weekdays_and_weekends_that_are_worked():
    notice = read_notice(NOTICE, 2026)
    assert notice.problems == ()
    holidays = [day for day, (is_working, _) in notice.days.items() if not is_working]
    working = [day for day, (is_working, _) in notice.days.items() if is_working]
    assert date(2026, 1, 1) in holidays
    assert date(2026, 1, 3) not in holidays  # a Saturday is free anyhow
    assert holidays.count(date(2026, 4, 6)) == 1
    assert len(holidays) == 2 + 6 + 1 + 5
    assert working == [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20),
                       date(2026, 10, 10)]  # fmt: skip
    assert notice.days[date(2026, 2, 16)] == (False, "春节")


def test_the_notice_of_another_year_is_noticed_by_its_weekdays():
    assert "not the weekday" in read_notice(NOTICE, 2027).problems[0].english


def test_a_count_that_differs_from_the_days_is_a_problem():
    notice = read_notice("清明节：4月4日至6日放假，共4天。", 2026)
    assert "says 4 days" in notice.problems[0].english


def test_a_holiday_may_begin_in_the_year_before():
    notice = read_notice("元旦：2022年12月31日至2023年1月2日放假调休，共3天。", 2023)
    assert notice.problems == ()
    assert list(notice.days) == [date(2023, 1, 2)]


def test_a_single_day_and_full_width_digits_are_read():
    assert list(read_notice("端午节：６月１９日放假，与周末连休。", 2026).days) == [
        date(2026, 6, 19)
    ]


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "No holiday was found"),
        ("明天开会", "No holiday was found"),
        ("元旦：2月30日放假", "not understood"),
        ("元旦：放假一天", "not understood"),
        ("春节：1月1日至12月31日放假", "is no holiday"),
        ("春节：2月9日至3日放假", "is no holiday"),
        ("元旦：1月5日（周一）上班", "ordinary working day"),
        ("长" * 20_001, "longer than a notice"),
    ],
)
def test_what_is_no_notice_is_refused(text, words):
    assert words in read_notice(text, 2026).problems[0].english


@given(
    st.text(alphabet="一二元旦春节：:月日至放假上班共天（）周，。、；0123456789年\n", max_size=200)
)
def test_any_text_is_answered(text):
    notice = read_notice(text, 2026)
    assert notice.days or notice.problems


@pytest.mark.parametrize(
    "day, is_due",
    [(date(2026, 11, 14), False), (date(2026, 11, 15), True), (date(2026, 12, 1), True)],
)
def test_next_years_calendar_is_due_from_mid_november(day, is_due):
    assert calendar_is_due(day) is is_due
