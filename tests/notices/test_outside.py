"""The door to the outside: checked addresses, no redirect, an end to slow and endless answers, mail."""

import time
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from threading import Event

import pytest

from app.notices.outside import Outgoing, send
from app.notices.rules.channels import ChannelKind, Trouble
from app.notices.rules.messages import Message
from app.notices.rules.networks import BadAddress, may_connect, network_problems, split_url
from tests.notices.outside_world import a_mail_server, a_web_server, names_that_change

NOW = datetime(2026, 6, 1, 4, 10, tzinfo=UTC)
LOOPBACK = ["127.0.0.0/8"]


def one(address, kind=ChannelKind.WECOM, secret="", **mail):
    return Outgoing(1, 1, kind, Message("k:1", "题", "文", NOW), address, secret, **mail)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.8",
        "::1", "::", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)  # fmt: skip
def test_private_addresses_are_not_connected_to(address):
    assert not may_connect(address, ())


def test_open_addresses_and_allowed_networks_are():
    assert may_connect("1.1.1.1", ())
    assert may_connect("2400:3200::1", ())
    assert may_connect("10.1.2.3", ["10.1.2.0/24"])
    assert may_connect("::ffff:10.1.2.3", ["10.1.2.0/24"])
    assert not may_connect("10.1.3.3", ["10.1.2.0/24"])


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://a/", "https://a@b/", "https://a\\@b/", "https:///path",
        "https://a b/", "https://a/\r\nHost: b", "https://名字/", "//a/", "https://a:99999/",
        "https://[::1/", "https://" + "a" * 600,
    ],
)  # fmt: skip
def test_odd_addresses_are_refused(url):
    with pytest.raises(BadAddress):
        split_url(url)
    assert send(one(url), (), NOW).trouble is Trouble.ADDRESS


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]"]
)
def test_no_writing_of_a_loopback_address_reaches_a_server(host):
    with a_web_server() as world:
        outcome = send(one(f"http://{host}:{world.port}/"), (), NOW)
        assert outcome.trouble in (Trouble.PRIVATE, Trouble.UNKNOWN_HOST)
        assert send(one(f"{host.strip('[]')}:{world.port}", ChannelKind.MAIL), (), NOW).trouble in (
            Trouble.PRIVATE,
            Trouble.UNKNOWN_HOST,
        )
    assert world.heard == []


def test_a_name_is_asked_once_and_what_was_checked_is_connected_to():
    with a_web_server() as world, names_that_change("127.0.0.1", "10.9.9.9") as asked:
        assert send(one(f"http://rebinding.test:{world.port}/x"), LOOPBACK, NOW).is_good
        assert asked == ["rebinding.test"]
        assert world.heard[0].headers["Host"] == f"rebinding.test:{world.port}"
    with a_web_server() as world, names_that_change("127.0.0.1"):
        outcome = send(one(f"http://open.test:{world.port}/"), ["10.0.0.0/8"], NOW)
        assert outcome.trouble is Trouble.PRIVATE
    assert world.heard == []


def test_an_allowed_network_is_reached_and_the_group_gets_the_text():
    with a_web_server() as world:
        assert send(one(world.url), LOOPBACK, NOW).is_good
    assert world.heard[0].path == "/send?key=very-secret-key-1234"
    assert world.heard[0].json == {"msgtype": "text", "text": {"content": "【题】\n文"}}


def test_a_redirect_is_not_followed():
    with a_web_server() as world:
        world.status, world.headers = 302, {"Location": f"http://127.0.0.1:{world.port}/inside"}
        assert send(one(world.url), LOOPBACK, NOW).trouble is Trouble.REDIRECT
    assert len(world.heard) == 1


def test_an_endless_answer_is_left():
    with a_web_server() as world:
        world.body = b"x" * 200_000
        assert send(one(world.url), LOOPBACK, NOW).trouble is Trouble.ANSWER


@pytest.mark.parametrize("trickle", [0.05])
def test_a_trickling_answer_ends_at_the_deadline(trickle):
    with a_web_server() as world:
        world.body, world.trickle = b"x" * 1000, trickle
        start = time.monotonic()
        assert send(one(world.url), LOOPBACK, NOW, seconds=0.4).trouble is Trouble.TIMEOUT
        assert time.monotonic() - start < 2


def test_nobody_listens():
    with a_web_server() as world:
        url = world.url
    assert send(one(url), LOOPBACK, NOW).trouble is Trouble.CONNECTION


def test_a_server_without_tls_is_not_spoken_to_with_https():
    with a_web_server() as world:
        url = world.url.replace("http:", "https:")
        assert send(one(url), LOOPBACK, NOW, seconds=2).trouble is Trouble.CONNECTION


def test_a_mail_arrives_with_subject_and_text():
    mail = {"mail_from": "zhulu@example.cn", "mail_to": ("a@example.cn", "b@example.cn")}
    with a_mail_server() as post:
        address = f"127.0.0.1:{post.port}"
        assert send(one(address, ChannelKind.MAIL, **mail), LOOPBACK, NOW).is_good
        letter = post.letters[0]
        assert letter["Subject"] == "题"
        assert letter.get_content().strip() == "【题】\n文"
        assert sum(line.upper().startswith("RCPT") for line in post.spoken) == 2
        post.refuses = True
        outcome = send(one(address, ChannelKind.MAIL, **mail), LOOPBACK, NOW)
        assert outcome.trouble is Trouble.RECIPIENT


def test_a_title_with_line_ends_forges_no_header():
    mail = {"mail_from": "a@b.cn", "mail_to": ("c@d.cn",)}
    message = Message("k", "题\r\nBcc: x@y.cn", "文", NOW)
    with a_mail_server() as post:
        outgoing = Outgoing(1, 1, ChannelKind.MAIL, message, f"127.0.0.1:{post.port}", "", **mail)
        assert send(outgoing, LOOPBACK, NOW).is_good
    assert post.letters[0]["Bcc"] is None


def test_a_slow_mail_server_ends_at_the_deadline():
    with a_mail_server() as post:
        post.sleeps = 1.0
        outgoing = one(
            f"127.0.0.1:{post.port}", ChannelKind.MAIL, mail_from="a@b", mail_to=("c@d",)
        )
        assert send(outgoing, LOOPBACK, NOW, seconds=0.3).trouble is Trouble.TIMEOUT


def test_a_silence_that_the_socket_ends_before_the_deadline_is_called_a_timeout(monkeypatch):
    @contextmanager
    def never_over(_socket, _seconds):
        yield Event()

    monkeypatch.setattr(import_module("app.notices.outside.send"), "deadline", never_over)
    with a_mail_server() as post:
        post.sleeps = 1.0
        outgoing = one(
            f"127.0.0.1:{post.port}", ChannelKind.MAIL, mail_from="a@b", mail_to=("c@d",)
        )
        assert send(outgoing, LOOPBACK, NOW, seconds=0.3).trouble is Trouble.TIMEOUT


def test_networks_are_read_line_by_line():
    assert network_problems(["10.0.0.0/8", "192.168.1.5", "fd00::/8"]) == []
    assert len(network_problems(["10.0.0.1/8", "internet", ""])) == 3
