"""What is frozen is recomputed to the last digit, in any order; whatever is touched is found."""

import copy
import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ranking.rules.canonical import canonical_text
from app.ranking.rules.eligibility import Eligibility
from app.ranking.rules.figures import (
    CountFigures,
    SectionFigures,
    Severity,
    Topic,
    VetoFigures,
    VisitFigures,
    WageFigures,
)
from app.ranking.rules.policy import Band, MissingRule, Policy, policy_content
from app.ranking.rules.snapshot import (
    differences,
    fingerprint,
    read_figures,
    read_line,
    snapshot,
)
from tests.makers.ranking import (
    finding_figures,
    month_figures,
    progress_figures,
    section_figures,
)

shares = st.integers(0, 1000).map(lambda n: Decimal(n) / 1000)
counts = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda t: CountFigures(*t))
findings = st.builds(
    finding_figures,
    finding_id=st.integers(1, 99),
    topic=st.sampled_from(Topic),
    severity=st.sampled_from(Severity),
    is_overdue=st.booleans(),
    found_in_period=st.booleans(),
)


@st.composite
def sections(draw: st.DrawFn, section_id: int) -> SectionFigures:
    progress = st.builds(
        progress_figures,
        month_planned_share=shares,
        month_done_share=shares,
        done_share=shares,
        elapsed_share=shares,
        blocked_share=shares,
    )
    return section_figures(
        section_id,
        started_on=draw(st.sampled_from([None, date(2020, 3, 1), date(2020, 6, 20)])),
        progress=draw(st.none() | progress),
        processes=draw(st.none() | counts),
        visits=draw(st.sampled_from([VisitFigures(), VisitFigures(1, 1, 1)])),
        findings=tuple(draw(st.lists(findings, max_size=4))),
        posts=draw(st.none() | counts),
        equipment=draw(st.none() | counts),
        wages=draw(st.none() | st.builds(WageFigures, st.booleans(), st.booleans())),
        reports=draw(st.none() | counts),
        vetoes=draw(st.sampled_from([(), (VetoFigures(1, "forgery", date(2020, 6, 1)),)])),
    )


@st.composite
def groups(draw: st.DrawFn) -> list[SectionFigures]:
    return [draw(sections(n)) for n in range(1, draw(st.integers(0, 8)) + 1)]


policies = st.builds(Policy, missing=st.sampled_from(MissingRule))


@settings(max_examples=60, deadline=None)
@given(groups(), policies, st.randoms(use_true_random=False))
def test_the_order_of_sections_does_not_matter(group: Any, policy: Policy, random: Any):
    shuffled = list(group)
    random.shuffle(shuffled)
    content = policy_content(policy)
    first = canonical_text(snapshot(month_figures(*group), content))
    assert first == canonical_text(snapshot(month_figures(*shuffled), content))


@settings(max_examples=60, deadline=None)
@given(groups(), policies)
def test_what_was_kept_as_text_recomputes_byte_for_byte(group: Any, policy: Policy):
    kept = json.loads(canonical_text(snapshot(month_figures(*group), policy_content(policy))))
    sha = fingerprint(kept["figures"], kept["policy"], kept["lines"])
    assert differences(kept["figures"], kept["policy"], kept["lines"], sha) == []


@settings(max_examples=60, deadline=None)
@given(groups(), policies)
def test_scores_lie_in_0_to_100_and_every_ranked_section_has_one_band(group: Any, policy: Policy):
    kept = snapshot(month_figures(*group), policy_content(policy))
    lines = [read_line(line) for line in kept["lines"]]
    assert len(lines) == len(group)
    for line in lines:
        if line.eligibility == Eligibility.RANKED:
            assert line.score is not None
            assert 0 <= line.score <= 100
            assert line.band in list(Band)
            assert line.place is not None
        else:
            assert (line.place, line.band, line.score) == (None, None, None)
        for shown in line.dimensions:
            assert shown.points is None or 0 <= shown.points <= shown.weight


def a_kept_month() -> dict[str, Any]:
    group = [
        section_figures(1),
        section_figures(2, reports=CountFigures(4, 3), wages=None, previous_place=1),
        section_figures(3, findings=(finding_figures(is_overdue=True),)),
        section_figures(4, started_on=date(2020, 6, 20)),
    ]
    return snapshot(month_figures(*group), policy_content(Policy()))


def sha_of(kept: dict[str, Any]) -> str:
    return fingerprint(kept["figures"], kept["policy"], kept["lines"])


def touch_score(kept: dict[str, Any]) -> None:
    kept["lines"][0]["score"] = "99.99"


def touch_figure(kept: dict[str, Any]) -> None:
    kept["figures"]["sections"][1]["reports"]["met"] = 4


def touch_policy(kept: dict[str, Any]) -> None:
    kept["policy"]["veto_cap"] = "60"


def drop_line(kept: dict[str, Any]) -> None:
    del kept["lines"][2]


def break_figures(kept: dict[str, Any]) -> None:
    del kept["figures"]["sections"][0]["code"]


@pytest.mark.parametrize(
    "touch, field",
    [
        (touch_score, "score"),
        (touch_figure, "score"),
        (touch_policy, "SHA-256"),
        (drop_line, "lines only"),
        (break_figures, "cannot be read"),
    ],
)
def test_whatever_is_touched_afterwards_is_found_and_named(touch: Any, field: str):
    kept = a_kept_month()
    sha = sha_of(kept)
    touched = copy.deepcopy(kept)
    touch(touched)
    problems = differences(touched["figures"], touched["policy"], touched["lines"], sha)
    assert any("SHA-256" in str(p) for p in problems)
    assert any(field in str(p) for p in problems)


def test_one_who_also_forges_the_sha_is_still_found_by_recomputation():
    kept = a_kept_month()
    touch_score(kept)
    (problem,) = differences(kept["figures"], kept["policy"], kept["lines"], sha_of(kept))
    assert "99.99" in str(problem)


def test_the_kept_figures_read_back_as_they_were():
    kept = a_kept_month()
    assert read_figures(kept["figures"]).sections[1].reports == CountFigures(4, 3)
    deductions = [d for x in kept["lines"] for d in read_line(x).dimensions[2].deductions]
    assert [str(d.text) for d in deductions] == ["The hazard found on 2020-06-03 is overdue."]


def test_the_canonical_text_has_sorted_keys_no_blanks_no_floats_and_composed_letters():
    assert canonical_text({"b": Decimal("25.00"), "a": "e\u0301"}) == '{"a":"é","b":"25"}'
    assert canonical_text([Decimal("0E+3"), Decimal("-0.0"), None, True]) == '["0","0",null,true]'
    for refused in (0.5, Decimal("NaN"), object()):
        with pytest.raises(TypeError):
            canonical_text(refused)


def test_another_process_time_zone_and_hash_seed_give_the_same_bytes():
    program = (
        "from tests.ranking.test_snapshot_rules import a_kept_month\n"
        "from app.ranking.rules.canonical import sha256_of\n"
        "print(sha256_of(a_kept_month()))"
    )
    shas = set()
    for seed, zone in (("0", "Asia/Shanghai"), ("4711", "America/New_York")):
        surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8"}
        run = subprocess.run(
            [sys.executable, "-c", program],
            env=surroundings,
            capture_output=True,
            text=True,
            check=True,
        )
        shas.add(run.stdout.strip())
    assert shas == {hashlib.sha256(canonical_text(a_kept_month()).encode()).hexdigest()}
