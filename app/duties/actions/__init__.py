"""Setting up duties, changing them from a day on, cover for leave, and telling of late periods."""

from app.duties.actions.duties import (
    add_member,
    change_duty,
    create_duty,
    end_duty,
    enter_cover,
    release_member,
    remove_cover,
    set_up_usual,
)
from app.duties.actions.lapses import explain, note_lapses, remind

__all__ = [
    "add_member",
    "change_duty",
    "create_duty",
    "end_duty",
    "enter_cover",
    "explain",
    "note_lapses",
    "release_member",
    "remind",
    "remove_cover",
    "set_up_usual",
]
