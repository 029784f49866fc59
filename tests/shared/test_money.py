"""Money: read, shared out, written in words and shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shared.quantities import (
    Reading,
    Unreadable,
    allocate,
    amount_in_words,
    fen_from_yuan,
    money_wan,
    money_yi,
    money_yuan,
    parse_money,
    yuan_from_fen,
)

ANY_FEN = st.integers(0, 10**16 - 1)


@pytest.mark.parametrize(
    "written, unit, fen, approximate",
    [
        ("约9120万元", "yuan", 9_120_000_000, True),
        ("1.5亿", "yuan", 15_000_000_000, False),
        ("120万", "yuan", 120_000_000, False),
        ("约120万", "yuan", 120_000_000, True),
        ("120余万元", "yuan", 120_000_000, True),
        ("870万左右", "yuan", 870_000_000, True),
        ("1亿2000万元", "yuan", 12_000_000_000, False),
        ("1,234.5", "yuan", 123_450, False),
        ("¥1,409.50", "yuan", 140_950, False),
        ("９１２０", "wan", 9_120_000_000, False),
        (5.7, "yi", 57_000_000_000, False),
        ("0", "yuan", 0, False),
        ("0.005", "yuan", 1, True),  # finer than a fen: rounded half up, and said so
    ],
)
def test_amounts_are_read_in_fen(written, unit, fen, approximate):
    assert parse_money(written, unit) == Reading(fen, approximate)


@pytest.mark.parametrize(
    "written",
    [
        "-1",
        -1,
        "1万5",
        "1亿2000",
        "1亿3亿",
        "12元5角",
        "万元",
        "1e5",
        "$5",
        "1万亿",
        "100000000000000",
    ],
)
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(Unreadable):
        parse_money(written, "yuan")


def test_a_deduction_may_be_negative_where_the_caller_says_so():
    assert parse_money("-1", "yuan", least_fen=-100).value == -100
    with pytest.raises(Unreadable):
        parse_money("-1.01", "yuan", least_fen=-100)


@given(ANY_FEN)
def test_amounts_shown_read_back(fen):
    assert parse_money(money_yuan(fen), "yuan") == Reading(fen)
    assert fen_from_yuan(yuan_from_fen(fen)) == fen


@pytest.mark.parametrize(
    "fen, words",
    [
        (140950, "人民币壹仟肆佰零玖元伍角"),
        (1640902, "人民币壹万陆仟肆佰零玖元零贰分"),
        (32504, "人民币叁佰贰拾伍元零肆分"),
        (600714, "人民币陆仟零柒元壹角肆分"),
        (10700053, "人民币壹拾万柒仟元伍角叁分"),
        (30, "人民币叁角"),
        (5, "人民币伍分"),
        (0, "人民币零元整"),
        (1000, "人民币壹拾元整"),  # 壹拾, not 拾
        (100_000_700, "人民币壹佰万零柒元整"),  # one 零 for a run
        (10_000_000_100, "人民币壹亿零壹元整"),
        (100_000_000_000_000, "人民币壹万亿元整"),
        (1_010_010_010_010_001, "人民币壹拾万壹仟零壹亿零壹拾万零壹佰元零壹分"),
        (-30, "负人民币叁角"),
    ],
)
def test_amounts_in_words_follow_the_receipt_rules(fen, words):
    assert amount_in_words(fen) == words


VALUES = dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True))


def read_words(words: str) -> int:
    """Read an amount in words back: the independent check."""
    total = group = digit = fen = 0
    for letter in words.removeprefix("人民币").removesuffix("整"):
        if letter in VALUES:
            digit = VALUES[letter]
        elif letter in "拾佰仟":
            group, digit = group + digit * 10 ** ("拾佰仟".index(letter) + 1), 0
        elif letter == "万":
            total, group, digit = total + (group + digit) * 10**4, 0, 0
        elif letter == "亿":
            total, group, digit = (total + group + digit) * 10**8, 0, 0
        elif letter == "元":
            total, group, digit = total + group + digit, 0, 0
        else:
            fen, digit = fen + digit * (10 if letter == "角" else 1), 0
    return total * 100 + fen


@given(ANY_FEN)
def test_amounts_in_words_mean_the_same_amount(fen):
    words = amount_in_words(fen)
    assert read_words(words) == fen
    assert "零零" not in words


def test_an_amount_beyond_all_contracts_has_no_words():
    with pytest.raises(ValueError, match="too large"):
        amount_in_words(10**16)


@pytest.mark.parametrize(
    "total, weights, parts",
    [
        (100, [1, 1, 1], [34, 33, 33]),  # the earlier part gets the odd fen
        (100, [0, 1], [0, 100]),
        (1, [Decimal("0.1"), Decimal("0.9")], [0, 1]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (0, [1, 2], [0, 0]),
    ],
)
def test_a_total_is_shared_out_by_largest_remainder(total, weights, parts):
    assert allocate(total, weights) == parts


@pytest.mark.parametrize("weights", [[], [0], [1, -1], [-1, 3]])
def test_nothing_can_be_shared_out_by_no_weights(weights):
    with pytest.raises(ValueError, match="weights"):
        allocate(100, weights)


@given(
    st.integers(-(10**14), 10**14),
    st.lists(st.decimals(0, 10**6, places=3), min_size=1).filter(any),
)
def test_parts_sum_to_the_total_and_stay_within_a_fen(total, weights):
    parts = allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - total * weight) < whole * Decimal("1.000001")


@pytest.mark.parametrize(
    "show, fen, shown",
    [
        (money_yuan, 123450, "1,234.50"),
        (money_yuan, -5, "-0.05"),
        (money_yuan, None, "—"),
        (money_wan, 9_120_000_000, "9120.00"),
        (money_wan, 1_245_000, "1.25"),  # half up: 1.245
        (money_wan, 0, "0.00"),
        (money_wan, None, "—"),
        (money_yi, 57_000_000_000, "5.70"),
        (money_yi, None, "—"),
    ],
)
def test_money_is_shown_in_the_unit_of_its_reader(show, fen, shown):
    assert show(fen) == shown
