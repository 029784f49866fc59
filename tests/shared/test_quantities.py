"""Numbers, shares, lengths, chainages, route codes and dates: read, refused and shown."""

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shared.quantities import (
    Chainage,
    ChainageRange,
    Granularity,
    RouteCode,
    Unreadable,
    km_ledger,
    km_summary,
    normalise,
    parse_date,
    parse_decimal,
    parse_length_m,
    parse_money,
    parse_share,
    percent,
    percentage_points,
    read_date,
    round_half_up,
)

ANYTHING = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="0123456789.,+-%K万亿元约年月日～kmW/ \u3000０１", max_size=40),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.none(),
    st.booleans(),
    st.binary(max_size=5),
)
PARSERS = [
    Chainage.parse,
    ChainageRange.parse,
    RouteCode.parse,
    parse_date,
    read_date,
    parse_decimal,
    parse_share,
    lambda given: parse_share(given, "percent"),
    parse_length_m,
    lambda given: parse_money(given, "wan"),
]


@pytest.mark.parametrize("parse", PARSERS)
@given(given_value=ANYTHING)
def test_a_parser_raises_nothing_but_unreadable(parse, given_value):
    with suppress(Unreadable):
        parse(given_value)


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    "given_value",
    [None, True, "", "  \t\n", "\u200b", "x" * 10_000, "9" * 5_000, 1 << 20_000, "NaN", "Infinity",
     float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"),
     [], object()],
    ids=range(17),
)  # fmt: skip
def test_what_is_no_figure_is_refused_in_words(parse, given_value):
    with pytest.raises(Unreadable) as refusal:
        parse(given_value)
    assert 0 < len(str(refusal.value.sentence)) < 300


@pytest.mark.parametrize(
    "written, plain",
    [
        ("Ｋ１２＋３００", "K12+300"),
        ("  a \u3000 b\n c ", "a b c"),
        ("2020\u200b-06", "2020-06"),  # a mark without width, as pasted from chat
        ("5²", "5²"),  # not 52
        ("½", "½"),
    ],
)
def test_normalise_makes_text_plain(written, plain):
    assert normalise(written) == plain


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


# Numbers


@pytest.mark.parametrize(
    "written, number",
    [
        ("1,234.5", "1234.5"),
        ("１，２３４．５", "1234.5"),
        (" 12 ", "12"),
        ("-8.1", "-8.1"),
        ("−8.1", "-8.1"),  # the true minus sign
        (".5", "0.5"),
        (20, "20"),
        (19.999999999999996, "20"),  # the noise of a cached formula
        (Decimal("0.1"), "0.1"),
    ],
)
def test_numbers_are_read_exactly(written, number):
    assert parse_decimal(written) == Decimal(number)


@pytest.mark.parametrize(
    "written",
    ["1,23", "1e5", "0x10", "12a", "--1", "1.2.3", "5²", "①", "三", "3 5", "1" + "0" * 15],
)
def test_doubtful_numbers_are_refused(written):
    with pytest.raises(Unreadable):
        parse_decimal(written)


def test_limits_belong_to_the_allowed_numbers():
    assert parse_decimal("0", least=Decimal(0)) == 0
    assert parse_decimal("5", most=Decimal(5)) == 5
    with pytest.raises(Unreadable, match="less than"):
        parse_decimal("-0.01", least=Decimal(0))
    with pytest.raises(Unreadable, match="more than"):
        parse_decimal("5.01", most=Decimal(5))


@given(st.decimals(-(10**12), 10**12, places=4))
def test_numbers_with_separators_read_back(number):
    assert parse_decimal(f"{number:,}") == number


@pytest.mark.parametrize(
    "value, places, rounded",
    [
        ("0.005", 2, "0.01"),  # not banker's rounding
        ("0.015", 2, "0.02"),
        ("-0.005", 2, "-0.01"),
        ("2.5", 0, "3"),
        ("-0.004", 2, "0.00"),  # never minus nothing
    ],
)
def test_a_half_goes_away_from_zero(value, places, rounded):
    assert str(round_half_up(Decimal(value), places)) == rounded


# Shares


@pytest.mark.parametrize(
    "written, unit, share",
    [
        ("54.1%", None, "0.541"),
        ("５４．１％", None, "0.541"),
        ("100%", None, "1"),
        ("0%", None, "0"),
        ("54.1", "percent", "0.541"),
        (54.1, "percent", "0.541"),
        ("0.541", "share", "0.541"),
        (0.541, "share", "0.541"),
        ("54.1%", "share", "0.541"),  # the sign wins over the column
        ("1000%", None, "10"),
    ],
)
def test_shares_are_read_as_parts_of_one(written, unit, share):
    assert parse_share(written, unit) == Decimal(share)


