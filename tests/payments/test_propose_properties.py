"""What holds for every proposal, whatever the figures: found by throwing odd ones at the rules."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.payments.rules.entitlement import Account, Confirmation, entitlement_of
from app.payments.rules.policy import Policy
from app.payments.rules.propose import Coverage, propose
from app.payments.rules.reasons import reasons_for
from app.ranking.rules.canonical import plain, sentence_from
from app.ranking.rules.policy import Band
from app.shared.calendar import WorkingCalendar
from app.shared.quantities import part_of

settings.register_profile("payments", deadline=None)  # a busy machine is no failure
settings.load_profile("payments")

TODAY = date(2026, 7, 1)
CALENDAR = WorkingCalendar({date(2026, 10, day): False for day in range(1, 8)})
POLICY = Policy()
FEN = st.integers(min_value=0, max_value=10_000_000_000_00)
SHARE = st.integers(min_value=0, max_value=10_000).map(lambda n: Decimal(n) / 10_000)
FUNDS = st.one_of(st.integers(0, 100), st.integers(0, 3_000_000_000), FEN)

confirmations = st.builds(
    Confirmation,
    confirmed_on=st.integers(0, 400).map(lambda n: TODAY - timedelta(days=n)),
    value_fen=FEN,
)


@st.composite
def accounts(draw: st.DrawFn) -> list[Account]:
    count = draw(st.integers(0, 6))
    return [draw(one_account(section_id)) for section_id in range(1, count + 1)]


@st.composite
def one_account(draw: st.DrawFn, section_id: int) -> Account:
    paid = draw(FEN)
    return Account(
        section_id=section_id,
        contract_no=draw(st.sampled_from(["A", "B", "C"])),
        confirmed=tuple(draw(st.lists(confirmations, max_size=3))),
        paid_fen=paid,
        wages_paid_fen=draw(st.integers(0, paid)),
        contract_share=draw(SHARE),
        wage_share=draw(SHARE),
        signed_on=draw(st.sampled_from([None, date(2020, 1, 1), date(2024, 1, 1)])),
        is_sme=draw(st.booleans()),
        agreed_days=draw(st.one_of(st.none(), st.integers(1, 120))),
        place=draw(st.one_of(st.none(), st.integers(1, 6))),
        band=draw(st.one_of(st.none(), st.sampled_from(list(Band)))),
        held_fen=draw(st.one_of(st.just(0), FEN)),
    )


def paid_by_section(sections: list[Account], funds_fen: int) -> dict[int, int]:
    proposal = propose(sections, funds_fen, POLICY, TODAY, CALENDAR)
    return {line.account.section_id: line.proposed_fen for line in proposal.lines}


@given(accounts(), FUNDS)
def test_the_sum_never_passes_the_funds_and_the_totals_are_the_sums(
    sections: list[Account], funds_fen: int
) -> None:
    proposal = propose(sections, funds_fen, POLICY, TODAY, CALENDAR)
    totals = proposal.totals
    assert sum(line.proposed_fen for line in proposal.lines) == totals.proposed_fen <= funds_fen
    assert totals.proposed_fen + totals.deferred_fen == totals.due_fen
    assert totals.proposed_fen + totals.left_fen == funds_fen


@given(accounts(), FUNDS)
def test_a_line_lies_between_zero_and_its_ceiling_and_splits_what_is_due(
    sections: list[Account], funds_fen: int
) -> None:
    for line in propose(sections, funds_fen, POLICY, TODAY, CALENDAR).lines:
        assert 0 <= line.proposed_fen <= line.entitlement.ceiling_fen
        assert line.proposed_fen + line.deferred_fen == line.entitlement.due_fen
        assert line.deferred_by_rank_fen >= 0
        assert line.deferred_for_funds_fen >= 0


@given(accounts(), FUNDS)
def test_labour_cost_comes_before_everything_else(sections: list[Account], funds_fen: int) -> None:
    proposal = propose(sections, funds_fen, POLICY, TODAY, CALENDAR)
    if proposal.coverage is Coverage.NOT_EVEN_WAGES:
        assert all(line.proposed_fen <= line.entitlement.wage_fen for line in proposal.lines)
    else:
        assert all(line.proposed_fen >= line.entitlement.wage_fen for line in proposal.lines)


@given(accounts(), FUNDS)
def test_nothing_goes_beyond_a_floor_before_every_floor_is_paid(
    sections: list[Account], funds_fen: int
) -> None:
    lines = propose(sections, funds_fen, POLICY, TODAY, CALENDAR).lines
    if any(line.proposed_fen > line.entitlement.floor_fen for line in lines):
        assert all(line.proposed_fen >= line.entitlement.floor_fen for line in lines)


@given(accounts(), FUNDS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(
    sections: list[Account], funds_fen: int, random: object
) -> None:
    shuffled = list(sections)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = propose(sections, funds_fen, POLICY, TODAY, CALENDAR)
    other = propose(shuffled, funds_fen, POLICY, TODAY, CALENDAR)
    assert one == other


@given(accounts(), FUNDS, FUNDS)
def test_more_money_never_lowers_anybody(sections: list[Account], one: int, other: int) -> None:
    less, more = sorted((one, other))
    before, after = paid_by_section(sections, less), paid_by_section(sections, more)
    assert all(before[section] <= after[section] for section in before)


@given(one_account(section_id=1))
def test_a_better_band_never_gets_a_lower_ratio_nor_less_money(section: Account) -> None:
    front, middle, rear, unranked = (
        entitlement_of(replace(section, band=band), POLICY, TODAY, CALENDAR)
        for band in (Band.FRONT, Band.MIDDLE, Band.REAR, None)
    )
    assert front.share >= middle.share >= rear.share
    assert front.target_fen >= middle.target_fen >= rear.target_fen
    assert (unranked.share, unranked.target_fen) == (middle.share, middle.target_fen)


@given(accounts())
def test_the_place_never_moves_labour_cost_nor_the_floor(sections: list[Account]) -> None:
    for section in sections:
        ranked = entitlement_of(section, POLICY, TODAY, CALENDAR)
        last = entitlement_of(replace(section, band=Band.REAR, place=99), POLICY, TODAY, CALENDAR)
        assert (ranked.wage_fen, ranked.floor_fen) == (last.wage_fen, last.floor_fen)
        assert 0 <= ranked.wage_fen <= ranked.floor_fen <= ranked.target_fen <= ranked.ceiling_fen


@given(accounts(), FUNDS)
@settings(max_examples=40)
def test_every_line_has_a_reason_that_survives_storage(
    sections: list[Account], funds_fen: int
) -> None:
    for line in propose(sections, funds_fen, POLICY, TODAY, CALENDAR).lines:
        reasons = reasons_for(line, POLICY)
        assert reasons
        assert [sentence_from(plain(r)).english for r in reasons] == [r.english for r in reasons]


@given(FEN, SHARE)
def test_a_part_of_an_amount_is_nearest_to_it(amount_fen: int, share: Decimal) -> None:
    assert abs(Decimal(part_of(amount_fen, share)) - amount_fen * share) <= Decimal("0.5")
