from datetime import date
from decimal import Decimal

from app.progress.rules.forecast import Done, forecast
from app.shared.calendar import Week


def history(*percents):
    return [Done(Week(2020, 20 + n), Decimal(p) / 100) for n, p in enumerate(percents)]


def test_the_finish_is_as_far_away_as_the_pace_of_the_last_four_weeks_says():
    seen = forecast(history("0", "40", "45", "50", "55", "60"))
    assert seen.finish == date(2020, 8, 16)  # 40 points at 5 a week: eight weeks after week 25
    assert seen.explanation.english == (
        "The last 4 weeks added 5.0 percentage points a week; the remaining 40.0 points take 8"
        " more weeks."
    )


def test_a_part_of_a_week_counts_as_a_week():
    assert forecast(history("0", "30", "60", "90")).finish == date(2020, 6, 14)


def test_a_gap_in_the_reports_does_not_quicken_the_pace():
    seen = forecast([Done(Week(2020, 20), Decimal("0.2")), Done(Week(2020, 24), Decimal("0.6"))])
    assert seen.pace_share == Decimal("0.1")


def test_no_pace_no_forecast():
    seen = forecast(history("10", "50", "50", "50", "50", "50"))
    assert seen.finish is None
    assert seen.explanation.english == "No forecast: nothing was added in the last 4 weeks."


def test_one_week_is_not_a_pace():
    assert forecast(history("50")).finish is None
    assert forecast([]).finish is None


def test_a_finished_section_needs_no_forecast():
    seen = forecast(history("90", "100"))
    assert seen.finish == date(2020, 5, 24)
    assert seen.explanation.english == "The works are finished."


def test_a_pace_of_almost_nothing_gives_no_day():
    assert forecast(history("0", "0.01")).finish is None
