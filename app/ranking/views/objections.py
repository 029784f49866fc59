"""Objections: a contractor objects to its line, the bureau answers with a reason."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.evidence import owners
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.evidence.queries import marks_of, photos_of
from app.evidence.rules import OwnerKind
from app.ranking import actions, queries
from app.ranking.forms import AnswerForm, ObjectionForm
from app.ranking.models import Objection, RankingLine
from app.ranking.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import NotFound, RuleBroken
from app.shared.transaction import commits


@blueprint.get("/ranking/objections")
@requires(Permission.SEE_RANKING)
def list_objections() -> ResponseReturnValue:
    return render_template(
        "ranking/objections.html", objections=queries.list_objections_for(current_user)
    )


@blueprint.get("/ranking/objections/<int:objection_id>")
@requires(Permission.SEE_RANKING)
def objection_page(objection_id: int) -> ResponseReturnValue:
    objection = queries.get_objection_for(current_user, objection_id)
    return _objection_page(objection, AnswerForm())


@blueprint.post("/ranking/objections/<int:objection_id>/answer")
@requires(Permission.ANSWER_OBJECTION)
@commits
def answer(objection_id: int) -> ResponseReturnValue:
    objection = queries.get_objection_for(current_user, objection_id)
    form = AnswerForm()
    problems: tuple[object, ...] = ()
    if form.validate():
        try:
            accepted = form.decision.data == "accepted"
            actions.answer(
                objection, accepted=accepted, reason=form.reason.data or "", by=current_user
            )
            flash(_("The objection is answered."))
            return redirect(url_for(".objection_page", objection_id=objection_id), 303)
        except RuleBroken as broken:
            problems = broken.sentences
    return _objection_page(objection, form, problems), 422


def _objection_page(
    objection: Objection, form: AnswerForm, problems: tuple[object, ...] = ()
) -> str:
    line = queries.find_line(objection.ranking_id, objection.section_id)
    photos = photos_of(OwnerKind.OBJECTION, [objection.id])
    return render_template(
        "ranking/objection.html",
        objection=objection,
        line=line,
        form=form,
        problems=problems,
        photos=photos,
        marks=marks_of(photos),
    )


@blueprint.get("/ranking/lines/<int:line_id>/objection")
@requires(Permission.OBJECT_TO_RANKING)
def objection_new(line_id: int) -> ResponseReturnValue:
    line = _own_line(line_id)
    return render_template(
        "ranking/objection_form.html", line=line, form=ObjectionForm(), problems=(), kept={}
    )


@blueprint.post("/ranking/lines/<int:line_id>/objection")
@requires(Permission.OBJECT_TO_RANKING)
@takes_photos
@commits
def objection_save(line_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    line, form = _own_line(line_id), ObjectionForm()
    problems: tuple[object, ...] = tuple(photos.refusals)
    if form.validate() and not problems:
        try:
            objection = actions.object_to(
                line.ranking, line.section, form.text.data or "", form.evidence.data or "",
                photos.of("photos"), by=current_user, on=today(),
            )  # fmt: skip
            flash(_("Your objection is recorded."))
            return redirect(url_for(".objection_page", objection_id=objection.id), 303)
        except RuleBroken as broken:
            problems = broken.sentences
    page = render_template(
        "ranking/objection_form.html", line=line, form=form, problems=problems, kept=photos.tokens()
    )
    return page, 422


def _own_line(line_id: int) -> RankingLine:
    """A contractor objects for its own sections; another's line is not there for it."""
    line = queries.get_line_for(current_user, line_id)
    if line.section.contractor_id != current_user.organisation_id:
        raise NotFound
    return line


owners.tell_of(
    OwnerKind.OBJECTION,
    address=lambda number: url_for("ranking.objection_page", objection_id=number),
)
