"""The agenda: written from what is open, put in order, with topics and a backlog."""

from collections.abc import Sequence

from sqlalchemy import bindparam, update

from app.extensions import db
from app.meetings import rules
from app.meetings.models import LONGEST_TITLE, AgendaItem, Meeting, MeetingSeries
from app.meetings.queries import agenda as issues_of
from app.meetings.queries.meetings import list_backlog
from app.meetings.rules import Issue, Key, MeetingState, Source
from app.shared.audit import Actor, record
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of

MOST_MINUTES = 600
CHANGEABLE = (MeetingState.PLANNED, MeetingState.IN_PROGRESS)


def bring_up_to_date(meeting: Meeting, *, by: Actor) -> tuple[int, int]:
    """Let the agenda hold what is open now; return how many items came and how many went.

    What somebody wrote something to stays, also when it is no longer open.
    """
    refuse(changing_problems(meeting))
    db.session.flush()
    wanted = issues_of.agenda_for(meeting, today())
    keys = {issue.key for issue in wanted}
    known = {key_of(item) for item in meeting.items if item.source_id is not None}
    gone = [
        item
        for item in meeting.items
        if item.source_id is not None and key_of(item) not in keys and _is_untouched(item)
    ]
    for item in gone:
        meeting.items.remove(item)
        db.session.delete(item)
    db.session.flush()
    new = [issue for issue in wanted if issue.key not in known]
    minutes, last = value_of("meeting_item_minutes"), _last_position(meeting)
    meeting.items += [
        _item(issue, last + place, minutes) for place, issue in enumerate(new, start=1)
    ]
    if new or gone:
        record(by, "meeting.agenda_drawn", meeting, {"new": len(new), "gone": len(gone)})
    return len(new), len(gone)


def add_topic(
    meeting: Meeting, title: str, minutes: int, measure: str = "", *, by: Actor
) -> AgendaItem:
    """Put a free topic at the end of the agenda. Raises RuleBroken."""
    refuse([*changing_problems(meeting), *_topic_problems(title, minutes)])
    item = AgendaItem(
        source=Source.TOPIC, title=title, minutes=minutes, measure=measure, since=today(),
        position=_last_position(meeting) + 1,
    )  # fmt: skip
    meeting.items.append(item)
    record(by, "meeting.topic_added", meeting, {"title": title, "minutes": minutes})
    return item


def add_to_backlog(series: MeetingSeries, title: str, minutes: int, *, by: Actor) -> AgendaItem:
    """Keep a topic for a later meeting of the series. Raises RuleBroken."""
    refuse(_topic_problems(title, minutes))
    item = AgendaItem(
        source=Source.TOPIC, title=title, minutes=minutes, since=today(), series_id=series.id
    )
    db.session.add(item)
    record(by, "meeting_series.topic_kept", series, {"title": title})
    return item


def postpone(item: AgendaItem, *, by: Actor) -> None:
    """Take a topic off the agenda and keep it in the backlog; without a series it is dropped.

    Raises RuleBroken for what is open on the site: that stays until it is done.
    """
    meeting = _meeting_of(item)
    problems = changing_problems(meeting)
    if item.source is not Source.TOPIC:
        problems.append(say("This stays on the agenda until it is done: it comes from the site."))
    if item.outcomes:
        problems.append(say("Something came out of this item already; it stays in the minutes."))
    refuse(problems)
    meeting.items.remove(item)
    if meeting.series_id is None:
        db.session.delete(item)
    else:
        item.meeting, item.series_id, item.position = None, meeting.series_id, 0
    record(by, "meeting.topic_postponed", meeting, {"title": item.title})


def take_from_backlog(meeting: Meeting, item: AgendaItem, *, by: Actor) -> None:
    """Put a kept topic at the end of the agenda. Raises RuleBroken."""
    problems = changing_problems(meeting)
    if item.meeting_id is not None or item.series_id != meeting.series_id:
        problems.append(say("This topic is not in the backlog of this series any more."))
    refuse(problems)
    item.position = _last_position(meeting) + 1
    item.rounds += 1
    meeting.items.append(item)
    record(by, "meeting.topic_taken", meeting, {"title": item.title})


def take_whole_backlog(meeting: Meeting, *, by: Actor) -> int:
    """Put every kept topic of the series on the agenda; return how many there were."""
    if meeting.series_id is None:
        return 0
    waiting = list_backlog(meeting.series_id)
    for item in waiting:
        take_from_backlog(meeting, item, by=by)
    return len(waiting)


