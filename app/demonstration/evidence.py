"""What became of the photos of the invented season: doubts that were looked at, and weekly re-checks on the site."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from app.accounts.models import User
from app.demonstration.people import PROGRAM
from app.demonstration.pictures import Camera
from app.demonstration.season import Season
from app.evidence.actions import draw_sample, finish_recheck, look_at
from app.evidence.models import PhotoFlag, PhotoUse, Recheck
from app.evidence.queries.flags import DOUBTS
from app.evidence.rules import RecheckOutcome
from app.extensions import db
from app.shared.calendar import SHANGHAI, clock_at, now, weeks_between

WEEKS: Final = 4
#: Of the doubts, each so manieth is still to be looked at; of the re-checks, too.
WAITING_EVERY: Final = 3
LOOKED_AT: Final = (
    (True, "现场核对无误，系两条道路交叉处拍摄"),
    (False, "位置与现场不符，已要求重新拍摄"),
)
FOUND: Final = (
    (RecheckOutcome.AGREES, ""),
    (RecheckOutcome.AGREES, "与影像一致"),
    (RecheckOutcome.DIFFERS, "影像中的警示标志现场已拆除"),
    (RecheckOutcome.GONE, "该处已摊铺面层，无法查证"),
)


def tell_evidence(season: Season, checkers: Sequence[User], folder: Path) -> Iterator[str]:
    """Let people look at doubtful photos, and draw the last weeks' photos for the re-check."""
    yield f"{_look_at_doubts(checkers)} doubtful photos looked at"
    camera, drawn = Camera(folder, first=10_001), 0
    last = season.last_week
    for week in weeks_between(season.first_week, last.next())[-WEEKS:]:
        at = datetime.combine(week.end, time(5, 20), tzinfo=SHANGHAI)
        if at > now():
            continue
        with clock_at(at):
            rechecks = draw_sample(week, by=PROGRAM)
        drawn += len(rechecks)
        for place, recheck in enumerate(rechecks):
            done_at = at + timedelta(days=2, hours=4 + place)
            if place % WAITING_EVERY and done_at < now():
                _finish(recheck, done_at, checkers, camera)
    yield f"{drawn} photos drawn for a re-check"


def _look_at_doubts(checkers: Sequence[User]) -> int:
    doubtful = db.session.query(PhotoUse).filter(
        PhotoUse.id.in_(db.session.query(PhotoFlag.use_id).filter(PhotoFlag.kind.in_(DOUBTS)))
    )
    looked = 0
    for place, use in enumerate(doubtful.order_by(PhotoUse.id)):
        if place % WAITING_EVERY == 0:
            continue
        is_fine, words = LOOKED_AT[place % len(LOOKED_AT)]
        with clock_at(use.photo.received_at + timedelta(hours=20)):
            look_at(use, words, is_fine=is_fine, by=_other(use, checkers))
        looked += 1
    return looked


def _finish(recheck: Recheck, at: datetime, checkers: Sequence[User], camera: Camera) -> None:
    section_id = recheck.section_id or 0
    outcome, words = FOUND[recheck.id % len(FOUND)]
    by = recheck.assigned_to or _other(recheck.use, checkers)
    with clock_at(at):
        photo = camera.take(section_id, at)
        finish_recheck(recheck, outcome, words, [photo], by=by)


def _other(use: PhotoUse, people: Sequence[User]) -> User:
    sender = use.photo.received_from.natural_person
    return next(person for person in people if person.natural_person != sender)
