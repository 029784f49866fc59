"""Messages as the services take them: formats, signatures, limits in bytes, answers. Source: domain.md 4.2."""

import base64
import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from app.notices.rules.channels import ChannelKind, Outcome, Trouble

#: Most bytes of the text in UTF-8; of the whole body where the service counts that.
MOST_TEXT_BYTES: Mapping[ChannelKind, int] = {
    ChannelKind.WECOM: 2_048,
    ChannelKind.DINGTALK: 18_000,
    ChannelKind.FEISHU: 18_000,
    ChannelKind.WEBHOOK: 60_000,
    ChannelKind.MAIL: 60_000,
}
MOST_BODY_BYTES = 20_000
CUT_WORDS = "……（全文请登录系统查看）"
#: A variation selector, a joiner and whatever combines belong to the letter before them.
JOINERS = frozenset("\u200d\ufe0e\ufe0f")
MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
IDENTITY = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
#: Error numbers by which a service says that there were too many messages, and how long it then sulks.
TOO_FAST: Mapping[ChannelKind, Mapping[int, timedelta]] = {
    ChannelKind.WECOM: {45009: timedelta(minutes=1)},
    ChannelKind.DINGTALK: {130101: timedelta(minutes=10), 660026: timedelta(minutes=10)},
    ChannelKind.FEISHU: {11232: timedelta(minutes=2), 9499: timedelta(minutes=2)},
}
#: Error numbers about the key, the signature, the address or the keywords: a person has to look.
REFUSED: Mapping[ChannelKind, frozenset[int]] = {
    ChannelKind.WECOM: frozenset({93000, 93008, 40008, 40058, 44004, 45002}),
    ChannelKind.DINGTALK: frozenset({310000, 300001, 300005, 400101, 400102}),
    ChannelKind.FEISHU: frozenset({19001, 19021, 19022, 19024}),
}


@dataclass(frozen=True)
class Message:
    """What goes to a channel; the key is the same however often it is sent."""

    key: str
    title: str
    text: str
    made_at: datetime

    @property
    def whole(self) -> str:
        """Title and text as one, the title in the brackets that groups know."""
        head = self.title if self.title.startswith("【") else f"【{self.title}】"
        return f"{head}\n{self.text}" if self.text else head


@dataclass(frozen=True)
class Request:
    """An HTTP request to be posted; its address may hold a key, so it is never shown."""

    url: str = field(repr=False)
    body: bytes
    headers: Mapping[str, str] = field(repr=False)


def without_personal(text: str) -> str:
    """Return a text for a group with the middle of telephone and identity numbers hidden."""
    return IDENTITY.sub(r"\1********\2", MOBILE.sub(r"\1****\2", text))


def byte_count(text: str) -> int:
    """Return how many bytes a text takes in UTF-8."""
    return len(text.encode())


def cut(text: str, most_bytes: int, tail: str = CUT_WORDS) -> str:
    """Return the text, or as much of it as fits with the tail; no letter is cut, nor what combines with it."""
    raw = text.encode()
    if len(raw) <= most_bytes:
        return text
    kept = raw[: most_bytes - byte_count(tail)].decode(errors="ignore")
    while kept and _continues(text, len(kept)):
        kept = kept[:-1]
    return kept + tail


def text_for(kind: ChannelKind, message: Message) -> str:
    """Return the text as this kind of channel gets it: without personal numbers, not too long."""
    return cut(without_personal(message.whole), MOST_TEXT_BYTES.get(kind, 60_000))


def request_for(
    kind: ChannelKind, url: str, secret: str, message: Message, now: datetime
) -> Request:
    """Return what is posted to a group bot or webhook, signed for this moment where it has a secret."""
    text = text_for(kind, message)
    if kind is ChannelKind.WEBHOOK:
        return _webhook(url, secret, message, text, now)
    if kind is ChannelKind.DINGTALK:
        content: dict[str, Any] = {"msgtype": "text", "text": {"content": text}}
        url = _signed_for_dingtalk(url, secret, now) if secret else url
    elif kind is ChannelKind.FEISHU:
        content = {"msg_type": "text", "content": {"text": text}}
        content |= _feishu_signature(secret, now) if secret else {}
    else:
        content = {"msgtype": "text", "text": {"content": text}}
    return Request(url, _fitting(content, text), _JSON)


