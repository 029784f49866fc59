"""Problems reported from phones, read by the same form as that of the desk."""

from app.field.kinds.arrival import UNPROTECTED, Arrival, check
from app.orders import actions
from app.orders.forms import ReportForm
from app.orders.models import ProblemReport
from app.works.queries import get_section_for, list_works


def take_problem(arrival: Arrival) -> ProblemReport:
    """Report a problem in the section that the record is about."""
    section = get_section_for(arrival.by, arrival.submission.subject)
    form = ReportForm(arrival.formdata, meta=UNPROTECTED)
    form.offer_works(list_works(section.id))
    check(form)
    return actions.report_problem(section, form.entry(), by=arrival.by, photos=arrival.shown)
