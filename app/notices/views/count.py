"""How many notices the reader has not read, in the frame of every page."""

from flask_babel import ngettext
from flask_login import current_user
from markupsafe import Markup, escape

from app.notices.queries import count_unread
from app.notices.views.blueprint import blueprint
from app.shared.kept import hole

MOST_SHOWN = 99


@blueprint.app_template_global()
@hole("unread-notices")
def unread_notices() -> Markup:
    """Return the count, or nothing where everything is read; pages that are kept have a hole for it."""
    number = count_unread(current_user.id) if current_user.is_authenticated else 0
    if not number:
        return Markup()
    shown = str(number) if number <= MOST_SHOWN else f"{MOST_SHOWN}+"
    words = ngettext("%(num)s notice not read", "%(num)s notices not read", number)
    # Both texts are escaped; the rest is ours.
    return Markup(  # noqa: S704
        f'<span class="count" aria-hidden="true">{escape(shown)}</span>'
        f'<span class="visually-hidden">{escape(words)}</span>'
    )
