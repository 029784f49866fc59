"""Bare statements answer and fail as others do."""

import pytest
from sqlalchemy.exc import DatabaseError

from app.extensions import db
from app.shared.statements import run_bare


@pytest.mark.usefixtures("context")
def test_the_first_value_of_the_answer_comes_back() -> None:
    assert run_bare(db.session.connection(), "SELECT 7, 8") == 7


@pytest.mark.usefixtures("context")
def test_a_statement_without_an_answer_gives_none() -> None:
    connection = db.session.connection()
    assert run_bare(connection, "SELECT name FROM table_revision WHERE name = 'no such'") is None
    assert run_bare(connection, "DELETE FROM table_revision WHERE name = 'no such'") is None


@pytest.mark.usefixtures("context")
def test_its_errors_are_those_of_every_statement() -> None:
    with pytest.raises(DatabaseError, match="no_such"), db.session.begin_nested():
        run_bare(db.session.connection(), "SELECT * FROM no_such")
