"""Taking photos into the record, and removing those that no record shows."""

from app.evidence.actions.photos import attach, keep_photo
from app.evidence.actions.sweep import sweep_photos

__all__ = ["attach", "keep_photo", "sweep_photos"]
