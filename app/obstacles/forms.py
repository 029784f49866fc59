"""The shape of obstacle forms: the words of an obstacle, and the works it touches as rows of ticks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, MultipleFileField, SelectField
from wtforms.validators import Optional, Regexp

from app.accounts.queries import list_users_with_role
from app.accounts.rules import ADMINISTRATORS, OUTSIDERS, Role
from app.obstacles.rules import (
    Blockage,
    EntryDraft,
    EntryKind,
    ObstacleKind,
    ScopeDraft,
    WorkExtent,
)
from app.shared.errors import Unreadable
from app.shared.fields import DayField, MoneyField, Needed, line, long_text
from app.shared.forms import choices, choices_of
from app.shared.quantities import Chainage
from app.shared.sentences import Sentence, say
from app.shared.stale_edits import EditedField
from app.works.rules import Cause

CLIENT_UUID = Regexp(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z",
    message=_l("This form is damaged; open a new one."),
)
BUREAU_ROLES = tuple(role for role in Role if role not in ADMINISTRATORS | OUTSIDERS)


class EntryForm(FlaskForm):
    """One step of the thread: a letter, a call, a visit, a promise."""

    client_uuid = HiddenField(validators=[CLIENT_UUID])
    kind = SelectField(_l("Kind of step"), choices=choices_of(EntryKind), coerce=EntryKind)
    entered_on = DayField(_l("Day"), validators=[Needed(_l("Enter the day."))])
    counterpart = line(_l("With whom"), 100)
    document_no = line(_l("Number of the letter"), 100)
    words = long_text(
        _l("What was written, said or done"), needed=_l("Say what was written, said or done.")
    )
    promised_on = DayField(
        _l("Promised by"), validators=[Optional()],
        description=_l("Becomes the planned clearing of the obstacle."),
    )  # fmt: skip
    photos = MultipleFileField(_l("Photos or scans"))

    def draft(self) -> EntryDraft:
        """Return what was entered."""
        return EntryDraft(
            self.client_uuid.data or "", self.kind.data, self.entered_on.data, self.words.data or "",
            self.counterpart.data or "", self.document_no.data or "", self.promised_on.data,
        )  # fmt: skip


class ObstacleForm(FlaskForm):
    """What somebody says of an obstacle, without the works it touches."""

    kind = SelectField(_l("Kind"), choices=choices_of(ObstacleKind), coerce=ObstacleKind)
    sub_kind = line(_l("What exactly"), 60, description=_l("For example 电力, 燃气 or 自来水."))
    name = line(_l("What stands in the way"), 200, needed=_l("Say what stands in the way."))
    place = line(_l("Where"), 200, description=_l("In words, where no chainage says it."))
    rights_owner = line(
        _l("Rights owner"), 200, needed=_l("Name the body that can remove it."),
        description=_l("The body that can remove it: power company, mining group, township."),
    )  # fmt: skip
    counterpart = line(_l("Contact there"), 100)
    counterpart_phone = line(_l("Telephone"), 40)
    responsible_office = line(_l("Responsible office"), 200)
    responsible_id = SelectField(
        _l("Responsible person"), coerce=lambda value: int(value) if value else None
    )
    since = DayField(
        _l("Blocked since"), validators=[Needed(_l("Say since when it blocks the works."))]
    )
    planned_clear_on = DayField(_l("Planned clearing"), validators=[Optional()])
    fault = SelectField(
        _l("Who answers for it"), choices=choices_of(Cause), coerce=Cause,
        description=_l("What the contractor does not answer for is taken from its plan."),
    )  # fmt: skip
    cost = MoneyField(_l("Cost of clearing"), validators=[Optional()])
    description = long_text(_l("What it hinders"))
    blocks_everything = BooleanField(_l("It blocks everything here"))
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(user.id, user.name) for user in list_users_with_role(*BUREAU_ROLES)]
        self.responsible_id.choices = choices(people, empty=_l("Nobody yet"))

    def details(self) -> dict[str, Any]:
        """Return the obstacle's columns as the form gives them."""
        left_out = ("csrf_token", "version", "cost", "blocks_everything")
        given = {name: value for name, value in self.data.items() if name not in left_out}
        return given | {"cost_fen": self.cost.data}


