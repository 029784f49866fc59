from datetime import date
from decimal import Decimal

from app.digests.rules import Counts, Facts, Placed, SectionFact, compose

DAY = date(2026, 3, 15)


def a_fact(number, done="0.5", planned="0.5", *reasons, is_started=True):
    shares = Decimal(done), Decimal(planned)
    return SectionFact(number, 1, f"{number}标", is_started, Decimal(10_000), *shares, reasons)


def test_a_digest_reads_as_the_bureau_writes_it():
    sections = [
        a_fact(3),
        a_fact(7, "0.2", "0.323", "杆线迁移"),
        a_fact(8, "0", "0", is_started=False),
    ]
    facts = Facts(
        sections,
        [Placed(3, 1, "3标", 1, Decimal("92.44"))],
        [("15:00", "周调度会")],
        Counts(3, 5, 2, 4, 1),
        "2026-03-15T10:00:00+00:00 7 " + "a" * 64,
    )
    assert compose("", DAY, facts, "https://zhulu.example.cn") == (
        "农村公路日播报",
        "截至3月15日：3个标段，开工2个，完成里程7.0/30.0公里（23.3%）。\n"
        "月度排名第1名：3标（92.4分）。\n"
        "滞后：7标（−12.3个百分点），原因：杆线迁移。\n"
        "今日会议：15:00 周调度会。\n"
        "交办事项：今日到期3件，逾期5件。\n"
        "履职事项：今日到期4项，逾期1项。\n"
        "整改逾期2项。\n"
        f"审计记录校验值：2026-03-15T10:00:00+00:00 7 {'a' * 64}\n"
        "详见 https://zhulu.example.cn",
    )


def test_what_there_is_nothing_of_is_not_said():
    assert compose("G206", DAY, Facts([])) == ("G206日播报", "截至3月15日：0个标段，开工0个。")


def test_three_are_named_as_behind_the_worst_first_and_an_unknown_reason_is_said():
    facts = Facts([a_fact(n, "0.1", f"0.{n}") for n in (2, 5, 3, 4)] + [a_fact(9, "0.1", "0.109")])
    text = compose("", DAY, facts)[1]
    assert [text.index(f"{n}标（") for n in (5, 4, 3)] == sorted(
        text.index(f"{n}标（") for n in (5, 4, 3)
    )
    assert "2标（" not in text
    assert "9标（" not in text
    assert "原因：待报" in text


def test_a_section_without_a_plan_is_not_behind():
    fact = SectionFact(1, 1, "1标", True, Decimal(100), Decimal(0), None)
    assert "滞后" not in compose("", DAY, Facts([fact]))[1]