def put_in_order(meeting: Meeting, item_ids: Sequence[int], *, by: Actor) -> None:
    """Call the items in this order. Raises RuleBroken unless they are exactly the agenda's."""
    refuse(
        [
            *changing_problems(meeting),
            *rules.order_problems([item.id for item in meeting.items], item_ids),
        ]
    )
    places = {item_id: place for place, item_id in enumerate(item_ids, start=1)}
    moved = [
        {"item": item.id, "place": places[item.id]}
        for item in meeting.items
        if item.position != places[item.id]
    ]
    if moved:
        # Past the mapper: an item in another place is no newer version of what is written there.
        columns = AgendaItem.__table__.c
        move_one = update(AgendaItem.__table__).where(columns.id == bindparam("item"))  # type: ignore[arg-type]
        db.session.execute(move_one.values(position=bindparam("place")), moved)
        record(by, "meeting.agenda_ordered", meeting, {"moved": len(moved)})
    for item in meeting.items:
        db.session.expire(item, ["position"])
    db.session.expire(meeting, ["items"])


def move(item: AgendaItem, steps: int, *, by: Actor) -> None:
    """Move an item so many places down, or up when negative; at the ends it stays."""
    meeting = _meeting_of(item)
    ids = [one.id for one in sorted(meeting.items, key=lambda one: (one.position, one.id))]
    place = ids.index(item.id)
    ids.insert(max(0, place + steps), ids.pop(place))
    put_in_order(meeting, ids, by=by)


def change_item(
    item: AgendaItem,
    *,
    by: Actor,
    minutes: int | None = None,
    measure: str | None = None,
    is_settled: bool | None = None,
    seen: str | None = None,
) -> None:
    """Change an item's time or proposed measure, or say that it is settled.

    Raises StaleEdit when its time or measure was changed since it showed `seen`, RuleBroken when the change is refused.
    """
    meeting = _meeting_of(item)
    if seen is not None and seen != rules.mark_of(item.minutes, item.measure):
        raise StaleEdit([say("Somebody else has changed this item meanwhile.")])
    problems = changing_problems(meeting)
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        problems.append(say("An item takes from 0 to %(most)s minutes.", most=MOST_MINUTES))
    if is_settled and not rules.may_settle(item.source, bool(is_open(item))):
        problems.append(say("It is still open on the site, so it needs an owner and a day."))
    refuse(problems)
    given = {"minutes": minutes, "measure": measure, "is_settled": is_settled}
    changes = {
        name: [getattr(item, name), value]
        for name, value in given.items()
        if value is not None and value != getattr(item, name)
    }
    for name, (_, value) in changes.items():
        setattr(item, name, value)
    if changes:
        record(by, "meeting.item_changed", meeting, {"title": item.title} | changes)


def is_open(item: AgendaItem) -> bool:
    """Return whether what the item is about is still open; a topic is until it is settled."""
    if item.source_id is None:
        return not item.is_settled
    return bool(issues_of.still_open({key_of(item)}))


def key_of(item: AgendaItem) -> Key:
    """Return what an item with a source is about."""
    return Key(item.source, item.source_id or 0)


def changing_problems(meeting: Meeting) -> list[Sentence]:
    """Return why the agenda cannot be changed any more."""
    if meeting.state in CHANGEABLE:
        return []
    return [say("This meeting is closed or will not be held; its agenda stays as it is.")]


def refuse(problems: Sequence[Sentence]) -> None:
    """Raise RuleBroken when there are problems."""
    if problems:
        raise RuleBroken(problems)


def _meeting_of(item: AgendaItem) -> Meeting:
    if item.meeting is None:
        raise RuleBroken([say("This topic is in the backlog; take it into a meeting first.")])
    return item.meeting


def _topic_problems(title: str, minutes: int) -> list[Sentence]:
    problems = []
    if not title.strip():
        problems.append(say("Say what the topic is."))
    if len(title) > LONGEST_TITLE:
        problems.append(say("Write at most %(most)s characters.", most=LONGEST_TITLE))
    if not 0 <= minutes <= MOST_MINUTES:
        problems.append(say("An item takes from 0 to %(most)s minutes.", most=MOST_MINUTES))
    return problems


def _item(issue: Issue, position: int, minutes: int) -> AgendaItem:
    return AgendaItem(
        source=issue.key.source, source_id=issue.key.source_id, project_id=issue.project_id,
        section_id=issue.section_id, title=issue.title, since=issue.since, due_on=issue.due_on,
        measure=issue.measure, rounds=issue.rounds, position=position, minutes=minutes,
    )  # fmt: skip


def _is_untouched(item: AgendaItem) -> bool:
    return not item.notes and not item.outcomes


def _last_position(meeting: Meeting) -> int:
    return max((item.position for item in meeting.items), default=0)
