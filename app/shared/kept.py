"""Parts of pages, and whole answers, that are kept while nothing changes that they were made from.

While a part is made, the questions that it asks the database are noted with a digest of the answers, and the
tables they are about. It stays true until one of the tables has another revision and the answer to one of
these questions is another, or the day is over. What was read earlier in the same request counts as well, since
objects may be handed to the part. Each process keeps its own, the last ones asked for, in bounded memory. Nothing
is kept or taken in requests that write, whose transaction may yet be undone.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import wraps
from itertools import chain
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from flask import Response, current_app, g, has_request_context, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.extensions import db
from app.shared.calendar import today
from app.shared.languages import chosen_locale
from app.shared.pages import is_demonstration
from app.shared.readings import Reading, answers_the_same, noted_apart, notes, noting
from app.shared.revisions import NOT_FOLLOWED, has_written, revisions, tables_read

P = ParamSpec("P")
T = TypeVar("T")
#: Of all that a process keeps, by a rough count.
MOST_BYTES = 16_000_000
#: What a number or an empty text takes.
SMALL = 100
PAGES = frozenset({"text/html", "application/json"})
#: Stands in kept answers where each browser's own form token belongs; nobody can guess and type it.
TOKEN_HOLE = f"form-token-{secrets.token_hex(16)}"
#: Begins the marks of places that are filled with parts; nobody can guess it either.
_MARK = f"parts-{secrets.token_hex(16)}"
#: What fills the other holes of kept answers: what is one reader's own and changes often.
_fillings: dict[str, Callable[[], str]] = {}


@dataclass(frozen=True)
class Part:
    """What was made, and the day and the revisions of tables for which it is known to be true."""

    value: Any
    day: date
    made_from: Mapping[str, int]
    readings: tuple[Reading, ...]
    #: Tables of which more was read than the readings.
    unnoted: frozenset[str]
    size: int
    #: Of no use outside an answer whose holes are filled.
    has_hole: bool


@dataclass(frozen=True)
class Answer:
    """A page as it was sent, with holes for the form token."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    image_hosts: tuple[str, ...]


class _Shelf:
    """The parts of this process; the one that was not asked for longest goes first."""

    def __init__(self) -> None:
        self.parts: OrderedDict[Hashable, Part] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def find(self, key: Hashable) -> Part | None:
        """Return the part if it is still true for this request."""
        part = self.parts.get(key)
        if part is None or part.day != today() or (part.has_hole and not _draws_with_holes()):
            return None
        now = revisions()
        changed = {name for name, number in part.made_from.items() if now.get(name, 0) != number}
        if changed:
            if changed & part.unnoted or not answers_the_same(part.readings, changed):
                return None
            made_from = {name: now.get(name, 0) for name in part.made_from}
            self.put(key, part := replace(part, made_from=made_from))
            return part
        with self.lock:
            if key in self.parts:
                self.parts.move_to_end(key)
        return part

    def put(self, key: Hashable, part: Part) -> None:
        with self.lock:
            before = self.parts.pop(key, None)
            self.size += part.size - (before.size if before else 0)
            self.parts[key] = part
            while self.size > MOST_BYTES:
                _oldest, gone = self.parts.popitem(last=False)
                self.size -= gone.size


