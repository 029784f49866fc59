"""Reading duties: how they stand, for whom, and how far teams got round."""

from app.duties.queries.board import Judged, judge_between, judge_now, list_duties
from app.duties.queries.duties import (
    find_duty_by_name,
    find_lapse,
    find_outcome,
    get_cover,
    get_duty,
    get_member,
    known_lapses,
    lapses_of,
    list_covers,
    list_members,
    list_people,
    words_of_lapses,
)
from app.duties.queries.kinds import KINDS
from app.duties.queries.people import read_people

__all__ = [
    "KINDS",
    "Judged",
    "find_duty_by_name",
    "find_lapse",
    "find_outcome",
    "get_cover",
    "get_duty",
    "get_member",
    "judge_between",
    "judge_now",
    "known_lapses",
    "lapses_of",
    "list_covers",
    "list_duties",
    "list_members",
    "list_people",
    "read_people",
    "words_of_lapses",
]
