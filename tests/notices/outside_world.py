"""A web server and a mail server of our own that answer as told, and keep what they were sent."""

import json
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Heard:
    """One request as it arrived."""

    path: str
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class World:
    """What the server answers, and what it heard."""

    port: int = 0
    status: int = 200
    body: bytes = b'{"errcode":0,"code":0}'
    headers: dict[str, str] = field(default_factory=dict)
    #: Seconds between the bytes of the answer; 0 sends it at once.
    trickle: float = 0
    heard: list[Heard] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/send?key=very-secret-key-1234"


@contextmanager
def a_web_server() -> Iterator[World]:
    world = World()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            world.heard.append(Heard(self.path, self.headers, body))
            self.send_response(world.status)
            for name, value in world.headers.items():
                self.send_header(name, value)
            self.end_headers()
            step = 1 if world.trickle else len(world.body) or 1
            try:
                for place in range(0, len(world.body), step):
                    self.wfile.write(world.body[place : place + step])
                    time.sleep(world.trickle)
            except OSError:
                return

        def do_GET(self) -> None:
            world.heard.append(Heard(self.path, self.headers, b""))

        def log_message(self, *_: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        world.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield world
        finally:
            server.shutdown()


@dataclass
class Post:
    """A mail server's memory, and whether it refuses recipients."""

    port: int = 0
    refuses: bool = False
    sleeps: float = 0
    letters: list[Any] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)


@contextmanager
def a_mail_server() -> Iterator[Post]:
    post = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            time.sleep(post.sleeps)
            self.say("220 test")
            try:
                while line := self.rfile.readline().decode().strip():
                    post.spoken.append(line)
                    if self.answer(line):
                        return
            except OSError:
                return

        def answer(self, line: str) -> bool:
            word = line.split()[0].upper()
            if word == "RCPT" and post.refuses:
                self.say("550 no such mailbox")
            elif word == "DATA":
                self.say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                post.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
                self.say("250 taken")
            else:
                self.say("221 bye" if word == "QUIT" else "250 fine")
            return word == "QUIT"

        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        post.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield post
        finally:
            server.shutdown()


@contextmanager
def names_that_change(*answers: str) -> Iterator[list[str]]:
    """Let every host name mean these addresses, one after the other, as a rebinding name server would."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *_: Any, **__: Any) -> Any:
        asked.append(host)
        address = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    socket.getaddrinfo = resolve
    try:
        yield asked
    finally:
        socket.getaddrinfo = real
