"""The page on which a village representative signs, on somebody's phone."""

from collections.abc import Sequence
from uuid import uuid4

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.evidence.intake import ReceivedPhotos, takes_photos
from app.quality import actions, queries
from app.quality.forms.acceptance import VillageForm
from app.quality.models import AcceptanceRequest
from app.quality.queries.requests import may_hold_for_village
from app.quality.views.blueprint import blueprint
from app.shared.errors import Forbidden, RuleBroken, Unreadable
from app.shared.sentences import Sentence
from app.shared.transaction import commits


@blueprint.get("/requests/<int:request_id>/village")
@requires(Permission.SIGN_FOR_VILLAGE)
def village(request_id: int) -> ResponseReturnValue:
    asked = _held(request_id)
    form = VillageForm(
        formdata=None, client_uuid=str(uuid4()), round=str(asked.round), village=asked.work.village
    )
    return _page(asked, form)


@blueprint.post("/requests/<int:request_id>/village")
@requires(Permission.SIGN_FOR_VILLAGE)
@takes_photos
@commits
def sign_for_village(request_id: int, photos: ReceivedPhotos) -> ResponseReturnValue:
    asked = _held(request_id)
    form, problems = VillageForm(), photos.refusals
    if form.validate() and not problems:
        try:
            actions.sign_for_village(
                asked, form.entry(), by=current_user, photos=photos.of("photos")
            )
        except RuleBroken as broken:
            problems = list(broken.sentences)
        except Unreadable as trouble:
            problems = [trouble.sentence]
        else:
            flash(_("The village representative has signed."))
            return redirect(url_for(".request_page", request_id=request_id), 303)
    return _page(asked, form, problems, photos), 422


def _held(request_id: int) -> AcceptanceRequest:
    asked = queries.get_request_for(current_user, request_id)
    if not may_hold_for_village(current_user, asked.section_id):
        raise Forbidden
    return asked


def _page(
    asked: AcceptanceRequest,
    form: VillageForm,
    problems: Sequence[Sentence] = (),
    photos: ReceivedPhotos | None = None,
) -> str:
    return render_template(
        "quality/village.html", asked=asked, form=form, problems=problems,
        kept=photos.tokens() if photos else {},
    )  # fmt: skip
