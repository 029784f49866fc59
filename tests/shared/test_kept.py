"""Parts of pages and whole answers are kept while nothing changes that they were made from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from sqlalchemy import delete, insert, select, update

from app import create_app
from app.accounts.models import Organisation, SignInSession, User
from app.extensions import db
from app.shared import kept as keeping
from app.shared.calendar import clock_at, start_of_day
from app.shared.kept import TOKEN_HOLE, keeps_answer, kept, kept_apart
from app.shared.models import Setting
from app.shared.readings import Reading, digest_of
from app.shared.revisions import revisions, tables_named_in, tables_written_by
from app.shared.settings import value_of
from app.shared.transaction import transaction
from config import TestConfig
from tests.makers.accounts import a_user, an_organisation


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    keeping.forget_all()


class Counter:
    """Makes a part that reads organisations, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        db.session.execute(select(Organisation.name, Organisation.phone)).all()
        self.times += 1
        return self.times


@pytest.fixture
def asking(app: Flask) -> Callable[[], Any]:
    """`with asking():` is one request."""

    @contextmanager
    def request(method: str = "GET") -> Iterator[None]:
        with app.test_request_context(method=method):
            yield

    return request


def change(statement: Any) -> None:
    with transaction():
        db.session.execute(statement)


def a_setting(name: str = "x") -> Any:
    return insert(Setting).values(name=name, value=1, valid_from=date(2020, 1, 1))


def a_firm(name: str) -> Any:
    return insert(Organisation).values(
        name=name, short_name="", kind="contractor", credit_code="", phone="", version=1
    )


NEW_FIRM = a_firm("New")


def test_a_part_is_made_once_for_each_key(asking: Callable) -> None:
    make = Counter()
    with asking():
        assert [kept("part", make), kept("part", make), kept("other", make)] == [1, 1, 2]
    with asking():
        assert kept("part", make) == 1


@pytest.mark.parametrize(
    "statement",
    [
        NEW_FIRM,
        update(Organisation).values(phone="1"),
        delete(Organisation).where(Organisation.name == "Old"),
    ],
    ids=["insert", "update", "delete"],
)
def test_a_statement_without_any_event_ends_the_part(asking: Callable, statement: Any) -> None:
    make = Counter()
    with asking():
        change(a_firm("Old"))
    with asking():
        kept("part", make)
        change(statement)
    with asking():
        assert kept("part", make) == 2


def test_a_part_outlives_changes_of_what_it_did_not_ask_for(asking: Callable) -> None:
    make = Counter()
    with asking():
        change(NEW_FIRM)
    for number in range(3):
        with asking():
            assert kept("part", make) == 1
            change(update(Organisation).values(credit_code=str(number)))
    with asking():
        change(update(Organisation).values(phone="1"))
    with asking():
        assert kept("part", make) == 2


def test_what_a_part_outlived_is_not_asked_again(asking: Callable, monkeypatch: Any) -> None:
    make = Counter()
    with asking():
        kept("part", make)
        change(a_setting())
        change(update(Organisation).values(credit_code="1"))
    with asking():
        kept("part", make)
    monkeypatch.setattr(Reading, "is_same", lambda _reading: pytest.fail("asked again"))
    with asking():
        assert kept("part", make) == 1


def test_a_part_made_of_another_depends_on_the_answers_that_made_that(asking: Callable) -> None:
    make = Counter()
    with asking():
        change(NEW_FIRM)
    with asking():
        kept("inner", make)
    with asking():
        kept("outer", lambda: kept_apart("inner", make))
        change(update(Organisation).values(credit_code="1"))
    with asking():
        assert kept("outer", lambda: kept_apart("inner", make)) == 1
        change(update(Organisation).values(phone="1"))
    with asking():
        assert kept("outer", lambda: kept_apart("inner", make)) == 2


def test_rows_that_are_streamed_or_read_outside_a_part_let_it_end_with_any_change(
    asking: Callable,
) -> None:
    streamed = select(Organisation.name).execution_options(yield_per=10)
    for read in (lambda: db.session.execute(streamed).all(), lambda: value_of("map_note")):
        keeping.forget_all()
        made = iter("ab")

        def make(read: Any = read, made: Any = made) -> str:
            read()
            return str(next(made))

        with asking():
            read()
            assert kept("part", make) == "a"
            change(update(Organisation).values(credit_code="1"))
            change(a_setting())
        with asking():
            assert kept("part", make) == "b"


def test_answers_are_told_apart_also_where_a_driver_gives_decimals() -> None:
    answers = [
        [(1,)], [("1",)], [(1.0,)], [(None,)], [], [(1,), (1,)], [(b"1",)], [(-1,)], [(-2,)],
        [(Decimal("1.0"),)], [(Decimal("1.00"),)], [(date(2020, 6, 7),)],
    ]  # fmt: skip
    assert len({digest_of(answer) for answer in answers}) == len(answers)
    one, other = "".join(["K12", "+300"]), "".join(["K12+", "300"])
    assert digest_of([(one, one)]) == digest_of([(one, other)])


