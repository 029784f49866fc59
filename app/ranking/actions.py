"""Drafting, publishing, freezing and correcting rankings; objections, vetoes, policies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.evidence.store import StoredPhoto
from app.extensions import db
from app.ranking import queries
from app.ranking.models import Objection, Ranking, RankingLine, RankingPolicy, Veto
from app.ranking.rules import lifecycle
from app.ranking.rules.canonical import sha256_of
from app.ranking.rules.eligibility import Eligibility
from app.ranking.rules.figures import MonthFigures
from app.ranking.rules.lifecycle import RankingState
from app.ranking.rules.policy import (
    Band,
    Policy,
    WorkGroup,
    policy_content,
    policy_problems,
)
from app.ranking.rules.snapshot import (
    fingerprint,
    sheet_of,
    snapshot,
)
from app.shared.audit import Actor, record
from app.shared.calendar import ONE_DAY, Month, now
from app.shared.errors import RuleBroken
from app.shared.memory import collector_paused
from app.shared.sentences import Sentence, say
from app.shared.settings import value_of, working_calendar
from app.works.models import Section


@dataclass(frozen=True)
class Correction:
    """The version in force that a new draft puts right, and why."""

    replaces: Ranking
    reason: str


@collector_paused()
def draft_month(month: Month, *, by: Actor, on: date) -> list[Ranking]:
    """Draft the month for every group, again where there is a draft. Returns the drafts.

    A published ranking with accepted objections gets a new version; otherwise a group that is
    published or frozen is left as it is. Raises RuleBroken when nothing can be drafted.
    """
    policy = queries.policy_of(month)
    groups = queries.month_figures(month, policy)
    start, _ = queries.period_of(month)
    sections = sum(len(figures.sections) for figures in groups)
    if problems := lifecycle.draft_problems(start, on, sections):
        raise RuleBroken(problems)
    drafts, problems = [], []
    for figures in groups:
        correction = _correction_of(month, figures.group)
        if queries.find_in_force(month, figures.group) and correction is None:
            problems.append(_already_out(figures.group))
            continue
        drafts.append(draft_group(figures, policy, correction, by=by))
    if not drafts:
        raise RuleBroken(problems)
    return drafts


def _already_out(group: WorkGroup) -> Sentence:
    return say(
        "%(group)s: the month is published or frozen; it is put right by a correction.",
        group=group.label,
    )


def _correction_of(month: Month, group: WorkGroup) -> Correction | None:
    """An open correction keeps its reason; accepted objections are a reason for a new version."""
    draft = queries.find_draft(month, group)
    if draft and draft.replaces:
        return Correction(draft.replaces, draft.correction_reason)
    current = queries.find_in_force(month, group)
    if current is None or current.state == RankingState.FROZEN:
        return None
    _, accepted = queries.count_objections(current.id)
    return Correction(current, "Accepted objections are worked in.") if accepted else None


def draft_group(
    figures: MonthFigures, policy: Policy, correction: Correction | None = None, *, by: Actor
) -> Ranking:
    """Store the group's draft with its lines; an older draft of the month gives way to it."""
    month = Month.parse(figures.month)
    kept_policy = queries.find_policy(month)
    content = snapshot(figures, policy_content(policy))
    ranking = queries.find_draft(month, figures.group) or Ranking(
        month=month,
        group=figures.group,
        number=_next_number(month, figures.group),
        state=RankingState.DRAFT,
    )
    ranking.start_on, ranking.end_on = figures.start, figures.end
    ranking.figures, ranking.policy = content["figures"], content["policy"]
    ranking.policy_number = kept_policy.number if kept_policy else None
    ranking.rules_version = content["rules"]
    ranking.sha256 = fingerprint(content["figures"], content["policy"], content["lines"])
    ranking.replaces_id = correction.replaces.id if correction else None
    ranking.correction_reason = correction.reason if correction else ""
    ranking.drafted_by_id, ranking.drafted_by_name, ranking.drafted_at = by.id, by.name, now()
    db.session.add(ranking)
    db.session.flush()
    _write_lines(ranking, content["lines"])
    record(
        by,
        "ranking.drafted",
        ranking,
        {"sha256": ranking.sha256, "lines": len(content["lines"])},
        reason=ranking.correction_reason,
    )
    return ranking


def _next_number(month: Month, group: WorkGroup) -> int:
    return 1 + max((version.number for version in queries.list_versions(month, group)), default=0)


