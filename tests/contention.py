"""Several threads that act at once on one database, for tests of who wins."""

import threading
from collections.abc import Callable

from flask import Flask

from app.extensions import db
from app.shared.errors import Refused
from app.shared.transaction import transaction

CONTENDERS = 8
ONE_WINS = sorted(["refused"] * (CONTENDERS - 1) + ["won"])


def at_once(app: Flask, act: Callable[[int], None], contenders: int = CONTENDERS) -> list[str]:
    """Run the act from several threads behind a barrier and return how each ended."""
    barrier, ends = threading.Barrier(contenders), ["died"] * contenders

    def contend(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    act(number)
                ends[number] = "won"
            except Refused:
                ends[number] = "refused"
            db.session.remove()

    threads = [threading.Thread(target=contend, args=(n,)) for n in range(contenders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)
