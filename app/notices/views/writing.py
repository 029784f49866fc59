"""Writing a notice: a form, then a look at what goes to whom, then it is sent."""

from collections import Counter
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.notices import actions, queries, rules
from app.notices.forms import NoticeForm
from app.notices.models import Channel
from app.notices.queries.channels import get_channel
from app.notices.rules.channels import ChannelKind
from app.notices.rules.messages import Message, byte_count, text_for
from app.notices.views.blueprint import blueprint
from app.shared.calendar import now
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence
from app.shared.transaction import commits


@blueprint.get("/messages/new")
@requires(Permission.SEND_NOTICE)
def new_notice() -> ResponseReturnValue:
    return _form_page(NoticeForm(current_user))


@blueprint.post("/messages/new")
@requires(Permission.SEND_NOTICE)
@commits
def send() -> ResponseReturnValue:
    form = NoticeForm(current_user)
    if not form.validate():
        return _form_page(form), 422
    problems = rules.problems_with(form.title.data, form.text.data, form.audience())
    step = request.form.get("step", "preview")
    if problems or step == "change":
        return _form_page(form, problems), 422 if problems else 200
    if step == "preview":
        return _preview_page(form)
    try:
        notice = actions.send_notice(
            category=form.category.data, title=form.title.data, text=form.text.data,
            to=form.audience(), asks_receipt=form.asks_receipt.data, by=current_user,
        )  # fmt: skip
    except RuleBroken as broken:
        return _form_page(form, broken.sentences), 422
    told = queries.count_told(notice.id)
    flash(ngettext("Sent to %(num)s person.", "Sent to %(num)s people.", told))
    return redirect(url_for(".notice_page", notice_id=notice.id), 303)


def _form_page(form: NoticeForm, problems: Sequence[Sentence] = ()) -> str:
    return render_template("notices/form.html", form=form, problems=problems)


def _preview_page(form: NoticeForm) -> str:
    people = queries.list_people_of(form.audience())
    others = [person for person in people if person.id != current_user.id]
    return render_template(
        "notices/preview.html", form=form, people=len(others), fields=_entered(),
        by_channel=_texts(form), by_organisation=sorted(Counter(person.organisation for person in others).items()),
    )  # fmt: skip


def _texts(form: NoticeForm) -> list[tuple[Channel, str, int]]:
    """Return each chosen channel that takes messages, with the text that leaves by it and its bytes."""
    message = Message("", form.title.data, form.text.data, now())
    chosen = map(get_channel, form.channels.data or ())
    shown = [
        (channel, text_for(channel.kind, message))
        for channel in chosen
        if channel.is_on and channel.kind is not ChannelKind.IN_APP
    ]
    return [(channel, text, byte_count(text)) for channel, text in shown]


def _entered() -> list[tuple[str, str]]:
    """Return what was typed, to be sent again from the preview."""
    left_out = ("csrf_token", "step")
    return [
        (name, value)
        for name, values in request.form.lists()
        if name not in left_out
        for value in values
    ]
