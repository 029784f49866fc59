"""The queue: what waits, how fast it leaves, what a channel that is down does to it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.extensions import db
from app.notices import actions, queries
from app.notices.actions import channels
from app.notices.actions.deliveries import deliver, note_copied, send_again, stop
from app.notices.models import Channel, Delivery
from app.notices.queries.channels import list_members
from app.notices.rules import Audience
from app.notices.rules.channels import ChannelKind, DeliveryState, Trouble
from app.shared.audit import Program
from app.shared.calendar import clock_at, today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.models import AuditEvent
from app.shared.settings import change_setting
from tests.makers.accounts import a_user
from tests.makers.attendance import a_key_post
from tests.makers.notices import a_channel, a_notice
from tests.makers.works import a_section
from tests.notices.outside_world import a_web_server

pytestmark = pytest.mark.usefixtures("context")
NOON = datetime(2026, 6, 1, 4, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock_at(NOON):
        yield


@pytest.fixture
def outside():
    """The outside world is switched on, and our own machine counts as an allowed network."""
    for name, value in (("outside_messages", 1), ("outside_networks", ["127.0.0.0/8"])):
        change_setting(name, value, valid_from=date(2026, 1, 1), by=Program())
    with a_web_server() as world:
        yield world


def waiting(channel):
    of = select(Delivery).where(Delivery.channel_id == channel.id)
    return db.session.scalars(of.order_by(Delivery.id)).all()


def told(channel, times=1):
    for _ in range(times):
        a_notice(to=Audience(channels=[channel.id]), text="请准时参加")
    db.session.commit()


def test_nothing_leaves_before_somebody_switches_the_outside_on():
    channel = a_channel()
    told(channel)
    assert deliver().startswith("switched off")
    assert [one.state for one in waiting(channel)] == [DeliveryState.WAITING]


def test_a_notice_to_a_channel_tells_its_members_and_waits_once(outside):
    person, channel = a_user(), a_channel(address=outside.url)
    channels.add_member(channel, user=person, by=Program())
    notice = a_notice(to=Audience(channels=[channel.id]), key="k")
    a_notice(to=Audience(channels=[channel.id]), key="k")
    db.session.commit()
    assert queries.count_unread(person.id) == 1
    assert deliver() == "1 sent, 0 not, 0 too old"
    assert deliver() == "0 sent, 0 not, 0 too old"
    assert notice.title in outside.heard[0].json["text"]["content"]


def test_eighteen_leave_in_a_minute_and_the_others_after_it(outside):
    channel = a_channel(address=outside.url)
    told(channel, 20)
    assert deliver().startswith("18 sent")
    assert deliver().startswith("0 sent")
    with clock_at(NOON + timedelta(seconds=61)):
        assert deliver().startswith("2 sent")
    assert len(outside.heard) == 20


def test_a_channel_that_is_down_rests_and_holds_up_no_other(outside):
    down, up = a_channel(address="http://127.0.0.1:9/x"), a_channel(address=outside.url)
    told(down, 3)
    told(up)
    assert deliver() == "1 sent, 1 not, 0 too old"
    assert down.trouble is Trouble.CONNECTION
    assert down.blocked_until == NOON + timedelta(minutes=1)
    assert [one.attempts for one in waiting(down)] == [1, 0, 0]
    with clock_at(NOON + timedelta(minutes=1)):
        assert deliver() == "0 sent, 1 not, 0 too old"
    assert down.blocked_until == NOON + timedelta(minutes=3)
    channels.change_channel(down, {"address": outside.url}, by=Program())
    db.session.commit()
    with clock_at(NOON + timedelta(minutes=2)):
        assert deliver().startswith("2 sent")
    with clock_at(NOON + timedelta(minutes=4)):
        assert deliver().startswith("1 sent")
    assert down.failures == 0


def test_what_trying_again_cannot_heal_fails_until_somebody_sends_it_again(outside):
    outside.body = b'{"errcode":93000,"errmsg":"invalid webhook url, key=very-secret-key-1234"}'
    channel = a_channel(address=outside.url)
    told(channel)
    deliver()
    (delivery,) = waiting(channel)
    assert (delivery.state, delivery.trouble_number) == (DeliveryState.FAILED, 93000)
    outside.body = b'{"errcode":0}'
    send_again(delivery, by=Program())
    db.session.commit()
    assert deliver().startswith("1 sent")
    with pytest.raises(RuleBroken, match="waits already"):
        send_again(delivery, by=Program())


def test_a_process_that_died_while_sending_leaves_its_message_to_the_next(outside):
    channel = a_channel(address=outside.url)
    told(channel)
    (delivery,) = waiting(channel)
    delivery.claimed_until = NOON + timedelta(minutes=3)
    db.session.commit()
    assert deliver().startswith("0 sent")
    with clock_at(NOON + timedelta(minutes=3)):
        assert deliver().startswith("1 sent")


def test_nothing_leaves_in_quiet_hours_and_what_is_too_old_never(outside):
    channel = a_channel(address=outside.url)
    told(channel)
    with clock_at(NOON.replace(hour=15)):
        assert deliver().startswith("quiet hours")
    with clock_at(NOON + timedelta(days=3)):
        assert deliver() == "0 sent, 0 not, 1 too old"
    assert outside.heard == []


def test_what_is_stopped_or_withdrawn_does_not_leave(outside):
    person, channel = a_user(), a_channel(address=outside.url)
    told(channel, 2)
    first, second = waiting(channel)
    stop(first, by=person)
    actions.withdraw_notice(queries.get_notice_for(person, second.notice_id), "改期", by=person)
    db.session.commit()
    assert deliver().startswith("0 sent")
    db.session.refresh(second)
    assert {first.state, second.state} == {DeliveryState.STOPPED}


def test_a_group_without_bot_is_served_by_hand():
    channel = a_channel(ChannelKind.MANUAL)
    told(channel)
    (delivery,) = waiting(channel)
    assert delivery.state is DeliveryState.TO_COPY
    note_copied(delivery, by=a_user(name="李四"))
    assert (delivery.state, delivery.settled_by_name) == (DeliveryState.SENT, "李四")


def test_a_channel_that_is_off_tells_its_members_only_in_the_program():
    person, channel = a_user(), a_channel(is_on=False)
    channels.add_member(channel, user=person, by=Program())
    told(channel)
    assert waiting(channel) == []
    assert queries.count_unread(person.id) == 1


def test_whoever_leaves_the_post_leaves_the_channel_with_a_trace():
    section, channel = a_section(), a_channel()
    person, stays, holder = a_user(), a_user(), a_key_post(section)
    channels.add_member(channel, user=person, by=Program())
    channels.add_member(channel, user=stays, by=Program())
    channels.add_member(channel, key_post=holder, by=Program())
    person.is_active = False
    holder.since, holder.until = today() - timedelta(days=9), today() - timedelta(days=1)
    db.session.flush()
    assert channels.remove_who_left(today(), by=Program()) == 2
    assert [member.user_id for member in list_members(channel.id)] == [stays.id]
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "channel.member_removed")
    ).all()
    assert {event.reason for event in events} == {"account closed", "left the post"}


def test_a_member_is_one_once():
    person, channel = a_user(), a_channel()
    channels.add_member(channel, user=person, by=Program())
    with pytest.raises(RuleBroken, match="already"):
        channels.add_member(channel, user=person, by=Program())


def test_secrets_are_sealed_and_stand_in_no_event():
    channel = a_channel(secret="another-secret-5678")
    channels.change_channel(channel, {"secret": "third-secret-9999"}, by=Program())
    stored = db.session.execute(
        select(Channel.__table__).where(Channel.__table__.c.id == channel.id)
    ).one()
    db.session.flush()
    raw = (
        db.session.connection()
        .exec_driver_sql(
            f"SELECT address_sealed, secret_sealed FROM notice_channel WHERE id = {channel.id}"
        )
        .one()
    )
    assert stored.secret_sealed == "third-secret-9999"
    told_of = [event.changes for event in db.session.scalars(select(AuditEvent)).all()]
    for text in (*raw, *told_of):
        assert "secret-" not in text
    channels.change_channel(channel, {"secret": "", "address": ""}, by=Program())
    assert channel.secret == "third-secret-9999"


def test_two_people_do_not_overwrite_each_other():
    channel = a_channel()
    with pytest.raises(StaleEdit):
        channels.change_channel(channel, {"name": "新名"}, by=Program(), seen_version=99)


def test_two_channels_have_two_names():
    with pytest.raises(RuleBroken, match="of this name"):
        channels.create_channel(a_channel().name, ChannelKind.IN_APP, by=a_user())
