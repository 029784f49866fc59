"""What asking and signing store, and what they refuse."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from app.accounts.rules import Role
from app.extensions import db
from app.quality import actions, queries
from app.quality.models import AcceptanceRequest, SignOff
from app.quality.queries.requests import parties_of
from app.quality.queries.side_stations import elsewhere_at_once
from app.quality.rules.chain import Place
from app.quality.rules.entries import SignEntry
from app.quality.rules.parties import Party, RequestState
from app.quality.rules.processes import Process, Structure, TestKind
from app.quality.rules.standard import Measure
from app.shared.calendar import now, today
from app.shared.errors import FrozenRecord, RuleBroken
from app.shared.models import AuditEvent
from tests.makers.acceptance import (
    Cast,
    a_cast,
    a_passed_request,
    a_request,
    a_signature,
    a_village_entry,
    a_village_photo,
    a_watch,
    an_ask,
    stretch,
)
from tests.makers.accounts import a_user
from tests.makers.quality import THIN, a_lot
from tests.makers.works import a_bridge, a_road

pytestmark = pytest.mark.usefixtures("context")
THREE = (Party.BUREAU_ENGINEER, Party.SUPERVISOR, Party.VILLAGE)


def test_four_parties_in_order_pass_a_step() -> None:
    cast = a_cast()
    request = a_request(cast)
    assert (request.state, request.round) == (RequestState.WAITING, 1)
    for party in THREE:
        a_signature(cast, request, party)
    assert request.state == RequestState.AT_STATION
    a_signature(cast, request, Party.STATION)
    assert request.state == RequestState.PASSED
    assert request.passed_at is not None
    passed = queries.passed_stretches([cast.road.id])
    assert passed == {cast.road.id: {"clearing": (stretch(0, 500).stretch,)}}


def test_a_refusal_starts_a_second_round_with_everybody_again() -> None:
    cast = a_cast()
    request = a_request(cast)
    a_signature(cast, request, Party.SUPERVISOR)
    a_signature(cast, request, Party.VILLAGE, agrees=False)
    assert request.state == RequestState.REFUSED
    with pytest.raises(RuleBroken):
        a_signature(cast, request, Party.BUREAU_ENGINEER)
    actions.ask_again(request, an_ask(own_check="已返工"), by=cast.contractor)
    assert (request.round, request.state) == (2, RequestState.WAITING)
    for party in (*THREE, Party.STATION):
        a_signature(cast, request, party)
    assert request.state == RequestState.PASSED
    assert [one.round for one in request.sign_offs] == [1, 1, 1, 2, 2, 2, 2, 2]


def test_first_rounds_count_when_they_end_and_whether_they_passed() -> None:
    cast = a_cast()
    a_passed_request(cast)
    refused = a_request(cast, place=stretch(500, 600))
    a_request(cast, place=stretch(600, 700))
    a_signature(cast, refused, Party.SUPERVISOR, agrees=False)
    actions.ask_again(refused, an_ask(), by=cast.contractor)
    for party in (*THREE, Party.STATION):
        a_signature(cast, refused, party)
    tomorrow = today() + timedelta(days=1)
    counted = queries.count_first_rounds([cast.section.id], today(), tomorrow)
    assert counted == {cast.section.id: (2, 1)}
    assert queries.count_first_rounds([cast.section.id], tomorrow, date.max) == {}


def test_the_next_process_waits_for_the_whole_of_the_stretch() -> None:
    cast = a_cast()
    a_passed_request(cast, place=stretch(0, 300))
    with pytest.raises(RuleBroken, match="K0\\+300 to K0\\+500"):
        a_request(cast, "subgrade")
    a_passed_request(cast, place=stretch(300, 500))
    assert a_request(cast, "subgrade").state == RequestState.WAITING


def test_a_refused_form_changes_nothing() -> None:
    cast = a_cast()
    request = a_request(cast)
    with pytest.raises(RuleBroken, match="The station signs last"):
        a_signature(cast, request, Party.STATION)
    assert len(request.sign_offs) == 1
    assert request.state == RequestState.WAITING


def test_the_same_form_sent_again_is_one_request_and_one_signature() -> None:
    cast = a_cast()
    entry = an_ask()
    request = actions.ask(cast.road, entry, by=cast.contractor)
    assert actions.ask(cast.road, entry, by=cast.contractor) is request
    signed = SignEntry(str(uuid4()), Party.SUPERVISOR, True)
    first = actions.sign(request, signed, by=cast.supervisor)
    assert actions.sign(request, signed, by=cast.supervisor) is first
    village, photos = a_village_entry(), [a_village_photo()]
    first = actions.sign_for_village(request, village, by=cast.holder, photos=photos)
    assert actions.sign_for_village(request, village, by=cast.holder, photos=photos) is first
    assert len(request.sign_offs) == 3


def test_a_form_used_for_another_request_is_refused() -> None:
    cast = a_cast()
    entry = an_ask()
    actions.ask(cast.road, entry, by=cast.contractor)
    with pytest.raises(RuleBroken, match="already used"):
        actions.ask(a_road(cast.section), entry, by=cast.contractor)


def test_a_role_signs_for_its_own_party_only() -> None:
    cast = a_cast()
    request = a_request(cast)
    with pytest.raises(RuleBroken, match="Your role does not sign"):
        actions.sign(
            request, SignEntry(str(uuid4()), Party.BUREAU_ENGINEER, True), by=cast.supervisor
        )


def test_one_person_with_two_roles_signs_for_one_party_only() -> None:
    cast = a_cast()
    both = a_user(Role.PROJECT_OFFICE, Role.QUALITY_STATION)
    request = a_request(cast)
    actions.sign(request, SignEntry(str(uuid4()), Party.BUREAU_ENGINEER, True), by=both)
    for party in (Party.SUPERVISOR, Party.VILLAGE):
        a_signature(cast, request, party)
    with pytest.raises(RuleBroken, match="one person signs for one party"):
        actions.sign(request, SignEntry(str(uuid4()), Party.STATION, True), by=both)


def test_a_signature_on_a_round_that_is_over_is_refused() -> None:
    cast = a_cast()
    request = a_request(cast)
    a_signature(cast, request, Party.VILLAGE, agrees=False)
    actions.ask_again(request, an_ask(), by=cast.contractor)
    with pytest.raises(RuleBroken, match="A new round has begun"):
        a_signature(cast, request, Party.SUPERVISOR, round=1)


def test_the_telephone_of_another_signer_does_not_sign_for_the_village() -> None:
    cast = a_cast()
    cast.contractor.phone = "138 0000 5678"
    request = a_request(cast)
    with pytest.raises(RuleBroken, match="This telephone belongs to somebody"):
        a_signature(cast, request, Party.VILLAGE)


def test_signatures_and_overrides_cannot_be_changed_in_the_database() -> None:
    cast = a_cast()
    sign_off = a_request(cast).sign_offs[0]
    actions.override(
        cast.road,
        "clearing",
        stretch(0, 500),
        reason="汛期",
        by=cast.leader,
        client_uuid=str(uuid4()),
    )
    for statement in ("UPDATE sign_off SET agrees = 0", "DELETE FROM acceptance_override"):
        with pytest.raises(DatabaseError), db.session.begin_nested():
            db.session.execute(text(statement))
    sign_off.opinion = "别的"
    with pytest.raises(FrozenRecord):
        db.session.flush()
    db.session.rollback()


def test_an_override_lets_the_next_process_go_on_and_is_recorded() -> None:
    cast = a_cast()
    with pytest.raises(RuleBroken):
        a_request(cast, "subgrade")
    uuid = str(uuid4())
    order = actions.override(
        cast.road, "clearing", stretch(0, 500), reason="汛期抢工", by=cast.leader, client_uuid=uuid
    )
    again = actions.override(
        cast.road, "clearing", stretch(0, 500), reason="汛期抢工", by=cast.leader, client_uuid=uuid
    )
    assert again is order
    assert a_request(cast, "subgrade").state == RequestState.WAITING
    assert queries.passed_stretches([cast.road.id]) == {}
    assert [one.id for one in queries.list_overrides(cast.leader)] == [order.id]
    told = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "acceptance.overridden")
    ).all()
    assert [event.reason for event in told] == ["汛期抢工"]


def test_an_override_needs_a_reason() -> None:
    cast = a_cast()
    with pytest.raises(RuleBroken, match="Say what emergency"):
        actions.override(
            cast.road,
            "clearing",
            stretch(0, 1),
            reason=" ",
            by=cast.leader,
            client_uuid=str(uuid4()),
        )


def test_demolition_takes_back_the_process_and_all_later_ones() -> None:
    cast = a_cast()
    a_passed_request(cast)
    a_passed_request(cast, "subgrade")
    open_one = a_request(cast, "clearing", stretch(500, 600))
    uuid = str(uuid4())
    for _ in range(2):
        actions.take_back(
            cast.road, "subgrade", stretch(100, 200), reason="压实度不合格", by=cast.holder,
            client_uuid=uuid,
        )  # fmt: skip
    passed = queries.passed_stretches([cast.road.id])[cast.road.id]
    assert passed["clearing"] == (stretch(0, 500).stretch,)
    assert passed["subgrade"] == (stretch(0, 100).stretch, stretch(200, 500).stretch)
    assert open_one.state == RequestState.WAITING
    again = a_passed_request(cast, "subgrade", stretch(100, 200))
    assert again.state == RequestState.PASSED
    passed = queries.passed_stretches([cast.road.id])[cast.road.id]
    assert passed["subgrade"] == (stretch(0, 500).stretch,)


def test_an_open_request_on_the_demolished_stretch_is_withdrawn() -> None:
    cast = a_cast()
    request = a_request(cast)
    actions.take_back(
        cast.road,
        "clearing",
        stretch(0, 10),
        reason="拆除重建",
        by=cast.holder,
        client_uuid=str(uuid4()),
    )
    assert request.state == RequestState.WITHDRAWN


def test_a_flagged_process_passes_only_with_its_side_station() -> None:
    cast = a_cast()
    a_passed_request(cast)
    a_passed_request(cast, "subgrade")
    request = a_request(cast, "base")
    for party in THREE:
        a_signature(cast, request, party)
    with pytest.raises(RuleBroken, match="There is no side-station record"):
        a_signature(cast, request, Party.STATION)
    a_watch(cast, place=stretch(0, 400))
    with pytest.raises(RuleBroken, match="No side station from K0\\+400 to K0\\+500"):
        a_signature(cast, request, Party.STATION)
    a_watch(cast, place=stretch(400, 500))
    a_signature(cast, request, Party.STATION)
    assert request.state in (RequestState.PASSED, RequestState.CONDITIONAL)


@pytest.fixture
def request_with_tests() -> tuple[Cast, AcceptanceRequest]:
    """A base that waits for the station, and needs thickness and strength."""
    cast = a_cast(tests_needed=True)
    tests = frozenset({TestKind.THICKNESS, TestKind.STRENGTH})
    actions.set_processes(
        Structure.CONCRETE_ROAD, (Process("base", "基层", tests=tests),), valid_from=today(),
        reason="试行", by=cast.holder,
    )  # fmt: skip
    request = a_request(cast, "base")
    for party in THREE:
        a_signature(cast, request, party)
    return cast, request


def test_the_station_cannot_pass_what_is_not_tested_or_failed(
    request_with_tests: tuple[Cast, AcceptanceRequest],
) -> None:
    cast, request = request_with_tests
    with pytest.raises(RuleBroken, match="Thickness: Not tested"):
        a_signature(cast, request, Party.STATION)
    a_lot(cast.road, THIN)
    with pytest.raises(RuleBroken, match="Thickness: Failed"):
        a_signature(cast, request, Party.STATION)
    a_signature(cast, request, Party.STATION, agrees=False)
    assert request.state == RequestState.REFUSED


def test_strength_that_is_awaited_passes_on_condition_and_counts_as_passed(
    request_with_tests: tuple[Cast, AcceptanceRequest],
) -> None:
    cast, request = request_with_tests
    a_lot(cast.road)
    a_signature(cast, request, Party.STATION)
    assert request.state == RequestState.CONDITIONAL
    assert request.due_on == today() + timedelta(days=28)
    assert queries.passed_stretches([cast.road.id])[cast.road.id]["base"]
    with pytest.raises(RuleBroken, match="The strength is not known yet"):
        actions.settle_strength(request, by=cast.station)
    strong = "4.1 4.2 4.0 4.1 4.2 4.0"
    a_lot(cast.road, strong, measure=Measure.UNCONFINED_STRENGTH, design=Decimal("3.0"))
    assert (request.state, request.due_on) == (RequestState.PASSED, None)


def test_a_supervisor_at_two_works_at_once_is_marked_on_both() -> None:
    cast = a_cast()
    here = a_watch(cast)
    there = a_watch(cast, work=a_road(cast.section), ended_at=now() - timedelta(hours=1))
    later = a_watch(cast, ended_at=now() + timedelta(minutes=5), place=stretch(500, 600))
    found = elsewhere_at_once([here, there, later])
    assert found[here.id] == [there]
    assert set(found[there.id]) == {here, later}


def test_parts_of_a_bridge_pass_on_their_own() -> None:
    cast = a_cast()
    bridge = a_bridge(cast.section)
    pier = actions.ask(bridge, an_ask("foundation", Place(part="1号墩")), by=cast.contractor)
    a_watch(cast, "foundation", Place(part="1号墩"), work=bridge)
    for party in (*THREE, Party.STATION):
        a_signature(cast, pier, party)
    assert queries.passed_parts([bridge.id])[bridge.id]["foundation"] == frozenset({"1号墩"})
    ask = an_ask("substructure", Place(part="1号墩"))
    assert actions.ask(bridge, ask, by=cast.contractor).state == RequestState.WAITING
    with pytest.raises(RuleBroken, match="2号墩"):
        actions.ask(bridge, an_ask("substructure", Place(part="2号墩")), by=cast.contractor)


def test_a_work_keeps_the_list_with_which_it_began() -> None:
    cast = a_cast()
    a_request(cast)
    new_list = (Process("clearing", "清表"), Process("drains", "边沟"))
    actions.set_processes(
        Structure.CONCRETE_ROAD, new_list, valid_from=today(), reason="试行", by=cast.holder
    )
    other = a_road(cast.section, structure="水泥混凝土")
    known = queries.processes_of_works([cast.road.id, other.id])
    assert len(known[cast.road.id].processes) > 2
    assert [one.code for one in known[other.id].processes] == ["clearing", "drains"]


def test_a_list_of_processes_needs_a_reason() -> None:
    with pytest.raises(RuleBroken, match="Give the reason"):
        actions.set_processes(
            Structure.BRIDGE, (Process("x", "x"),), valid_from=today(), reason="", by=a_user()
        )


def test_waiting_names_every_party_that_has_not_signed() -> None:
    cast = a_cast()
    request = a_request(cast)
    a_signature(cast, request, Party.SUPERVISOR)
    (waiting,) = queries.list_waiting(cast.station)
    assert waiting.parties == (Party.VILLAGE, Party.BUREAU_ENGINEER)
    assert [one[0] for one in queries.list_waiting_for(cast.engineer)] == list(waiting.parties)
    assert queries.list_waiting_for(cast.station) == []
    assert queries.count_waiting([cast.section.id]) == {cast.section.id: 1}


def test_an_engineer_of_another_area_signs_nothing_here() -> None:
    cast = a_cast()
    assert parties_of(cast.engineer, cast.section.id) == (Party.BUREAU_ENGINEER,)
    assert parties_of(a_user(Role.AREA_ENGINEER), cast.section.id) == ()


def test_what_is_asked_for_by_many_works_is_known_in_one_statement(statements) -> None:  # type: ignore[no-untyped-def]
    cast = a_cast()
    roads = [cast.road, *(a_road(cast.section) for _ in range(3))]
    for road in roads:
        cast.road = road
        a_passed_request(cast)
    db.session.flush()
    with statements() as sent:
        passed = queries.passed_stretches([road.id for road in roads])
    assert len(passed) == 4
    assert len(sent) == 1


def test_a_withdrawn_request_frees_its_stretch() -> None:
    cast = a_cast()
    request = a_request(cast)
    with pytest.raises(RuleBroken, match="open here already"):
        a_request(cast, place=stretch(400, 600))
    actions.withdraw(request, by=cast.contractor, reason="桩号填错")
    assert a_request(cast, place=stretch(400, 600)).state == RequestState.WAITING
    assert db.session.scalar(select(func.count()).select_from(AcceptanceRequest)) == 2


def test_a_position_comes_with_a_signature_exactly_as_the_phone_gave_it() -> None:
    from app.quality.rules.entries import Position

    cast = a_cast()
    position = Position(Decimal("116.9641234"), Decimal("33.6461234"), Decimal("8.5"))
    made = a_signature(cast, a_request(cast), Party.SUPERVISOR, position=position)
    stored = db.session.get(SignOff, made.id)
    assert stored is not None
    assert (stored.longitude, stored.accuracy_m) == (Decimal("116.9641234"), Decimal("8.5"))
