"""The channels: the list, one with its members and its queue, its form."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.permissions import Permission, may, requires
from app.accounts.queries import get_user
from app.notices import forms
from app.notices.actions import channels as actions
from app.notices.models import Channel
from app.notices.queries import channels as queries
from app.notices.rules.channels import ChannelKind, DeliveryState, masked
from app.notices.views.blueprint import blueprint
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.listing import read_list_request, read_number
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of
from app.shared.transaction import commits

TONES = {
    DeliveryState.WAITING: "blue",
    DeliveryState.TO_COPY: "orange",
    DeliveryState.SENT: "green",
    DeliveryState.FAILED: "red",
    DeliveryState.STOPPED: "grey",
    DeliveryState.EXPIRED: "grey",
}
OPEN_STATES = (DeliveryState.WAITING, DeliveryState.TO_COPY, DeliveryState.FAILED)


@blueprint.app_template_global()
def delivery_tone(state: DeliveryState) -> str:
    """Return the colour of a message's state."""
    return TONES[state]


@blueprint.get("/channels")
@requires(Permission.SEE_CHANNELS)
def list_channels() -> ResponseReturnValue:
    return render_template(
        "notices/channels.html", channels=queries.list_channels(), members=queries.count_members(),
        counts=queries.count_deliveries(OPEN_STATES), states=DeliveryState,
        is_outside_on=bool(value_of("outside_messages")),
    )  # fmt: skip


@blueprint.get("/channels/new")
@requires(Permission.MANAGE_CHANNELS)
def channel_new() -> ResponseReturnValue:
    return _form_page(forms.ChannelForm(current_user, takes_digest=True))


@blueprint.post("/channels/new")
@requires(Permission.MANAGE_CHANNELS)
@commits
def channel_create() -> ResponseReturnValue:
    form, problems = forms.ChannelForm(current_user), _kind_problems()
    if form.validate() and not problems:
        try:
            channel = actions.create_channel(
                form.name.data, form.kind.data, form.details(), by=current_user
            )
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The channel is set up."))
            return redirect(url_for(".channel_page", channel_id=channel.id), 303)
    return _form_page(form, problems=problems), 422


@blueprint.get("/channels/<int:channel_id>")
@requires(Permission.SEE_CHANNELS)
def channel_page(channel_id: int) -> ResponseReturnValue:
    return _page(queries.get_channel(channel_id))


@blueprint.get("/channels/<int:channel_id>/edit")
@requires(Permission.MANAGE_CHANNELS)
def channel_edit(channel_id: int) -> ResponseReturnValue:
    channel = queries.get_channel(channel_id)
    form = forms.ChannelForm(current_user, formdata=None, obj=channel)
    form.address.data = form.secret.data = ""
    return _form_page(form, channel)


@blueprint.post("/channels/<int:channel_id>/edit")
@requires(Permission.MANAGE_CHANNELS)
@commits
def channel_save(channel_id: int) -> ResponseReturnValue:
    channel, form = queries.get_channel(channel_id), forms.ChannelForm(current_user)
    problems: Sequence[Sentence] = ()
    version, status = read_number(request.form, "version"), 422
    if form.validate():
        try:
            actions.change_channel(channel, form.details(), by=current_user, seen_version=version)
        except (RuleBroken, StaleEdit) as trouble:
            problems = trouble.sentences
            status = 409 if isinstance(trouble, StaleEdit) else 422
        else:
            flash(_("Saved."))
            return redirect(url_for(".channel_page", channel_id=channel_id), 303)
    return _form_page(form, channel, problems), status


@blueprint.post("/channels/<int:channel_id>/members")
@requires(Permission.MANAGE_CHANNELS)
@commits
def channel_add_member(channel_id: int) -> ResponseReturnValue:
    channel = queries.get_channel(channel_id)
    form = forms.MemberForm(channel)
    problems: Sequence[Sentence] = ()
    if form.validate():
        try:
            _add_chosen(channel, form)
        except RuleBroken as broken:
            problems = broken.sentences
        else:
            flash(_("The channel has a new member."))
            return redirect(url_for(".channel_page", channel_id=channel_id), 303)
    return _page(channel, form, problems), 422


@blueprint.post("/channels/<int:channel_id>/members/<int:member_id>/removal")
@requires(Permission.MANAGE_CHANNELS)
@commits
def channel_remove_member(channel_id: int, member_id: int) -> ResponseReturnValue:
    member = queries.get_member(channel_id, member_id)
    actions.remove_member(member, "", by=current_user, on=today())
    flash(_("The member is removed."))
    return redirect(url_for(".channel_page", channel_id=channel_id), 303)


def _add_chosen(channel: Channel, form: forms.MemberForm) -> None:
    if not form.user_id.data and not form.key_post_id.data:
        raise RuleBroken([say("Choose who becomes a member.")])
    if form.user_id.data:
        actions.add_member(channel, user=get_user(form.user_id.data), by=current_user)
    if form.key_post_id.data:
        post = queries.get_key_post(form.key_post_id.data)
        actions.add_member(channel, key_post=post, by=current_user)


def _kind_problems() -> Sequence[Sentence]:
    known = ChannelKind.with_value(request.form.get("kind", ""))
    return [] if known else [say("Choose how messages leave by the channel.")]


def _page(
    channel: Channel, form: forms.MemberForm | None = None, problems: Sequence[Sentence] = ()
) -> str:
    manages = may(current_user, Permission.MANAGE_CHANNELS)
    asked = read_list_request(request.args, {"made"}, "-made")
    return render_template(
        "notices/channel.html", channel=channel, members=queries.list_members(channel.id),
        page=queries.list_deliveries(channel.id, asked), manages=manages, problems=problems,
        wrong=form, form=form or (forms.MemberForm(channel, formdata=None) if manages else None),
        states=DeliveryState, address=masked(channel.address), secret=masked(channel.secret),
        is_outside_on=bool(value_of("outside_messages")),
    )  # fmt: skip


def _form_page(form: forms.ChannelForm, channel: Channel | None = None, problems: Any = ()) -> str:
    return render_template(
        "notices/channel_form.html", form=form, channel=channel, problems=problems,
        address=masked(channel.address) if channel else "",
        secret=masked(channel.secret) if channel else "",
        version=(read_number(request.form, "version") or channel.version) if channel else None,
    )  # fmt: skip
