"""Obstacles entered from phones, read by a shorter form than that of the desk."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.field.kinds.arrival import UNPROTECTED, Arrival, check
from app.obstacles import actions
from app.obstacles.models import Obstacle
from app.obstacles.rules import EntryDraft, EntryKind, ObstacleKind, ScopeDraft
from app.orders.forms import PlacedForm
from app.shared.fields import DayField, Needed, line, long_text
from app.shared.forms import choices_of
from app.shared.sentences import say
from app.works.queries import get_section_to_change, list_works


class SpotForm(PlacedForm):
    """What somebody on the spot knows of an obstacle."""

    obstacle_kind = SelectField(_l("Kind"), choices=choices_of(ObstacleKind), coerce=ObstacleKind)
    obstacle = line(_l("What stands in the way"), 200, needed=_l("Say what stands in the way."))
    rights_owner = line(_l("Rights owner"), 200, needed=_l("Name the body that can remove it."))
    since = DayField(
        _l("Blocked since"), validators=[Needed(_l("Say since when it blocks the works."))]
    )
    counterpart = line(_l("Contact there"), 100)
    hinders = long_text(_l("What it hinders"))

    def details(self) -> dict[str, Any]:
        """Return the obstacle's columns as the form gives them."""
        return {
            "kind": self.obstacle_kind.data,
            "name": self.obstacle.data or "",
            "rights_owner": self.rights_owner.data or "",
            "since": self.since.data,
            "counterpart": self.counterpart.data or "",
            "description": self.hinders.data or "",
        }

    def scopes(self) -> Sequence[ScopeDraft]:
        """Return the work or stretch that it blocks; nothing for the whole section."""
        placed = self.placed()
        if placed["work_id"] is None:
            return ()
        start_m, end_m = placed["start_m"], placed["end_m"]
        ends = (start_m, end_m) if end_m is not None and end_m != start_m else (None, None)
        return (ScopeDraft(placed["work_id"], *ends),)


def take_obstacle(arrival: Arrival) -> Obstacle:
    """Enter the obstacle in the section that the record is about, its photos as the first step of its thread."""
    section = get_section_to_change(arrival.by, arrival.submission.subject)
    form = SpotForm(arrival.formdata, meta=UNPROTECTED)
    form.offer_works(list_works(section.id))
    check(form)
    scopes = form.scopes()
    obstacle = actions.raise_obstacle(
        section=section,
        scopes=scopes,
        blocks_everything=not scopes,
        by=arrival.by,
        **form.details(),
    )
    if arrival.shown:
        step = EntryDraft(
            arrival.submission.uuid,
            EntryKind.VISIT,
            form.since.data,
            str(say("Seen on the spot")),
        )
        actions.follow_up(obstacle, step, arrival.shown, by=arrival.by)
    return obstacle
