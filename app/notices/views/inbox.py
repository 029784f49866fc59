"""What a person was told, what was sent, and one notice with who has read it."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.routing import BuildError

from app.accounts.permissions import Permission, may_open, requires
from app.notices import actions, forms, queries
from app.notices.models import Notice
from app.notices.queries import SENT_SORTABLE, InboxFilter
from app.notices.rules import NoticeCategory
from app.notices.views.blueprint import blueprint
from app.shared.errors import RuleBroken
from app.shared.listing import read_choice, read_list_request
from app.shared.transaction import commits

TONES = {
    NoticeCategory.DOCUMENT: "blue",
    NoticeCategory.ARRANGEMENT: "green",
    NoticeCategory.PROBLEM: "red",
    NoticeCategory.DAILY: "grey",
    NoticeCategory.OTHER: "grey",
}


@blueprint.app_template_global()
def notice_tone(category: NoticeCategory) -> str:
    """Return the colour of a notice's category."""
    return TONES[category]


@blueprint.get("/messages")
@requires(Permission.SIGNED_IN)
def inbox() -> ResponseReturnValue:
    wanted = InboxFilter(
        read_choice(request.args, "category", NoticeCategory), request.args.get("unread") == "1"
    )
    asked = read_list_request(request.args, {"sent"}, "-sent")
    return render_template(
        "notices/inbox.html", page=queries.list_inbox(current_user, asked, wanted), wanted=wanted,
        unread=queries.count_unread_by_category(current_user), categories=NoticeCategory,
    )  # fmt: skip


@blueprint.get("/messages/sent")
@requires(Permission.SEND_NOTICE)
def sent() -> ResponseReturnValue:
    category = read_choice(request.args, "category", NoticeCategory)
    page = queries.list_sent(
        current_user, read_list_request(request.args, SENT_SORTABLE, "-sent"), category
    )
    return render_template(
        "notices/sent.html", page=page, categories=NoticeCategory, chosen=category,
        addressees=queries.addressees_of([notice.id for notice, _told, _read in page.rows]),
    )  # fmt: skip


@blueprint.get("/messages/<int:notice_id>")
@requires(Permission.SIGNED_IN)
def notice_page(notice_id: int) -> ResponseReturnValue:
    return _page(queries.get_notice_for(current_user, notice_id))


@blueprint.post("/messages/<int:notice_id>/receipt")
@requires(Permission.SIGNED_IN)
@commits
def confirm_read(notice_id: int) -> ResponseReturnValue:
    notice = queries.get_notice_for(current_user, notice_id)
    actions.confirm_read(notice, by=current_user)
    flash(_("You have confirmed that you read “%(title)s”.", title=notice.title))
    return redirect(url_for(".inbox"), 303)


@blueprint.post("/messages/<int:notice_id>/withdrawal")
@requires(Permission.SEND_NOTICE)
@commits
def withdraw(notice_id: int) -> ResponseReturnValue:
    notice = queries.get_notice_to_withdraw(current_user, notice_id)
    form = forms.WithdrawalForm()
    problems: Any = ()
    if form.validate():
        try:
            actions.withdraw_notice(notice, form.reason.data, by=current_user)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The notice is withdrawn."))
            return redirect(url_for(".notice_page", notice_id=notice_id), 303)
    return _page(notice, form, problems), 422


def _page(
    notice: Notice, withdrawal: forms.WithdrawalForm | None = None, problems: Any = ()
) -> str:
    sees_readers = queries.may_see_readers(current_user, notice)
    return render_template(
        "notices/notice.html", notice=notice, link=link_of(notice), problems=problems,
        receipt=queries.find_receipt(notice.id, current_user.id), sees_readers=sees_readers,
        states=queries.list_read_states(notice.id) if sees_readers else (),
        may_withdraw=queries.may_withdraw(current_user, notice), wrong=withdrawal,
        withdrawal=withdrawal or forms.WithdrawalForm(formdata=None),
    )  # fmt: skip


def link_of(notice: Notice) -> str | None:
    """Return the address of the page that the notice is about, if there is one that the reader may open."""
    endpoint = notice.link_endpoint
    if endpoint not in current_app.view_functions or not may_open(current_user, endpoint):
        return None
    try:
        return url_for(endpoint, **notice.link_args)
    except BuildError:
        return None
