"""Checking photos on arrival, and what a person who looked at a doubtful one says."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from app.accounts.models import User
from app.evidence import queries, rules
from app.evidence.models import Photo, PhotoFlag, PhotoUse
from app.evidence.queries.places import Site
from app.evidence.rules import Facts, Limits
from app.evidence.rules.datum import distance_if_gcj02, is_rather_gcj02
from app.evidence.rules.positions import distance_m
from app.extensions import db
from app.shared.audit import record
from app.shared.calendar import now
from app.shared.errors import RuleBroken
from app.shared.settings import value_of


def check_photos(uses: Sequence[PhotoUse]) -> None:
    """Flag what is doubtful of photos that were just attached to one record."""
    if not uses:
        return
    site, limits = queries.site_of(uses[0].section_id), _limits()
    bits = value_of("photo_alike_bits"), value_of("photo_cropped_bits")
    for use in uses:
        flags = rules.flags_of(use.owner_kind, _facts(use.photo, site), limits)
        showings = [] if use.owner_kind in rules.UNCHECKED else queries.showings_like(use, *bits)
        if shown_before := rules.flag_of_showings(use.owner, showings):
            flags.append(shown_before)
        db.session.add_all(
            PhotoFlag(
                use_id=use.id, kind=flag.kind, amount=flag.amount, other_use_id=flag.other_use_id
            )
            for flag in flags
        )
    db.session.flush()


def look_at(use: PhotoUse, words: str, *, is_fine: bool | None, by: User) -> None:
    """Say what the doubts about a photo come to, and why. Raises RuleBroken."""
    flags = [flag for flag in queries.flags_of_use(use.id) if flag.looked_at is None]
    problems = rules.looking_problems(
        words,
        is_fine=is_fine,
        is_open=any(flag.kind.is_doubt for flag in flags),
        is_own=use.photo.received_from.natural_person == by.natural_person,
    )
    if problems:
        raise RuleBroken(problems)
    for flag in flags:
        flag.looked_at, flag.looked_by = now(), by
        flag.is_fine, flag.words = is_fine, words.strip()
    kinds = [flag.kind.value for flag in flags]
    record(by, "photo.looked_at", use, {"flags": kinds, "is_fine": is_fine}, reason=words)
    db.session.flush()


def _limits() -> Limits:
    return Limits(
        far_m=Decimal(value_of("photo_far_m")),
        accuracy_m=Decimal(value_of("photo_accuracy_m")),
        old=timedelta(hours=value_of("photo_old_hours")),
        clock=timedelta(minutes=value_of("photo_clock_minutes")),
    )


def _facts(photo: Photo, site: Site) -> Facts:
    return Facts(
        received_at=photo.received_at,
        taken_at=photo.really_taken_at,
        clock_offset_s=photo.clock_offset_s,
        latitude=photo.latitude,
        longitude=photo.longitude,
        accuracy_m=photo.accuracy_m,
        distance_m=distance_of(photo, site),
        is_line_approximate=site.is_approximate,
        started_on=site.started_on,
    )


def gcj02_distance_of(photo: Photo, site: Site) -> Decimal | None:
    """Return how far it was taken from the works if the phone wrote GCJ-02, where that would explain its place."""
    if photo.latitude is None or photo.longitude is None:
        return None
    read_so = distance_if_gcj02((float(photo.longitude), float(photo.latitude)), site.lines)
    return read_so if is_rather_gcj02(distance_of(photo, site), read_so) else None


def distance_of(photo: Photo, site: Site) -> Decimal | None:
    """Return how far from the section's works the photo was taken, where both are known."""
    if photo.latitude is None or photo.longitude is None:
        return None
    far = distance_m((float(photo.longitude), float(photo.latitude)), site.lines)
    return None if far is None else round(Decimal(far), 1)
