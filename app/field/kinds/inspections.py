"""Visits, site logs and proofs from phones, read by the same forms as those of the desk."""

from app.field.kinds.arrival import UNPROTECTED, Arrival, check
from app.inspections import actions, prefill, queries
from app.inspections.forms import InspectionForm, ProofForm, SiteLogForm
from app.inspections.models import Inspection, Proof, SiteLog
from app.shared.calendar import today
from app.shared.forms import choices
from app.works.queries import get_project_for, get_section_to_change, list_sections_for


def take_inspection(arrival: Arrival) -> Inspection:
    """Enter a visit to the section that the record is about."""
    section = get_section_to_change(arrival.by, arrival.submission.subject)
    form = InspectionForm(arrival.formdata, meta=UNPROTECTED)
    form.offer_works(*prefill.works(section))
    check(form)
    filled = form.filled_findings(arrival.photos)
    posts = prefill.posts_by_key(section, form.day.data or today())
    return actions.log_inspection(
        section,
        form.entry(posts, [finding for _name, finding in filled]),
        by=arrival.by,
        photos=arrival.shown,
        finding_photos={
            place: arrival.photos.get(name, ()) for place, (name, _form) in enumerate(filled)
        },
        made_at=arrival.made_at,
    )


def take_site_log(arrival: Arrival) -> SiteLog:
    """Write the site log of the project that the record is about."""
    project = get_project_for(arrival.by, arrival.submission.subject)
    sections = [s for s in list_sections_for(arrival.by) if s.project_id == project.id]
    form = SiteLogForm(arrival.formdata, meta=UNPROTECTED)
    form.sections.choices = choices((section.id, section.name) for section in sections)
    check(form)
    return actions.write_site_log(
        project,
        [section for section in sections if section.id in (form.sections.data or ())],
        form.entry(),
        by=arrival.by,
        photos=arrival.shown,
        made_at=arrival.made_at,
    )


def take_proof(arrival: Arrival) -> Proof:
    """Hand in that the finding is put right; refused when its state is not the one the phone knew."""
    finding = queries.get_finding_for(arrival.by, arrival.submission.subject)
    form = ProofForm(arrival.formdata, meta=UNPROTECTED)
    check(form)
    version = form.version.data or ""
    return actions.hand_in_proof(
        finding,
        form.words.data,
        arrival.shown,
        by=arrival.by,
        seen_version=int(version) if version.isdigit() else None,
    )


def standing_proof(arrival: Arrival) -> dict[str, str]:
    """Return what was handed in last for the finding."""
    finding = queries.get_finding_for(arrival.by, arrival.submission.subject)
    return {"words": finding.proofs[-1].words} if finding.proofs else {}
