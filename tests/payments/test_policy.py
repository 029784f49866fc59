from decimal import Decimal

import pytest

from app.payments.rules.policy import Policy, policy_from, policy_problems
from app.ranking.rules.canonical import canonical_text, plain, sha256_of
from app.ranking.rules.policy import Band


def with_shares(front: str, middle: str, rear: str) -> Policy:
    return Policy(
        {Band.FRONT: Decimal(front), Band.MIDDLE: Decimal(middle), Band.REAR: Decimal(rear)}
    )


def test_the_default_policy_can_be_saved() -> None:
    assert policy_problems(Policy()) == []


@pytest.mark.parametrize(
    "front, middle, rear, said",
    [
        ("0.90", "0.85", "0.7999", "break the legal floor"),  # just below 80 %
        ("0.90", "0.90", "0.90", None),  # equal bands: the place changes the order only
        ("1", "0.80", "0.80", None),  # both edges are lawful
        ("0.85", "0.90", "0.80", "“Front” may not get a lower ratio than the band “Middle”"),
        ("0.90", "0.80", "0.85", "“Middle” may not get a lower ratio than the band “Rear”"),
        ("1.0001", "0.85", "0.80", "between 0 and 100 per cent"),
        ("0.90", "0.85", "-0.1", "between 0 and 100 per cent"),
    ],
)
def test_a_policy_that_breaks_a_floor_or_the_order_is_refused(
    front: str, middle: str, rear: str, said: str | None
) -> None:
    problems = [problem.english for problem in policy_problems(with_shares(front, middle, rear))]
    assert (problems == []) is (said is None)
    assert said is None or said in " ".join(problems)


def test_all_problems_are_said_at_once() -> None:
    assert len(policy_problems(with_shares("0.5", "0.6", "0.7"))) == 5  # 2 of order, 3 of the floor


@pytest.mark.parametrize("days, refused", [(0, True), (1, False), (60, False), (61, True)])
def test_the_days_to_pay_have_limits(days: int, refused: bool) -> None:
    assert bool(policy_problems(Policy(standard_days=days))) is refused


def test_a_missing_band_is_named() -> None:
    (problem,) = policy_problems(Policy({Band.FRONT: Decimal(1), Band.MIDDLE: Decimal(1)}))
    assert "Rear" in problem.english


def test_the_canonical_text_of_a_policy_is_stable_and_reads_back() -> None:
    assert canonical_text(plain(Policy())) == (
        '{"shares":{"front":"0.9","middle":"0.85","rear":"0.8"},'
        '"source_order":["central","provincial","district","self_raised","other"],'
        '"standard_days":28,"unranked_as":"middle"}'
    )
    assert policy_from(plain(Policy())) == Policy()


def test_two_spellings_of_a_ratio_give_the_same_fingerprint() -> None:
    same = plain(with_shares("0.9", "0.85", "0.8"))
    assert sha256_of(same) == sha256_of(plain(Policy()))


@pytest.mark.parametrize(
    "content",
    [{}, [], {"shares": 3}, {"shares": {"front": "0.9"}, "size": 1}, {"standard_days": "x"}],
)
def test_content_that_is_no_policy_is_refused(content: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several libraries word it
        policy_from(content)  # type: ignore[arg-type]
