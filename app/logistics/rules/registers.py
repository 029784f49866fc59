"""The registers of villages and outlets: what may stand in them."""

from datetime import date

from app.shared.sentences import Sentence, say


def code_problems(division_code: str, township_code: str) -> list[Sentence]:
    """Return why a village's division code is refused: twelve digits that begin with its township's."""
    if len(division_code) != 12 or not division_code.isascii() or not division_code.isdigit():
        return [say("A village's division code has twelve digits.")]
    if not division_code.startswith(township_code):
        return [
            say(
                "The division code %(code)s does not begin with %(township)s, the code of its township.",
                code=division_code,
                township=township_code,
            )  # fmt: skip
        ]
    return []


def span_problems(
    first: date | None, last: date | None, today: date, *, what: Sentence
) -> list[Sentence]:
    """Return why two days cannot begin and end something; `what` names it in the sentence."""
    problems = []
    if first and last and last < first:
        problems.append(say("%(what)s ends before it begins.", what=what))
    if last and last > today:
        problems.append(
            say("%(what)s cannot have ended on a day that is still to come.", what=what)
        )
    return problems
