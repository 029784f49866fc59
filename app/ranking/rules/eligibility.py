"""Who takes part in the ranking of a month, and why somebody does not. Source: domain.md 2.9."""

from datetime import date, timedelta
from decimal import Decimal

from app.ranking.rules.canonical import decimal_text
from app.ranking.rules.figures import SectionFigures, StopCause
from app.ranking.rules.policy import Policy
from app.shared.sentences import LabelledEnum, Sentence, say


class Eligibility(LabelledEnum):
    """Whether the section is ranked, or listed with the reason why not."""

    RANKED = "ranked", say("Ranked")
    NOT_STARTED = "not_started", say("Not started")
    NEW = "new", say("Newly started, not ranked")
    SUSPENDED = "suspended", say("Suspended, not ranked")
    FINISHED = "finished", say("Handed over, not ranked")
    FEW_RECORDS = "few_records", say("Too few records, not ranked")


def eligibility_of(
    figures: SectionFigures, recorded_weight: Decimal, policy: Policy, end: date
) -> tuple[Eligibility, Sentence | None]:
    """Return the eligibility and why not ranked; `end` is the day after the cut-off."""
    cut_off = end - timedelta(days=1)
    if figures.handed_over_on and figures.handed_over_on <= cut_off:
        return Eligibility.FINISHED, say("Handed over on %(day)s.", day=figures.handed_over_on)
    if figures.started_on is None or figures.started_on > cut_off:
        return Eligibility.NOT_STARTED, say("Works have not started.")
    if (cut_off - figures.started_on).days < policy.new_days:
        return Eligibility.NEW, say(
            "Started on %(day)s, fewer than %(days)s days before the cut-off.",
            day=figures.started_on,
            days=policy.new_days,
        )
    # A stop that the contractor caused does not excuse: ranked, with no progress.
    if figures.stop and figures.stop.cause != StopCause.CONTRACTOR:
        return Eligibility.SUSPENDED, say(
            "Stopped for the whole period since %(day)s: %(cause)s.",
            day=figures.stop.since,
            cause=figures.stop.cause.label,
        )
    if recorded_weight < policy.least_recorded_weight:
        return Eligibility.FEW_RECORDS, say(
            "Only %(weight)s of 100 points have records behind them, %(least)s are needed.",
            weight=decimal_text(recorded_weight),
            least=decimal_text(policy.least_recorded_weight),
        )
    return Eligibility.RANKED, None
