from datetime import date, timedelta

import pytest

from app.shared.calendar import WorkingCalendar
from app.startup import rules
from app.startup.rules import Report, SecurityForm, Standing, StepKind, StepState

AWARD = date(2026, 3, 2)  # a Monday
PLAIN = WorkingCalendar({})


def standing(kind=StepKind.SECURITY, state=StepState.OPEN, *, done_on=None, today, days=7):
    return rules.standing_of(kind, state, done_on, AWARD, days, today, PLAIN)


def report(**changes):
    given = {
        "done_on": AWARD + timedelta(days=3),
        "note": "镇政府东侧",
        "bank": "徽商银行",
        "form": SecurityForm.GUARANTEE,
        "amount_fen": 10_000_000,
        "number": "BH-1",
        "valid_until": AWARD + timedelta(days=400),
    }
    return Report(**(given | changes))


def problems(kind=StepKind.SECURITY, state=StepState.OPEN, photos=1, **changes):
    return [
        sentence.english
        for sentence in rules.report_problems(
            kind,
            state,
            report(**changes),
            clock=AWARD,
            price_fen=100_000_000,
            today=AWARD + timedelta(days=5),
            photos=photos,
        )
    ]


def test_the_day_of_award_is_not_counted():
    assert standing(today=AWARD).due_on == date(2026, 3, 9)


def test_a_period_that_ends_on_a_weekend_ends_on_the_next_working_day():
    assert rules.due_day(AWARD, 5, PLAIN) == date(2026, 3, 9)  # Saturday the 7th


def test_on_its_last_day_a_step_is_open_and_a_day_later_late():
    assert standing(today=date(2026, 3, 9)).standing is Standing.OPEN
    after = standing(today=date(2026, 3, 10))
    assert (after.standing, after.days_late) == (Standing.LATE, 1)


def test_lateness_is_counted_from_the_last_working_day():
    late = standing(today=date(2026, 3, 10), days=5)  # the 7th is a Saturday, so the 9th counts
    assert (late.due_on, late.days_late) == (date(2026, 3, 9), 1)


def test_of_a_step_only_its_own_fields_are_kept():
    kept = rules.own_fields(StepKind.JOINT_ACCOUNT, report())
    assert (kept.bank, kept.form, kept.amount_fen, kept.valid_until) == (
        "徽商银行",
        None,
        None,
        None,
    )
    assert rules.own_fields(StepKind.SITE_OFFICE, report()).bank == ""
    assert rules.own_fields(StepKind.SECURITY, report()) == report()


def test_a_confirmed_step_stops_its_clock_in_time_or_late():
    last, later = date(2026, 3, 9), date(2026, 3, 12)
    in_time = standing(state=StepState.CONFIRMED, done_on=last, today=date(2026, 6, 1))
    late = standing(state=StepState.CONFIRMED, done_on=later, today=date(2026, 6, 1))
    assert (in_time.standing, in_time.days) == (Standing.DONE, 7)
    assert (late.standing, late.days, late.days_late) == (Standing.DONE_LATE, 10, 3)


def test_a_reported_step_is_not_done():
    waiting = standing(state=StepState.REPORTED, done_on=AWARD, today=AWARD)
    assert waiting.standing is Standing.REPORTED
    assert not waiting.is_done


def six_done(last=date(2026, 3, 20)):
    days = dict.fromkeys(rules.SIX, AWARD) | {StepKind.CREWS: last}
    return [
        standing(kind, StepState.CONFIRMED, done_on=day, today=date(2026, 6, 1))
        for kind, day in days.items()
    ]


def test_a_section_is_ready_on_the_day_of_its_sixth_step():
    assert rules.ready_on(six_done()) == date(2026, 3, 20)
    assert rules.ready_on(six_done()[1:]) is None


def test_the_wage_account_is_not_one_of_the_six():
    open_wages = standing(StepKind.WAGE_ACCOUNT, today=AWARD)
    assert rules.count_done([*six_done(), open_wages]) == 6
    assert rules.ready_on([*six_done(), open_wages])


def test_the_wage_account_is_counted_from_the_contract():
    signed = date(2026, 3, 20)
    assert rules.clock_of(StepKind.WAGE_ACCOUNT, AWARD, signed) == signed
    assert rules.clock_of(StepKind.WAGE_ACCOUNT, AWARD, None) is None
    assert rules.clock_of(StepKind.CREWS, AWARD, signed) == AWARD


