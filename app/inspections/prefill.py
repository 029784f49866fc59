"""What a new patrol form begins with: the section's posts, roads and machines, as last time."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from app.inspections import queries, rules
from app.inspections.models import Inspection
from app.inspections.rules import Attendance, InspectionKind
from app.shared.calendar import SHANGHAI
from app.shared.settings import value_of
from app.works.models import KeyPost, Section, Work
from app.works.queries import list_key_posts, list_works
from app.works.rules import WorkStatus

#: Empty lines below the machines of last time.
BLANK_MACHINES = 2
PostNames = dict[str, tuple[str, str]]


def values(
    section: Section, last: Inspection | None, moment: datetime, client_uuid: str
) -> dict[str, Any]:
    """Return the values of a new form."""
    here = moment.astimezone(SHANGHAI)
    unfinished = {work.id for work in works(section)[1]}
    return {
        "client_uuid": client_uuid,
        "day": here.date(),
        "time": here.time(),
        "kind": last.kind if last else InspectionKind.SCHEDULED,
        "companions": last.companions if last else "",
        "topics": last.topics if last else [],
        "open_works": [
            seen.work_id for seen in (last.open_works if last else ()) if seen.work_id in unfinished
        ],
        "posts": first_attendance(posts_by_key(section, here.date()), last),
        "equipment": _equipment(last),
    }


def works(section: Section) -> tuple[Sequence[Work], Sequence[Work]]:
    """Return the works of the section, and those that are not finished."""
    found = list_works(section.id)
    return found, [work for work in found if work.status != WorkStatus.FINISHED]


def posts_by_key(section: Section, day: date) -> PostNames:
    """Return post and person for each line of the form: those registered for the day."""
    return held_posts(list_key_posts(section.id), day)


def held_posts(posts: Iterable[KeyPost], day: date) -> PostNames:
    """Return post and person of those held on the day, by the key of their line.

    Where nobody is registered the posts of the setting stand, without a name.
    """
    registered = [post for post in posts if _is_held(post, day)]
    if registered:
        return {str(post.id): (post.post, post.person_name) for post in registered}
    return {post: (post, "") for post in value_of("key_posts", day)}


def roads_required(section: Section, day: date) -> int | None:
    """Return how many roads must be open today, or None where the rule does not hold."""
    if not queries.is_open_roads_section(section, day):
        return None
    return rules.open_roads_required(
        queries.road_states(section, day), least=value_of("open_roads", day)
    )


def _is_held(post: KeyPost, day: date) -> bool:
    return post.since <= day and (post.until is None or day <= post.until)


def first_attendance(posts: PostNames, last: Inspection | None) -> list[dict[str, Any]]:
    """Begin with present for people who were present last time; nobody is presumed otherwise."""
    was_present = {
        (check.post, check.person_name)
        for check in (last.posts if last else ())
        if check.attendance == Attendance.PRESENT
    }
    return [
        {"key": key, "attendance": Attendance.PRESENT if named in was_present else None}
        for key, named in posts.items()
    ]


def _equipment(last: Inspection | None) -> list[dict[str, Any]]:
    machines: list[dict[str, Any]] = [
        {"name": line.name, "required": line.required} for line in (last.equipment if last else ())
    ]
    return machines + [{} for _ in range(BLANK_MACHINES)]
