"""Concealed works are announced before they are covered: who is told comes by a time, or the time runs out.

Source: domain.md R26 (notify the station before covering, S4 art. 30). ASSUMPTION: the 48 hours, and that
they run out where nobody comes, follow the general conditions of the standard tender documents; a setting.
"""

from datetime import datetime, timedelta

from app.shared.sentences import Sentence, say


def come_by(announced_at: datetime, wanted_at: datetime | None, hours: int) -> datetime:
    """Return until when those who were told must come: never sooner than the hours of notice."""
    earliest = announced_at + timedelta(hours=hours)
    return max(earliest, wanted_at) if wanted_at else earliest


def what_follows(until: datetime, now: datetime, shown_until: str) -> Sentence:
    """Return what may be done with concealed works that have not passed, and what may not."""
    if now < until:
        return say(
            "Concealed works: supervisor and quality station are told and come by %(until)s."
            " Nothing is covered before, unless all have signed.",
            until=shown_until,
        )
    return say(
        "The announcement ran out at %(until)s without all signatures: the works may be covered with"
        " photos and a record. Whoever did not come may have them opened again. The step passes only"
        " with all signatures.",
        until=shown_until,
    )
