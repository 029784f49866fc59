"""Formats, signatures and limits of the services, and what their answers mean (domain.md 4.2)."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.notices.rules.channels import (
    ChannelDraft,
    ChannelKind,
    Outcome,
    Trouble,
    channel_problems,
    end_of_quiet,
    masked,
    may_send_now,
    wait_after,
)
from app.notices.rules.messages import (
    CUT_WORDS,
    MOST_BODY_BYTES,
    Message,
    byte_count,
    cut,
    outcome_of,
    request_for,
    text_for,
    without_personal,
)

NOW = datetime(2026, 6, 1, 4, 10, 5, 123000, tzinfo=UTC)
URL = "https://example.com/hook?access_token=abc"
LONG = Message("digest:1", "农村公路周调度", "路基" * 20_000, NOW)


@pytest.mark.parametrize("kind", [ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU])
@pytest.mark.parametrize("text", ["路基" * 20_000, '"\n' * 20_000, "😀" * 10_000])
def test_no_body_is_longer_than_its_service_takes(kind, text):
    body = request_for(kind, URL, "", Message("k", "题", text, NOW), NOW).body
    content = json.loads(body)
    said = content["content"]["text"] if kind is ChannelKind.FEISHU else content["text"]["content"]
    assert byte_count(said) <= (2048 if kind is ChannelKind.WECOM else MOST_BODY_BYTES)
    assert len(body) <= MOST_BODY_BYTES
    assert said.endswith(CUT_WORDS)


def test_what_fits_to_the_last_byte_is_not_cut():
    assert cut("路" * 10, 30) == "路" * 10
    assert cut("路" * 11, 32, "…") == "路" * 9 + "…"


@pytest.mark.parametrize(
    "text, most, kept",
    [
        ("ab路基", 5 + 1, "ab路…"[:2] + "…"),  # 3 bytes are left: 路 would need all of them
        ("e\u0301" * 5, 8, "e\u0301…"),  # the accent stays on its letter
        ("👨\u200d👩\u200d👧" * 2, 30, "👨\u200d👩\u200d👧…"),  # a family is not torn apart
    ],
)
def test_no_letter_is_torn_apart(text, most, kept):
    assert cut(text, most, "…") == kept


def test_dingtalk_is_signed_with_the_secret_over_stamp_and_secret():
    request = request_for(ChannelKind.DINGTALK, URL, "SECabc", LONG, NOW)
    asked = parse_qs(urlsplit(request.url).query)
    stamp = str(int(NOW.timestamp() * 1000))
    expected = hmac.new(b"SECabc", f"{stamp}\nSECabc".encode(), hashlib.sha256).digest()
    assert asked["timestamp"] == [stamp]
    assert asked["sign"] == [base64.b64encode(expected).decode()]
    assert asked["access_token"] == ["abc"]


def test_feishu_is_signed_with_stamp_and_secret_over_nothing():
    content = json.loads(request_for(ChannelKind.FEISHU, URL, "abc", LONG, NOW).body)
    stamp = str(int(NOW.timestamp()))
    expected = hmac.new(f"{stamp}\nabc".encode(), b"", hashlib.sha256).digest()
    assert (content["timestamp"], content["sign"]) == (stamp, base64.b64encode(expected).decode())
    assert content["msg_type"] == "text"


def test_a_webhook_is_signed_over_stamp_and_body():
    request = request_for(ChannelKind.WEBHOOK, URL, "secret", LONG, NOW)
    told = request.headers["X-Zhulu-Timestamp"].encode() + b"." + request.body
    expected = hmac.new(b"secret", told, hashlib.sha256).hexdigest()
    assert request.headers["X-Zhulu-Signature"] == f"sha256={expected}"
    assert json.loads(request.body)["id"] == "digest:1"


def test_no_request_shows_its_secrets():
    request = request_for(ChannelKind.WEBHOOK, URL, "secret", LONG, NOW)
    assert "access_token" not in repr(request)
    assert "sha256" not in repr(request)


def test_personal_numbers_do_not_go_to_groups():
    said = without_personal("张三 13812345678，341302199001011234，桩号 K12+300，合同 123456789012")
    assert said == "张三 138****5678，341302********1234，桩号 K12+300，合同 123456789012"
    assert "1381234" not in text_for(ChannelKind.WECOM, Message("k", "致13812345678", "", NOW))


@pytest.mark.parametrize(
    "kind, status, body, trouble",
    [
        (ChannelKind.WECOM, 200, '{"errcode":0}', None),
        (ChannelKind.WECOM, 200, '{"errcode":45009,"errmsg":"key=abc"}', Trouble.TOO_FAST),
        (ChannelKind.WECOM, 200, '{"errcode":93000}', Trouble.REFUSED),
        (ChannelKind.WECOM, 200, '{"errcode":-1}', Trouble.STATUS),
        (ChannelKind.DINGTALK, 200, '{"errcode":310000}', Trouble.REFUSED),
        (ChannelKind.DINGTALK, 200, '{"errcode":130101}', Trouble.TOO_FAST),
        (ChannelKind.FEISHU, 200, '{"code":0}', None),
        (ChannelKind.FEISHU, 200, '{"StatusCode":0}', None),
        (ChannelKind.FEISHU, 400, '{"code":19021}', Trouble.REFUSED),
        (ChannelKind.FEISHU, 200, '{"code":19024}', Trouble.REFUSED),
        (ChannelKind.FEISHU, 200, '{"code":11232}', Trouble.TOO_FAST),
        (ChannelKind.FEISHU, 200, '{"code":true}', Trouble.ANSWER),
        (ChannelKind.WECOM, 200, "<html>", Trouble.ANSWER),
        (ChannelKind.WECOM, 200, "[" * 100_000, Trouble.ANSWER),
        (ChannelKind.WECOM, 200, "[]", Trouble.ANSWER),
        (ChannelKind.WECOM, 502, "bad", Trouble.STATUS),
        (ChannelKind.WECOM, 302, "", Trouble.REDIRECT),
        (ChannelKind.WEBHOOK, 204, "", None),
        (ChannelKind.WEBHOOK, 401, "", Trouble.REFUSED),
        (ChannelKind.WEBHOOK, 503, "", Trouble.STATUS),
        (ChannelKind.WEBHOOK, 429, "", Trouble.TOO_FAST),
    ],
)
def test_what_an_answer_means(kind, status, body, trouble):
    assert outcome_of(kind, status, "", body.encode()).trouble == trouble


def test_dingtalk_sulks_for_ten_minutes_and_a_wish_to_wait_is_heard():
    sulking = outcome_of(ChannelKind.DINGTALK, 200, "", b'{"errcode":130101}')
    assert sulking.wait == timedelta(minutes=10)
    assert outcome_of(ChannelKind.WEBHOOK, 429, "90", b"") == Outcome(
        Trouble.TOO_FAST, 429, timedelta(seconds=90)
    )


def test_never_more_than_eighteen_in_any_sixty_seconds():
    eighteen = [NOW - timedelta(seconds=second) for second in range(59, 41, -1)]
    assert len(eighteen) == 18
    assert not may_send_now(ChannelKind.WECOM, eighteen, NOW)
    assert may_send_now(ChannelKind.WECOM, eighteen, NOW + timedelta(seconds=1))


def test_feishu_rests_at_full_and_half_hours_and_after_four_in_a_second():
    assert not may_send_now(ChannelKind.FEISHU, [], NOW.replace(minute=0))
    assert not may_send_now(ChannelKind.FEISHU, [], NOW.replace(minute=30))
    assert may_send_now(ChannelKind.FEISHU, [NOW] * 3, NOW)
    assert not may_send_now(ChannelKind.FEISHU, [NOW] * 4, NOW)


@pytest.mark.parametrize(
    "failures, wished, minutes",
    [
        (1, None, 1),
        (2, None, 2),
        (4, None, 8),
        (7, None, 60),
        (10_000, None, 60),
        (1, 10, 10),
        (1, 999, 60),
    ],
)
def test_a_channel_that_is_down_rests_longer_and_longer(failures, wished, minutes):
    wish = timedelta(minutes=wished) if wished else None
    assert wait_after(failures, wish) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "hour, quiet_from, quiet_until, ends",
    [
        (20, 21, 7, None),
        (21, 21, 7, (2, 7)),  # the hour itself is quiet
        (3, 21, 7, (1, 7)),
        (7, 21, 7, None),
        (12, 12, 14, (1, 14)),
        (12, 8, 8, None),  # no quiet hours
        (22, 21, 24, (2, 0)),
    ],
)
def test_quiet_hours_are_of_shanghai(hour, quiet_from, quiet_until, ends):
    local = datetime(2026, 6, 1, hour, 30, tzinfo=UTC) - timedelta(hours=8)
    end = end_of_quiet(local, quiet_from, quiet_until)
    assert (None if end is None else (end.day, end.hour)) == ends


@pytest.mark.parametrize(
    "draft, sentence",
    [
        (ChannelDraft("", ChannelKind.IN_APP), "Give the channel a name."),
        (ChannelDraft("a", ChannelKind.WECOM, is_on=True), "Enter the address before"),
        (ChannelDraft("a", ChannelKind.WECOM, "file:///etc"), "begins with https://"),
        (ChannelDraft("a", ChannelKind.MAIL, "m:25", is_on=True), "sender and the recipients"),
        (ChannelDraft("a", ChannelKind.WEBHOOK, URL, "short", is_on=True), "at least 16"),
    ],
)
def test_what_a_channel_may_not_be(draft, sentence):
    assert any(sentence in problem.english for problem in channel_problems(draft))


def test_a_secret_shows_its_last_letters_only():
    assert masked(None) == ""
    assert masked("short") == "••••"
    assert masked("a-rather-long-secret") == "••••cret"
