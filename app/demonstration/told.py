"""Notices that are read and not read, and channels that are invented and therefore off."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from app.accounts.models import User
from app.demonstration.people import PROGRAM
from app.demonstration.season import Season
from app.extensions import db
from app.notices.actions import confirm_read, send_notice
from app.notices.actions.channels import add_member, create_channel
from app.notices.actions.deliveries import enqueue
from app.notices.models import Channel
from app.notices.queries.channels import get_key_post, list_key_posts_for
from app.notices.rules import Audience, NoticeCategory
from app.notices.rules.channels import ChannelKind
from app.shared.calendar import SHANGHAI, clock_at, now, today

#: Days ago, category, title, text, and who of the people has read it.
NOTICES = (
    (9, NoticeCategory.DOCUMENT, "转发省厅关于加强农村公路冬季施工质量管理的通知",
     "请各标段对照文件自查，气温低于5℃时不得摊铺水泥混凝土面层。", ("contractor", "north")),
    (5, NoticeCategory.ARRANGEMENT, "关于开展第四季度督导检查的安排",
     "本周起各督导组逐标段逐条道路开展检查，请项目经理、总工在岗配合。", ("contractor", "supervisor")),
    (3, NoticeCategory.PROBLEM, "部分标段未按规定养生，请立即整改",
     "水稳基层养生不足7天即开放交通，请有关标段当日整改并上传影像。", ()),
    (0, NoticeCategory.DAILY, "今日工作开展情况请于18时前上报", "各标段上报当日完成里程和影像资料。", ("north",)),
)  # fmt: skip
READERS = ("contractor", "supervisor", "north", "leader")
CHANNELS = (
    ("专项工作群", ChannelKind.WECOM, {"address": "https://qyapi.example.invalid/send?key=invented"}),
    ("项目办邮件", ChannelKind.MAIL, {
        "address": "mail.example.invalid:465", "mail_from": "zhulu@example.invalid",
        "mail_to": "office@example.invalid",
    }),
    ("沿线乡镇微信群（人工转发）", ChannelKind.MANUAL, {"is_on": True}),
)  # fmt: skip
MOST_POSTS = 6


def tell_notices(season: Season, users: Mapping[str, User]) -> Iterator[str]:
    """Set up the channels, send the notices, and let some people confirm some of them."""
    channels = [_channel(name, kind, details, users) for name, kind, details in CHANNELS]
    sections = [section.id for section in season.sections[:4]]
    for days, category, title, text, readers in NOTICES:
        morning = datetime.combine(today() - timedelta(days=days), time(9, 5), tzinfo=SHANGHAI)
        at = min(morning, now() - timedelta(hours=6))
        with clock_at(at):
            notice = send_notice(
                category=category, title=title, text=text, by=users["office"], asks_receipt=days > 1,
                to=Audience(
                    users=[users[name].id for name in READERS], sections=sections,
                    channels=[channels[-1].id],
                ),
                is_demonstration=True,
            )  # fmt: skip
        with clock_at(at + timedelta(hours=5)):
            for name in readers:
                confirm_read(notice, by=users[name])
    enqueue(channels[-1], "demonstration:trial", "测试消息", "本群由项目办人工转发系统播报。")
    yield f"{len(NOTICES)} notices and {len(channels)} channels"


def _channel(
    name: str, kind: ChannelKind, details: Mapping[str, object], users: Mapping[str, User]
) -> Channel:
    channel = create_channel(name, kind, details, by=PROGRAM)
    channel.is_demonstration = True
    db.session.flush()
    for reader in ("office", "contractor", "supervisor"):
        add_member(channel, user=users[reader], by=PROGRAM)
    for row in list_key_posts_for(channel, today())[:MOST_POSTS]:
        add_member(channel, key_post=get_key_post(row.id), by=PROGRAM)
    return channel
