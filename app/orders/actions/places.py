"""Where along a work of a section an order or a report holds."""

from decimal import Decimal

from app.inspections.rules import Stretch
from app.shared.errors import RuleBroken
from app.shared.sentences import say
from app.works.models import Section
from app.works.queries import list_works
from app.works.rules import WorkKind


def stretch_of(
    section: Section, work_id: int | None, start_m: Decimal | None, end_m: Decimal | None
) -> Stretch | None:
    """Return the stretch to be judged. Raises RuleBroken for a work of another section."""
    works = {work.id: work for work in list_works(section.id)} if work_id else {}
    work = works.get(work_id or 0)
    if work_id and work is None:
        raise RuleBroken([say("A road that was named does not belong to this section.")])
    if start_m is None:
        return None
    is_road = work is not None and work.kind == WorkKind.ROAD
    return Stretch(
        start_m,
        end_m,
        work.start_m if work and is_road else None,
        work.end_m if work and is_road else None,
    )
