"""Finding a picture again among 100,000 that were received before."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

KNOWN = 100_000
#: As on a site: many pictures of few places, so that the bands of their fingerprints repeat.
PLACES, PICTURES_AT_ONE = 1_000, 50
MOST_BITS_AT_ONE_PLACE = 24
SEARCHES = 300
MOST_MS = 50
#: Parts of each picture whose fingerprints are kept.
CROPS = 11
SEED = 20_200_607


def measure(_folder: Path) -> Iterator[Figure]:
    """Yield how long a search takes, beside one look into an index, and how many pictures it missed."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHULU_DATA"] = folder
        dots = random.Random(SEED)
        known = list(_fingerprints(dots))
        app = _filled(known)
        with app.app_context():
            yield from _searches(dots, known)


def _fingerprints(dots: random.Random) -> Iterator[int]:
    for _ in range(PLACES):
        place = dots.getrandbits(64)
        for _ in range(PICTURES_AT_ONE):
            yield _changed(place, dots.randrange(MOST_BITS_AT_ONE_PLACE + 1), dots)
    for _ in range(KNOWN - PLACES * PICTURES_AT_ONE):
        yield dots.getrandbits(64)


def _changed(number: int, bits: int, dots: random.Random) -> int:
    for place in dots.sample(range(64), bits):
        number ^= 1 << place
    return number


def _filled(known: list[int]) -> Any:
    import flask_migrate
    from sqlalchemy import insert

    from app import create_app
    from app.evidence.models import Photo
    from app.evidence.rules.likeness import bands_of
    from app.extensions import db
    from app.shared.calendar import now

    app = create_app()
    with app.app_context():
        flask_migrate.upgrade()
        sender, received_at = _somebody(), now()
        bands = ("band_1", "band_2", "band_3", "band_4")
        rows = [
            {
                "sha256": f"{place:064x}", "width": 1600, "height": 1200, "byte_count": 400_000,
                "received_at": received_at, "received_from_id": sender,
                "fingerprint": f"{number:016x}",
                **dict(zip(bands, bands_of(f"{number:016x}"), strict=True)),
            }
            for place, number in enumerate(known)
        ]  # fmt: skip
        db.session.execute(insert(Photo), rows)
        db.session.commit()
        _fill_crops(known)
    return app


def _fill_crops(known: list[int]) -> None:
    """Keep parts of every picture, as far from it as crops of real photos are."""
    from app.evidence.rules.likeness import keys_of, signed
    from app.extensions import db

    dots = random.Random(SEED)
    rows = sorted(
        (key, place, signed(part))
        for place, number in enumerate(known, start=1)
        for part in [f"{_changed(number, 16, dots):016x}" for _ in range(CROPS)]
        for key in keys_of(part)
    )
    connection = db.session.connection().connection
    connection.cursor().executemany("INSERT OR IGNORE INTO photo_crop VALUES (?, ?, ?)", rows)
    db.session.commit()


def _find_any(most: int, most_cropped: int, number: int) -> Any:
    from app.evidence.models import Photo
    from app.evidence.queries.alike import find_any_view

    photo = Photo(fingerprint=f"{number:016x}", mirrored=f"{number * 7 % 2**64:016x}")
    return find_any_view(photo, most, most_cropped)


def _somebody() -> int:
    from app.accounts import actions
    from app.accounts.rules import OrganisationKind, Role
    from app.shared.audit import Program

    bureau = actions.create_organisation("交通运输局", OrganisationKind.BUREAU, by=Program())
    by = actions.create_user("bench", "测试", bureau, [Role.PROJECT_OFFICE], by=Program())
    return int(by.id)


def _find(most: int, number: int) -> Any:
    from app.evidence.queries import find_alike

    return find_alike(f"{number:016x}", most)


def _searches(dots: random.Random, known: list[int]) -> Iterator[Figure]:
    from sqlalchemy import text

    from app.evidence.rules.likeness import MOST_DISTANCE
    from app.extensions import db
    from app.shared.settings import value_of

    bits = value_of("photo_alike_bits")
    wanted = [_changed(dots.choice(known), dots.randrange(bits + 1), dots) for _ in range(SEARCHES)]
    one_row = text("SELECT id FROM photo WHERE sha256 = :sha256")
    floor = _median_ms(
        lambda number: db.session.execute(one_row, {"sha256": f"{number % KNOWN:064x}"}).all(),
        wanted,
    )
    for most, name in ((bits, "as set"), (MOST_DISTANCE, "widest setting")):
        taken = _times_ms(partial(_find, most), wanted)
        yield Figure(
            f"same picture among {KNOWN:,}, {name}: median", statistics.median(taken), "ms", floor,
            most=MOST_MS,
        )  # fmt: skip
        yield Figure("... slowest of 300", max(taken), "ms", floor, most=MOST_MS)
    cropped = value_of("photo_cropped_bits")
    taken = _times_ms(partial(_find_any, bits, cropped), wanted)
    yield Figure(
        f"same picture, also mirrored or cut, among {KNOWN:,}: median", statistics.median(taken),
        "ms", floor, most=MOST_MS,
    )  # fmt: skip
    yield Figure("... slowest of 300", max(taken), "ms", floor, most=MOST_MS)
    missed = sum(
        len(_find(bits, number)) != sum((number ^ one).bit_count() <= bits for one in known)
        for number in wanted[:20]
    )
    yield Figure("... searches of 20 that missed a picture", missed, "", most=0)


def _median_ms(search: Callable[[int], object], wanted: list[int]) -> float:
    return statistics.median(_times_ms(search, wanted))


def _times_ms(search: Callable[[int], object], wanted: list[int]) -> list[float]:
    taken = []
    for number in wanted:
        started = time.perf_counter()
        search(number)
        taken.append((time.perf_counter() - started) * 1000)
    return taken
