"""Recomputing a ranking from what it keeps."""

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.extensions import db
from app.ranking.models import Ranking, RankingLine
from app.ranking.rules.canonical import decimal_text, text_of
from app.ranking.rules.snapshot import differences, sheet_of
from app.shared.sentences import Sentence, say


def verify(ranking: Ranking) -> list[Sentence]:
    """Return what does not agree with the figures and the policy that were kept; nothing if all does."""
    lines = db.session.scalars(
        select(RankingLine)
        .where(RankingLine.ranking_id == ranking.id)
        .options(undefer(RankingLine.content))
        .order_by(RankingLine.id)
        .execution_options(populate_existing=True)
    ).all()
    contents = [line.content for line in lines]
    problems = differences(
        ranking.figures, ranking.policy, contents, ranking.sha256, ranking.rules_version
    )
    for line in lines:
        problems += _column_problems(line)
    return problems


def _column_problems(line: RankingLine) -> list[Sentence]:
    """The columns that lists and payments read must say what the kept line says."""
    content = line.content
    try:
        sheet = text_of(sheet_of(content))
    except (KeyError, TypeError):
        return [say("The kept line of section %(id)s cannot be read.", id=line.section_id)]
    score = None if line.score is None else decimal_text(line.score)
    beside = {
        "section_id": (line.section_id, content.get("section_id")),
        "eligibility": (line.eligibility.value, content.get("eligibility")),
        "place": (line.place, content.get("place")),
        "order": (line.strict_order, content.get("order")),
        "previous_place": (line.previous_place, content.get("previous_place")),
        "band": (line.band and line.band.value, content.get("band")),
        "score": (score, content.get("score")),
        "sheet": (text_of(line.sheet), sheet),
    }
    return [
        say(
            "Section %(code)s, column %(field)s: %(kept)s, in the kept line %(new)s.",
            code=content.get("code", "?"),
            field=name,
            kept=str(kept)[:120],
            new=str(expected)[:120],
        )
        for name, (kept, expected) in beside.items()
        if kept != expected
    ]
