"""What is frozen of a month, and the proof that it was not touched. Source: security.md 2.7."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.ranking.rules.canonical import plain, read_as, sha256_of, text_of
from app.ranking.rules.figures import MonthFigures
from app.ranking.rules.month import Line
from app.ranking.rules.policy import read_policy
from app.ranking.rules.versions import Rules, current_rules, find_rules
from app.shared.sentences import Sentence, say


def snapshot(
    figures: MonthFigures, policy_content: Mapping[str, Any], rules: Rules | None = None
) -> dict[str, Any]:
    """Return what is kept: figures, policy and the lines they give, all as plain JSON values.

    The lines follow from the rules in force where no others are given.
    """
    rules = rules or current_rules()
    ordered = MonthFigures(
        month=figures.month,
        group=figures.group,
        start=figures.start,
        end=figures.end,
        sections=tuple(sorted(figures.sections, key=lambda s: s.section_id)),
    )
    return {
        "rules": rules.version,
        "figures": _without(plain(ordered), rules.later_fields),
        "policy": plain(policy_content),
        "lines": _without(
            plain(rules.rank(ordered, read_policy(policy_content))), rules.later_fields
        ),
    }


def _without(content: Any, fields: frozenset[str]) -> Any:
    """Return plain content without the fields, however deep they lie."""
    if not fields:
        return content
    if isinstance(content, dict):
        return {
            name: _without(value, fields) for name, value in content.items() if name not in fields
        }
    return [_without(item, fields) for item in content] if isinstance(content, list) else content


def sheet_of(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return what one row of the month sheet shows of a kept line: no deductions, so it is light."""
    return {
        "code": line["code"],
        "names": line["names"],
        "points": [d["points"] and f"{Decimal(d['points']):.2f}" for d in line["dimensions"]],
        "missing": [d["missing"] for d in line["dimensions"]],
        "vetoes": line["vetoes"],
        "reason": line["eligibility_reason"],
        "barred": line["barred_reason"],
    }


def fingerprint(
    figures: Mapping[str, Any],
    policy: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    version: int | None = None,
) -> str:
    """Return the SHA-256 over the version of the rules, figures, policy and lines."""
    number = current_rules().version if version is None else version
    return sha256_of({"rules": number, "figures": figures, "policy": policy, "lines": lines})


def read_figures(content: Mapping[str, Any]) -> MonthFigures:
    """Return the figures as they were kept."""
    figures: MonthFigures = read_as(MonthFigures, content)
    return figures


def read_line(content: Mapping[str, Any]) -> Line:
    """Return a line as it was kept."""
    line: Line = read_as(Line, content)
    return line


def differences(
    figures: Mapping[str, Any],
    policy: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    sha256: str,
    version: int | None = None,
) -> list[Sentence]:
    """Recompute by the rules of the version and return what does not agree with what was kept.

    Nothing if all does; without a version by the rules in force.
    """
    rules = current_rules() if version is None else find_rules(version)
    if rules is None:
        return [say("This program does not have version %(number)s of the rules.", number=version)]
    problems = []
    if fingerprint(figures, policy, lines, rules.version) != sha256:
        problems.append(
            say("The SHA-256 over figures, policy and lines is not the one that was kept.")
        )
    try:
        recomputed = snapshot(read_figures(figures), policy, rules)
    except (ValueError, TypeError, KeyError, AttributeError):
        return [*problems, say("The kept figures or policy cannot be read.")]
    if text_of(recomputed["figures"]) != text_of(figures):
        problems.append(say("The kept figures are not in their canonical form."))
    return problems + _line_differences(recomputed["lines"], lines)


def _line_differences(
    recomputed: Sequence[Mapping[str, Any]], kept: Sequence[Mapping[str, Any]]
) -> list[Sentence]:
    expected = {line["section_id"]: line for line in recomputed}
    found = {line["section_id"]: line for line in kept}
    problems = []
    for section_id in sorted(expected.keys() | found.keys()):
        new, old = expected.get(section_id), found.get(section_id)
        if new is None or old is None:
            problems.append(
                say(
                    "Section %(id)s stands in one of kept and recomputed lines only.", id=section_id
                )
            )
            continue
        for name in sorted(new.keys() | old.keys()):
            if text_of(new.get(name)) != text_of(old.get(name)):
                problems.append(
                    say(
                        "Section %(code)s, %(field)s: kept %(kept)s, recomputed %(new)s.",
                        code=new["code"],
                        field=name,
                        kept=text_of(old.get(name))[:120],
                        new=text_of(new.get(name))[:120],
                    )
                )
    return problems
