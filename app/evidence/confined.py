"""Processes that write photos anew: kept ready, because starting one takes longer than a photo does.

A process that is kept never looks at a photo itself: for each it makes a child of its own with little
memory and time (`reencode.py --serve`). Where the system cannot do that, each photo starts a process.
"""

import atexit
import json
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

REENCODE = Path(__file__).with_name("reencode.py")
#: Seconds; the child itself may compute for ten, the rest is waiting on a busy machine.
LONGEST_WAIT = 60
AT_ONCE = 2
CAN_FORK = hasattr(os, "fork")
BROKEN = {"refused": "broken"}


def reencode(source: Path, picture: Path, thumbnail: Path) -> dict[str, Any]:
    """Write the picture and its thumbnail; return what is known of it, or why it is refused."""
    paths = [str(source), str(picture), str(thumbnail)]
    return _POOL.answer(paths) if CAN_FORK else _answer_of_one(paths)


class _Keeper:
    """One process that is kept."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", str(REENCODE), "--serve"]
        self.process = subprocess.Popen(  # noqa: S603 - our own script
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self.asking: Any = self.process.stdin
        self.answering: Any = self.process.stdout

    def answer(self, paths: list[str]) -> dict[str, Any] | None:
        """Return the answer, or None when the process is gone or does not answer in time."""
        try:
            self.asking.write(json.dumps(paths).encode() + b"\n")
        except OSError:
            return None
        handle, told = self.answering.fileno(), b""
        until = time.monotonic() + LONGEST_WAIT
        while not told.endswith(b"\n"):
            if not select.select([handle], [], [], max(0, until - time.monotonic()))[0]:
                return None
            if not (part := os.read(handle, 65536)):
                return None
            told += part
        found: dict[str, Any] = json.loads(told)
        return found

    def end(self) -> None:
        """End the process and its child."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.asking.close()
        self.answering.close()


class _Pool:
    """At most AT_ONCE processes, each for one photo at a time; further photos wait their turn."""

    def __init__(self) -> None:
        self.owner = 0
        self.forget()
        atexit.register(self.end)

    def forget(self) -> None:
        """Begin anew: a process that was forked does not use those of its parent."""
        self.owner = os.getpid()
        self.idle: queue.LifoQueue[_Keeper] = queue.LifoQueue()
        self.turns = threading.BoundedSemaphore(AT_ONCE)

    def answer(self, paths: list[str]) -> dict[str, Any]:
        if self.owner != os.getpid():
            self.forget()
        with self.turns:
            keeper = self._ready()
            answer = keeper.answer(paths)
            if answer is None:
                keeper.end()
                return BROKEN
            self.idle.put(keeper)
            return answer

    def _ready(self) -> _Keeper:
        while True:
            try:
                keeper = self.idle.get_nowait()
            except queue.Empty:
                return _Keeper()
            if keeper.process.poll() is None:
                return keeper
            keeper.end()

    def end(self) -> None:
        """End what is kept; called when the program ends."""
        while self.owner == os.getpid() and not self.idle.empty():
            self.idle.get_nowait().end()


_POOL = _Pool()


def _answer_of_one(paths: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-I", str(REENCODE), *paths]
    try:
        run = subprocess.run(  # noqa: S603 - our own script, paths of our own making
            command, capture_output=True, timeout=LONGEST_WAIT, check=False
        )
        answer: dict[str, Any] = json.loads(run.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return BROKEN
    return answer
