"""Giving papers the next number of their kind and year."""

from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.shared.numbering import next_sequence, paper_number
from app.shared.settings import value_of

#: Two papers of the same moment take the same number; the second one tries again.
TRIES = 4


def add_numbered(paper: Any, setting: str, day: date) -> None:
    """Store the paper under the next free number. Raises IntegrityError for a form sent twice."""
    model = type(paper)
    for last_try in (False,) * (TRIES - 1) + (True,):
        paper.year, paper.sequence = day.year, next_sequence(model, day.year)
        paper.number = paper_number(value_of(setting, day), paper.year, paper.sequence)
        try:
            with db.session.begin_nested():
                db.session.add(paper)
                db.session.flush()
            return
        except IntegrityError:
            if last_try:
                raise
