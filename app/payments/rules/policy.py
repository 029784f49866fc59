"""The release policy as data: what a place in the ranking may change, and what it may not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from app.payments.rules import law
from app.payments.rules.money import in_percent
from app.payments.rules.sources import USUAL_ORDER, order_problems
from app.ranking.rules.canonical import read_as
from app.ranking.rules.policy import Band
from app.shared.sentences import Sentence, say
from app.works.rules import FundKind

BAND_ORDER = {Band.FRONT: 1, Band.MIDDLE: 2, Band.REAR: 3}
NONE, ALL = Decimal(0), Decimal(1)


def _default_shares() -> dict[Band, Decimal]:
    return {
        Band.FRONT: Decimal("0.90"),
        Band.MIDDLE: Decimal("0.85"),
        Band.REAR: Decimal("0.80"),
    }


@dataclass(frozen=True)
class Policy:
    """The rules by which a month's money is proposed. Source: domain.md 2.4.6 and A16."""

    #: Share of completed value to be paid in all, by band, before floor and contract bound it.
    shares: Mapping[Band, Decimal] = field(default_factory=_default_shares)
    #: Sections without a place (new, suspended, no ranking yet) are treated like this band.
    unranked_as: Band = Band.MIDDLE
    #: Days to pay a firm that is not small or medium when its contract names no term.
    standard_days: int = 28
    #: Which source is drawn first; unrestricted money is always the last.
    source_order: tuple[FundKind, ...] = USUAL_ORDER

    def share_for(self, band: Band | None) -> Decimal:
        """Return the share of the band; a section without a band gets the neutral one."""
        return self.shares[band or self.unranked_as]

    def order_of(self, band: Band | None) -> int:
        """Return 1 for the band that is paid first."""
        return BAND_ORDER[band or self.unranked_as]


def policy_problems(policy: Policy) -> list[Sentence]:
    """Return why a policy cannot be saved; empty when it can."""
    if missing := [band for band in Band if band not in policy.shares]:
        return [say("The ratio of the band “%(band)s” is missing.", band=b.label) for b in missing]
    problems = [
        say(
            "The ratio of the band “%(band)s” must lie between 0 and 100 per cent.", band=band.label
        )
        for band in Band
        if not NONE <= policy.shares[band] <= ALL
    ]
    return problems + _order_problems(policy) + _floor_problems(policy) + _last_problems(policy)


def _order_problems(policy: Policy) -> list[Sentence]:
    pairs = ((Band.FRONT, Band.MIDDLE), (Band.MIDDLE, Band.REAR))
    return [
        say(
            "The band “%(better)s” may not get a lower ratio than the band “%(worse)s”.",
            better=better.label,
            worse=worse.label,
        )
        for better, worse in pairs
        if policy.shares[better] < policy.shares[worse]
    ]


def _floor_problems(policy: Policy) -> list[Sentence]:
    return [
        say(
            "The band “%(band)s” with %(share)s would break the legal floor: at least %(floor)s of"
            " the completed value must be paid for contracts signed on or after %(since)s.",
            band=band.label,
            share=in_percent(policy.shares[band]),
            floor=in_percent(law.FLOOR_SHARE),
            since=law.FLOOR_SINCE,
        )
        for band in Band
        if NONE <= policy.shares[band] < law.FLOOR_SHARE
    ]


def _last_problems(policy: Policy) -> list[Sentence]:
    return _day_problems(policy) + order_problems(policy.source_order)


def _day_problems(policy: Policy) -> list[Sentence]:
    if 1 <= policy.standard_days <= law.SME_DAYS_MOST:
        return []
    return [
        say(
            "The days to pay must lie between 1 and %(most)s.",
            most=law.SME_DAYS_MOST,
        )
    ]


def policy_from(content: Mapping[str, Any]) -> Policy:
    """Return the policy that was kept as plain data. Raises ValueError when it is none."""
    names = {f.name for f in fields(Policy)}
    # Policies of before there were sources do not name their order.
    if not isinstance(content, Mapping) or set(content) | {"source_order"} != names:
        raise ValueError("not a release policy")
    try:
        policy: Policy = read_as(Policy, content)
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise ValueError("not a release policy") from error
    return policy
