"""Stopping works and letting them resume."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.inspections.rules import Verdict
from app.orders import queries, rules
from app.orders.actions.numbers import add_numbered
from app.orders.actions.places import stretch_of
from app.orders.models import Resumption, StopOrder
from app.orders.rules import StopEntry, StopState
from app.shared.audit import record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.locking import locked
from app.shared.numbering import next_sequence, paper_number
from app.shared.sentences import say
from app.shared.settings import value_of
from app.works.actions import set_status
from app.works.models import Section
from app.works.rules import Status


def issue_stop_order(
    section: Section, entry: StopEntry, *, by: User, photos: Sequence[StoredPhoto] = ()
) -> StopOrder:
    """Stop the works of a section, a work or a stretch. The same form sent twice is one order.

    An order for the whole section puts the section on hold with who answers for it: the ranking
    reads that. Raises RuleBroken.
    """
    if known := queries.find_stop_by_uuid(entry.client_uuid):
        return _same_order(known, section, by)
    stretch = stretch_of(section, entry.work_id, entry.start_m, entry.end_m)
    if (problems := rules.stop_problems(entry, stretch, today())) or entry.fault is None:
        raise RuleBroken(problems)
    order = StopOrder(
        client_uuid=entry.client_uuid,
        section=section,
        work_id=entry.work_id,
        start_m=entry.start_m,
        end_m=entry.end_m,
        reason=entry.reason.strip(),
        requirements=entry.requirements.strip(),
        copy_to=entry.copy_to.strip(),
        fault=entry.fault,
        stopped_from=entry.stopped_from,
        state=StopState.STANDING,
        issued_at=now(),
        issuer=by,
        is_demonstration=section.is_demonstration,
    )
    try:
        add_numbered(order, "stop_order_number_pattern", today())
    except IntegrityError:  # the same form arrived at the same moment
        if known := queries.find_stop_by_uuid(entry.client_uuid):
            return _same_order(known, section, by)
        raise
    attach(photos, _owner(order), by=by)
    record(by, "stop_order.issued", order, _told(order), reason=order.reason)
    _hold(order, by)
    db.session.flush()
    return order


def take_note_of_stop(order: StopOrder, *, by: User) -> None:
    """Let the contractor sign for the order; a second tap changes nothing."""
    if order.received_at is None:
        order.received_at, order.received_by = now(), by
        record(by, "stop_order.received", order)
        db.session.flush()


def ask_for_resumption(
    order: StopOrder,
    words: str,
    *,
    by: User,
    photos: Sequence[StoredPhoto] = (),
    seen_version: int | None = None,
) -> Resumption:
    """Let the contractor say what was put right since the stop. Raises RuleBroken, StaleEdit."""
    _lock(order, seen_version)
    if problems := rules.asking_problems(order.state, words):
        raise RuleBroken(problems)
    resumption = _new_round(order)
    resumption.words, resumption.asked_at, resumption.asked_by = words.strip(), now(), by
    order.state = StopState.ASKED
    attach(photos, _owner(order), by=by)
    record(by, "stop_order.resumption_asked", order, {"round": resumption.round}, reason=words)
    db.session.flush()
    return resumption


def check_resumption(
    order: StopOrder,
    verdict: Verdict,
    words: str,
    *,
    by: User,
    photos: Sequence[StoredPhoto] = (),
    seen_version: int | None = None,
) -> None:
    """Say whether the works may resume, after a look at the place. Raises RuleBroken, StaleEdit."""
    _lock(order, seen_version)
    asked = order.latest if order.state == StopState.ASKED else None
    asked_by = asked.asked_by.natural_person if asked and asked.asked_by else None
    if problems := rules.checking_problems(order.state, words, asked_by, by.natural_person):
        raise RuleBroken(problems)
    resumption = asked or _new_round(order)
    resumption.verdict, resumption.check_words = verdict, words.strip()
    resumption.checked_at, resumption.checked_by = now(), by
    accepted = verdict == Verdict.ACCEPTED
    order.state = StopState.CHECKED if accepted else StopState.STANDING
    attach(photos, _owner(order), by=by)
    record(by, "stop_order.resumption_checked", order, {"verdict": verdict}, reason=words)
    db.session.flush()


def order_resumption(
    order: StopOrder, resumed_on: date, *, by: User, seen_version: int | None = None
) -> Resumption:
    """Let the works go on from a day. Raises RuleBroken without a check by another person."""
    _lock(order, seen_version)
    checked = order.latest if order.state == StopState.CHECKED else None
    checked_by = checked.checked_by.natural_person if checked and checked.checked_by else None
    problems = rules.lifting_problems(
        order.state,
        resumed_on,
        order.stopped_from,
        checked_by,
        by.natural_person,
        today(),
        of_section=order.work_id is None,
    )
    if problems or checked is None:
        raise RuleBroken(problems)
    # All is read before anything is written: a half-issued paper would not be stored.
    year, pattern = today().year, value_of("resumption_number_pattern")
    sequence = next_sequence(Resumption, year)
    checked.year, checked.sequence = year, sequence
    checked.number = paper_number(pattern, year, sequence)
    checked.ordered_at, checked.ordered_by = now(), by
    order.state, order.resumed_on = StopState.LIFTED, resumed_on
    record(by, "stop_order.lifted", order, {"number": checked.number, "resumed_on": resumed_on})
    db.session.flush()
    _let_go(order, by)
    return checked


def _hold(order: StopOrder, by: User) -> None:
    """Put the section on hold with the order, unless it stands still for another reason already."""
    section = order.section
    if order.work_id is None and section.status == Status.UNDER_CONSTRUCTION:
        set_status(
            section,
            Status.ON_HOLD,
            by=by,
            since=order.stopped_from,
            reason=order.reason,
            suspended_by=order.fault,
        )
        order.holds_section = True


def _let_go(order: StopOrder, by: User) -> None:
    """Let the section that the order held go on, unless another order holds all of it."""
    others = queries.list_standing_stops(order.section_id)
    if not order.holds_section or order.section.status != Status.ON_HOLD:
        return
    if heir := next((other for other in others if other.work_id is None), None):
        heir.holds_section = True
        return
    set_status(
        order.section,
        Status.UNDER_CONSTRUCTION,
        by=by,
        since=today(),
        reason=order.latest.number if order.latest else "",
    )
    db.session.flush()


def _same_order(known: StopOrder, section: Section, by: User) -> StopOrder:
    if known.section_id != section.id or known.issuer_id != by.id:
        raise RuleBroken([say("This form was already used for another paper; open a new one.")])
    return known


def _lock(order: StopOrder, seen_version: int | None) -> None:
    """Let nobody else act on it meanwhile. Raises StaleEdit when it changed since it was seen."""
    locked(order, "resumptions")
    if seen_version is not None and order.version != seen_version:
        raise StaleEdit(
            [
                say(
                    "Meanwhile this order became: %(state)s. Open it again to see what happened.",
                    state=order.state.label,
                )
            ]
        )


def _new_round(order: StopOrder) -> Resumption:
    resumption = Resumption(round=len(order.resumptions) + 1)
    order.resumptions.append(resumption)
    return resumption


def _owner(order: StopOrder) -> Owner:
    return Owner(
        OwnerKind.ORDER, order.id, today(), section_id=order.section_id, work_id=order.work_id
    )


def _told(order: StopOrder) -> dict[str, object]:
    return {
        "section": order.section.name,
        "work": order.work_id,
        "stretch": [order.start_m, order.end_m],
        "fault": order.fault,
        "stopped_from": order.stopped_from,
    }
