"""How duties stand: a fixed number of statements, however many duties, objects and days there are."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.duties import rules
from app.duties.models import Duty, DutyVersion
from app.duties.queries.kinds import EVERY_OBJECT, KINDS
from app.duties.queries.objects import DutyObject, Hindrances, read_hindrances, read_objects
from app.duties.queries.people import People, read_people
from app.duties.rules import (
    ALWAYS_EXCUSED,
    OBJECT_OF,
    Cadence,
    DutyKind,
    Limit,
    Outcome,
    Period,
    Record,
    Span,
)
from app.duties.rules.periods import GRACE_DAYS
from app.extensions import db
from app.shared.calendar import ONE_DAY, Month, Week, WorkingCalendar
from app.shared.memory import collector_paused
from app.shared.settings import working_calendar
from app.works.queries.scope import only_person

#: How far back a list looks for what is late, by cadence; a calendar shows the rest.
DAYS_LOOKED_BACK = 7


@dataclass(frozen=True, slots=True)
class Judged:
    """One limit of a duty for one object, with its periods in order."""

    duty: Duty
    version: DutyVersion
    of: DutyObject
    limit: Limit
    outcomes: Sequence[Outcome]
    #: Whose records count, None for anybody's.
    people: frozenset[int] | None
    #: The records that count, by day; also some before and after the periods.
    records: Sequence[Record]


def list_duties() -> Sequence[Duty]:
    """Return every duty with its versions, in the order in which they were set up; two statements."""
    return (
        db.session.scalars(
            select(Duty)
            .options(
                selectinload(Duty.versions).options(
                    only_person(DutyVersion.who_user), joinedload(DutyVersion.who_organisation)
                ),
                joinedload(Duty.project),
                joinedload(Duty.section),
            )
            .order_by(Duty.id)
        )
        .unique()
        .all()
    )


@collector_paused()
def judge_between(
    user: User | None,
    start: date,
    end: date,
    today: date,
    *,
    duty_id: int | None = None,
    object_id: int | None = None,
) -> list[Judged]:
    """Return every limit of every duty for every object the user may see, for periods begun before `end`."""
    duties = [one for one in list_duties() if duty_id in (None, one.id) and one.kind in KINDS]
    return list(_judge(duties, user, lambda _cadence: start, end, today, object_id))


@collector_paused()
def judge_now(user: User | None, today: date) -> list[Judged]:
    """Return how duties stand today: the running periods, and the last ones before them."""
    duties = [one for one in list_duties() if one.kind in KINDS]
    return list(
        _judge(
            duties, user, lambda cadence: first_day(cadence, today), today + ONE_DAY, today, None
        )
    )


def first_day(cadence: Cadence, today: date) -> date:
    """Return from when on a list looks at the periods of a cadence: at least the last one that is over."""
    if cadence in (Cadence.DAY, Cadence.WORKING_DAY):
        return today - timedelta(days=DAYS_LOOKED_BACK)
    if cadence == Cadence.WEEK:
        return Week.of(today).previous().start
    if cadence == Cadence.YEAR:
        return date(today.year, 1, 1)
    months = 3 if cadence == Cadence.QUARTER else 1
    month = Month.of(today)
    for _ in range(months):
        month = month.previous()
    return month.start


def records_of(
    kinds: Collection[DutyKind], starts: Mapping[DutyKind, date], end: date
) -> dict[DutyKind, dict[int, list[Record]]]:
    """Return the records of each kind by object, sorted by day; one statement for each kind."""
    found: dict[DutyKind, dict[int, list[Record]]] = {}
    for kind in kinds:
        by_object: dict[int, list[Record]] = defaultdict(list)
        # Columns only: read past the session, which would pay for each row once more.
        rows = db.session.connection().execute(KINDS[kind].statement(starts[kind], end))
        for number, on, is_late, by_id, record_id in rows.all():
            by_object[number].append(Record(on, is_late, by_id, record_id))
        for records in by_object.values():
            if (first_day_of := KINDS[kind].first_day_of) is not None:
                records[:] = [one._replace(on=first_day_of(one.on)) for one in records]
            records.sort(key=_day_of_record)
        found[kind] = by_object
    return found


def _day_of_record(record: Record) -> date:
    return record.on


def _judge(
    duties: Sequence[Duty],
    user: User | None,
    since: Callable[[Cadence], date],
    end: date,
    today: date,
    object_id: int | None,
) -> Iterator[Judged]:
    if not duties:
        return
    objects, people, calendar = read_objects(user), read_people(), working_calendar()
    timetable = _Timetable(calendar, end)
    wanted = [
        (duty, version, limit, timetable.periods(limit.cadence, since(limit.cadence)))
        for duty in duties
        for version in duty.versions
        for limit in version.limits
    ]
    starts: dict[DutyKind, date] = {}
    for duty, _version, _limit, periods in wanted:
        if periods:
            starts[duty.kind] = min(periods[0].start, starts.get(duty.kind, date.max))
    if not starts:
        return
    records = records_of(starts.keys(), starts, end + timedelta(days=GRACE_DAYS))
    hindrances = read_hindrances(min(starts.values()), end)
    board = _Board(people, hindrances, today)
    for duty, version, limit, periods in wanted:
        for of in _objects_of(duty, objects[OBJECT_OF[duty.kind]], object_id):
            judged = board.judge(duty, version, limit, periods, of, records[duty.kind])
            if judged is not None:
                yield judged


@dataclass
class _Timetable:
    """The periods of each cadence, made once for all duties."""

    calendar: WorkingCalendar
    end: date

    def __post_init__(self) -> None:
        self._made: dict[tuple[Cadence, date], list[Period]] = {}

    def periods(self, cadence: Cadence, start: date) -> list[Period]:
        key = (cadence, start)
        if key not in self._made:
            self._made[key] = rules.periods_of(cadence, start, self.end, self.calendar)
        return self._made[key]


@dataclass
class _Board:
    """What is the same for all duties."""

    people: People
    hindrances: Hindrances
    today: date

    def __post_init__(self) -> None:
        self._hindrances: dict[tuple[str, int], list[rules.Hindrance]] = {}

    def judge(
        self,
        duty: Duty,
        version: DutyVersion,
        limit: Limit,
        periods: Sequence[Period],
        of: DutyObject,
        records: Mapping[int, list[Record]],
    ) -> Judged | None:
        span = _span_of(duty, version, of)
        if span is None:
            return None
        counting = self.people.counting(_of_object(records, of.number), version, of)
        outcomes = rules.judge(
            limit.at_least, periods, counting, self.today, span,
            self._hindrances_of(of) + self.people.leave_of(version),
            version.excusing | ALWAYS_EXCUSED,
        )  # fmt: skip
        if not outcomes:
            return None
        people = self.people.who_counts(version, of)
        return Judged(duty, version, of, limit, outcomes, people, counting)

    def _hindrances_of(self, of: DutyObject) -> list[rules.Hindrance]:
        key = (of.kind.value, of.number)
        if key not in self._hindrances:
            self._hindrances[key] = self.hindrances.of(of)
        return self._hindrances[key]


def _of_object(records: Mapping[int, list[Record]], number: int) -> list[Record]:
    """Return the records of an object with those that count for every object, by day."""
    own, of_all = records.get(number, []), records.get(EVERY_OBJECT)
    if not of_all or number == EVERY_OBJECT:
        return own
    return sorted([*own, *of_all], key=_day_of_record)


def _span_of(duty: Duty, version: DutyVersion, of: DutyObject) -> Span | None:
    """Return while this version is owed for the object, or None when it never is."""
    following = [one.valid_from for one in duty.versions if one.valid_from > version.valid_from]
    start = max(duty.starts_on, of.span.start)
    if version is not duty.versions[0]:
        start = max(start, version.valid_from)
    ends = [day for day in (duty.ends_on, of.span.end, min(following, default=None)) if day]
    end = min(ends, default=None)
    if end is not None and end <= start:
        return None
    return Span(start, end, version.first_month, version.last_month)


def _objects_of(
    duty: Duty, objects: Iterable[DutyObject], object_id: int | None
) -> Iterable[DutyObject]:
    only = duty.project_id or duty.section_id
    return (
        one for one in objects if only in (None, one.number) and object_id in (None, one.number)
    )
