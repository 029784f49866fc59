"""Drawing the page of one obstacle, with whatever form on it was refused."""

from collections.abc import Sequence
from uuid import uuid4

from flask import render_template
from flask_login import current_user

from app.evidence.intake import ReceivedPhotos
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.obstacles import forms, queries
from app.obstacles.models import Obstacle
from app.obstacles.rules import ObstacleState
from app.obstacles.views.blueprint import EVENTS
from app.shared.calendar import today
from app.shared.sentences import Sentence


def draw_page(
    obstacle: Obstacle,
    problems: Sequence[Sentence] = (),
    *,
    clearing: forms.ClearingForm | None = None,
    reopening: forms.ReopeningForm | None = None,
    entry: forms.EntryForm | None = None,
    photos: ReceivedPhotos | None = None,
) -> str:
    """Return the page; a form that is given was refused and is shown as it was sent."""
    entries = queries.list_entries(obstacle.id)
    shown = photos_of(OwnerKind.OBSTACLE, [one.id for one in entries])
    fresh = forms.EntryForm(formdata=None, entered_on=today(), client_uuid=str(uuid4()))
    return render_template(
        "obstacles/obstacle.html",
        obstacle=obstacle,
        may_change=queries.may_write(current_user, obstacle.section_id),
        clearing=clearing or forms.ClearingForm(formdata=None, cleared_on=today()),
        reopening=reopening or forms.ReopeningForm(formdata=None, since=today()),
        entry_form=entry or fresh,
        entries=entries,
        photos={one.id: [use for use in shown if use.owner_id == one.id] for one in entries},
        marks=marks_of(shown),
        kept=photos.tokens() if photos else {},
        wrong=clearing or reopening or entry,
        problems=problems,
        events=queries.list_events(obstacle.id),
        event_words=EVENTS,
        states=ObstacleState,
        today=today(),
    )
