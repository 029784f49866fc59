"""The room's part of the pages of sections and works: strips along the chainage, and what is open."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.quality import queries
from app.quality.queries.requests import list_of_section, may_ask
from app.quality.queries.reversals import taken_back_in
from app.quality.queries.strips import strips_of, strips_of_section
from app.quality.views.blueprint import blueprint
from app.quality.views.overrides import accepted_later
from app.shared.calendar import today
from app.shared.sentences import say
from app.works.models import Section, Work
from app.works.panels import Drawing, Panel, Tab, add_panel, add_tab, frame
from app.works.queries import get_section_for, list_works

LONGEST_PANEL = 5


@blueprint.get("/sections/<int:section_id>")
@requires(Permission.SEE_QUALITY)
def of_section(section_id: int) -> ResponseReturnValue:
    section = get_section_for(current_user, section_id)
    orders = queries.list_overrides(current_user, section_id=section_id)
    return render_template(
        "quality/of_section.html", **frame("section", section, current_user),
        strips=strips_of_section(section_id), rows=list_of_section(section_id), orders=orders,
        taken_back=taken_back_in(section_id),
        made_good=accepted_later(orders), may_ask=may_ask(current_user, section_id),
        works=list_works(section_id), today=today(),
    )  # fmt: skip


def draw_section(section: Section, user: User) -> Drawing:
    """Draw what waits for signatures in a section, and orders that let processes go on."""
    if not may(user, Permission.SEE_QUALITY):
        return None
    waiting = queries.list_waiting(user, section_id=section.id)
    orders = queries.list_overrides(user, section_id=section.id)
    if not waiting and not orders:
        return None
    return "quality/panel_section.html", {
        "waiting": waiting[:LONGEST_PANEL],
        "total": len(waiting),
        "orders": orders[:LONGEST_PANEL],
        "today": today(),
        "url": url_for("quality.of_section", section_id=section.id),
    }


def draw_work(work: Work, user: User) -> Drawing:
    """Draw the strip of a work: its processes along the chainage."""
    if not may(user, Permission.SEE_QUALITY):
        return None
    return "quality/panel_work.html", {
        "work": work,
        "strips": strips_of([work]),
        "may_ask": may_ask(user, work.section_id),
        "may_override": may(user, Permission.OVERRIDE_ACCEPTANCE),
    }


add_tab(Tab("section", say("Step acceptance"), "quality.of_section", order=30))
add_panel(Panel("section", draw_section, order=15))
add_panel(Panel("work", draw_work, order=15, place="main"))
