"""The means of supervision firms."""

from decimal import Decimal

from app.ranking.rules.firms import FirmMean, SupervisedSection, firm_means


def section(firm: str, score: str | None, *points: str | None) -> SupervisedSection:
    read = [None if each is None else Decimal(each) for each in points]
    return SupervisedSection(firm, read, None if score is None else Decimal(score))


def test_each_firm_has_the_means_of_its_sections_the_best_first():
    means = firm_means([
        section("甲", "70.00", "30.00", "40.00"),
        section("乙", "90.00", "45.00", "45.00"),
        section("甲", "71.01", "30.01", "41.00"),
    ])  # fmt: skip
    assert means == [
        FirmMean("乙", 1, (Decimal("45.00"), Decimal("45.00")), Decimal("90.00")),
        FirmMean("甲", 2, (Decimal("30.01"), Decimal("40.50")), Decimal("70.51")),  # halves go up
    ]


def test_sections_without_records_do_not_pull_a_mean_down():
    [mean] = firm_means([section("甲", "80", None, "40"), section("甲", "60", None, None)])
    assert mean.points == (None, Decimal("40.00"))


def test_equal_means_stand_in_the_order_of_the_names_and_none_comes_last():
    means = firm_means(
        [section("丙", None, None), section("乙", "60", "1"), section("B", "60", "1")]
    )
    assert [mean.firm for mean in means] == ["B", "乙", "丙"]


def test_a_month_without_ranked_sections_has_no_such_table():
    assert firm_means([]) == []
