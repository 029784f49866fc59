"""Asking for leave and replacement, deciding on them, and entering the contract's penalty rates."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NoReturn

from app.accounts.models import User
from app.attendance import queries, rules
from app.attendance.models import Leave, PenaltyRate, PenaltyRise, Replacement
from app.attendance.rules import CaseKind, RequestState
from app.extensions import db
from app.shared.audit import record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works.actions.posts import replace_holder
from app.works.models import KeyPost, Section


def ask_for_leave(
    section: Section,
    holder: KeyPost,
    first_day: date,
    last_day: date,
    reason: str,
    *,
    by: User,
    client_uuid: str,
) -> Leave:
    """Ask for leave for who holds the post; the same form sent twice is one. Raises RuleBroken."""
    if known := queries.find_leave_by_uuid(client_uuid):
        return known if _is_same(known.key_post_id, known.asked_by_id, holder, by) else _used()
    problems = _holder_problems(section, holder)
    problems += rules.leave_problems(first_day, last_day, reason, today())
    others = queries.leave_days_of(holder.id)
    if problems := problems or rules.overlap_problems(first_day, last_day, others):
        raise RuleBroken(problems)
    leave = Leave(
        client_uuid=client_uuid,
        section=section,
        key_post=holder,
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip(),
        state=RequestState.ASKED,
        asked_at=now(),
        asked_by=by,
        is_demonstration=section.is_demonstration,
    )
    db.session.add(leave)
    db.session.flush()
    record(by, "leave.asked", leave, {"first_day": first_day, "last_day": last_day})
    return leave


def decide_leave(leave: Leave, *, approves: bool, reason: str, by: User) -> None:
    """Approve or refuse the leave. Raises RuleBroken."""
    _decide(leave, approves, reason, by)
    record(by, f"leave.{leave.state.value}", leave, reason=reason)
    db.session.flush()


def ask_for_replacement(
    section: Section,
    holder: KeyPost,
    person_name: str,
    reason: str,
    *,
    by: User,
    client_uuid: str,
    licence_no: str = "",
    phone: str = "",
) -> Replacement:
    """Ask for another person at the post; the same form sent twice is one. Raises RuleBroken."""
    if known := queries.find_replacement_by_uuid(client_uuid):
        return known if _is_same(known.key_post_id, known.asked_by_id, holder, by) else _used()
    problems = _holder_problems(section, holder)
    problems += rules.replacement_problems(
        person_name, holder.person_name, reason, is_pending=queries.is_replacement_asked(holder.id)
    )
    if problems:
        raise RuleBroken(problems)
    replacement = Replacement(
        client_uuid=client_uuid,
        section=section,
        key_post=holder,
        person_name=person_name.strip(),
        licence_no=licence_no,
        phone=phone,
        reason=reason.strip(),
        state=RequestState.ASKED,
        asked_at=now(),
        asked_by=by,
        is_demonstration=section.is_demonstration,
    )
    db.session.add(replacement)
    db.session.flush()
    record(by, "replacement.asked", replacement, {"former": holder.person_name})
    return replacement


def decide_replacement(replacement: Replacement, *, approves: bool, reason: str, by: User) -> None:
    """Approve or refuse it; approved, the new person holds the post from today. Raises RuleBroken."""
    _decide(replacement, approves, reason, by)
    if approves:
        replace_holder(
            replacement.key_post,
            replacement.person_name,
            since=today(),
            approved=True,
            by=by,
            licence_no=replacement.licence_no,
            phone=replacement.phone,
        )
    record(by, f"replacement.{replacement.state.value}", replacement, reason=reason)
    db.session.flush()


def set_rates(
    section: Section,
    rates: Mapping[tuple[CaseKind, str], int],
    *,
    by: User,
    rise_share: Decimal | None = None,
) -> None:
    """Enter what the contract asks for, and adds each time; a post left out has no rate. Raises RuleBroken."""
    problems = rules.rise_problems(rise_share)
    if any(fen <= 0 for fen in rates.values()):
        problems.append(say("A penalty rate is more than zero."))
    if problems:
        raise RuleBroken(problems)
    _set_rise(section, rise_share or Decimal(0), by)
    before = queries.rates_of(section.id)
    if before == rates:
        return
    for row in queries.list_rates(section.id):
        db.session.delete(row)
    db.session.flush()
    db.session.add_all(
        PenaltyRate(section_id=section.id, kind=kind, post=post, amount_fen=fen)
        for (kind, post), fen in rates.items()
    )
    told = {f"{kind.value} {post}".strip(): fen for (kind, post), fen in rates.items()}
    record(by, "penalty_rates.set", section, told)
    db.session.flush()


def _set_rise(section: Section, share: Decimal, by: User) -> None:
    before = queries.rise_of(section.id)
    if before == share:
        return
    row = db.session.get(PenaltyRise, section.id)
    if row is None:
        db.session.add(PenaltyRise(section_id=section.id, share=share))
    elif share:
        row.share = share
    else:
        db.session.delete(row)
    record(by, "penalty_rise.set", section, {"share": [before, share]})
    db.session.flush()


def _decide(request: Leave | Replacement, approves: bool, reason: str, by: User) -> None:
    problems = rules.deciding_problems(
        request.state,
        request.asked_by.natural_person,
        by.natural_person,
        approves=approves,
        reason=reason,
    )
    if problems:
        raise RuleBroken(problems)
    request.state = RequestState.APPROVED if approves else RequestState.REFUSED
    request.decided_at, request.decided_by, request.decision = now(), by, reason.strip()


def _holder_problems(section: Section, holder: KeyPost) -> list[Sentence]:
    if holder.section_id != section.id or holder.until is not None:
        return [say("Nobody holds this post now.")]
    return []


def _is_same(key_post_id: int, asked_by_id: int, holder: KeyPost, by: User) -> bool:
    return (key_post_id, asked_by_id) == (holder.id, by.id)


def _used() -> NoReturn:
    raise RuleBroken([say("This form was already used for another request; open a new one.")])