@pytest.mark.parametrize("written", ["1", 1, 0.5, "-1%", "1000.1%", "%", "5 0%", "54%%"])
def test_a_share_that_may_be_something_else_is_refused(written):
    with pytest.raises(Unreadable):
        parse_share(written)


@given(st.decimals(0, 1, places=3))
def test_shares_shown_read_back(share):
    assert parse_share(percent(share)) == round_half_up(share * 100, 1) / 100


# Lengths


@pytest.mark.parametrize(
    "written, unit, metres",
    [
        ("3.2km", "m", "3200"),
        ("3.2 公里", "m", "3200"),
        ("850米", "km", "850"),
        ("20.320", "km", "20320"),
        ("1,091", "m", "1091"),
        (0.3, "km", "300"),
        ("0", "km", "0"),
    ],
)
def test_lengths_are_metres(written, unit, metres):
    assert parse_length_m(written, unit) == Decimal(metres)


@pytest.mark.parametrize("written", ["-1km", "3.2里", "约3km", "3.2kmkm", "100000000km", -1])
def test_what_is_no_length_is_refused(written):
    with pytest.raises(Unreadable):
        parse_length_m(written)


# Chainages


@pytest.mark.parametrize(
    "written, metres, shown",
    [
        ("K12+300", "12300", "K12+300"),
        ("k12＋300", "12300", "K12+300"),
        ("12+300", "12300", "K12+300"),
        ("K12.300", "12300", "K12+300"),
        ("96K+850", "96850", "K96+850"),
        ("K3+050", "3050", "K3+050"),
        ("K0+0", "0", "K0+000"),  # nothing to mistake
        ("K12", "12000", "K12+000"),
        ("K 12 + 300.5", "12300.5", "K12+300.5"),
        ("K12+300m", "12300", "K12+300"),
        ("ZK5+001", "5001", "ZK5+001"),
        ("K9999+999", "9999999", "K9999+999"),
    ],
)
def test_chainages_are_metres_along_the_road(written, metres, shown):
    chainage = Chainage.parse(written)
    assert chainage.metres == Decimal(metres)
    assert str(chainage) == shown


@pytest.mark.parametrize("written", ["K3+50", "K3+5", "K12.3", "K12.30", "K3+50.5"])
def test_a_chainage_of_two_readings_is_a_question(written):
    with pytest.raises(Unreadable, match="Which place is"):
        Chainage.parse(written)


@pytest.mark.parametrize(
    "written", ["12", "K", "+300", "K3+1050", "-K1+000", "K12+300.5555", "K10000+000", "K1+000+000"]
)
def test_what_is_no_chainage_is_refused(written):
    with pytest.raises(Unreadable, match="not a chainage"):
        Chainage.parse(written)


@pytest.mark.parametrize("metres", ["-1", "NaN", "Infinity", "10000000"])
def test_no_chainage_lies_off_every_road(metres):
    with pytest.raises(Unreadable):
        Chainage(Decimal(metres))


@given(st.decimals(0, 9_999_999, places=3), st.sampled_from(["K", "ZK", "YK"]))
def test_chainages_read_back(metres, prefix):
    chainage = Chainage(metres, prefix)
    assert Chainage.parse(str(chainage)) == chainage


def test_chainages_are_in_order_along_the_road():
    assert Chainage.parse("K2+000") < Chainage.parse("K10+000")


@pytest.mark.parametrize(
    "written, start, end, length_m",
    [
        ("K813+900…K834+220", "813900", "834220", "20320"),  # A8
        ("K0+000～K1+091", "0", "1091", "1091"),
        ("K0+000~K1+091", "0", "1091", "1091"),
        ("K0+000—K1+091", "0", "1091", "1091"),
        ("K0+000——K1+091", "0", "1091", "1091"),
        ("K0+000 - K1+091", "0", "1091", "1091"),
        ("K0+000至K1+091", "0", "1091", "1091"),
        ("ZK0+000～1+091", "0", "1091", "1091"),
        ("K1+091～K0+000", "0", "1091", "1091"),  # written against the count
    ],
)
def test_stretches_have_two_ends_and_a_length(written, start, end, length_m):
    stretch = ChainageRange.parse(written)
    assert stretch.start.metres == Decimal(start)
    assert stretch.end.metres == Decimal(end)
    assert stretch.length_m == Decimal(length_m)


def test_the_golden_stretch_is_20_320_km():
    assert km_ledger(ChainageRange.parse("K813+900…K834+220").length_m) == "20.320"


@pytest.mark.parametrize(
    "written",
    ["K0+000", "K0+000～", "K0+000～K1+000～K2+000", "K1+000～K1+000", "ZK0+000～YK1+000"],
)
def test_what_is_no_stretch_is_refused(written):
    with pytest.raises(Unreadable):
        ChainageRange.parse(written)


