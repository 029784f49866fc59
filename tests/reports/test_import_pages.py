"""The pages of imports: upload, columns, preview, confirmation, undo."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.rules import Role
from app.extensions import db
from app.reports import background
from app.reports.models import ImportBatch
from app.reports.rules.batches import BatchState
from app.works.models import Work
from tests.makers.accounts import a_user
from tests.makers.workbooks import LEDGER_HEAD, a_road, a_workbook

SAMPLE = Path(__file__).parent / "samples" / "项目台账-2020.xlsx"
Given = Callable[[], Any]
BrowserOf = Callable[..., FlaskClient]


@pytest.fixture
def browser(given: Given, browser_of: BrowserOf) -> FlaskClient:
    with given():
        user = a_user(Role.PROJECT_OFFICE)
    return browser_of(user)


def send(browser: FlaskClient, content: bytes, name: str = "台账.xlsx", **fields: str) -> Any:
    data = {"file": (BytesIO(content), name)} | fields
    return browser.post("/imports/new", data=data, content_type="multipart/form-data")


def columns_of(app: Flask, number: int) -> dict[str, str]:
    """Return what the page of columns would send back as it stands."""
    with app.app_context():
        batch = db.session.get_one(ImportBatch, number)
        fields = {
            "sender": batch.sender,
            "programme": batch.programme_name,
            "year": str(batch.year),
        }
        for place, kept in enumerate(batch.sheets):
            fields[f"sheet-{place}"] = "on"
            fields |= {f"column-{place}-{i}": key for i, key in kept["mapping"].items()}
        return fields


def previewed(app: Flask, browser: FlaskClient, content: bytes, name: str = "台账.xlsx") -> str:
    """Return the address of an import whose columns are confirmed as proposed."""
    address = send(browser, content, name).headers["Location"].removesuffix("/columns")
    number = int(address.rpartition("/")[2])
    answer = browser.post(f"{address}/columns", data=columns_of(app, number))
    assert answer.status_code == 303
    return address


def count_works(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Work)) or 0


def test_a_ledger_goes_in_from_the_first_page_to_the_last(app: Flask, browser: FlaskClient) -> None:
    address = previewed(app, browser, SAMPLE.read_bytes(), SAMPLE.name)
    page = browser.get(address).text
    assert "Take in 48 rows" in page
    assert count_works(app) == 0
    assert browser.post(f"{address}/confirmation").status_code == 303
    assert count_works(app) == 48
    assert "Undo this import" in browser.get(address).text
    assert browser.post(f"{address}/undoing").status_code == 303
    assert count_works(app) == 0
    assert SAMPLE.name in browser.get("/imports").text


def test_the_page_of_columns_shows_headers_samples_and_what_is_proposed(
    browser: FlaskClient,
) -> None:
    address = send(browser, SAMPLE.read_bytes(), SAMPLE.name).headers["Location"]
    page = browser.get(address).text
    assert "合同金额(万元)" in page
    assert "符离东大路" in page
    assert '<option value="amount" selected>' in page


@pytest.mark.parametrize("content, words", [(b"", "empty"), (b"no", "not an Excel workbook")])
def test_a_file_that_cannot_be_read_gets_a_sentence(
    browser: FlaskClient, content: bytes, words: str
) -> None:
    answer = send(browser, content)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_form_without_a_file_gets_a_sentence(browser: FlaskClient) -> None:
    answer = browser.post("/imports/new", data={})
    assert answer.status_code == 422
    assert "Choose a workbook" in answer.text


def test_a_workbook_without_table_gets_a_sentence(browser: FlaskClient) -> None:
    answer = send(browser, a_workbook([("只有标题",)]))
    assert answer.status_code == 422
    assert "No table was found" in answer.text


def test_columns_chosen_twice_are_refused_and_kept(app: Flask, browser: FlaskClient) -> None:
    address = send(browser, SAMPLE.read_bytes(), SAMPLE.name).headers["Location"]
    fields = columns_of(app, int(address.split("/")[-2])) | {"column-0-4": "name", "sender": "某局"}
    answer = browser.post(address, data=fields)
    assert answer.status_code == 422
    assert "more than one column" in answer.text
    assert 'value="某局"' in answer.text


def test_nonsense_instead_of_columns_and_weeks_is_refused(app: Flask, browser: FlaskClient) -> None:
    address = send(browser, SAMPLE.read_bytes(), SAMPLE.name).headers["Location"]
    for nonsense in (
        {},
        {"sheet-0": "on", "column-0-6": "no such key"},
        {"sheet-0": "on", "column-0-99999999": "name", "week": "soon"},
    ):
        assert browser.post(address, data=nonsense).status_code == 422


def test_a_refused_row_is_told_with_its_place(app: Flask, browser: FlaskClient) -> None:
    rows = [("2020年台账",), LEDGER_HEAD, a_road(1), a_road(2, stretch="K3+50～K4+000")]
    page = browser.get(previewed(app, browser, a_workbook(rows))).text
    assert "台账!H4" in page
    assert "row stays out" in page


def test_an_undo_that_cannot_be_is_told_on_the_page(app: Flask, browser: FlaskClient) -> None:
    first = previewed(app, browser, a_workbook([("2020年台账",), LEDGER_HEAD, a_road(1)]))
    browser.post(f"{first}/confirmation")
    second = previewed(
        app, browser, a_workbook([("2020年台账",), LEDGER_HEAD, a_road(1, amount=5)])
    )
    browser.post(f"{second}/confirmation")
    answer = browser.post(f"{first}/undoing")
    assert answer.status_code == 422
    assert "came later" in answer.text


def test_confirming_twice_is_refused(app: Flask, browser: FlaskClient) -> None:
    address = previewed(app, browser, a_workbook([("2020年台账",), LEDGER_HEAD, a_road(1)]))
    browser.post(f"{address}/confirmation")
    assert browser.post(f"{address}/confirmation").status_code == 422
    assert count_works(app) == 1


def test_text_that_would_be_html_is_shown_as_text(app: Flask, browser: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    rows = [("2020年台账",), LEDGER_HEAD, a_road(1, name=evil)]
    page = browser.get(previewed(app, browser, a_workbook(rows), f"{evil}.xlsx")).text
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_a_name_of_ten_thousand_characters_keeps_only_its_row_out(
    app: Flask, browser: FlaskClient
) -> None:
    rows = [("2020年台账",), LEDGER_HEAD, a_road(1, name="路" * 10_000), a_road(2)]
    address = previewed(app, browser, a_workbook(rows))
    assert "Take in 1 rows" in browser.get(address).text


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.SUPERVISOR, Role.LEADER, Role.FINANCE])
def test_who_does_not_import_sees_no_imports(
    given: Given, browser_of: BrowserOf, role: Role
) -> None:
    with given():
        user: User = a_user(role)
    other = browser_of(user)
    assert other.get("/imports").status_code == 403
    assert other.get("/imports/new").status_code == 403
    assert send(other, SAMPLE.read_bytes()).status_code == 403


def test_an_import_that_is_not_there_is_not_found(browser: FlaskClient) -> None:
    assert browser.get("/imports/999").status_code == 404
    assert browser.post("/imports/999/confirmation").status_code == 404


def test_an_empty_list_says_what_to_do(browser: FlaskClient) -> None:
    assert "Begin with the project ledger" in browser.get("/imports").text


def test_an_area_engineer_changes_the_own_sections_only(
    app: Flask, given: Given, browser: FlaskClient, browser_of: BrowserOf
) -> None:
    first = previewed(app, browser, a_workbook([("2020年台账",), LEDGER_HEAD, a_road(1)]))
    browser.post(f"{first}/confirmation")
    with given():
        engineer = a_user(Role.AREA_ENGINEER)
    other = browser_of(engineer)
    changed = a_workbook([("2020年台账",), LEDGER_HEAD, a_road(1, amount=5)])
    page = other.get(previewed(app, other, changed)).text
    assert "is not yours to change" in page


def test_a_ledger_without_programme_is_asked_for_it(app: Flask, browser: FlaskClient) -> None:
    address = send(browser, a_workbook([LEDGER_HEAD, a_road(1)])).headers["Location"]
    fields = columns_of(app, int(address.split("/")[-2])) | {"programme": "", "year": "soon"}
    answer = browser.post(address, data=fields)
    assert answer.status_code == 422
    assert "Enter the programme" in answer.text
    assert "Enter the year" in answer.text


def test_sheets_without_a_table_are_named(browser: FlaskClient) -> None:
    content = a_workbook([("2020年台账",), LEDGER_HEAD, a_road(1)], more={"说明": [("填表说明",)]})
    address = send(browser, content).headers["Location"]
    assert "No table was found on these sheets: 说明" in browser.get(address).text


def test_a_long_import_goes_in_while_the_page_shows_how_far_it_is(
    app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    monkeypatch.setattr(background, "LONG_FROM_ROWS", 2)
    monkeypatch.setattr(background.threading, "Thread", lambda **kwargs: Started(started, kwargs))
    roads = [a_road(1), a_road(2)]
    address = previewed(app, browser, a_workbook([("2020年台账",), LEDGER_HEAD, *roads]))
    assert browser.post(f"{address}/confirmation").status_code == 303
    number = int(address.rpartition("/")[2])
    with app.app_context():
        background.write_progress(number, 1, 4)
    assert "1 of 4 rows are through" in browser.get(f"{address}/progress").text
    assert "hx-get" in browser.get(address).text
    started[0]["target"](*started[0]["args"])
    assert browser.get(f"{address}/progress").headers["HX-Redirect"] == address
    assert count_works(app) == 2


def test_an_import_that_was_cut_off_may_be_started_again(app: Flask, browser: FlaskClient) -> None:
    address = previewed(app, browser, a_workbook([("2020年台账",), LEDGER_HEAD, a_road(1)]))
    with app.app_context():
        batch = db.session.get_one(ImportBatch, int(address.rpartition("/")[2]))
        batch.state = BatchState.APPLYING
        db.session.commit()
    assert "Start again" in browser.get(address).text


class Started:
    """Stands for a thread: remembers what it was to do."""

    def __init__(self, started: list[dict[str, Any]], kwargs: dict[str, Any]) -> None:
        started.append(kwargs)

    def start(self) -> None:
        """Do nothing yet."""
