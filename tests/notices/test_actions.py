from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.extensions import db
from app.notices import actions, queries
from app.notices.actions.channels import add_member
from app.notices.actions.reminders import remind_unread
from app.notices.models import Delivery, Notice, NoticeReceipt
from app.notices.rules import Audience
from app.notices.rules.channels import ChannelKind
from app.shared.audit import Program
from app.shared.calendar import today
from app.shared.errors import NotFound, RuleBroken
from app.shared.sentences import say
from tests.makers.accounts import a_contractor, a_supervision_firm, a_user
from tests.makers.notices import a_channel, a_notice
from tests.makers.works import a_section

pytestmark = pytest.mark.usefixtures("context")


def told(notice):
    return set(
        db.session.scalars(
            select(NoticeReceipt.user_id).where(NoticeReceipt.notice_id == notice.id)
        )
    )


def test_a_section_stands_for_its_firms_its_engineer_and_whoever_answers_for_it():
    contractor, supervision = a_contractor(), a_supervision_firm()
    builder = a_user(Role.CONTRACTOR, organisation=contractor)
    supervisor = a_user(Role.SUPERVISOR, organisation=supervision)
    engineer, accountable, stranger = a_user(Role.AREA_ENGINEER), a_user(), a_user(Role.CONTRACTOR)
    section = a_section(
        contractor=contractor, supervision_firm=supervision, area_engineer=engineer,
        accountable=accountable,
    )  # fmt: skip
    notice = a_notice(to=Audience(sections=[section.id], users=[builder.id]))
    assert told(notice) == {builder.id, supervisor.id, engineer.id, accountable.id}
    assert stranger.id not in told(notice)


def test_people_whose_accounts_are_closed_are_not_told():
    person = a_user()
    person.is_active = False
    assert told(a_notice(person)) == set()


def test_the_sender_is_told_only_when_named():
    sender = a_user()
    to = Audience(organisations=[sender.organisation_id])
    assert told(a_notice(by=sender, to=to)) == set()
    assert told(a_notice(sender, by=sender)) == {sender.id}


def test_the_same_thing_is_told_once():
    person = a_user()
    first = a_notice(person, key="meeting:1:invitation")
    assert a_notice(person, key="meeting:1:invitation") is first
    assert queries.count_unread(person.id) == 1


def test_what_the_program_says_is_kept_in_chinese():
    notice = a_notice(a_user(), title=say("Today"), text=[say("Today"), "第二行"])
    assert (notice.title, notice.text) == ("今日", "今日\n第二行")


def test_an_addressee_that_is_none_is_refused():
    with pytest.raises(NotFound):
        a_notice(to=Audience(users=[99_999]))


def test_confirming_twice_keeps_the_first_moment():
    person = a_user()
    notice = a_notice(person)
    actions.confirm_read(notice, by=person)
    moment = queries.find_receipt(notice.id, person.id).read_at
    actions.confirm_read(notice, by=person)
    assert queries.find_receipt(notice.id, person.id).read_at == moment
    assert queries.count_unread(person.id) == 0
    with pytest.raises(NotFound):
        actions.confirm_read(notice, by=a_user())


def test_a_withdrawn_notice_is_nobodys_to_read():
    person = a_user()
    notice = a_notice(person)
    with pytest.raises(RuleBroken, match="Say why"):
        actions.withdraw_notice(notice, " ", by=person)
    actions.withdraw_notice(notice, "时间有误", by=person)
    assert queries.count_unread(person.id) == 0
    with pytest.raises(RuleBroken, match="already"):
        actions.withdraw_notice(notice, "再次", by=person)


def test_who_does_not_confirm_is_reminded_and_then_the_sender_is_told():
    sender, reader, late = a_user(), a_user(), a_user(name="王迟")
    notice = a_notice(reader, late, by=sender, asks_receipt=True)
    a_notice(late, by=sender)  # asks nobody to confirm
    actions.confirm_read(notice, by=reader)
    assert remind_unread(today()) == "0 people reminded, 0 notices told of"
    assert remind_unread(today() + timedelta(days=2)) == "1 people reminded, 0 notices told of"
    assert remind_unread(today() + timedelta(days=2)) == "0 people reminded, 0 notices told of"
    assert queries.count_unread(sender.id) == 0
    assert remind_unread(today() + timedelta(days=4)) == "0 people reminded, 1 notices told of"
    assert remind_unread(today() + timedelta(days=9)) == "0 people reminded, 0 notices told of"
    told_of = db.session.scalars(select(Notice).where(Notice.key.is_not(None))).all()
    assert "王迟" in told_of[-1].text
    assert queries.count_unread(sender.id) == 1


def test_a_group_hears_which_organisations_are_awaited_but_no_name():
    person, channel = a_user(name="王迟"), a_channel(ChannelKind.MANUAL)
    add_member(channel, user=person, by=Program())
    a_notice(to=Audience(channels=[channel.id]), asks_receipt=True)
    remind_unread(today() + timedelta(days=2))
    reminder = db.session.scalars(select(Delivery).order_by(Delivery.id.desc())).first()
    assert person.organisation.name in reminder.text
    assert "王迟" not in reminder.text
