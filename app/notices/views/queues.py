"""What people do to a queue: send again, stop, bring a text to its group by hand, try a channel."""

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, requires
from app.notices.actions import deliveries as actions
from app.notices.models import Delivery
from app.notices.paper import paper
from app.notices.queries import channels as queries
from app.notices.rules.channels import DeliveryState
from app.notices.rules.messages import Message, byte_count, text_for
from app.notices.views.blueprint import blueprint
from app.shared.calendar import now
from app.shared.errors import RuleBroken
from app.shared.transaction import commits


@blueprint.get("/channels/<int:channel_id>/messages/<int:delivery_id>")
@requires(Permission.SEE_CHANNELS)
def channel_message(channel_id: int, delivery_id: int) -> ResponseReturnValue:
    delivery = queries.get_delivery(channel_id, delivery_id)
    message = Message(delivery.key, delivery.title, delivery.text, delivery.made_at)
    text = text_for(delivery.channel.kind, message)
    return render_template(
        "notices/message.html", delivery=delivery, channel=delivery.channel, text=text,
        bytes=byte_count(text), states=DeliveryState,
    )  # fmt: skip


@blueprint.get("/channels/<int:channel_id>/messages/<int:delivery_id>/picture.png")
@requires(Permission.SEE_CHANNELS)
def channel_picture(channel_id: int, delivery_id: int) -> ResponseReturnValue:
    delivery = queries.get_delivery(channel_id, delivery_id)
    made = paper(delivery.title, delivery.text, delivery.made_at, "png")
    return Response(made, mimetype="image/png")


@blueprint.get("/channels/<int:channel_id>/messages/<int:delivery_id>/paper.pdf")
@requires(Permission.SEE_CHANNELS)
def channel_paper(channel_id: int, delivery_id: int) -> ResponseReturnValue:
    delivery = queries.get_delivery(channel_id, delivery_id)
    made = paper(delivery.title, delivery.text, delivery.made_at, "pdf")
    return Response(made, mimetype="application/pdf")


@blueprint.post("/channels/<int:channel_id>/messages/<int:delivery_id>/again")
@requires(Permission.MANAGE_CHANNELS)
@commits
def channel_send_again(channel_id: int, delivery_id: int) -> ResponseReturnValue:
    return _done(channel_id, delivery_id, actions.send_again, _("The message waits again."))


@blueprint.post("/channels/<int:channel_id>/messages/<int:delivery_id>/stop")
@requires(Permission.MANAGE_CHANNELS)
@commits
def channel_stop(channel_id: int, delivery_id: int) -> ResponseReturnValue:
    return _done(channel_id, delivery_id, actions.stop, _("The message will not leave."))


@blueprint.post("/channels/<int:channel_id>/messages/<int:delivery_id>/copied")
@requires(Permission.MANAGE_CHANNELS)
@commits
def channel_copied(channel_id: int, delivery_id: int) -> ResponseReturnValue:
    return _done(channel_id, delivery_id, actions.note_copied, _("Noted as brought to the group."))


@blueprint.post("/channels/<int:channel_id>/trial")
@requires(Permission.MANAGE_CHANNELS)
@commits
def channel_trial(channel_id: int) -> ResponseReturnValue:
    channel = queries.get_channel(channel_id)
    words = _("This is a trial of the channel “%(name)s”.", name=channel.name)
    key = f"trial:{channel_id}:{now():%Y%m%d%H%M%S}"
    if actions.enqueue(channel, key, _("Trial"), words) is None:
        flash(_("The channel is off, or leaves nothing."), "warning")
    else:
        flash(_("A trial message waits to leave."))
    return redirect(url_for(".channel_page", channel_id=channel_id), 303)


def _done(
    channel_id: int, delivery_id: int, act: Callable[..., None], words: str
) -> ResponseReturnValue:
    delivery: Delivery = queries.get_delivery(channel_id, delivery_id)
    try:
        act(delivery, by=current_user)
    except RuleBroken as broken:
        flash(" ".join(map(str, broken.sentences)), "warning")
    else:
        flash(words)
    return redirect(url_for(".channel_page", channel_id=channel_id), 303)