_shelf = _Shelf()


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` returned for the key while it is still true, or make it now.

    The key must name everything beside the database that the part depends on: the reader and the reader's
    rights, the language, the address. Nobody may change what is returned.
    """
    if not _may_keep():
        return make()
    if part := _shelf.find(key):
        tables_read().update(part.made_from)
        notes().add(part.readings, part.unnoted)
        found: T = part.value
        return found
    with noting():
        value = make()
    _keep(key, value)
    return value


def kept_apart(key: Hashable, make: Callable[[], T]) -> T:
    """Return what is kept for the key, of which all that it depends on is the key and what `make` itself reads.

    So it outlives changes of what else was read in the request. `make` may be given nothing that was read
    before, except the objects that the session still holds, such as the reader: those count as read.
    """
    read = tables_read()
    before = set(read)
    read.clear()
    read.update(getattr(one, "__tablename__", "") for one in db.session.identity_map.values())
    try:
        with noted_apart(read):
            for one in notes().readings:
                read.update(one.tables)
            return kept(key, make)
    finally:
        read.update(before)


def keeps_answer(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Answer a GET as the same person was answered before, while nothing changed that it was made from.

    For views that only read, and show of the request no more than its address.
    """

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not _may_keep():
            return view(*args, **kwargs)
        if "_flashes" in session:
            return _without_holes(_with_holes(lambda: make_response(view(*args, **kwargs))))
        key = _reader_and_address()
        if part := _shelf.find(key):
            return _filled(part.value)
        with noting():
            response = _with_holes(lambda: make_response(view(*args, **kwargs)))
        if not _is_page(response):
            return _without_holes(response)
        answer = Answer(
            response.get_data(), tuple(response.headers.items()), tuple(g.get("image_hosts", ()))
        )
        _keep(key, answer)
        return _filled(answer)

    return answered


def kept_around(draw: Callable[[], str], places: Mapping[str, Callable[[], Iterable[str]]]) -> str:
    """Return the page of this address as drawn with marks at some places, each with the parts that belong there.

    The page itself is kept apart, so a change of a part draws that part only. `draw` writes `mark(place)` where the
    parts of a place shall stand.
    """
    has_message = "_flashes" in session
    page = draw() if has_message else kept_apart(("around", *_reader_and_address()), draw)
    for place, parts in places.items():
        page = page.replace(mark(place), "".join(parts()))
    return page


def mark(place: str) -> Markup:
    """Return what stands in a page that is `kept_around` where the parts of the place belong."""
    return Markup(f"{_MARK}-{place}")  # noqa: S704


def _reader_and_address() -> tuple[Hashable, ...]:
    return (
        *(request.root_path, request.path, request.query_string),
        *(current_user.id, chosen_locale(), is_demonstration()),
    )


def hole(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Let kept answers have a hole where the function's text belongs, which is asked for each answer.

    So an answer is kept although what stands in the hole changes. The function gives markup.
    """
    mark = f"{name}-{secrets.token_hex(16)}"

    def decorate(draw: Callable[[], str]) -> Callable[[], str]:
        _fillings[mark] = draw

        @wraps(draw)
        def drawn() -> str:
            return mark if _draws_with_holes() else draw()

        return drawn

    return decorate


def forget_all() -> None:
    """Drop everything that this process keeps; for tests and measurements."""
    with _shelf.lock:
        _shelf.parts.clear()
        _shelf.size = 0


def _may_keep() -> bool:
    return (
        has_request_context()
        and request.method == "GET"
        and not has_written()
        and not current_app.debug
    )


def _keep(key: Hashable, value: Any) -> None:
    texts = list(_texts_of(value))
    own_token = None if _draws_with_holes() else g.get("csrf_token")
    if has_written() or (own_token and any(own_token in text for text in texts)):
        return
    now, noted = revisions(), notes()
    made_from = {name: now.get(name, 0) for name in tables_read() - NOT_FOLLOWED}
    readings = tuple(noted.readings)
    unnoted = made_from.keys() - {name for one in readings for name in one.tables}
    size = sum(SMALL + 2 * len(text) for text in texts) + sum(map(_size_of, readings))
    if isinstance(value, Answer):
        size += len(value.body)
    has_hole = any(mark in text for text in texts for mark in (TOKEN_HOLE, *_fillings))
    unnoted |= noted.unnoted & made_from.keys()
    _shelf.put(key, Part(value, today(), made_from, readings, frozenset(unnoted), size, has_hole))


def _size_of(reading: Reading) -> int:
    return 2 * SMALL + SMALL * len(reading.values)


def _draws_with_holes() -> bool:
    return bool(g.get("draws_with_holes"))


def _is_page(response: Response) -> bool:
    """Return whether the answer is a page or figures for one, not a file, redirect or refusal."""
    return (
        response.status_code == 200
        and response.mimetype in PAGES
        and not response.is_streamed
        and "Set-Cookie" not in response.headers
    )


def _with_holes(draw: Callable[[], Response]) -> Response:
    token = generate_csrf()
    g.csrf_token, g.draws_with_holes = TOKEN_HOLE, True
    try:
        return draw()
    finally:
        g.csrf_token, g.draws_with_holes = token, False


def _without_holes(response: Response) -> Response:
    if not response.is_streamed and not response.direct_passthrough:
        response.set_data(_fill(response.get_data()))
    return response


def _filled(answer: Answer) -> Response:
    if answer.image_hosts:
        g.image_hosts = answer.image_hosts
    response = current_app.response_class(_fill(answer.body))
    response.headers.clear()
    response.headers.extend(answer.headers)
    response.content_length = len(response.get_data())
    return response


def _fill(body: bytes) -> bytes:
    for mark, draw in ((TOKEN_HOLE, generate_csrf), *_fillings.items()):
        if (found := mark.encode()) in body:
            body = body.replace(found, draw().encode())
    return body


def _texts_of(value: Any) -> Iterator[str]:
    """Yield the texts in a kept value, and an empty one for everything else in it.

    They take the memory, and a form in them has a token.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(map(_texts_of, value.values()))
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        yield from chain.from_iterable(map(_texts_of, value))
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _texts_of(getattr(value, one.name))
    else:
        yield ""
