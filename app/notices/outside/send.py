"""Sending one message: a post to a bot or webhook, or a mail. No database, no retries: an outcome."""

import http.client
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from app.notices.outside.connect import WHOLE_SECONDS, Unsent, connect, deadline
from app.notices.rules.channels import ChannelKind, Outcome, Trouble
from app.notices.rules.messages import Message, outcome_of, request_for, text_for
from app.notices.rules.networks import BadAddress, may_connect, split_host, split_url

LONGEST_ANSWER = 64 * 1024
SUBMISSION_OVER_TLS = 465


@dataclass(frozen=True)
class Outgoing:
    """One message with all that is needed to send it; what is secret does not stand in its repr."""

    delivery_id: int
    channel_id: int
    kind: ChannelKind
    message: Message
    address: str = field(repr=False)
    secret: str = field(repr=False)
    mail_user: str = ""
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()


def send(
    one: Outgoing, allowed: Sequence[str], now: datetime, seconds: float = WHOLE_SECONDS
) -> Outcome:
    """Send one message and return what came of it; never raises for what the other side does."""
    try:
        if one.kind is ChannelKind.MAIL:
            return _mail(one, allowed, now, seconds)
        return _post(one, allowed, now, seconds)
    except Unsent as unsent:
        return Outcome(unsent.trouble, unsent.number)
    except BadAddress:
        return Outcome(Trouble.ADDRESS)
    except ssl.SSLCertVerificationError:
        return Outcome(Trouble.CERTIFICATE)
    except TimeoutError:
        return Outcome(Trouble.TIMEOUT)
    except (OSError, http.client.HTTPException, smtplib.SMTPException, ValueError):
        return Outcome(Trouble.CONNECTION)


def _post(one: Outgoing, allowed: Sequence[str], now: datetime, seconds: float) -> Outcome:
    request = request_for(one.kind, one.address, one.secret, one.message, now)
    scheme, host, port, path = split_url(request.url)
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    # Kept beside, since the connection lets go of its socket before the answer is read.
    held = [connect(host, port, allowed)]
    with deadline(lambda: held[0], seconds) as is_over:
        try:
            if scheme == "https":
                held[0] = _over_tls(held[0], host)
            elif not _is_inside(held[0], allowed):
                # In the open internet anybody on the way could read the key in the address.
                raise Unsent(Trouble.ADDRESS)
            held[0].settimeout(seconds)
            connection.sock = held[0]
            headers = {"Host": _host_line(host, port, scheme), **request.headers}
            connection.request("POST", path, request.body, headers)
            answer = connection.getresponse()
            body = answer.read(LONGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException):
            if is_over.is_set():
                raise TimeoutError from None
            raise
        finally:
            connection.close()
            held[0].close()
    if is_over.is_set():
        return Outcome(Trouble.TIMEOUT)
    if len(body) > LONGEST_ANSWER:
        return Outcome(Trouble.ANSWER, answer.status)
    return outcome_of(one.kind, answer.status, answer.headers.get("Retry-After", ""), body)


def _mail(one: Outgoing, allowed: Sequence[str], now: datetime, seconds: float) -> Outcome:
    host, port = split_host(one.address)
    server = _Server(host, port, allowed, seconds)
    with deadline(lambda: server.sock, seconds) as is_over:
        try:
            server.begin()
            if one.mail_user:
                server.login(one.mail_user, one.secret)
            refused = server.send_message(_letter(one, now))
            return Outcome(Trouble.RECIPIENT) if refused else Outcome()
        except (smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused):
            return Outcome(Trouble.RECIPIENT)
        except smtplib.SMTPAuthenticationError as error:
            return Outcome(Trouble.REFUSED, error.smtp_code)
        except smtplib.SMTPResponseException as error:
            return Outcome(Trouble.STATUS, error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            # smtplib calls a silence that was too long a disconnection.
            if is_over.is_set() or isinstance(error.__context__, TimeoutError):
                raise TimeoutError from None
            raise
        finally:
            server.close()


class _Server(smtplib.SMTP):
    """A mail server at a checked address; TLS always, but for a server inside an allowed network."""

    def __init__(self, host: str, port: int, allowed: Sequence[str], seconds: float) -> None:
        super().__init__(timeout=seconds)
        self._host, self.port, self.allowed = host, port, allowed

    def begin(self) -> None:
        """Connect and greet, over TLS. Raises Unsent where an open server has none."""
        code, _ = self.connect(self._host, self.port)
        if code != 220:
            raise Unsent(Trouble.STATUS, code)
        self.ehlo()
        if self.port == SUBMISSION_OVER_TLS:
            return
        if self.has_extn("starttls"):
            self.starttls(context=ssl.create_default_context())
            self.ehlo()
        elif not _is_inside(self.sock, self.allowed):
            raise Unsent(Trouble.CERTIFICATE)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        connection = connect(host, port, self.allowed)
        connection.settimeout(timeout)
        return _over_tls(connection, host) if port == SUBMISSION_OVER_TLS else connection


def _letter(one: Outgoing, now: datetime) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = " ".join(one.message.title.split())
    letter["From"], letter["To"] = one.mail_from, ", ".join(one.mail_to)
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = make_msgid(f"zhulu-{one.delivery_id}", domain="zhulu.invalid")
    letter.set_content(text_for(one.kind, one.message), cte="base64")
    return letter


def _over_tls(connection: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(connection, server_hostname=host)


def _is_inside(connection: Any, allowed: Sequence[str]) -> bool:
    """Return whether the other side is in a network that the administrator allowed, not in the open."""
    address = str(connection.getpeername()[0])
    return may_connect(address, allowed) and not may_connect(address, ())


def _host_line(host: str, port: int, scheme: str) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port == (443 if scheme == "https" else 80) else f"{name}:{port}"
