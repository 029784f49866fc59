"""How a week is called in a sentence."""

from app.shared.calendar import Week
from app.shared.sentences import Sentence, say


def week_name(week: Week) -> Sentence:
    """Return the week's name in the reader's language."""
    return say("%(year)s-W%(number)s", year=week.year, number=f"{week.number:02d}")