class ClearingForm(FlaskForm):
    """When and how everything was cleared."""

    cleared_on = DayField(
        _l("Cleared on"), validators=[Needed(_l("Say on which day it was cleared."))]
    )
    resolution = long_text(_l("How it was solved"), needed=_l("Say how it was solved."))


class ReopeningForm(FlaskForm):
    """Since when and why it blocks again."""

    since = DayField(
        _l("Blocked since"), validators=[Needed(_l("Say since when it blocks again."))]
    )
    reason = long_text(_l("Reason"), needed=_l("Say why it is open again."))


class PartForm(FlaskForm):
    """When parts were cleared; the parts are rows of ticks."""

    cleared_on = DayField(
        _l("Cleared on"), validators=[Needed(_l("Say on which day it was cleared."))]
    )


@dataclass
class StretchRow:
    """One tick with an optional stretch, as it stands on the page."""

    number: int
    name: str
    #: The stretch that the row is about, for the hint.
    ends: tuple[Decimal, Decimal] | None
    is_chosen: bool = False
    start_text: str = ""
    end_text: str = ""
    problem: Sentence | None = None
    start_m: Decimal | None = None
    end_m: Decimal | None = None

    def read(self, typed: Mapping[str, str]) -> None:
        """Take what was typed for this row; what cannot be read becomes its problem."""
        self.is_chosen = bool(typed.get(f"chosen-{self.number}"))
        self.start_text = typed.get(f"from-{self.number}", "").strip()
        self.end_text = typed.get(f"to-{self.number}", "").strip()
        try:
            self.start_m = Chainage.parse(self.start_text).metres if self.start_text else None
            self.end_m = Chainage.parse(self.end_text).metres if self.end_text else None
        except Unreadable as trouble:
            self.problem = say("%(row)s: %(problem)s", row=self.name, problem=trouble.sentence)
            return
        if not self.is_chosen and (self.start_text or self.end_text):
            self.problem = say("%(row)s has a stretch but is not ticked.", row=self.name)


def rows_of_works(works: Iterable[WorkExtent], scopes: Iterable[Blockage] = ()) -> list[StretchRow]:
    """Return a row for each work, ticked and first where an open scope touches it."""
    known = {scope.work_id: scope for scope in scopes if scope.until is None}
    rows = []
    for work in works:
        scope = known.get(work.work_id)
        row = StretchRow(work.work_id, work.name, work.ends, is_chosen=scope is not None)
        if scope and scope.start_m is not None and scope.end_m is not None:
            row.start_text, row.end_text = str(Chainage(scope.start_m)), str(Chainage(scope.end_m))
        rows.append(row)
    return sorted(rows, key=lambda row: not row.is_chosen)


def stretch_fields(rows: Iterable[StretchRow]) -> list[EditedField]:
    """Return the fields of the rows, for the page of a stale edit."""
    found = []
    for row in rows:
        ticked = "1" if row.is_chosen else ""
        found.append(EditedField(f"chosen-{row.number}", row.name, ticked, _ticked))
        if row.ends:
            start = say("%(work)s: from", work=row.name)
            end = say("%(work)s: to", work=row.name)
            found.append(EditedField(f"from-{row.number}", start, row.start_text))
            found.append(EditedField(f"to-{row.number}", end, row.end_text))
    return found


def _ticked(value: str) -> str:
    return str(say("blocked") if value else say("not blocked"))


def chosen_scopes(rows: Iterable[StretchRow]) -> list[ScopeDraft]:
    """Return what the ticked rows say."""
    return [ScopeDraft(row.number, row.start_m, row.end_m) for row in rows if row.is_chosen]


def problems_of(rows: Iterable[StretchRow]) -> Sequence[Sentence]:
    """Return what could not be read in the rows."""
    return [row.problem for row in rows if row.problem]