def test_a_contract_of_an_earlier_award_is_no_contract_of_this_one():
    assert rules.contract_step(AWARD, AWARD) == (StepState.CONFIRMED, AWARD)
    assert rules.contract_step(AWARD, AWARD - timedelta(days=1)) == (StepState.OPEN, None)
    assert rules.contract_step(AWARD, None) == (StepState.OPEN, None)


def test_a_security_of_exactly_a_tenth_is_allowed_and_a_fen_more_is_not():
    assert problems() == []
    assert problems(amount_fen=10_000_001) == [
        "A performance security is at most 10 % of the contract price by law."
    ]


def test_cash_is_the_contractors_own_choice_or_refused():
    cash = {"form": SecurityForm.CASH, "bank": "", "valid_until": None}
    assert "Cash must not be demanded" in problems(**cash)[0]
    assert problems(**cash, cash_by_choice=True) == []


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"done_on": None}, "Enter the day"),
        ({"done_on": AWARD - timedelta(days=1)}, "cannot have been done before"),
        ({"done_on": AWARD + timedelta(days=6)}, "day to come"),
        ({"form": None}, "consists of"),
        ({"amount_fen": 0}, "Enter the amount"),
        ({"amount_fen": -5}, "Enter the amount"),
        ({"bank": " "}, "who issued"),
        ({"valid_until": None}, "until when"),
        ({"valid_until": AWARD}, "ends before it begins"),
        ({"note": "长" * 2001}, "more than 2000"),
        ({"photos": 0}, "photo or scan"),
        ({"state": StepState.CONFIRMED}, "confirmed already"),
        ({"state": StepState.REPORTED}, "waits for confirmation"),
        ({"kind": StepKind.JOINT_ACCOUNT, "bank": ""}, "Enter the bank"),
        ({"kind": StepKind.SITE_OFFICE, "note": ""}, "where the site office is"),
    ],
)
def test_a_wrong_report_says_what_is_wrong(changes, words):
    found = problems(**changes)
    assert len(found) == 1
    assert words in found[0]


def test_everything_wrong_is_said_at_once():
    assert len(problems(done_on=None, form=None, amount_fen=None, photos=0)) == 4


def test_enough_crews_are_on_the_site_on_the_day_of_the_last_needed_one():
    days = [date(2026, 3, 9), date(2026, 3, 4), date(2026, 3, 6)]
    assert rules.crews_done_on(days, 2) == date(2026, 3, 6)
    assert rules.crews_done_on(days[:1], 2) is None


def test_whoever_reported_does_not_confirm():
    said = rules.decision_problems(StepState.REPORTED, "p1", "p1", "", confirms=True)
    assert "cannot confirm" in said[0].english
    assert rules.decision_problems(StepState.REPORTED, "p1", "p2", "", confirms=True) == []
    assert rules.decision_problems(StepState.REPORTED, "p1", "p2", " ", confirms=False)
    assert rules.decision_problems(StepState.OPEN, None, "p2", "x", confirms=True)


@pytest.mark.parametrize("works, located, is_right", [(0, 0, False), (3, 2, False), (3, 3, True)])
def test_the_location_is_confirmed_when_every_work_has_its_place(works, located, is_right):
    assert (rules.location_problems(works, located) == []) is is_right


@pytest.mark.parametrize("days_left, is_soon", [(31, False), (30, True), (0, True), (-5, True)])
def test_a_security_is_shown_thirty_days_before_it_ends(days_left, is_soon):
    assert rules.expires_soon(AWARD + timedelta(days=days_left), AWARD, 30) is is_soon


@pytest.mark.parametrize(
    "changes, is_right",
    [({}, True), ({"contract": 31}, False), ({"crews": 0}, False), ({"crews": "7"}, False),
     ({"crews": True}, False), ({"unknown": 5}, False)],
)  # fmt: skip
def test_targets_name_every_step_and_keep_the_law(changes, is_right):
    targets = dict.fromkeys((kind.value for kind in rules.SIX), 7) | changes
    assert (rules.targets_problems(targets) == []) is is_right
    assert rules.targets_problems([7, 7])
