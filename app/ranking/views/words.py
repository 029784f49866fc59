"""How sentences, points and bands are shown on the ranking's pages."""

from datetime import date
from typing import Any

from app.ranking.models import Ranking
from app.ranking.rules.canonical import sentence_from
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.policy import Band, veto_label
from app.ranking.views.blueprint import blueprint
from app.shared.formats import day
from app.shared.sentences import Sentence, say

BAND_TONES = {Band.FRONT: "green", Band.MIDDLE: "blue", Band.REAR: "orange"}
STATE_TONES = {
    RankingState.DRAFT: "grey",
    RankingState.PUBLISHED: "yellow",
    RankingState.FROZEN: "green",
}
#: What a band means for money (R37); the payment proposal says how much.
USES = {
    Band.FRONT: say("Paid first"),
    Band.MIDDLE: say("Paid as usual"),
    Band.REAR: say("Deferred or reduced"),
}


@blueprint.app_template_filter()
def told(sentence: Any) -> str:
    """Return the sentence, also one kept as plain JSON, with its days as the reader writes days."""
    if isinstance(sentence, dict):
        sentence = sentence_from(sentence)
    if not isinstance(sentence, Sentence):
        return str(sentence)
    return str(Sentence(sentence.text, {k: _shown(v) for k, v in sentence.values.items()}))


def _shown(value: Any) -> Any:
    if isinstance(value, date):
        return day(value)
    return told(value) if isinstance(value, Sentence) else value


@blueprint.app_template_filter()
def band_tone(band: Band) -> str:
    """Return the colour of a band."""
    return BAND_TONES[band]


@blueprint.app_template_filter()
def band_use(band: Band) -> Sentence:
    """Return what the band means for payments."""
    return USES[band]


@blueprint.app_template_filter()
def state_tone(state: RankingState) -> str:
    """Return the colour of a state."""
    return STATE_TONES[state]


@blueprint.app_template_filter()
def veto_words(codes: list[str]) -> str:
    """Return the vetoes in words."""
    return "；".join(str(veto_label(code)) for code in codes)


@blueprint.app_template_filter()
def steps_of(ranking: Ranking) -> list[tuple[str, str, str]]:
    """Return the status strip: draft, published, objections, frozen, with days and names."""
    place = list(RankingState).index(ranking.state)
    published, frozen = place >= 1, place == 2
    drafted = _who(day(ranking.drafted_at), ranking.drafted_by_name)
    return [
        (str(say("Draft")), drafted, "done" if published else "now"),
        (
            str(say("Published")),
            _who(day(ranking.published_at), ranking.published_by_name) if published else "",
            "done" if published else "later",
        ),
        (
            str(say("Objections")),
            str(say("until %(day)s", day=day(ranking.objections_until))) if published else "",
            "done" if frozen else "now" if published else "later",
        ),
        (
            str(say("Frozen")),
            _who(day(ranking.frozen_at), ranking.frozen_by_name) if frozen else "",
            "done" if frozen else "later",
        ),
    ]


def _who(when: str, name: str | None) -> str:
    return f"{when} · {name}"
