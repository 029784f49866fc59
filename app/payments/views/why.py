"""What a section's place came from: its score card, the findings that cost points, their photos."""

from dataclasses import dataclass
from typing import Any

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.evidence.models import PhotoUse
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.payments import queries
from app.payments.models import ReleaseLine
from app.ranking.queries import get_line_for
from app.ranking.rules.figures import RecordKind, Reference
from app.ranking.views.lines import card_of
from app.shared.sentences import Sentence


@dataclass(frozen=True)
class Shown:
    """A finding that cost points, with the photos that show it."""

    finding_id: int
    text: Sentence
    photos: list[PhotoUse]


def why_the_place(line: ReleaseLine, user: User) -> dict[str, Any] | None:
    """Return the score card of the frozen ranking with the photos behind it; None without a place."""
    number = queries.find_ranking_line(line)
    if number is None or not may(user, Permission.SEE_RANKING):
        return None
    card = card_of(get_line_for(user, number), user)
    shown = _shown(card) if card["opens_records"] else []
    return card | {"shown": shown, "marks": marks_of([use for one in shown for use in one.photos])}


def _shown(card: dict[str, Any]) -> list[Shown]:
    costs = {
        number: deduction.text
        for dimension in card["line"].dimensions
        for deduction in dimension.deductions
        if (number := _finding_of(deduction.reference)) is not None
    }
    photos: dict[int, list[PhotoUse]] = {}
    for use in photos_of(OwnerKind.FINDING, list(costs)):
        photos.setdefault(use.owner_id, []).append(use)
    return [Shown(number, costs[number], uses) for number, uses in photos.items()]


def _finding_of(reference: Reference | None) -> int | None:
    if reference is None or reference.kind != RecordKind.FINDING:
        return None
    return reference.record_id
