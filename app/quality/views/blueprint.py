"""The blueprint, and what its pages have in common."""

from flask import Blueprint, url_for

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.evidence.owners import tell_of
from app.evidence.rules import OwnerKind
from app.extensions import db
from app.quality.models import SignOff
from app.quality.queries.chain import parts_to_offer
from app.quality.queries.requests import village_photos_kept_from
from app.quality.rules.chain import Place
from app.quality.rules.parties import RequestState, masked
from app.shared import formats
from app.shared.sentences import Sentence, say
from app.works.models import Work

blueprint = Blueprint("quality", __name__, url_prefix="/quality")

STATE_TONES = {
    RequestState.WAITING: "yellow",
    RequestState.AT_STATION: "blue",
    RequestState.PASSED: "green",
    RequestState.CONDITIONAL: "blue",
    RequestState.REFUSED: "red",
    RequestState.WITHDRAWN: "grey",
}
#: What the pieces of a strip are called, and their tones, in the order of the key.
STRIP_WORDS: dict[str, tuple[Sentence, str]] = {
    "passed": (say("Passed"), "green"),
    "conditional": (say("Passed, strength awaited"), "blue"),
    "waiting": (say("Waiting for sign-offs"), "yellow"),
    "refused": (say("Refused, new round needed"), "red"),
    "overridden": (say("Let through without acceptance"), "orange"),
}


@blueprint.app_template_global()
def acceptance_tone(state: RequestState) -> str:
    """Return the colour of a request's state."""
    return STATE_TONES[state]


@blueprint.app_template_global()
def offered_parts(work: Work) -> list[str]:
    """Return the parts to choose from in a form; another part may be typed."""
    return parts_to_offer(work)


@blueprint.app_template_global()
def place_words(place: Place) -> str:
    """Return where a step is, as it is written."""
    if place.stretch is not None:
        return formats.chainage_range(place.stretch.start_m, place.stretch.end_m)
    return place.part or str(say("the whole work"))


@blueprint.app_template_global()
def strip_words() -> dict[str, tuple[Sentence, str]]:
    """Return word and tone of every state of a strip."""
    return STRIP_WORDS


def shown_phone(phone: str, user: User) -> str:
    """Return a village representative's telephone, masked for who need not know it."""
    return phone if may(user, Permission.SEE_TELEPHONES) else masked(phone)


def _page_of_signature(number: int) -> str:
    request_id = db.session.get_one(SignOff, number).request_id
    return url_for("quality.request_page", request_id=request_id)


tell_of(OwnerKind.ACCEPTANCE, address=_page_of_signature)
tell_of(OwnerKind.SIGNATURE, address=_page_of_signature, kept_from=village_photos_kept_from)
tell_of(
    OwnerKind.SIDE_STATION, address=lambda number: url_for("quality.watch_page", watch_id=number)
)
