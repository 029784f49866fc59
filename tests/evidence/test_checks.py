"""Photos are checked on arrival, against the section and against every earlier photo."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.accounts.rules import Role
from app.evidence import actions, queries
from app.evidence.actions import attach
from app.evidence.models import Photo, PhotoFlag, PhotoUse
from app.evidence.queries import FlagFilters, find_alike
from app.evidence.rules import Capture, FlagKind, Owner, OwnerKind
from app.evidence.rules.likeness import bands_of
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken
from app.shared.listing import ListRequest
from tests.makers.accounts import a_user
from tests.makers.evidence import a_stored_photo
from tests.makers.inspections import an_inspection
from tests.makers.works import a_contract, a_road, a_section
from tests.makers.works_map import a_placed_work

pytestmark = pytest.mark.usefixtures("context")
ASKED = ListRequest("", "day", True, 1)
DOTS = random.Random(7)


def a_photo(
    *, fingerprint: int | None = None, mirrored: int | None = None, crops=(), **capture
) -> StoredPhoto:
    told, sha256 = Capture(**capture), f"{DOTS.getrandbits(256):064x}"
    whole, mirror = (f"{one:016x}" if one else None for one in (fingerprint, mirrored))
    parts = tuple(f"{part:016x}" for part in crops)
    return StoredPhoto(sha256, 640, 480, 9, told, whole, mirror, parts)


def shown(
    photo: StoredPhoto, section, *, kind=OwnerKind.SIDE_STATION, number=1, on=None
) -> PhotoUse:
    owner = Owner(kind, number, on or today(), section_id=section.id)
    (use,) = attach([photo], owner, by=a_user())
    return use


def kinds_of(use: PhotoUse) -> set[FlagKind]:
    return {flag.kind for flag in queries.flags_of_use(use.id)}


def test_a_photo_is_held_against_its_own_section():
    section = a_contract(start_on=today() - timedelta(days=30), planned_finish_on=today()).section
    a_placed_work(a_road(section), ("116.92", "33.6"), line=[[116.9, 33.6], [116.95, 33.6]])
    here = {"latitude": Decimal("33.601"), "longitude": Decimal("116.92")}
    assert kinds_of(shown(a_photo(taken_at=now(), **here), section)) == set()
    far = {"latitude": Decimal("36.3"), "longitude": Decimal("116.92")}
    use = shown(a_photo(taken_at=now() - timedelta(days=31), **far), section, number=2)
    assert kinds_of(use) == {FlagKind.FAR, FlagKind.OLD, FlagKind.BEFORE_START}
    (flag,) = [flag for flag in queries.flags_of_use(use.id) if flag.kind == FlagKind.FAR]
    assert "300,5" in str(flag.told)


def test_what_only_the_file_says_of_time_and_place_is_told_apart():
    section, here = a_section(), {"latitude": Decimal("33.6"), "longitude": Decimal("116.9")}
    by_file = shown(a_photo(taken_at=now(), **here), section)
    by_app = shown(a_photo(taken_at=now(), clock_offset_s=0, **here), section, number=2)
    assert (by_file.photo.is_from_app, by_app.photo.is_from_app) == (False, True)


def test_the_same_picture_in_another_section_is_shown_beside_it():
    picture = DOTS.getrandbits(64)
    first = shown(a_photo(fingerprint=picture), a_section())
    again = shown(a_photo(fingerprint=picture ^ 0b100001), a_section(), number=2)
    (flag,) = [flag for flag in queries.flags_of_use(again.id) if flag.kind.is_doubt]
    assert (flag.kind, flag.other_use_id, flag.amount) == (FlagKind.ALIKE, first.id, 2)
    assert queries.marks_of([first, again]).keys() == {again.id}


def test_a_mirrored_or_cut_picture_in_another_section_is_shown_beside_it():
    picture, mirrored, part = (DOTS.getrandbits(64) for _ in range(3))
    first = shown(a_photo(fingerprint=picture, mirrored=mirrored, crops=(part,)), a_section())
    for number, seen in enumerate((mirrored, part ^ 0b1010101), start=2):
        again = shown(
            a_photo(fingerprint=seen, mirrored=picture if seen == mirrored else None),
            a_section(),
            number=number,
        )
        (flag,) = [flag for flag in queries.flags_of_use(again.id) if flag.kind.is_doubt]
        assert (flag.kind, flag.other_use_id) == (FlagKind.ALIKE, first.id)


def test_the_same_place_in_the_same_week_may_look_alike():
    section, picture = a_section(), DOTS.getrandbits(64)
    shown(a_photo(fingerprint=picture), section, on=date(2020, 6, 8))
    next_day = shown(a_photo(fingerprint=picture), section, number=2, on=date(2020, 6, 9))
    assert FlagKind.ALIKE not in kinds_of(next_day)


def test_the_same_file_with_another_record_is_marked():
    section = a_section()
    shown(a_stored_photo(), section)
    assert FlagKind.REUSED in kinds_of(shown(a_stored_photo(), section, number=2))


def test_a_search_finds_every_picture_within_the_distance_and_no_other():
    by, wanted = a_user(), DOTS.getrandbits(64)
    for count in range(13):
        other = wanted
        for place in DOTS.sample(range(64), count):
            other ^= 1 << place
        fingerprint = f"{other:016x}"
        bands = dict(
            zip(("band_1", "band_2", "band_3", "band_4"), bands_of(fingerprint), strict=True)
        )
        db.session.add(
            Photo(
                sha256=f"{count:064x}", width=1, height=1, byte_count=1, received_from_id=by.id,
                fingerprint=fingerprint, **bands,
            )
        )  # fmt: skip
    db.session.flush()
    for most in (0, 3, 6, 11):
        assert [one.bits for one in find_alike(f"{wanted:016x}", most)] == list(range(most + 1))


def test_a_person_who_looked_says_what_it_comes_to():
    section, sender, reader = a_section(), a_user(), a_user(Role.QUALITY_STATION)
    owner = Owner(OwnerKind.SIDE_STATION, 1, today(), section_id=section.id)
    shown(a_stored_photo(), a_section(), number=2)
    (use,) = attach([a_stored_photo()], owner, by=sender)
    listed = queries.list_flagged(reader, FlagFilters(section_id=section.id), ASKED)
    assert [row.use_id for row in listed.rows] == [use.id]
    assert queries.count_open_doubts_for(reader) == 1
    with pytest.raises(RuleBroken):
        actions.look_at(use, "", is_fine=True, by=reader)
    actions.look_at(use, "同一处两标段交界", is_fine=True, by=reader)
    assert queries.count_open_doubts_for(reader) == 0
    assert "fine" in str(queries.marks_of([use])[use.id][0].label)
    words = select(PhotoFlag.words).where(PhotoFlag.use_id == use.id)
    assert set(db.session.scalars(words)) == {"同一处两标段交界"}
    with pytest.raises(RuleBroken, match="meanwhile"):
        actions.look_at(use, "再看", is_fine=False, by=reader)


def test_who_sent_a_photo_does_not_look_at_it():
    sender, other = a_user(), a_user()
    section = a_section()
    (use,) = attach(
        [a_photo(taken_at=now() + timedelta(days=2))],
        Owner(OwnerKind.SIDE_STATION, 1, today(), section_id=section.id),
        by=sender,
    )
    with pytest.raises(RuleBroken, match="Another person"):
        actions.look_at(use, "无误", is_fine=True, by=sender)
    actions.look_at(use, "手机时间错误", is_fine=True, by=other)


def test_contractors_see_the_doubts_of_their_own_sections():
    contractor = a_user(Role.CONTRACTOR)
    an_inspection(photos=[a_stored_photo()])
    an_inspection(photos=[a_stored_photo()])
    assert queries.list_flagged(contractor, FlagFilters(), ASKED).total == 0
    assert queries.list_flagged(a_user(Role.LEADER), FlagFilters(), ASKED).total == 1