def _write_lines(ranking: Ranking, lines: Sequence[dict[str, object]]) -> None:
    db.session.execute(delete(RankingLine).where(RankingLine.ranking_id == ranking.id))
    if not lines:
        return
    rows = [{"ranking_id": ranking.id} | _columns_of(content) for content in lines]
    db.session.execute(insert(RankingLine.__table__), rows)  # type: ignore[arg-type]


def _columns_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a line: its content, and beside it what lists and payments ask for."""
    band, score = content["band"], content["score"]
    return {
        "section_id": content["section_id"],
        "eligibility": Eligibility.with_value(content["eligibility"]),
        "place": content["place"],
        "strict_order": content["order"],
        "previous_place": content["previous_place"],
        "band": Band.with_value(band),
        "score": None if score is None else Decimal(score),
        "sheet": sheet_of(content),
        "content": content,
    }


def correct(current: Ranking, reason: str, *, by: Actor, on: date) -> Ranking:
    """Draft a new version of a frozen ranking from today's records. Raises RuleBroken."""
    has_draft = queries.find_draft(current.month, current.group) is not None
    is_current = queries.find_in_force(current.month, current.group) is current
    problems = lifecycle.correction_problems(
        current.state == RankingState.FROZEN, has_draft or not is_current, reason
    )
    if problems:
        raise RuleBroken(problems)
    policy = queries.policy_of(current.month)
    for figures in queries.month_figures(current.month, policy):
        if figures.group == current.group:
            correction = Correction(current, reason.strip())
            return draft_group(figures, policy, correction, by=by)
    raise RuleBroken([say("There is no section to rank in the month.")])


def discard_draft(draft: Ranking, *, by: Actor) -> None:
    """Throw a draft away. Raises RuleBroken when it is published or frozen."""
    if draft.state != RankingState.DRAFT:
        raise RuleBroken([say("Only a draft can be thrown away.")])
    record(by, "ranking.discarded", draft, {"sha256": [draft.sha256, None]})
    db.session.execute(delete(RankingLine).where(RankingLine.ranking_id == draft.id))
    db.session.delete(draft)
    db.session.flush()


def publish(draft: Ranking, *, by: Actor, on: date) -> Ranking:
    """Open the ranking to objections for some working days (a setting). Raises RuleBroken."""
    ranking = _locked(draft)
    problems = lifecycle.publish_problems(ranking.state, ranking.end_on - ONE_DAY, on)
    problems += queries.verify(ranking) if not problems else []
    if problems:
        raise RuleBroken(problems)
    until = working_calendar().add_working_days(on, value_of("objection_working_days", on))
    ranking.state = RankingState.PUBLISHED
    ranking.published_by_id, ranking.published_by_name = by.id, by.name
    ranking.published_at, ranking.objections_until = now(), until
    record(
        by,
        "ranking.published",
        ranking,
        {"sha256": ranking.sha256, "objections_until": until},
    )
    return ranking


def object_to(
    ranking: Ranking,
    section: Section,
    text: str,
    evidence: str,
    photos: Sequence[StoredPhoto] = (),
    *,
    by: Actor,
    on: date,
) -> Objection:
    """Record a contractor's objection. Raises RuleBroken when it is late, empty or a second one."""
    waiting = queries.count_waiting_of_section(ranking.id, section.id)
    problems = lifecycle.objection_problems(
        ranking.state, ranking.objections_until, on, text, waiting
    )
    if queries.find_line(ranking.id, section.id) is None:
        problems.append(say("This section does not stand in the ranking."))
    if len(evidence) > lifecycle.LONGEST_TEXT:
        problems += lifecycle.text_problems(evidence, say("Name the evidence."))
    if problems:
        raise RuleBroken(problems)
    objection = Objection(
        ranking=ranking,
        section=section,
        text=text.strip(),
        evidence=evidence.strip(),
        made_by_id=by.id,
        made_by_name=by.name,
        made_at=now(),
    )
    db.session.add(objection)
    db.session.flush()
    attach(photos, Owner(OwnerKind.OBJECTION, objection.id, on, section_id=section.id), by=by)
    told = {"ranking": ranking.name, "section": section.id, "photos": len(photos)}
    record(by, "ranking.objected", objection, told)
    return objection


