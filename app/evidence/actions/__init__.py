"""Taking photos into the record, and removing those that no record shows."""

from app.evidence.actions.checks import distance_of, gcj02_distance_of, look_at
from app.evidence.actions.photos import attach, keep_photo
from app.evidence.actions.rechecks import draw_sample, finish_recheck
from app.evidence.actions.sweep import sweep_photos

__all__ = [
    "attach",
    "distance_of",
    "draw_sample",
    "finish_recheck",
    "gcj02_distance_of",
    "keep_photo",
    "look_at",
    "sweep_photos",
]
