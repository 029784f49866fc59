"""Forms of acceptance: asking, signing, the village's signature, orders."""

import base64
import binascii
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, SelectField

from app.quality.drawings import clean_signature
from app.quality.forms.fields import MomentField, PlaceForm, PositionForm
from app.quality.queries import WorkProcesses
from app.quality.rules.chain import Place
from app.quality.rules.entries import AskEntry, SignEntry, VillageEntry
from app.quality.rules.parties import Party
from app.shared.errors import Unreadable
from app.shared.fields import Needed, line, long_text
from app.shared.forms import choices, choices_of
from app.shared.sentences import say

AGREES, REFUSES = "agrees", "refuses"
DATA_URL = "data:image/png;base64,"


class AskForm(PlaceForm):
    """The contractor's request with the own check (domain.md 3.8)."""

    process_code = SelectField(_l("Process"))
    own_check = long_text(
        _l("Result of the own check"), needed=_l("Write the result of the own check."),
        description=_l("What was measured, against what the drawings ask for."),
    )  # fmt: skip
    started_at = MomentField(_l("Work begun at"))
    ended_at = MomentField(_l("Work ended at"))
    wanted_at = MomentField(_l("On the site wanted at"))
    photos = MultipleFileField(_l("Photos"))

    def offer(self, known: WorkProcesses) -> None:
        """Let the form choose among the processes that the work follows."""
        self.process_code.choices = choices((one.code, one.name) for one in known.processes)

    def entry(self) -> AskEntry:
        """Return what was typed, for the action."""
        return AskEntry(
            self.uuid, self.process_code.data, self.place(), self.own_check.data or "",
            self.wanted_at.moment, self.started_at.moment, self.ended_at.moment, self.position(),
        )  # fmt: skip


class AgainForm(AskForm):
    """The own check of the next round; process and place stay."""

    process_code = HiddenField()
    start_m = HiddenField()
    end_m = HiddenField()
    part = HiddenField()

    def entry(self) -> AskEntry:
        """Return what was typed, for the action."""
        return AskEntry(
            self.uuid, "", Place(), self.own_check.data or "", self.wanted_at.moment,
            self.started_at.moment, self.ended_at.moment, self.position(),
        )  # fmt: skip


class OpinionForm(PositionForm):
    """What every party says in a round."""

    verdict = RadioField(
        _l("Verdict"),
        choices=choices([(AGREES, _l("Agree")), (REFUSES, _l("Refuse"))]),
        validators=[Needed(_l("Agree or refuse."))],
    )
    opinion = long_text(_l("Opinion"))
    reason = long_text(_l("Reason of the refusal"), description=_l("Needed when you refuse."))
    photos = MultipleFileField(_l("Photos"))
    round = HiddenField()

    @property
    def seen_round(self) -> int | None:
        text = self.round.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


class SignForm(OpinionForm):
    """A party with an account signs."""

    party = SelectField(_l("You sign as"), choices=choices_of(Party), coerce=Party)

    def offer(self, parties: tuple[Party, ...]) -> None:
        """Let the form choose among the parties for which the reader may sign now."""
        self.party.choices = choices((party.value, party.label) for party in parties)

    def entry(self) -> SignEntry:
        """Return what was typed, for the action."""
        return SignEntry(
            self.uuid, self.party.data, self.verdict.data == AGREES, self.opinion.data or "",
            self.reason.data or "", self.seen_round, self.position(),
        )  # fmt: skip


class VillageForm(OpinionForm):
    """A village representative signs on somebody's phone."""

    name = line(
        _l("Name of the representative"),
        100,
        needed=_l("Enter the name of the village representative."),
    )
    phone = line(
        _l("Telephone"), 40, needed=_l("Enter the telephone number of the village representative.")
    )
    village = line(_l("Village"), 100)
    substitute_for = line(
        _l("Stands in for"), 100,
        description=_l("Only when somebody else than the named representative has come."),
    )  # fmt: skip
    #: The drawing as the page's script sends it: a PNG as data URL.
    signature = HiddenField()

    def entry(self) -> VillageEntry:
        """Return what was typed and drawn, for the action. Raises Unreadable for no picture."""
        return VillageEntry(
            self.uuid, self.verdict.data == AGREES, self.name.data or "", self.phone.data or "",
            read_drawing(self.signature.data), self.village.data or "",
            self.substitute_for.data or "", self.opinion.data or "", self.reason.data or "",
            self.seen_round, self.position(),
        )  # fmt: skip


def read_drawing(text: str | None) -> bytes | None:
    """Return the drawn signature as a clean PNG, None when nothing was drawn. Raises Unreadable."""
    if not text:
        return None
    if not text.startswith(DATA_URL):
        raise Unreadable(say("The signature did not arrive whole; let it be drawn again."))
    try:
        sent = base64.b64decode(text[len(DATA_URL) :], validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable(
            say("The signature did not arrive whole; let it be drawn again.")
        ) from None
    return clean_signature(sent)


class ReasonForm(FlaskForm):
    """A deed that needs only its reason."""

    reason = long_text(_l("Reason"), needed=_l("Give the reason."))


class OverrideForm(PlaceForm):
    """The leader lets the next process go on."""

    process_code = SelectField(_l("Process that has not passed"))
    reason = long_text(
        _l("Reason"), needed=_l("Say what emergency makes it necessary."),
        description=_l("It stays on the list of overrides for ever."),
    )  # fmt: skip

    def __init__(self, known: WorkProcesses, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.process_code.choices = choices((one.code, one.name) for one in known.processes)
