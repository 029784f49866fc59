"""The policy says of itself what is wrong with it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.ranking.rules.policy import (
    Band,
    Dimension,
    MissingRule,
    Policy,
    Rates,
    ScoreBand,
    WorkGroup,
    policy_content,
    policy_problems,
    policy_text,
    read_policy,
    veto_label,
)


def bands(rear: tuple[str, str], middle: tuple[str, str], front: tuple[str, str]) -> Policy:
    edges = zip((Band.REAR, Band.MIDDLE, Band.FRONT), (rear, middle, front), strict=True)
    return Policy(score_bands=tuple(ScoreBand(b, Decimal(s), Decimal(e)) for b, (s, e) in edges))


def sentences(policy: Policy) -> list[str]:
    return [str(problem) for problem in policy_problems(policy)]


def test_the_first_policy_is_that_of_the_handbook_and_has_no_problem():
    weights = [Policy().weight(d) for d in Dimension]
    assert weights == [40, 25, 10, 5, 10, 5, 5]
    assert policy_problems(Policy()) == []


@pytest.mark.parametrize(
    "progress, total",
    [
        ("39.99", "99.99"),  # a hundredth short
        ("40.01", "100.01"),  # a hundredth over
        ("0", "60"),  # a forgotten dimension
    ],
)
def test_weights_must_total_exactly_100(progress: str, total: str):
    weights = {**Policy().weights, Dimension.PROGRESS: Decimal(progress)}
    assert sentences(Policy(weights=weights)) == [
        f"The weights add up to {total}, not to 100.",
    ]


def test_a_negative_weight_is_refused_even_when_the_total_is_100():
    weights = {
        **Policy().weights,
        Dimension.PROGRESS: Decimal(50),
        Dimension.WAGES: Decimal(-5),
    }
    assert sentences(Policy(weights=weights)) == ["The weight of Workers' wages is negative."]


@pytest.mark.parametrize(
    "policy, sentence",
    [
        (
            bands(("0", "70"), ("71", "85"), ("85", "100")),
            "Scores from 70 to 71 have no band.",
        ),
        (
            bands(("0", "70"), ("69", "85"), ("85", "100")),
            "The bands Rear and Middle overlap between 69 and 70.",
        ),
        (
            bands(("0", "70"), ("70", "85"), ("85", "99.99")),
            "The highest band must end at 100, so that a score of 100 has a band.",
        ),
        (bands(("1", "70"), ("70", "85"), ("85", "100")), "The lowest band must begin at 0."),
        (
            bands(("0", "70"), ("70", "70"), ("70", "100")),
            "The band Middle ends before it begins.",
        ),
        (
            bands(("85", "100"), ("70", "85"), ("0", "70")),
            "The bands must rise from rear over middle to front.",
        ),
    ],
)
def test_bands_leave_no_gap_no_overlap_and_no_score_without_a_band(policy: Policy, sentence: str):
    assert sentence in sentences(policy)


@pytest.mark.parametrize(
    "score, band",
    [
        ("0", Band.REAR),  # the lowest score
        ("69.99", Band.REAR),  # the last of the rear
        ("70", Band.MIDDLE),  # an edge belongs to the band above
        ("84.99", Band.MIDDLE),  # the last of the middle
        ("85", Band.FRONT),  # an edge again
        ("100", Band.FRONT),  # the full score has a band
    ],
)
def test_every_score_has_exactly_one_band(score: str, band: Band):
    assert [b.band for b in Policy().score_bands if b.holds(Decimal(score))] == [band]


@pytest.mark.parametrize(
    "policy, sentence",
    [
        (Policy(front_share=Decimal("0.9")), "Front and rear together are more than all sections."),
        (
            Policy(front_share=Decimal("-0.1")),
            "The share of the front must lie between 0 and 100 %.",
        ),
        (Policy(veto_cap=Decimal(101)), "The cap of a veto must lie between 0 and 100."),
        (
            Policy(rates=Rates(hazard_serious=Decimal(-3))),
            "Points taken cannot be negative.",
        ),
        (
            Policy(tie_order=(Dimension.QUALITY, Dimension.QUALITY)),
            "A dimension stands twice in the order for equal scores.",
        ),
        (Policy(vetoes=(" ",)), "A veto needs words."),
        (Policy(small_group=0), "Days and numbers of sections cannot be negative."),
        (Policy(score_bands=()), "Each band must be given exactly once."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(policy: Policy, sentence: str):
    assert sentence in sentences(policy)


def test_all_problems_are_told_at_once():
    wrong = Policy(veto_cap=Decimal(-1), front_share=Decimal(2), new_days=-1)
    assert len(policy_problems(wrong)) == 4


def test_a_policy_is_written_and_read_back_without_loss():
    policy = replace(Policy(), missing=MissingRule.ZERO, vetoes=("accident", "擅自挪用工程款"))
    assert read_policy(policy_content(policy)) == policy
    assert policy_text(read_policy(policy_content(policy))) == policy_text(policy)


@pytest.mark.parametrize("content", [{"weights": {"speed": "100"}}, {"speed": 1}, {"veto_cap": 59}])
def test_a_policy_of_unknown_words_or_numbers_is_not_read(content: dict[str, object]):
    with pytest.raises((ValueError, TypeError)):
        read_policy(content)


def test_kinds_of_work_that_no_group_names_are_compared_among_themselves():
    assert Policy().group_of("bridge") == WorkGroup.BRIDGES
    assert Policy().group_of("port") == WorkGroup.OTHER


def test_a_veto_of_the_bureau_s_own_stands_as_it_was_written():
    assert str(veto_label("forgery")) == "Forged test data or signature"
    assert veto_label("擅自挪用工程款") == "擅自挪用工程款"
