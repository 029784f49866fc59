"""Connections to checked addresses: a name is resolved once, and what was checked is what is connected to."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from app.notices.rules.channels import Trouble
from app.notices.rules.networks import may_connect

CONNECT_SECONDS = 5.0
#: For one message in all, however slowly the other side trickles.
WHOLE_SECONDS = 12.0


class Unsent(Exception):
    """The message did not arrive, for a reason that may be shown."""

    def __init__(self, trouble: Trouble, number: int | None = None) -> None:
        super().__init__(trouble.value)
        self.trouble, self.number = trouble, number


def connect(host: str, port: int, allowed: Sequence[str]) -> socket.socket:
    """Return a connection to the first address of the host that answers. Raises Unsent.

    One address that may not be connected to spoils the name: whoever mixes private and public ones is
    trying something.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unsent(Trouble.UNKNOWN_HOST) from None
    targets = [entry[4] for entry in found]
    if not targets or not all(may_connect(str(target[0]), allowed) for target in targets):
        raise Unsent(Trouble.PRIVATE)
    for entry in found:
        connection = socket.socket(entry[0], entry[1], entry[2])
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(entry[4])
        except OSError:
            connection.close()
            continue
        return connection
    raise Unsent(Trouble.CONNECTION)


@contextmanager
def deadline(find: Callable[[], socket.socket | None], seconds: float) -> Iterator[threading.Event]:
    """Shut the connection that `find` returns when the time is over; the event says whether that happened."""
    is_over = threading.Event()

    def end() -> None:
        is_over.set()
        connection = find()
        if connection is not None:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()