def outcome_of(kind: ChannelKind, status: int, retry_after: str, body: bytes) -> Outcome:
    """Return what a service's answer means; the text of the answer is never kept, since it may repeat the key."""
    if 300 <= status < 400:
        return Outcome(Trouble.REDIRECT, status)
    if status == 429:
        return Outcome(Trouble.TOO_FAST, status, _seconds(retry_after))
    if kind is ChannelKind.WEBHOOK:
        return _of_webhook(status)
    if status >= 500 or status < 200:
        return Outcome(Trouble.STATUS, status)
    number = _number_in(kind, body)
    if number is None:
        return Outcome(Trouble.ANSWER if status < 400 else Trouble.STATUS, status)
    if number == 0 and status < 400:
        return Outcome()
    if number in TOO_FAST[kind]:
        return Outcome(Trouble.TOO_FAST, number, TOO_FAST[kind][number])
    refused = number in REFUSED[kind]
    return Outcome(Trouble.REFUSED if refused else Trouble.STATUS, number)


_JSON = {"Content-Type": "application/json; charset=utf-8"}


def _of_webhook(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome()
    lasting = 400 <= status < 500 and status not in (408, 425)
    return Outcome(Trouble.REFUSED if lasting else Trouble.STATUS, status)


def _number_in(kind: ChannelKind, body: bytes) -> int | None:
    """Return the error number of an answer, 0 for success, None where there is none."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    names = ("code", "StatusCode") if kind is ChannelKind.FEISHU else ("errcode",)
    found = [answer[name] for name in names if name in answer] if isinstance(answer, dict) else []
    return found[0] if found and type(found[0]) is int else None


def _signed_for_dingtalk(url: str, secret: str, now: datetime) -> str:
    stamp = str(int(now.timestamp() * 1000))
    told = f"{stamp}\n{secret}".encode()
    signature = base64.b64encode(hmac.new(secret.encode(), told, hashlib.sha256).digest())
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}timestamp={stamp}&sign={quote_plus(signature)}"


def _feishu_signature(secret: str, now: datetime) -> dict[str, str]:
    """Feishu takes stamp and secret as the key, and signs nothing with it."""
    stamp = str(int(now.timestamp()))
    key = f"{stamp}\n{secret}".encode()
    signature = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest())
    return {"timestamp": stamp, "sign": signature.decode()}


def _webhook(url: str, secret: str, message: Message, text: str, now: datetime) -> Request:
    content = {
        "id": message.key, "title": without_personal(message.title), "text": text,
        "made_at": message.made_at.isoformat(),
    }  # fmt: skip
    body, stamp = _bytes(content), str(int(now.timestamp()))
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    named = {
        "X-Zhulu-Delivery": quote_plus(message.key), "X-Zhulu-Timestamp": stamp,
        "X-Zhulu-Signature": f"sha256={signature.hexdigest()}",
    }  # fmt: skip
    return Request(url, body, _JSON | named)


def _fitting(content: dict[str, Any], text: str) -> bytes:
    """Return the body; where quotation marks and line ends made it too long, with less of the text."""
    body, most = _bytes(content), byte_count(text)
    while len(body) > MOST_BODY_BYTES:
        most -= len(body) - MOST_BODY_BYTES + byte_count(CUT_WORDS)
        shorter = cut(text, most)
        part = content.get("text") or content["content"]
        part["content" if "content" in part else "text"] = shorter
        body = _bytes(content)
    return body


def _bytes(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _continues(text: str, place: int) -> bool:
    """Return whether the letter at the place belongs to the one before it."""
    letter, before = text[place], text[place - 1]
    return bool(unicodedata.combining(letter)) or letter in JOINERS or before == "\u200d"


def _seconds(text: str) -> timedelta | None:
    return (
        timedelta(seconds=int(text))
        if text.isascii() and text.isdigit() and len(text) < 6
        else None
    )
