"""Lots of test values: recorded, judged, their results entered, corrected."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.extensions import db
from app.quality.actions.nonconformities import (
    after_judgement,
    close_corrected,
    correction_problems,
)
from app.quality.actions.standards import ensure_version
from app.quality.models import SampleLot, SampleValue
from app.quality.models.acceptance import place_from
from app.quality.queries.lots import find_by_uuid, find_correction
from app.quality.queries.standards import as_standard, needed_on
from app.quality.rules.chain import ends_of, place_problems
from app.quality.rules.evaluation import Lot, Sample, evaluate
from app.quality.rules.lots import LotDraft, LotEntry, lot_problems, result_due_on
from app.shared.audit import record
from app.shared.calendar import now, today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of
from app.works.models import Work
from app.works.rules import WorkKind


def record_lot(work: Work, entry: LotEntry, *, by: User) -> SampleLot:
    """Record a lot and judge it; a pending one waits for its result. Raises RuleBroken.

    The same form sent twice is one lot: the second time returns the first.
    """
    if known := find_by_uuid(entry.client_uuid):
        return _same_lot(known, work, by)
    if problems := _problems(work, entry):
        raise RuleBroken(problems)
    return _store(work, entry, by)


def enter_result(lot: SampleLot, samples: Sequence[Sample], *, by: User) -> None:
    """Enter the values of a lot whose result was awaited, and judge it. Raises RuleBroken."""
    if lot.judged_at is not None:
        raise RuleBroken([say("This lot is judged already; enter a correction instead.")])
    standard = as_standard(ensure_version(lot.sampled_on))
    if problems := lot_problems(replace(_draft_of(lot), samples=samples), standard, today()):
        raise RuleBroken(problems)
    _judge(lot, samples)
    record(by, "quality.result_entered", lot, _told(lot))
    after_judgement(lot, by=by)


def correct_lot(lot: SampleLot, entry: LotEntry, reason: str, *, by: User) -> SampleLot:
    """Replace a judged lot by one with other values, and say why; the old one stays. Raises RuleBroken."""
    if known := find_by_uuid(entry.client_uuid):
        return _same_lot(known, lot.work, by)
    problems = correction_problems(lot, by)
    if not reason.strip():
        problems.append(say("Say why the values are corrected."))
    if find_correction(lot.id) is not None:
        problems.append(say("This lot is corrected already; correct the newer one."))
    if lot.judged_at is None:
        problems.append(say("This lot has no values yet; enter its result instead."))
    if problems := [*problems, *_problems(lot.work, entry)]:
        raise RuleBroken(problems)
    return _store(lot.work, entry, by, replaces=lot, reason=reason.strip())


def _problems(work: Work, entry: LotEntry) -> list[Sentence]:
    draft = entry.draft
    standard = as_standard(ensure_version(draft.sampled_on or today()))
    place = place_from(draft.start_m, draft.end_m, entry.part.strip())
    ends = ends_of(work.start_m, work.end_m, work.kind == WorkKind.ROAD)
    problems = place_problems(place, ends) + lot_problems(draft, standard, today())
    if not entry.process:
        problems.insert(0, say("Choose the process that was tested."))
    return problems


def _store(
    work: Work,
    entry: LotEntry,
    by: User,
    replaces: SampleLot | None = None,
    reason: str = "",
) -> SampleLot:
    draft = entry.draft
    assert draft.sampled_on is not None  # noqa: S101 - lot_problems() has refused it
    lot = SampleLot(
        client_uuid=entry.client_uuid, section_id=work.section_id, work_id=work.id, work=work,
        section=work.section, process=entry.process, part=entry.part.strip(),
        start_m=draft.start_m, end_m=draft.end_m, layer=draft.layer, measure=draft.measure,
        road_group=draft.group, tester=entry.tester, ground=entry.ground,
        sampled_on=draft.sampled_on, design=draft.design or Decimal(0),
        laboratory=entry.laboratory.strip(), report_no=entry.report_no.strip(),
        note=entry.note.strip(), replaces=replaces, reason=reason, entered_by_id=by.id,
        entered_at=now(), due_on=_due_on(draft) if draft.is_pending else None,
        is_demonstration=work.is_demonstration,
    )  # fmt: skip
    if not draft.is_pending:
        _judge(lot, draft.samples)
    try:
        with db.session.begin_nested():
            db.session.add(lot)
            db.session.flush()
    except IntegrityError:  # the same form arrived at the same moment
        if known := find_by_uuid(entry.client_uuid):
            return _same_lot(known, work, by)
        raise
    action = "quality.lot_corrected" if replaces else "quality.lot_recorded"
    record(by, action, lot, _told(lot), reason=reason)
    if replaces is not None:
        close_corrected(replaces, lot, by=by)
    if lot.judged_at is not None:
        after_judgement(lot, by=by)
    return lot


def _judge(lot: SampleLot, samples: Sequence[Sample]) -> None:
    version = ensure_version(lot.sampled_on)
    standard = as_standard(version)
    tolerance = standard.find(lot.layer, lot.measure, lot.road_group)
    assert tolerance is not None  # noqa: S101 - lot_problems() has refused it
    found = evaluate(Lot(samples, lot.design, tolerance), standard, needed_on(today()))
    lot.values = [
        SampleValue(place=place, value=one.value, station_m=one.station_m, side=one.side)
        for place, one in enumerate(samples, 1)
    ]
    lot.standard, lot.standard_id, lot.is_key = version, version.id, tolerance.is_key
    lot.verdict, lot.judged_at = found.verdict, now()
    lot.pass_share = None if found.pass_share is None else round(found.pass_share, 6)


def _draft_of(lot: SampleLot) -> LotDraft:
    return LotDraft(
        lot.layer,
        lot.measure,
        lot.road_group,
        lot.sampled_on,
        lot.design,
        (),
        lot.start_m,
        lot.end_m,
    )


def _due_on(draft: LotDraft) -> date:
    assert draft.sampled_on is not None  # noqa: S101 - lot_problems() has refused it
    return result_due_on(
        draft.sampled_on,
        draft.measure,
        value_of("strength_days"),
        value_of("unconfined_strength_days"),
    )


def _same_lot(known: SampleLot, work: Work, by: User) -> SampleLot:
    if known.work_id != work.id or known.entered_by_id != by.id:
        raise RuleBroken([say("This form was already used for another lot; open a new one.")])
    return known


def _told(lot: SampleLot) -> dict[str, object]:
    return {
        "work": lot.work.name, "process": lot.process, "measure": lot.measure,
        "values": [row.value for row in lot.values], "verdict": lot.verdict, "due_on": lot.due_on,
    }  # fmt: skip
