"""Re-checks: the list, one with its form, the draw of a week, and what a section's page says of them."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.evidence import actions, owners, queries
from app.evidence.forms import RecheckForm
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.models import Recheck
from app.evidence.queries import RecheckFilters
from app.evidence.rules import Candidate, OwnerKind, RecheckOutcome
from app.evidence.rules.samples import draw, number_of
from app.evidence.views.blueprint import blueprint
from app.shared.calendar import Week, today
from app.shared.errors import NotFound, RuleBroken, Unreadable
from app.shared.kept import keeps_answer
from app.shared.listing import read_choice, read_list_request, read_number
from app.shared.pages import address
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.models import Section
from app.works.panels import Drawing, Panel, add_panel
from app.works.queries import list_section_choices

SORTABLE = ("due", "week")
TONES = {
    RecheckOutcome.AGREES: "green",
    RecheckOutcome.DIFFERS: "red",
    RecheckOutcome.GONE: "orange",
}


@blueprint.app_template_global()
def recheck_tone(outcome: RecheckOutcome) -> str:
    """Return the colour of what a re-check found."""
    return TONES[outcome]


@blueprint.get("/rechecks")
@requires(Permission.SEE_PHOTOS)
@keeps_answer
def list_rechecks() -> ResponseReturnValue:
    is_mine, is_open = (request.args.get(name) == "1" for name in ("mine", "open"))
    filters = RecheckFilters(
        section_id=read_number(request.args, "section"),
        outcome=read_choice(request.args, "outcome", RecheckOutcome),
        person_id=current_user.id if is_mine else None,
        only_open=is_open,
    )
    asked = read_list_request(request.args, SORTABLE, "-due")
    return render_template(
        "evidence/rechecks.html",
        page=queries.list_rechecks(current_user, filters, asked),
        section_choices=list_section_choices(current_user),
        outcome_choices=[(outcome.value, outcome.label) for outcome in RecheckOutcome],
        shortcuts=[
            (label, address(**{name: None if is_on else 1, "page": None}), is_on, None)
            for label, name, is_on in (
                (_("Mine"), "mine", is_mine),
                (_("Not done"), "open", is_open),
            )
        ],
        today=today(),
    )


@blueprint.get("/rechecks/<int:recheck_id>")
@requires(Permission.SEE_PHOTOS)
def recheck_page(recheck_id: int) -> ResponseReturnValue:
    return _page(queries.get_recheck_for(current_user, recheck_id))


@blueprint.post("/rechecks/<int:recheck_id>")
@requires(Permission.RECHECK_PHOTOS)
@takes_photos
@commits
def recheck_finish(recheck_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    recheck = queries.get_recheck_for(current_user, recheck_id)
    form = RecheckForm()
    if not form.validate() or photos.refusals:
        return _page(recheck, form, photos.refusals, photos), 422
    outcome = RecheckOutcome.with_value(form.outcome.data)
    words, sent = form.words.data or "", photos.of("photos")
    try:
        actions.finish_recheck(recheck, outcome, words, sent, by=current_user)
    except RuleBroken as broken:
        return _page(recheck, form, broken.sentences, photos), 422
    flash(_("Saved."))
    return redirect(url_for("evidence.recheck_page", recheck_id=recheck.id), 303)


@blueprint.get("/rechecks/samples/<week>")
@requires(Permission.SEE_PHOTOS)
def recheck_sample(week: str) -> ResponseReturnValue:
    try:
        sample = queries.get_sample(Week.parse(week))
    except Unreadable:
        raise NotFound from None
    candidates = [Candidate(use_id, weight) for use_id, weight in sample.frame]
    weights = {one.use_id: one for one in candidates}
    again = draw(candidates, sample.size, sample.seed)
    rechecks = queries.list_drawn(sample.id, current_user)
    return render_template(
        "evidence/sample.html",
        sample=sample,
        frame=candidates,
        drawn_again=again,
        lines=[
            (one, weights[one.use_id], number_of(weights[one.use_id], sample.seed))
            for one in rechecks
        ],
        is_same=current_user.is_outsider or [one.use_id for one in rechecks] == again,
    )


def draw_section(section: Section, user: User) -> Drawing:
    """Draw how the re-checks of the section's photos came out, where there are any."""
    if not may(user, Permission.SEE_PHOTOS):
        return None
    outcomes, waiting = queries.count_outcomes(section.id), queries.count_open_rechecks(section.id)
    if not waiting and not any(outcomes.values()):
        return None
    given = {"section": section, "outcomes": outcomes, "open_rechecks": waiting}
    return "evidence/panel_section.html", given


add_panel(Panel("section", draw_section, order=45))
owners.tell_of(
    OwnerKind.RECHECK, address=lambda number: url_for("evidence.recheck_page", recheck_id=number)
)


def _page(
    recheck: Recheck,
    form: RecheckForm | None = None,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
) -> str:
    found = queries.photos_of(OwnerKind.RECHECK, [recheck.id])
    is_asked = recheck.done_at is None and may(current_user, Permission.RECHECK_PHOTOS)
    return render_template(
        "evidence/recheck.html",
        recheck=recheck,
        flags=[flag for flag in queries.flags_of_use(recheck.use_id) if flag.kind.is_doubt],
        photos=found,
        marks=queries.marks_of(found),
        form=form or (RecheckForm(formdata=None) if is_asked else None),
        problems=problems,
        kept=photos.tokens() if photos else {},
        today=today(),
    )
