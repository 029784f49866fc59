"""The blueprint that the pages of payments share, and how they show stored sentences."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint

from app.ranking.rules.canonical import sentence_from
from app.shared import formats
from app.shared.calendar import Month
from app.shared.errors import NotFound, Unreadable
from app.shared.sentences import Sentence

blueprint = Blueprint("payments", __name__, url_prefix="/payments")


def month_from(text: str) -> Month:
    """Return the month of an address. Raises NotFound for what is none."""
    try:
        return Month.parse(text)
    except Unreadable as error:
        raise NotFound from error


def shown(sentence: Sentence) -> str:
    """Return the sentence with its days and months written as the reader writes them."""
    values = {name: _written(value) for name, value in sentence.values.items()}
    return str(Sentence(sentence.text, values))


def shown_all(sentences: Iterable[Sentence]) -> list[str]:
    """Return sentences for an error summary."""
    return [shown(sentence) for sentence in sentences]


@blueprint.app_template_filter("release_reason")
def stored_sentence(content: Mapping[str, Any]) -> str:
    """Return a stored reason in the reader's language."""
    return shown(sentence_from(content))


@blueprint.app_template_filter("first_release_reason")
def first_stored_sentence(reasons: str) -> str:
    """Return the first of the reasons, given as the text in which they are stored."""
    return stored_sentence(json.loads(reasons)[0])


def _written(value: Any) -> Any:
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Month):
        return formats.month(value)
    return value
