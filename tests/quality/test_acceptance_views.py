"""Pages of acceptance: who may do what, what is refused, and what nobody else sees."""

import base64
from collections.abc import Callable
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from sqlalchemy import select

from app.accounts.rules import Role
from app.evidence.models import PhotoUse
from app.extensions import db
from app.quality import actions
from app.quality.drawings import clean_signature
from app.quality.models import AcceptanceOverride, AcceptanceRequest, DrawnSignature, SignOff
from app.quality.queries.processes import processes_of_work
from app.quality.rules.parties import Party, RequestState
from app.shared.errors import Unreadable
from tests.makers.acceptance import Cast, a_cast, a_passed_request, a_request, a_signature, stretch
from tests.makers.accounts import a_user
from tests.makers.evidence import a_photo_file
from tests.makers.works import a_bridge, a_section


@pytest.fixture
def cast(given: Callable) -> Cast:
    """Everybody around a road on which the first process is asked for."""
    with given():
        made = a_cast()
        a_request(made)
    return made


def address(path: str = "") -> str:
    return f"/quality/requests/{the_request().id}{path}"


def the_request() -> AcceptanceRequest:
    return db.session.scalars(select(AcceptanceRequest)).one()


def a_drawing(size: tuple[int, int] = (600, 240)) -> bytes:
    picture = Image.new("RGBA", size)
    ImageDraw.Draw(picture).line((20, 20, size[0] // 2, size[1] - 20), fill="black", width=5)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def village_form(**changes: object) -> dict[str, object]:
    drawn = "data:image/png;base64," + base64.b64encode(a_drawing()).decode()
    given = {
        "client_uuid": str(uuid4()), "round": "1", "verdict": "agrees", "name": "王大爷",
        "phone": "13800005678", "signature": drawn,
        "photos": (BytesIO(a_photo_file()), "p.jpg"),
    }  # fmt: skip
    return given | changes


def signing(party: Party, verdict: str = "agrees", **changes: str) -> dict[str, str]:
    return {
        "client_uuid": str(uuid4()), "round": "1", "party": party.value, "verdict": verdict
    } | changes  # fmt: skip


def test_a_contractor_asks_on_the_page_of_the_road(
    app: Flask, cast: Cast, browser_of: Callable
) -> None:
    browser: FlaskClient = browser_of(cast.contractor)
    page = f"/quality/works/{cast.road.id}/requests/new"
    text = browser.get(page).text
    assert "清表及原地面压实" in text
    assert 'value="K0+500"' in text  # the first half is asked for already
    form = {
        "client_uuid": str(uuid4()), "process_code": "clearing", "start_m": "K0+500",
        "end_m": "K1+000", "own_check": "自检合格", "longitude": "116.96", "latitude": "33.64",
        "accuracy_m": "12",
    }  # fmt: skip
    answer = browser.post(page, data=form)
    assert answer.status_code == 303
    again = browser.post(page, data=form)
    assert again.location == answer.location
    with app.app_context():
        assert db.session.query(AcceptanceRequest).count() == 2


def test_a_refused_request_keeps_what_was_typed_and_says_why(
    cast: Cast, browser_of: Callable
) -> None:
    form = {
        "client_uuid": str(uuid4()), "process_code": "subgrade", "start_m": "K0+000",
        "end_m": "K0+400", "own_check": "自检甲",
    }  # fmt: skip
    answer = browser_of(cast.contractor).post(
        f"/quality/works/{cast.road.id}/requests/new", data=form
    )
    assert answer.status_code == 422
    assert "has not passed from K0+000 to K0+400" in answer.text
    assert "自检甲" in answer.text


def test_the_four_parties_sign_in_their_browsers(
    app: Flask, cast: Cast, browser_of: Callable
) -> None:
    with app.app_context():
        page = address()
    supervisor = browser_of(cast.supervisor)
    assert supervisor.post(f"{page}/sign-offs", data=signing(Party.SUPERVISOR)).status_code == 303
    holder = browser_of(cast.holder)
    assert "Sign with the finger" in holder.get(f"{page}/village").text
    assert holder.post(f"{page}/village", data=village_form()).status_code == 303
    early = browser_of(cast.station).post(f"{page}/sign-offs", data=signing(Party.STATION))
    assert early.status_code == 422
    assert "Bureau engineer has not signed yet" in early.text
    engineer = browser_of(cast.engineer)
    answer = engineer.post(f"{page}/sign-offs", data=signing(Party.BUREAU_ENGINEER))
    assert answer.status_code == 303
    browser_of(cast.station).post(f"{page}/sign-offs", data=signing(Party.STATION))
    with app.app_context():
        assert the_request().state == RequestState.PASSED
        village = db.session.scalars(select(SignOff).where(SignOff.party == Party.VILLAGE)).one()
        assert village.holder_id == cast.holder.id
        assert db.session.get_one(DrawnSignature, village.id).png.startswith(b"\x89PNG")
        number = village.id
    picture = holder.get(f"/quality/sign-offs/{number}/signature.png")
    assert picture.content_type == "image/png"
    assert "138****5678" in engineer.get(page).text
    assert "13800005678" in holder.get(page).text
    assert "Inspection request form" in engineer.get(f"{page}/paper").text


def status(browser: FlaskClient, address: str) -> int:
    with browser.get(address) as answer:
        return answer.status_code


def test_only_who_checks_the_acceptance_sees_hand_and_face_of_the_village(
    app: Flask, cast: Cast, browser_of: Callable, given: Callable
) -> None:
    with given():
        finance, discipline = a_user(Role.FINANCE), a_user(Role.DISCIPLINE)
        with app.app_context():
            page = address()
    browser_of(cast.holder).post(f"{page}/village", data=village_form())
    with app.app_context():
        photo = db.session.scalars(select(PhotoUse.id)).one()
        drawing = (
            f"/quality/sign-offs/{db.session.scalars(select(DrawnSignature)).one().sign_off_id}"
        )
    wanted = [f"{drawing}/signature.png", f"/photos/{photo}"]
    for user in (cast.station, cast.supervisor, cast.engineer, cast.leader, discipline):
        browser = browser_of(user)
        assert [status(browser, one) for one in wanted] == [200, 200]
        assert wanted[0] in browser.get(page).text
    for user in (finance, cast.contractor):
        browser = browser_of(user)
        assert [status(browser, one) for one in wanted] == [404, 404]
        shown = browser.get(page).text
        assert wanted[0] not in shown
        assert wanted[1] not in shown
        assert "Signed by hand and photographed" in shown
        assert "signature.png" not in browser.get(f"{page}/paper").text


def test_a_pass_that_was_taken_back_says_so_in_the_list_with_day_and_reason(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        made = a_cast()
        first, second = (
            a_passed_request(made, place=stretch(0, 500)),
            a_passed_request(made, place=stretch(500, 1000)),
        )
        actions.take_back(
            made.road, "clearing", stretch(100, 200), reason="厚度不合格，拆除重建",
            by=made.leader, client_uuid=str(uuid4()),
        )  # fmt: skip
        page, numbers = f"/quality/sections/{made.section.id}", (first.id, second.id)
    rows = browser_of(made.station).get(page).text.split("<tr")
    taken, standing = (
        next(row for row in rows if f'data-opens="/quality/requests/{number}"' in row)
        for number in numbers
    )
    assert "Pass taken back" in taken
    assert "厚度不合格，拆除重建" in taken
    assert "Pass taken back" not in standing
    assert "Pass taken back" in browser_of(made.station).get(f"/quality/requests/{numbers[0]}").text


def test_a_village_form_without_photo_or_signature_is_refused_and_keeps_the_rest(
    app: Flask, cast: Cast, browser_of: Callable
) -> None:
    with app.app_context():
        page = address("/village")
    form = village_form(signature="", photos=(BytesIO(b""), ""))
    answer = browser_of(cast.engineer).post(page, data=form)
    assert answer.status_code == 422
    assert "must sign in the box" in answer.text
    assert "Take a photo" in answer.text
    assert "王大爷" in answer.text


def test_a_refusal_is_followed_by_a_second_round_from_the_page(
    app: Flask, cast: Cast, browser_of: Callable
) -> None:
    with app.app_context():
        page = address()
    supervisor = browser_of(cast.supervisor)
    empty = supervisor.post(f"{page}/sign-offs", data=signing(Party.SUPERVISOR, "refuses"))
    assert "Say why it is refused" in empty.text
    supervisor.post(f"{page}/sign-offs", data=signing(Party.SUPERVISOR, "refuses", reason="过窄"))
    contractor = browser_of(cast.contractor)
    assert "Begin the next round" in contractor.get(page).text
    form = {"client_uuid": str(uuid4()), "own_check": "已加宽"}
    assert contractor.post(f"{page}/rounds", data=form).status_code == 303
    with app.app_context():
        assert (the_request().round, the_request().state) == (2, RequestState.WAITING)


@pytest.mark.parametrize(
    "role, path, status",
    [
        (Role.CONTRACTOR, "", 404),  # another contractor
        (Role.SUPERVISOR, "", 404),  # another firm
        (Role.CONTRACTOR, "/paper", 404),
        (Role.AREA_ENGINEER, "", 200),
        (Role.AREA_ENGINEER, "/village", 403),  # another area
        (Role.FINANCE, "", 200),
        (Role.FINANCE, "/village", 403),
        (Role.SYSTEM_ADMIN, "", 403),
    ],
)
def test_strangers_see_and_do_nothing(
    app: Flask,
    cast: Cast,
    given: Callable,
    browser_of: Callable,
    role: Role,
    path: str,
    status: int,
) -> None:
    with given():
        stranger = a_user(role)
    with app.app_context():
        page = address(path)
    assert browser_of(stranger).get(page).status_code == status


def test_an_engineer_of_another_area_cannot_sign(
    app: Flask, cast: Cast, given: Callable, browser_of: Callable
) -> None:
    with given():
        stranger = a_user(Role.AREA_ENGINEER)
    with app.app_context():
        page = address("/sign-offs")
    answer = browser_of(stranger).post(page, data=signing(Party.BUREAU_ENGINEER))
    assert answer.status_code == 403


def test_the_contractor_does_not_ask_for_another_ones_road(
    cast: Cast, given: Callable, browser_of: Callable
) -> None:
    with given():
        other = a_cast()
    page = f"/quality/works/{other.road.id}/requests/new"
    assert browser_of(cast.contractor).get(page).status_code == 404


def test_only_the_leader_lets_a_process_go_on(app: Flask, cast: Cast, browser_of: Callable) -> None:
    page = f"/quality/works/{cast.road.id}/override"
    form = {
        "client_uuid": str(uuid4()), "process_code": "clearing", "start_m": "K0+000",
        "end_m": "K0+500", "reason": "汛期抢工",
    }  # fmt: skip
    assert browser_of(cast.engineer).post(page, data=form).status_code == 403
    leader = browser_of(cast.leader)
    assert leader.post(page, data=form | {"reason": ""}).status_code == 422
    assert leader.post(page, data=form).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(AcceptanceOverride)).one().reason == "汛期抢工"
    assert "汛期抢工" in leader.get("/quality/overrides").text
    assert "汛期抢工" in leader.get(f"/sections/{cast.section.id}").text


def test_the_board_shows_who_is_waited_for_and_the_own_column_first(
    given: Callable, cast: Cast, browser_of: Callable, statements: Callable
) -> None:
    with given():
        request = db.session.scalars(select(AcceptanceRequest)).one()
        a_signature(cast, request, Party.SUPERVISOR)
    browser = browser_of(cast.engineer)
    text = browser.get("/quality").text
    assert text.index('aria-label="Bureau engineer"') < text.index(
        'aria-label="Village representative"'
    )
    assert text.count("board-card") == 2  # village and engineer
    assert "Concealed works announced" in text
    with statements() as few:
        browser.get("/quality")
    with given():
        for start in range(500, 900, 50):
            actions_ask(cast, start)
    with statements() as many:
        browser.get("/quality")
    assert len(many) == len(few)
    assert "No request fits" in browser_of(cast.station).get("/quality?mine=1").text


def actions_ask(cast: Cast, start: int) -> None:
    a_request(cast, place=stretch(start, start + 50))


def test_a_pass_that_was_taken_back_says_so_on_its_page(
    given: Callable, browser_of: Callable
) -> None:
    with given():
        made = a_cast()
        number = a_passed_request(made).id
        actions.take_back(
            made.road, "clearing", stretch(100, 200), reason="拆除重建", by=made.holder,
            client_uuid=str(uuid4()),
        )  # fmt: skip
    text = browser_of(made.engineer).get(f"/quality/requests/{number}").text
    assert "Taken back from K0+100" in text
    assert "拆除重建" in text


def test_pages_of_section_and_work_show_the_strip(cast: Cast, browser_of: Callable) -> None:
    browser = browser_of(cast.engineer)
    for page in (f"/works/{cast.road.id}", f"/quality/sections/{cast.section.id}"):
        text = browser.get(page).text
        assert 'class="is-waiting" x="0.0"' in text, page
        assert 'width="500.0"' in text


@pytest.mark.parametrize(
    "sent", [b"", b"nothing", a_drawing()[:60], b"GIF89a" + bytes(50), a_drawing((3000, 100))]
)
def test_what_is_no_small_png_is_no_signature(sent: bytes) -> None:
    with pytest.raises(Unreadable):
        clean_signature(sent)


def test_an_empty_box_is_no_signature() -> None:
    file = BytesIO()
    Image.new("RGB", (600, 240), "white").save(file, "PNG")
    assert clean_signature(file.getvalue()) is None


def test_a_withdrawal_needs_a_reason(app: Flask, cast: Cast, browser_of: Callable) -> None:
    with app.app_context():
        page = address("/withdrawal")
    contractor = browser_of(cast.contractor)
    assert contractor.post(page, data={"reason": ""}).status_code == 422
    assert contractor.post(page, data={"reason": "填错"}).status_code == 303
    with app.app_context():
        assert the_request().state == RequestState.WITHDRAWN


def test_the_parts_of_a_bridge_are_offered_and_another_may_be_typed(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        bridge = a_bridge(a_section())
        made = a_cast(bridge)
        asker = browser_of(made.contractor)
        engineer = browser_of(made.engineer)
        number = bridge.id
        code = processes_of_work(bridge).processes[0].code
    page = f"/quality/works/{number}/requests/new"
    assert '<option value="1#墩">' in asker.get(page).text
    form = {
        "client_uuid": str(uuid4()), "process_code": code, "part": "3#墩（加宽）",
        "own_check": "自检合格",
    }  # fmt: skip
    assert asker.post(page, data=form).status_code == 303
    assert (
        '<option value="3#墩（加宽）">' in asker.get(page).text
    )  # named once, offered from then on
    assert '<option value="1#墩">' in engineer.get(f"/quality/works/{number}/lots/new").text
