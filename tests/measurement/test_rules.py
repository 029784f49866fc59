"""What may be measured: what stands accepted and is not blocked, less what was measured before."""

from decimal import Decimal

import pytest

from app.accounts.rules import Role
from app.contracts.rules import BillLine
from app.measurement.rules import (
    BlockedBy,
    PeriodState,
    Proposal,
    Road,
    limit_problems,
    line_problems,
    propose,
    step_problems,
)
from app.orders.rules import BlockKind
from app.quality.rules.stretches import Stretch

ROAD, BRIDGE, ITEM = 1, 2, 7


def piece(start: int, end: int) -> Stretch:
    return Stretch(Decimal(start), Decimal(end))


def a_line(process: str = "base", quantity: str = "6000", **changes: object) -> BillLine:
    given = {
        "item_id": ITEM, "code": "304-3-a", "chapter": "300", "name": "基层", "unit": "m²",
        "process": process, "contract_quantity": Decimal(quantity), "quantity": Decimal(quantity),
        "unit_price_fen": 4680, "contract_fen": 0, "changed_fen": 0,
        "by_work": {ROAD: Decimal(quantity)},
    }  # fmt: skip
    return BillLine(**(given | changes))  # type: ignore[arg-type]


def proposed(passed=(), blocked=(), before="0", **road):  # type: ignore[no-untyped-def]
    return propose(
        [a_line()],
        {ROAD: Road(piece(0, 1000), tuple(blocked), **road)},
        {ROAD: {"base": passed}},
        {},
        {(ITEM, ROAD): Decimal(before)},
    )


def test_what_stands_accepted_is_proposed_by_its_length() -> None:
    assert proposed([piece(0, 250), piece(200, 500)]) == [Proposal(ITEM, ROAD, Decimal("3000.000"))]


def test_what_was_measured_before_is_not_proposed_again() -> None:
    assert proposed([piece(0, 500)], before="3000") == []
    (one,) = proposed([piece(0, 750)], before="3000")
    assert one.evidence_quantity == 1500


def test_a_demolished_stretch_comes_back_negative() -> None:
    (one,) = proposed([piece(0, 400)], before="3000")
    assert one.evidence_quantity == -600


def test_what_is_withheld_names_the_paper_that_blocks_it() -> None:
    order = BlockedBy(BlockKind.STOP_ORDER, 7, "停字3号")
    (one,) = proposed([piece(0, 500)], blocked=[piece(100, 200)], papers=(order,))
    assert one.withheld_by == (order,)
    (free,) = proposed([piece(0, 500)], blocked=[piece(600, 700)], papers=(order,))
    assert free.withheld_by == ()


def test_a_blocked_stretch_is_withheld_and_measured_once_it_is_free() -> None:
    (one,) = proposed([piece(0, 500)], blocked=[piece(100, 200)])
    assert (one.evidence_quantity, one.withheld_quantity) == (2400, 600)
    (stopped,) = proposed([piece(0, 500)], is_blocked=True)
    assert (stopped.evidence_quantity, stopped.withheld_quantity) == (0, 3000)


def test_a_block_does_not_take_back_what_was_measured_before_it() -> None:
    assert proposed([piece(0, 500)], blocked=[piece(100, 200)], before="3000") == []
    (one,) = proposed([piece(0, 750)], blocked=[piece(600, 700)], before="3000")
    assert (one.evidence_quantity, one.withheld_quantity) == (900, 600)


def test_items_without_a_process_are_never_proposed_and_wholes_are_all_or_nothing() -> None:
    line = a_line(by_work={BRIDGE: Decimal(6)}, quantity="6")
    assert propose([line], {}, {}, {}, {}) == []
    (one,) = propose([line], {}, {}, {BRIDGE: ["base"]}, {})
    assert one.evidence_quantity == 6
    assert propose([a_line("")], {}, {}, {BRIDGE: [""]}, {}) == []


@pytest.mark.parametrize(
    "quantity, evidence, why, paper, refused",
    [
        ("10", "10", "", "", False),
        ("10.001", "10", "", "", True),  # never beyond the evidence
        ("9", "10", "", "", True),  # less needs a reason
        ("9", "10", "强度待定", "", False),
        ("-5", "-5", "", "", False),
        ("0", "-5", "不扣", "", True),  # taken back stays taken back
        ("1", None, "", "", True),
        ("1", None, "竣工文件已交", "收文1号", False),
        ("1.0001", "2", "少", "", True),
        ("NaN", "2", "少", "", True),
    ],
)
def test_less_is_free_with_a_reason_and_more_never(quantity, evidence, why, paper, refused):  # type: ignore[no-untyped-def]
    known = None if evidence is None else Decimal(evidence)
    assert bool(line_problems(Decimal(quantity), known, why, paper)) == refused


def test_more_than_the_bill_needs_a_change_order_first() -> None:
    (told,) = limit_problems([a_line()], {ITEM: Decimal("6000.001")}, Decimal(1))
    assert "304-3-a" in told.english
    assert "change order" in told.english
    assert not limit_problems([a_line()], {ITEM: Decimal(6000)}, Decimal(1))
    assert limit_problems([a_line()], {ITEM: Decimal(5000)}, Decimal("0.8"))
    assert limit_problems([a_line()], {ITEM: Decimal(-1)}, Decimal(1))


MAY = {
    PeriodState.DRAFTED: {Role.CONTRACTOR, Role.PROJECT_OFFICE},
    PeriodState.SUBMITTED: {Role.SUPERVISOR},
    PeriodState.CHECKED: {Role.PROJECT_OFFICE, Role.AREA_ENGINEER},
    PeriodState.CONFIRMED: set(),
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(PeriodState))
def test_each_step_is_its_roles_and_another_persons(state: PeriodState, role: Role) -> None:
    assert bool(step_problems(state, {role}, "a", set())) != (role in MAY[state])
    assert step_problems(state, {role}, "a", {"a"})