def test_one_bad_end_is_named():
    with pytest.raises(Unreadable, match=r"K3\+50”"):
        ChainageRange.parse("K1+000～K3+50")


@given(st.decimals(0, 9_999_000, places=1), st.decimals("0.1", 900, places=1))
def test_stretches_read_back(start, length):
    stretch = ChainageRange(Chainage(start), Chainage(start + length))
    assert ChainageRange.parse(str(stretch)) == stretch


# Route codes


@pytest.mark.parametrize(
    "written, letter, serial, county",
    [
        ("G206", "G", "206", None),
        ("s407", "S", "407", None),
        ("X013", "X", "013", None),
        ("Ｃ０１２３４１３０２", "C", "012", "341302"),
        ("Y001 341302", "Y", "001", "341302"),
        ("CA01341302", "C", "A01", "341302"),
        ("C1A01341302", "C", "1A01", "341302"),  # a county of more than 999 village roads
    ],
)
def test_route_codes_name_a_road(written, letter, serial, county):
    code = RouteCode.parse(written)
    assert (code.letter, code.serial, code.county) == (letter, serial, county)
    assert RouteCode.parse(str(code)) == code


@pytest.mark.parametrize(
    "written", ["", "206", "K206", "G20", "G20634", "C01234130", "C-012", "Ｇ"]
)
def test_what_is_no_route_code_is_refused(written):
    with pytest.raises(Unreadable):
        RouteCode.parse(written)


# Dates


@pytest.mark.parametrize(
    "written, day",
    [
        ("2020.12.31", date(2020, 12, 31)),
        ("2020-12-31", date(2020, 12, 31)),
        ("2020/6/7", date(2020, 6, 7)),
        ("2020年12月31日", date(2020, 12, 31)),
        ("二〇二〇年六月二十一日", date(2020, 6, 21)),
        ("二○二○年十二月十日", date(2020, 12, 10)),
        ("2020年六月底", date(2020, 6, 30)),
        ("2020年2月末", date(2020, 2, 29)),
        ("２０２０年６月７日", date(2020, 6, 7)),
        ("20200607", date(2020, 6, 7)),
        ("2020-06-07 00:00:00", date(2020, 6, 7)),
        ("2020-06-07T08:30", date(2020, 6, 7)),
        ("2020.2.29", date(2020, 2, 29)),
        (44196, date(2020, 12, 31)),  # Excel
        (44196.75, date(2020, 12, 31)),  # Excel, in the evening
        ("44196", date(2020, 12, 31)),
        (date(2020, 6, 7), date(2020, 6, 7)),
        (datetime(2020, 6, 7, 23, 0), date(2020, 6, 7)),  # noqa: DTZ001 - as openpyxl gives it
        (datetime(2020, 6, 7, 16, 0, tzinfo=UTC), date(2020, 6, 8)),
    ],
)
def test_dates_are_read_as_people_and_excel_write_them(written, day):
    assert parse_date(written) == day


@pytest.mark.parametrize(
    "written",
    ["2021.2.29", "2020.13.1", "20.12.31", "2020.12-31", "2020", 2020, 2020.1, 59, -1, "明天",
     "0001-01-01", date(1, 1, 1), "9999-12-31", 10**9, 44196123],
)  # fmt: skip
def test_what_is_no_date_is_refused(written):
    with pytest.raises(Unreadable):
        parse_date(written)


@pytest.mark.parametrize("written", ["2020年12月", "2020.12", "2020-12"])
def test_a_month_is_read_as_its_first_day_and_says_so(written):
    reading = read_date(written)
    assert (reading.day, reading.granularity) == (date(2020, 12, 1), Granularity.MONTH)
    with pytest.raises(Unreadable, match="only a month"):
        parse_date(written)


@given(st.dates(date(1950, 1, 1), date(2199, 12, 31)))
def test_dates_read_back_from_every_form(day):
    serial = (day - date(1899, 12, 30)).days
    for written in (f"{day:%Y.%m.%d}", f"{day.year}年{day.month}月{day.day}日", serial, str(day)):
        assert parse_date(written) == day


# Display


@pytest.mark.parametrize(
    "show, value, shown",
    [
        (km_ledger, Decimal("20320"), "20.320"),
        (km_summary, Decimal("20350"), "20.4"),  # half up
        (km_summary, None, "—"),
        (percent, Decimal("0.5405"), "54.1%"),
        (percent, Decimal(0), "0.0%"),  # zero is not "not applicable"
        (percent, None, "—"),
        (percentage_points, Decimal("-0.0811"), "-8.1"),
        (percentage_points, Decimal("0.03"), "+3.0"),
        (percentage_points, Decimal("-0.0001"), "0.0"),
        (percentage_points, None, "—"),
    ],
)
def test_figures_are_shown_rounded_once(show, value, shown):
    assert show(value) == shown
