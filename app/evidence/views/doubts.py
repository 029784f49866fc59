"""What is known of one photo, what is doubtful of it, and the list of those that somebody should look at."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.models import User
from app.accounts.permissions import Permission, may, requires
from app.evidence import actions, queries
from app.evidence.forms import LookForm
from app.evidence.models import PhotoFlag, PhotoUse
from app.evidence.queries import FlagFilters
from app.evidence.queries.flags import DOUBTS
from app.evidence.rules import FlagKind
from app.evidence.views.blueprint import blueprint
from app.shared.errors import NotFound, RuleBroken
from app.shared.kept import keeps_answer
from app.shared.listing import read_choice, read_list_request, read_number
from app.shared.pages import address
from app.shared.sentences import Sentence
from app.shared.transaction import commits
from app.works.models import Section, Work
from app.works.queries import get_section_for, get_work_for, list_section_choices

SORTABLE = ("day", "received")
STATES = ("open", "fine", "not_fine", "all")


@blueprint.get("/photos/doubtful")
@requires(Permission.SEE_PHOTOS)
@keeps_answer
def list_doubtful() -> ResponseReturnValue:
    state = request.args.get("state", "open")
    filters = FlagFilters(
        section_id=read_number(request.args, "section"),
        kind=read_choice(request.args, "kind", FlagKind),
        is_fine={"fine": True, "not_fine": False}.get(state),
        is_all=state == "all",
    )
    asked = read_list_request(request.args, SORTABLE, "-received")
    return render_template(
        "evidence/doubtful.html",
        page=queries.list_flagged(current_user, filters, asked),
        section_choices=list_section_choices(current_user),
        kind_choices=[(kind.value, kind.label) for kind in DOUBTS],
        shortcuts=_shortcuts(state if state in STATES else "open"),
    )


@blueprint.get("/photos/<int:photo_use_id>/facts")
@requires(Permission.SEE_PHOTOS)
def photo_page(photo_use_id: int) -> ResponseReturnValue:
    return _page(queries.get_photo_use_for(current_user, photo_use_id))


@blueprint.post("/photos/<int:photo_use_id>/facts")
@requires(Permission.CHECK_PHOTOS)
@commits
def look_at_photo(photo_use_id: int) -> ResponseReturnValue:
    use = queries.get_photo_use_for(current_user, photo_use_id)
    form = LookForm()
    if not form.validate():
        return _page(use, form), 422
    try:
        actions.look_at(use, form.words.data or "", is_fine=form.is_fine, by=current_user)
    except RuleBroken as broken:
        return _page(use, form, broken.sentences), 422
    flash(_("Saved."))
    return redirect(url_for("evidence.photo_page", photo_use_id=use.id), 303)


def _page(use: PhotoUse, form: LookForm | None = None, problems: Sequence[Sentence] = ()) -> str:
    flags, site = queries.flags_of_use(use.id), queries.site_of(use.section_id)
    is_open = any(flag.kind.is_doubt and flag.looked_at is None for flag in flags)
    is_asked = form is not None or (is_open and may(current_user, Permission.CHECK_PHOTOS))
    return render_template(
        "evidence/photo.html",
        use=use,
        flags=flags,
        doubts=[flag for flag in flags if flag.kind.is_doubt],
        distance_m=actions.distance_of(use.photo, site),
        gcj02_m=actions.gcj02_distance_of(use.photo, site),
        form=(form or LookForm(formdata=None)) if is_asked else None,
        problems=problems,
        other=_other(flags, current_user),
        **_place(use, current_user),
    )


def _place(use: PhotoUse, user: User) -> dict[str, Section | Work | None]:
    return {
        "section": get_section_for(user, use.section_id) if use.section_id else None,
        "work": get_work_for(user, use.work_id) if use.work_id else None,
    }


def _other(flags: Sequence[PhotoFlag], user: User) -> dict[str, Any] | None:
    """Return the showing that had the same picture before, as far as the reader may know of it."""
    number = next((flag.other_use_id for flag in flags if flag.other_use_id), None)
    if number is None:
        return None
    try:
        use = queries.get_photo_use_for(user, number)
        return {"use": use, **_place(use, user)}
    except NotFound:
        return {"use": None}


def _shortcuts(state: str) -> list[tuple[str, str, bool, None]]:
    labels = {
        "open": _("To be looked at"),
        "fine": _("Fine"),
        "not_fine": _("Not fine"),
        "all": _("All"),
    }
    return [
        (label, address(state=None if name == "open" else name, page=None), name == state, None)
        for name, label in labels.items()
    ]
