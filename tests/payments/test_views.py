"""The pages of payments: who may open what, what is shown, what is refused and kept."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.rules import Role
from app.evidence.queries import photos_of
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.inspections.actions.raising import raise_finding
from app.payments import queries
from app.payments.models import PaymentRecord, ReleaseLine, ReleasePolicy, ReleaseProposal
from app.payments.rules.decide import State
from app.payments.rules.ledger import PaymentKind
from app.ranking.rules.figures import RecordKind, Reference
from app.ranking.rules.policy import Band
from app.ranking.rules.score import Deduction
from app.shared.sentences import say
from app.works.models import Work
from tests.makers.accounts import a_contractor, a_user
from tests.makers.evidence import a_stored_photo
from tests.makers.inspections import a_finding_entry
from tests.makers.orders import a_stop_order
from tests.makers.payments import (
    WAN,
    WEEK,
    a_frozen_ranking,
    a_paid_section,
    a_payment,
    a_release,
    an_approved_release,
)
from tests.makers.progress import a_confirmed_report, a_rollup, a_section_with_roads
from tests.makers.works import a_road

READERS = (Role.LEADER, Role.PROJECT_OFFICE, Role.FINANCE, Role.DISCIPLINE, Role.CONTRACTOR)
PAGES = (
    *("/payments/2020-06", "/payments/ledger", "/payments/clocks", "/payments/dates"),
    "/payments/policy",
)
MONTH = "/payments/2020-06"


def one(model: type[Any]) -> Any:
    return db.session.scalars(select(model)).one()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_what_it_may(given: Callable, browser_of: Callable, role: Role) -> None:
    with given():
        user = a_user(role)
    browser = browser_of(user)
    expected = 200 if role in READERS else 403
    assert {page: browser.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, expected)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_changes_what_it_may(given: Callable, browser_of: Callable, role: Role) -> None:
    with given():
        user, section = a_user(role), a_paid_section(paid_wan=350)
        proposal = a_release()
        line = one(ReleaseLine)
        numbers = {"p": proposal.id, "l": line.id, "s": section.id}
    browser = browser_of(user)
    wanted = {
        "/payments/2020-06/proposals": {Role.FINANCE},
        f"/payments/lines/{numbers['l']}/decision": {Role.LEADER},
        f"/payments/lines/{numbers['l']}/payments": {Role.FINANCE},
        "/payments/ledger/new": {Role.FINANCE},
        "/payments/policy": {Role.LEADER},
        f"/payments/proposals/{numbers['p']}/withdrawal": {Role.FINANCE, Role.LEADER},
    }
    for address, roles in wanted.items():
        assert (browser.post(address).status_code == 403) is (role not in roles), address


def test_the_sections_to_whom_nothing_is_due_can_be_left_out_or_looked_at_alone(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user(Role.FINANCE)
        waiting = a_paid_section(paid_wan=0).name
        paid = a_paid_section(paid_wan=500).name
        a_release()
    browser = browser_of(user)

    def shown(due: str) -> tuple[bool, bool]:
        text = browser.get(f"{MONTH}?due={due}").text
        return f"<strong>{waiting}</strong>" in text, f"<strong>{paid}</strong>" in text

    assert shown("something") == (True, False)
    assert shown("nothing") == (False, True)
    assert shown("") == shown("anything") == (True, True)
    book = load_workbook(BytesIO(browser.get(f"{MONTH}?due=nothing&format=xlsx").data))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert (waiting in cells, paid in cells) == (False, True)


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_every_page_opens_in_both_languages(
    given: Callable, browser_of: Callable, language: str
) -> None:
    with given():
        user, section = a_user(Role.FINANCE), a_paid_section(paid_wan=350, contractor_is_sme=True)
        a_frozen_ranking({section: Band.REAR})
        an_approved_release()
        line_id, payment_id = one(ReleaseLine).id, one(PaymentRecord).id
        section_id = section.id
    browser = browser_of(user, language)
    for page in (
        *PAGES,
        f"/payments/lines/{line_id}",
        f"/payments/sections/{section_id}",
        "/payments/ledger/new",
        f"/payments/ledger/{payment_id}/reversal",
        "/payments/dates?near=quarter",
    ):
        assert browser.get(page).status_code == 200, page


def test_finance_proposes_with_funds_in_wan_or_yuan(given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user(Role.FINANCE)
        a_paid_section(paid_wan=350)
    browser = browser_of(user)
    answer = browser.post(f"{MONTH}/proposals", data={"funds": "60", "unit": "wan"})
    assert (answer.status_code, answer.location) == (303, MONTH)
    page = browser.get(MONTH).text
    assert "without one, confirmed physical progress × contract price" in page
    assert "ranking of this month is not frozen" in page
    with given():
        proposal = one(ReleaseProposal)
        assert (proposal.funds_fen, proposal.proposed_by_id) == (60 * WAN, user.id)
        assert one(ReleaseLine).proposed_fen == 60 * WAN


@pytest.mark.parametrize(
    "funds, said",
    [
        ("", "Enter the funds of the month."),
        ("viel", "is not an amount of money"),
        ("-5", "not a sensible amount"),
        ("0", "not a sensible amount"),
        ("NaN", "is not an amount of money"),
        ("9" * 39, "too large"),
        ("1" * 10_000, "at most 40 characters"),
    ],
)
def test_funds_that_make_no_sense_are_refused_and_kept(
    given: Callable, browser_of: Callable, funds: str, said: str
) -> None:
    with given():
        user = a_user(Role.FINANCE)
        a_paid_section()
    answer = browser_of(user).post(f"{MONTH}/proposals", data={"funds": funds, "unit": "yuan"})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{funds}"' in answer.text
    with given():
        assert db.session.scalars(select(ReleaseProposal)).all() == []


def test_a_rule_that_forbids_the_proposal_is_said_on_the_same_page(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user(Role.FINANCE)
    answer = browser_of(user).post(f"{MONTH}/proposals", data={"funds": "3", "unit": "wan"})
    assert answer.status_code == 422
    assert "No section has a contract yet" in answer.text


def test_a_leader_changes_a_line_and_approves_what_stands_there(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        leader, section = a_user(Role.LEADER), a_paid_section(paid_wan=350)
        a_frozen_ranking({section: Band.REAR})
        a_release()
        line = one(ReleaseLine)
        line_id, version = line.id, line.version
        proposal_id = line.proposal_id
    browser = browser_of(leader)
    typed = {"amount": "600,000", "reason": "汛期抢修", "version": version}
    low = browser.post(f"/payments/lines/{line_id}/decision", data=typed | {"amount": "1"})
    assert low.status_code == 422
    assert "legal floor are not the leader" in low.text.replace("&#39;", "'")
    assert browser.post(f"/payments/lines/{line_id}/decision", data=typed).status_code == 303
    stale = browser.post(f"/payments/lines/{line_id}/decision", data=typed)
    assert stale.status_code == 409
    assert "Somebody else changed this while you were writing" in stale.text
    approval = f"/payments/proposals/{proposal_id}/approval"
    assert browser.post(approval, data={"seen": "something else"}).status_code == 409
    page = browser.get(MONTH).text
    seen = page.split('name="seen" value="')[1][:64]
    assert browser.post(approval, data={"seen": seen}).status_code == 303
    assert browser.post(approval, data={"seen": seen}).status_code == 422
    with given():
        proposal = one(ReleaseProposal)
        assert (proposal.state, proposal.approved_by_id) == (State.APPROVED, leader.id)
        assert one(ReleaseLine).decided_fen == 60 * WAN


def test_a_proposer_who_is_a_leader_too_sees_no_approve_button(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        both = a_user(Role.FINANCE, Role.LEADER)
        a_paid_section()
        proposal = a_release(by=both)
        proposal_id = proposal.id
    browser = browser_of(both)
    page = browser.get(MONTH).text
    assert "somebody else must approve" in page
    assert 'name="seen"' not in page
    answer = browser.post(f"/payments/proposals/{proposal_id}/approval", data={"seen": "x"})
    assert answer.status_code == 422
    assert "Whoever proposed" in answer.text


def test_why_a_section_was_paid_less_is_answered_down_to_the_photo_for_its_own_contractor(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        firm = a_contractor("自家公司")
        me, inspector = a_user(Role.CONTRACTOR, organisation=firm), a_user(Role.AREA_ENGINEER)
        mine, other = a_paid_section("一标段", contractor=firm), a_paid_section("二标段")
        finding = raise_finding(mine, a_finding_entry(), photos=[a_stored_photo("p")], by=inspector)
        cost = Deduction(Decimal(5), say("No barrier"), Reference(RecordKind.FINDING, finding.id))
        a_frozen_ranking({other: Band.FRONT, mine: Band.REAR}, cost=cost)
        proposal = an_approved_release()
        line_id = next(line.id for line in queries.list_lines(proposal) if line.section == mine)
        finding_id = finding.id
        use_id = photos_of(OwnerKind.FINDING, [finding_id])[0].id
    browser = browser_of(me)
    page = browser.get(f"/payments/lines/{line_id}").text
    assert "has the ratio 80%" in page
    assert f"/findings/{finding_id}" in page
    assert f"/photos/{use_id}/thumbnail" in page
    assert "The section has no certificate yet" in page
    assert "goes to the leader by itself from" in page


def test_a_contractor_sees_the_own_line_after_approval_and_nobody_elses(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        firm = a_contractor("自家公司")
        me = a_user(Role.CONTRACTOR, organisation=firm)
        mine, other = a_paid_section("一标段", contractor=firm), a_paid_section("二标段")
        a_frozen_ranking({other: Band.FRONT, mine: Band.REAR})
        a_payment(mine, 350 * WAN, PaymentKind.WAGES)
        a_payment(other, 333 * WAN)
        proposal = a_release()
        lines = {line.section_id: line.id for line in db.session.scalars(select(ReleaseLine))}
        mine_id, other_id = lines[mine.id], lines[other.id]
        section_ids = mine.id, other.id
        proposal_id = proposal.id
    browser = browser_of(me)
    assert browser.get(f"/payments/lines/{mine_id}").status_code == 404  # still a draft
    assert "一标段" not in browser.get(MONTH).text
    with given():
        from tests.makers.payments import approve_it

        approve_it(db.session.get(ReleaseProposal, proposal_id), a_user(Role.LEADER))
    page = browser.get(MONTH).text
    assert "一标段" in page
    assert "二标段" not in page
    assert "Funds of the month" not in page
    own = browser.get(f"/payments/lines/{mine_id}")
    assert "has the ratio 80%" in own.text
    tab = browser.get(f"/payments/sections/{section_ids[0]}")
    assert "has the ratio 80%" in tab.text
    assert browser.get(f"/payments/sections/{section_ids[1]}").status_code == 404
    assert "Book a payment" not in own.text
    assert browser.get(f"/payments/lines/{other_id}").status_code == 404
    assert "3,330,000.00" not in browser.get("/payments/ledger").text
    assert browser.get(f"/payments/ledger?section={section_ids[1]}").status_code == 404
    assert "二标段" not in excel_text(browser.get(f"{MONTH}?format=xlsx").data)


def test_a_line_shows_every_figure_with_its_sum_and_a_link_to_its_records(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        user, section = a_user(Role.FINANCE), a_paid_section(paid_wan=350)
        a_frozen_ranking({section: Band.REAR})
        a_release()
        line_id, section_id = one(ReleaseLine).id, section.id
    page = browser_of(user).get(f"/payments/lines/{line_id}").text
    assert "10,000,000.00 contract price × 50% confirmed" in page
    assert "80% for the band “Rear”, between 80% and 90%" in page
    assert f'href="/payments/ledger?section={section_id}"' in page
    assert 'href="/payments/policy"' in page
    assert f'href="/sections/{section_id}"' in page
    assert f'href="/sections/{section_id}/progress"' in page
    assert 'href="/ranking/lines/' in page


def test_a_row_opens_to_its_other_reasons(given: Callable, browser_of: Callable) -> None:
    with given():
        user, section = a_user(Role.FINANCE), a_paid_section(paid_wan=350, contractor_is_sme=True)
        a_frozen_ranking({section: Band.REAR})
        a_release()
        line_id = one(ReleaseLine).id
    browser = browser_of(user)
    assert f'hx-get="/payments/lines/{line_id}/reasons"' in browser.get(MONTH).text
    assert (
        "would cost 250.00 yuan of interest"
        in browser.get(f"/payments/lines/{line_id}/reasons").text
    )


def test_finance_books_a_payment_on_an_approved_line(given: Callable, browser_of: Callable) -> None:
    with given():
        user, section = a_user(Role.FINANCE), a_paid_section()
        an_approved_release()
        line_id, section_id = one(ReleaseLine).id, section.id
    browser = browser_of(user)
    typed = {
        "section": section_id,
        "kind": "wages",
        "paid_on": "2020-07-02",
        "amount": "100万元",
        "reference": "记字第8号",
    }
    assert browser.post(f"/payments/lines/{line_id}/payments", data=typed).status_code == 303
    too_much = browser.post(
        f"/payments/lines/{line_id}/payments", data=typed | {"amount": "4000000", "reference": "9"}
    )
    assert too_much.status_code == 422
    assert "Only 3,250,000.00 yuan of the approved amount" in too_much.text
    assert 'value="4000000"' in too_much.text
    with given():
        payment = one(PaymentRecord)
        assert (payment.amount_fen, payment.line_id) == (100 * WAN, line_id)


def test_the_ledger_is_searched_summed_reversed_and_goes_out_to_excel(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        user, section = a_user(Role.FINANCE), a_paid_section("=三标段")
        payment_id = a_payment(section, 12_345_678).id
        a_payment(a_paid_section("四标段"), 5 * WAN)
    browser = browser_of(user)
    page = browser.get("/payments/ledger?q=三标段").text
    assert "123,456.78" in page
    assert "四标段" not in page
    refused = browser.post(f"/payments/ledger/{payment_id}/reversal", data={"reason": ""})
    assert refused.status_code == 422
    done = browser.post(f"/payments/ledger/{payment_id}/reversal", data={"reason": "录错"})
    assert done.status_code == 303
    assert "−123,456.78" in browser.get("/payments/ledger").text
    text = excel_text(browser.get("/payments/ledger?format=xlsx").data)
    assert "'=三标段" in text
    assert "123456.78" in text


def test_a_payment_is_entered_from_the_ledger(given: Callable, browser_of: Callable) -> None:
    with given():
        user, section = a_user(Role.FINANCE), a_paid_section()
        section_id = section.id
    browser = browser_of(user)
    typed = {"section": section_id, "kind": "advance", "paid_on": "2020.1.6", "amount": "12"}
    refused = browser.post("/payments/ledger/new", data=typed | {"reference": ""})
    assert refused.status_code == 422
    assert "Enter the number of the paper." in refused.text
    future = {"reference": "1", "paid_on": "2199-01-01"}
    assert (
        "cannot lie in the future" in browser.post("/payments/ledger/new", data=typed | future).text
    )
    assert browser.post("/payments/ledger/new", data=typed | {"reference": "1"}).status_code == 303
    with given():
        assert one(PaymentRecord).paid_on == date(2020, 1, 6)


def test_only_a_lawful_policy_is_saved_and_the_entries_are_kept(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        leader = a_user(Role.LEADER)
    browser = browser_of(leader)
    typed = {
        "front": "95", "middle": "90", "rear": "79.99", "unranked_as": "middle",
        "standard_days": "28", "effective_from": "2020-07", "reason": "局务会",
        "source_order": "Provincial funds, central funds、District funds, Self-raised funds, Other funds",
    }  # fmt: skip
    refused = browser.post("/payments/policy", data=typed)
    assert refused.status_code == 422
    assert "would break the legal floor" in refused.text
    assert 'value="79.99"' in refused.text
    assert browser.post("/payments/policy", data=typed | {"rear": "80"}).status_code == 303
    assert "局务会" in browser.get("/payments/policy").text
    with given():
        assert one(ReleasePolicy).content["shares"]["front"] == "0.95"


def test_a_withdrawn_proposal_says_why(given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user(Role.FINANCE)
        a_paid_section()
        proposal_id = a_release().id
    browser = browser_of(user)
    address = f"/payments/proposals/{proposal_id}/withdrawal"
    assert browser.post(address, data={"reason": ""}).status_code == 422
    assert browser.post(address, data={"reason": "数据有误"}).status_code == 303
    assert "数据有误" in browser.get(MONTH).text


def test_the_month_goes_out_to_excel_in_native_columns(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user(Role.FINANCE)
        section = a_paid_section("五标段", paid_wan=350)
        a_frozen_ranking({section: Band.REAR})
        a_release()
    text = excel_text(browser_of(user, "zh_Hans_CN").get(f"{MONTH}?format=xlsx").data)
    for head in ("标段", "合同价", "累计完成产值", "累计应付", "已拨付", "本次", "其中人工费"):
        assert head in text, head
    assert "五标段" in text


@pytest.mark.parametrize("month", ["2020-13", "x", "2020-6x", "99999-01"])
def test_a_month_that_does_not_exist_is_not_found(
    given: Callable, browser_of: Callable, month: str
) -> None:
    with given():
        user = a_user(Role.FINANCE)
    assert browser_of(user).get(f"/payments/{month}").status_code == 404


def test_a_months_page_takes_as_many_queries_for_two_sections_as_for_ten(
    given: Callable, browser_of: Callable, statements: Callable
) -> None:
    counts = []
    with given():
        user = a_user(Role.DISCIPLINE)
    for number in (2, 8):
        with given():
            for proposal in db.session.scalars(select(ReleaseProposal)):
                proposal.state = State.WITHDRAWN
                proposal.withdrawn_at, proposal.withdrawn_because = proposal.proposed_at, "x"
            db.session.flush()
            for _ in range(number):
                a_paid_section(paid_wan=10)
            a_release()
        browser = browser_of(user)
        with statements() as sent:
            assert browser.get(MONTH).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12


def test_what_a_stop_order_holds_back_stands_above_the_proposal(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        section, stranger = a_paid_section(), a_user(Role.CONTRACTOR)
        reader, road = a_user(Role.DISCIPLINE), a_road(section)
        number = a_stop_order(section, on=date(2020, 6, 1), work_id=road.id).number
        an_approved_release()
    page = browser_of(reader).get(MONTH).text
    assert number in page
    assert "A proposal leaves out what is done on these stretches" in page
    assert number not in browser_of(stranger).get(MONTH).text


def test_a_line_names_the_blocked_stretch_with_its_value_and_its_paper(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        section = a_section_with_roads("1")
        report = a_confirmed_report(section, "50", WEEK)
        a_rollup(section, WEEK, "0.5", report_id=report.id)
        (road,) = db.session.scalars(select(Work).where(Work.section_id == section.id))
        place = {"start_m": Decimal(0), "end_m": Decimal(200)}
        order = a_stop_order(section, on=date(2020, 6, 1), work_id=road.id, **place)
        a_release()
        line, reader, wanted = one(ReleaseLine), a_user(Role.DISCIPLINE), f"{order.id}"
        address = f"/payments/lines/{line.id}"
    page = browser_of(reader).get(address).text
    assert "Not measured: blocked stretches" in page
    assert "100,000.00" in page  # a fifth of half a million yuan
    assert f'href="/stop-orders/{wanted}"' in page


def excel_text(content: bytes) -> str:
    book = load_workbook(BytesIO(content))
    rows = book.worksheets[0].iter_rows(values_only=True)
    return " ".join(str(cell) for row in rows for cell in row if cell is not None)