def test_a_part_lives_on_when_something_else_changes(asking: Callable) -> None:
    make = Counter()
    with asking():
        kept("part", make)
        change(a_setting())
    with asking():
        assert kept("part", make) == 1


def test_what_was_read_before_the_part_counts_as_well(asking: Callable) -> None:
    with asking():
        db.session.scalars(select(Setting)).all()
        kept("part", lambda: "first")
        change(a_setting())
    with asking():
        assert kept("part", lambda: "second") == "second"


def test_a_part_that_takes_a_kept_part_depends_on_what_that_was_made_from(asking: Callable) -> None:
    make = Counter()
    with asking():
        kept("inner", make)
    with asking():
        kept("outer", lambda: kept("inner", make))
        change(NEW_FIRM)
    with asking():
        assert kept("outer", lambda: kept("inner", make)) == 2


def test_a_part_kept_apart_outlives_changes_of_what_was_read_before_it(asking: Callable) -> None:
    make = Counter()
    with asking():
        db.session.execute(select(Setting.id)).all()
        kept_apart("part", make)
        change(a_setting())
    with asking():
        assert kept_apart("part", make) == 1
        change(NEW_FIRM)
    with asking():
        assert kept_apart("part", make) == 2


def test_what_surrounds_a_part_kept_apart_depends_on_it_too(asking: Callable) -> None:
    make = Counter()
    for _ in range(2):
        with asking():
            assert kept("outer", lambda: kept_apart("part", make)) == 1
    with asking():
        change(NEW_FIRM)
    with asking():
        assert kept("outer", lambda: kept_apart("part", make)) == 2


def test_a_part_kept_apart_depends_on_objects_that_the_session_holds(asking: Callable) -> None:
    with asking():
        change(NEW_FIRM)
        firm = db.session.scalars(select(Organisation)).first()
        assert firm
        assert kept_apart("part", lambda: firm.phone) == ""
        change(update(Organisation).values(phone="9"))
    with asking():
        assert kept_apart("part", lambda: "9") == "9"


def test_a_part_kept_apart_depends_on_the_settings_that_it_asks(asking: Callable) -> None:
    with asking():
        value_of("map_note")
        before = kept_apart("part", lambda: value_of("map_note"))
        change(insert(Setting).values(name="map_note", value="new", valid_from=date(2020, 1, 1)))
    with asking():
        assert before != "new" == kept_apart("part", lambda: value_of("map_note"))


def test_what_another_process_writes_ends_the_part(tmp_path: Path) -> None:
    config = TestConfig(tmp_path, f"sqlite:///{tmp_path}/own.sqlite3")
    ours, theirs, make = create_app(config), create_app(config), Counter()
    with ours.app_context():
        db.create_all()
    with ours.test_request_context():
        assert [kept("part", make), kept("part", make)] == [1, 1]
    with theirs.app_context():
        change(NEW_FIRM)
        db.session.remove()
        db.engine.dispose()
    with ours.test_request_context():
        assert kept("part", make) == 2
        db.session.remove()
        db.engine.dispose()


def test_a_part_is_true_for_a_day(asking: Callable) -> None:
    make = Counter()
    for day in (date(2020, 6, 7), date(2020, 6, 8)):
        with clock_at(start_of_day(day)), asking():
            kept("part", make)
    assert make.times == 2


def test_what_is_undone_was_never_kept(asking: Callable) -> None:
    make = Counter()
    with asking(), transaction() as outcome:
        db.session.execute(NEW_FIRM)
        assert kept("part", make) == 1
        outcome.keep = False
    with asking():
        assert kept("part", make) == 2


def test_requests_that_write_neither_keep_nor_take(asking: Callable) -> None:
    make = Counter()
    with asking():
        kept("part", make)
    with asking("POST"):
        assert [kept("part", make), kept("part", make)] == [2, 3]


def test_commands_and_jobs_keep_nothing(context: None) -> None:
    make = Counter()
    assert [kept("part", make), kept("part", make)] == [1, 2]


def test_people_at_work_end_nothing(asking: Callable) -> None:
    with asking():
        before = dict(revisions())
        change(delete(SignInSession))
        assert revisions() == before


