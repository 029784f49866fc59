"""What requests that write remember is true only until one of its tables is written to."""

from flask import Flask

from app.accounts import queries as accounts
from app.extensions import db
from app.progress.queries import filling
from app.shared import settings
from app.shared.standing import Standing
from app.works.models import Township


def asked(app: Flask, standing: Standing[int], answers: list[int], method: str = "POST") -> int:
    with app.test_request_context("/", method=method):
        return standing.of("key", lambda: answers.pop(0))


def a_township(app: Flask, name: str) -> None:
    with app.app_context():
        db.session.add(Township(name=name, division_code=f"?{name}"))
        db.session.commit()


def test_an_answer_stands_until_its_table_is_written_to(app: Flask) -> None:
    standing: Standing[int] = Standing("township", most=5)
    answers = [1, 2]
    assert [asked(app, standing, answers) for _ in range(2)] == [1, 1]
    a_township(app, "甲镇")
    assert asked(app, standing, answers) == 2


def test_other_tables_do_not_matter(app: Flask) -> None:
    standing: Standing[int] = Standing("section", most=5)
    answers = [1, 2]
    asked(app, standing, answers)
    a_township(app, "乙镇")
    assert asked(app, standing, answers) == 1


def test_pages_that_are_read_ask_anew_since_they_note_what_they_read(app: Flask) -> None:
    standing: Standing[int] = Standing("section", most=5)
    assert [asked(app, standing, [1, 2], "GET") for _ in range(2)] == [1, 1]
    answers = [3, 4]
    assert [asked(app, standing, answers, "GET") for _ in range(2)] == [3, 4]


def test_whoever_has_written_asks_the_database_itself(app: Flask) -> None:
    standing: Standing[int] = Standing("section", most=5)
    asked(app, standing, [1])
    with app.test_request_context("/", method="POST"):
        db.session.add(Township(name="丙镇", division_code="?丙"))
        db.session.flush()
        assert standing.of("key", lambda: 7) == 7


def test_every_standing_answer_names_tables_that_exist() -> None:
    for standing in (accounts._readers, filling._limits, settings._remembered):
        assert set(standing.tables) <= set(db.metadata.tables)
