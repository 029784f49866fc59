"""Figures that need markup, as plain functions: a list shows hundreds of them, and macros cost more.

templates/macros/figures.html hands them on under the same names.
"""

from decimal import Decimal

from flask_babel import get_locale, gettext
from markupsafe import Markup, escape

from app.shared.formats import percent, pp_figure
from app.shared.sentences import say

_NOTHING = Markup('<span class="quiet">—</span>')
DONE_AND_PLAN = say("%(done)s done, plan %(plan)s").text
UP, DOWN, UNCHANGED = say("up").text, say("down").text, say("unchanged").text
_words: dict[tuple[str, str], str] = {}


def state_badge(label: object, tone: str = "grey") -> Markup:
    """Return a state as a dot, whose shape differs with the tone, and a word.

    Tones: green, blue, yellow, orange, red (优良中次差) and grey.
    """
    return Markup(  # noqa: S704
        f'<span class="state tone-{escape(tone)}"><span class="dot" aria-hidden="true"></span>'
        f"{escape(label)}</span>"
    )


def progress_bar(
    share: Decimal | int | None,
    plan_share: Decimal | int | None = None,
    tone: str = "accent",
    words: bool = True,
) -> Markup:
    """Return progress with the plan as a mark; drawn as SVG, because style attributes are forbidden."""
    if share is None:
        return _NOTHING
    done, plan, told = percent(share), "", percent(share)
    if plan_share is not None:
        told = _word(DONE_AND_PLAN) % {"done": done, "plan": percent(plan_share)}
        x = bar_width(plan_share)
        plan = f'<line class="bar-plan" x1="{x}" x2="{x}" y1="0" y2="8"/>'
    figure = f'<span class="num">{done}</span>' if words else ""
    return Markup(  # noqa: S704
        f'<span class="progress-line"><svg class="bar tone-{escape(tone)}" viewBox="0 0 100 8" '
        f'preserveAspectRatio="none" role="img" aria-label="{escape(told)}">'
        '<rect class="bar-ground" width="100" height="8"/>'
        f'<rect class="bar-done" width="{bar_width(share)}" height="8"/>{plan}</svg>{figure}</span>'
    )


def change_arrow(old: int | None, new: int | None) -> Markup:
    """Return last month's place against this one's: a smaller place is better."""
    if old is None or new is None:
        return Markup('<span class="change quiet">—</span>')
    if old == new:
        return _change("quiet", "＝", UNCHANGED, "")
    if new < old:
        return _change("is-up", "▲", UP, f" {old - new}")
    return _change("is-down", "▼", DOWN, f" {new - old}")


def deviation(share: Decimal | int | None, tone: str | None = None) -> Markup:
    """Return percentage points against the plan; red when behind, unless a tone is given."""
    if share is None:
        return _NOTHING
    colour = tone or ("red" if share < 0 else "")
    shade = f" text-{escape(colour)}" if colour else ""
    return Markup(f'<span class="num{shade}">{escape(pp_figure(share))}</span>')  # noqa: S704


def bar_width(share: Decimal | int | None) -> str:
    """Return a share as a length on a bar of 100, never outside it."""
    return f"{min(max(float(share or 0), 0.0), 1.0) * 100:.2f}"


def _change(kind: str, sign: str, told: str, steps: str) -> Markup:
    return Markup(  # noqa: S704
        f'<span class="change {kind}"><span aria-hidden="true">{sign}</span>'
        f'<span class="visually-hidden">{escape(_word(told))}</span>{steps}</span>'
    )


def _word(text: str) -> str:
    """Return the reader's word, remembered for each language."""
    key = (str(get_locale()), text)
    if key not in _words:
        _words[key] = gettext(text)
    return _words[key]
