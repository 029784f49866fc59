"""The day's digests before they leave: one for each channel, to be read, copied, or put in the queues."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.accounts.permissions import Permission, requires
from app.digests import actions
from app.digests.actions import Digest
from app.notices.paper import paper
from app.notices.rules.messages import Message, byte_count, text_for
from app.shared.calendar import now, today
from app.shared.errors import NotFound
from app.shared.settings import value_of
from app.shared.transaction import commits

blueprint = Blueprint("digests", __name__)


@blueprint.get("/digests")
@requires(Permission.SEE_CHANNELS)
def list_digests() -> ResponseReturnValue:
    shown = [(digest, _text_of(digest)) for digest in actions.compose_all(today())]
    return render_template(
        "digests/list.html", day=today(), hour=value_of("digest_hour"),
        digests=[(digest, text, byte_count(text)) for digest, text in shown],
    )  # fmt: skip


@blueprint.post("/digests")
@requires(Permission.MANAGE_CHANNELS)
@commits
def make() -> ResponseReturnValue:
    number = actions.make_digests(today())
    flash(ngettext("%(num)s digest waits to leave.", "%(num)s digests wait to leave.", number))
    return redirect(url_for(".list_digests"), 303)


@blueprint.get("/digests/<int:channel_id>/picture.png")
@requires(Permission.SEE_CHANNELS)
def picture(channel_id: int) -> ResponseReturnValue:
    digest = _digest_of(channel_id)
    return Response(paper(digest.title, digest.text, now(), "png"), mimetype="image/png")


@blueprint.get("/digests/<int:channel_id>/paper.pdf")
@requires(Permission.SEE_CHANNELS)
def sheet(channel_id: int) -> ResponseReturnValue:
    digest = _digest_of(channel_id)
    return Response(paper(digest.title, digest.text, now(), "pdf"), mimetype="application/pdf")


def _digest_of(channel_id: int) -> Digest:
    for digest in actions.compose_all(today()):
        if digest.channel.id == channel_id:
            return digest
    raise NotFound


def _text_of(digest: Digest) -> str:
    return text_for(digest.channel.kind, Message("", digest.title, digest.text, now()))