def test_memory_is_bounded(asking: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES", 10_000)
    made = []
    with asking():
        for number in (1, 2, 3, 1, 4, 1, 2):
            kept(number, lambda number=number: made.append(number) or "x" * 1500)
    assert made == [1, 2, 3, 4, 2]


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ('INSERT INTO "user" (id) VALUES (1)', {"user"}),
        ("UPDATE section SET name = ?", {"section"}),
        ("DELETE FROM weekly_report WHERE id = 1", {"weekly_report", "weekly_figure"}),
        ("WITH old AS (SELECT 1) DELETE FROM setting", {"setting"}),
        (
            "INSERT INTO setting (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = ''",
            {"setting"},
        ),
        ("SELECT * FROM setting FOR UPDATE", set()),
        ("INSERT INTO sign_in_session (id) VALUES (1)", set()),
    ],
)
def test_what_a_statement_writes_to(app: Flask, statement: str, tables: set[str]) -> None:
    assert tables <= tables_written_by(statement)
    assert tables_written_by(statement) <= tables | {"weekly_remark", "inspection_tally"}


def test_what_a_statement_reads(app: Flask) -> None:
    statement = 'SELECT a.x FROM "user" AS a, section JOIN (SELECT * FROM work) AS w ON 1'
    assert tables_named_in(statement) == {"user", "section", "work"}


@pytest.fixture
def page_of_firms(app: Flask) -> Iterator[str]:
    """The address of a page that shows the firms, the reader and a form."""

    def firms() -> str:
        names = db.session.scalars(select(Organisation.name).order_by(Organisation.id)).all()
        return render_template_string(
            "{{ names }} {{ current_user.name }} {{ _('Search') }} <i>{{ csrf_token() }}</i>",
            names=", ".join(names),
        )

    views = app.view_functions
    original, views["home.search"] = views["home.search"], keeps_answer(firms)
    yield "/search"
    views["home.search"] = original


def shown(browser: Any, address: str) -> str:
    return str(browser.get(address).get_data(as_text=True))


def test_an_answer_is_kept_until_what_it_shows_changes(
    app: Flask, given: Callable, browser_of: Callable, page_of_firms: str, statements: Callable
) -> None:
    with given():
        user = a_user()
    browser = browser_of(user)
    before = shown(browser, page_of_firms)
    with statements(forgetting=False) as sent:
        assert shown(browser, page_of_firms).split("<i>")[0] == before.split("<i>")[0]
    assert not [one for one in sent if "FROM organisation" in one]
    with given():
        an_organisation(name="Quite new")
    assert "Quite new" in shown(browser, page_of_firms)


def test_each_person_and_each_language_has_an_own_answer(
    app: Flask, given: Callable, browser_of: Callable, page_of_firms: str
) -> None:
    with given():
        one, other = a_user(name="Li Na"), a_user(name="Wang Wei")
    assert "Li Na" in shown(browser_of(one), page_of_firms)
    assert "Wang Wei" in shown(browser_of(other), page_of_firms)
    assert "搜索" in shown(browser_of(one, "zh_Hans_CN"), page_of_firms)


def test_each_browser_gets_its_own_form_token(
    app: Flask, given: Callable, browser_of: Callable, page_of_firms: str
) -> None:
    with given():
        user = a_user()
    pages = [shown(browser_of(user), page_of_firms) for _ in range(3)]
    tokens = {page.split("<i>")[1] for page in pages}
    assert len(tokens) == 3
    assert not any(TOKEN_HOLE in page for page in pages)


def test_a_message_is_shown_once(app: Flask, given: Callable, browser_of: Callable) -> None:
    with given():
        user = a_user()
    browser = browser_of(user)
    before = shown(browser, "/")
    with browser.session_transaction() as session:
        session["_flashes"] = [("message", "Saved just now.")]
    assert "Saved just now." in shown(browser, "/")
    assert "Saved just now." not in shown(browser, "/")
    assert "Saved just now." not in before


def test_who_loses_a_role_gets_another_answer(
    app: Flask, given: Callable, browser_of: Callable, page_of_firms: str
) -> None:
    with given():
        user = a_user()
    browser = browser_of(user)
    assert browser.get(page_of_firms).status_code == 200
    with given():
        db.session.execute(update(User).where(User.id == user.id).values(is_active=False))
    assert browser.get(page_of_firms).status_code == 302


def test_a_form_in_a_part_gets_the_token_of_the_browser_that_is_shown_a_message(
    app: Flask, given: Callable, browser_of: Callable
) -> None:
    with given():
        user = a_user()

    def form() -> str:
        return render_template_string("<i>{{ csrf_token() }}</i>")

    views = app.view_functions
    original = views["home.search"]
    views["home.search"] = keeps_answer(lambda: kept_apart("form", form))
    try:
        browser = browser_of(user)
        shown(browser, "/search")
        with browser.session_transaction() as session:
            session["_flashes"] = [("message", "Saved just now.")]
        assert TOKEN_HOLE not in shown(browser, "/search")
        views["home.search"] = lambda: kept_apart("form", form)
        tokens = {shown(browser_of(user), "/search") for _ in range(2)}
    finally:
        views["home.search"] = original
    assert len(tokens) == 2
    assert not any(TOKEN_HOLE in token for token in tokens)