def answer(objection: Objection, *, accepted: bool, reason: str, by: Actor) -> Objection:
    """Accept or refuse the objection, with the reason. Raises RuleBroken."""
    is_frozen = objection.ranking.state == RankingState.FROZEN
    if problems := lifecycle.answer_problems(objection.answered_at is not None, is_frozen, reason):
        raise RuleBroken(problems)
    objection.is_accepted, objection.answer = accepted, reason.strip()
    objection.answered_by_id, objection.answered_by_name = by.id, by.name
    objection.answered_at = now()
    record(by, "ranking.answered", objection, {"is_accepted": accepted}, reason=reason)
    return objection


def freeze_month(ranking: Ranking, *, by: Actor, on: date, force_reason: str = "") -> Ranking:
    """Make the ranking final. Raises RuleBroken, all reasons at once.

    A reason to force sets the deadline aside, but neither open objections nor a failed recomputation.
    """
    ranking = _locked(ranking)
    waiting, accepted = queries.count_objections(ranking.id)
    problems = lifecycle.freeze_problems(
        ranking.state,
        ranking.objections_until,
        on,
        unanswered=waiting,
        accepted=accepted,
        force_reason=force_reason,
    )
    problems += queries.verify(ranking) if not problems else []
    if problems:
        raise RuleBroken(problems)
    ranking.state = RankingState.FROZEN
    ranking.frozen_by_id, ranking.frozen_by_name, ranking.frozen_at = by.id, by.name, now()
    ranking.force_reason = force_reason.strip()
    record(by, "ranking.frozen", ranking, {"sha256": ranking.sha256}, reason=force_reason)
    return ranking


def _locked(ranking: Ranking) -> Ranking:
    """Read the ranking again under a lock, so that of two who act at once one sees the other."""
    return db.session.scalars(
        select(Ranking)
        .where(Ranking.id == ranking.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def save_policy(policy: Policy, valid_from: Month, reason: str, *, by: Actor) -> RankingPolicy:
    """Let the policy count from a month on. Raises RuleBroken with everything that is wrong."""
    problems = policy_problems(policy)
    problems += lifecycle.text_problems(reason, say("Give the reason for the change."))
    last = queries.last_month_out()
    if last and valid_from <= last:
        problems.append(
            say(
                "%(month)s is published or frozen: a new policy counts from a later month.",
                month=str(last),
            )
        )
    if problems:
        raise RuleBroken(problems)
    before = policy_content(queries.policy_of(valid_from))
    content = policy_content(policy)
    kept = RankingPolicy(
        number=queries.next_policy_number(),
        valid_from=valid_from,
        content=content,
        sha256=sha256_of(content),
        reason=reason.strip(),
        made_by_id=by.id,
        made_by_name=by.name,
    )
    db.session.add(kept)
    changes = {
        name: [before[name], content[name]] for name in content if before[name] != content[name]
    }
    record(by, "ranking.policy_changed", kept, changes, reason=reason)
    return kept


def record_veto(
    section: Section, kind: str, day: date, evidence: str, *, by: Actor, on: date
) -> Veto:
    """Record a confirmed veto against a section. Raises RuleBroken."""
    listed = queries.policy_of(queries.month_of(day)).vetoes
    problems = lifecycle.text_problems(evidence, say("Name the evidence."))
    if kind not in listed:
        problems.append(say("The policy of that month has no such veto."))
    if day > on:
        problems.append(say("The day lies in the future."))
    if problems:
        raise RuleBroken(problems)
    veto = Veto(
        section=section,
        kind=kind,
        day=day,
        evidence=evidence.strip(),
        recorded_by_id=by.id,
        recorded_by_name=by.name,
        recorded_at=now(),
    )
    db.session.add(veto)
    record(by, "veto.recorded", veto, {"section": section.id, "kind": kind, "day": day})
    return veto


def withdraw_veto(veto: Veto, reason: str, *, by: Actor) -> Veto:
    """Withdraw a veto that was recorded in error; frozen months keep it. Raises RuleBroken."""
    problems = lifecycle.text_problems(reason, say("Say why the veto is withdrawn."))
    if veto.withdrawn_at is not None:
        problems.append(say("This veto is withdrawn already."))
    if problems:
        raise RuleBroken(problems)
    veto.withdrawn_by_id, veto.withdrawn_by_name, veto.withdrawn_at = by.id, by.name, now()
    veto.withdrawal_reason = reason.strip()
    record(by, "veto.withdrawn", veto, reason=reason)
    return veto
