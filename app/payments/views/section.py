"""A section's tab: every month's decision and every payment, the answer to "why was I paid less?"."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.payments import queries
from app.payments.views.blueprint import blueprint
from app.shared.sentences import say
from app.works.panels import Tab, add_tab, frame
from app.works.queries import get_section_for


@blueprint.get("/sections/<int:section_id>")
@requires(Permission.SEE_PAYMENTS)
def section(section_id: int) -> ResponseReturnValue:
    found = get_section_for(current_user, section_id)
    return render_template(
        "payments/section.html",
        **frame("section", found, current_user),
        lines=queries.list_lines_of(current_user, section_id),
        payments=queries.list_payments_of(section_id),
    )


add_tab(Tab("section", say("Payments"), "payments.section", order=60))
