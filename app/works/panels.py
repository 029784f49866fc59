"""What higher rooms show on the pages of a project, section, work or finding, which know nothing of them.

A room registers when its `views.py` is imported:

    add_tab(Tab("section", say("Weekly reports"), "progress.list_reports_of_section", order=20))
    add_panel(Panel("section", draw_findings, order=30))            # the right column: what is open
    add_panel(Panel("section", draw_curve, order=10, place="main"))  # the overview itself
    show_progress_with("section", shown_progress)                    # the bar in the head and in lists

* A tab's endpoint takes one argument, `<kind>_id`. It is shown to people who may open it. Its page
  draws the same head and tabs by extending `works/section_frame.html` (or project_frame, work_frame),
  filling `{% block tab %}`, and being rendered with `**frame("section", section, user)`.
* A panel's function gets the object and the reader and returns (template, context), or None for
  nothing. It is called once per page: one or two queries, no more. `{% from "macros/page.html" import
  panel %}` gives it its border.
* A progress function gets the numbers of the objects, asked all at once, and returns what it knows.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from flask import render_template, request, url_for
from markupsafe import Markup

from app.accounts.models import User
from app.accounts.permissions import may_open
from app.shared.kept import kept_apart
from app.shared.languages import chosen_locale
from app.shared.sentences import Sentence

Kind = Literal["project", "section", "work", "finding"]
Place = Literal["main", "side"]
Drawing = tuple[str, dict[str, Any]] | None


@dataclass(frozen=True)
class Tab:
    """One tab of the pages of a kind of object; the overview has order 0."""

    kind: Kind
    label: Sentence
    endpoint: str
    order: int = 50
    #: Returns the number that stands behind the label, for the object's number.
    count: Callable[[int], int | None] | None = None


@dataclass(frozen=True)
class Panel:
    """One panel of the overview page of a kind of object."""

    kind: Kind
    draw: Callable[[Any, User], Drawing]
    order: int = 50
    place: Place = "side"


@dataclass(frozen=True)
class Progress:
    """How far an object is, as its bar shows it: shares of 1, and the state's word and tone."""

    share: Decimal | None
    plan_share: Decimal | None = None
    state: Sentence | None = None
    tone: str = "accent"


ProgressOf = Callable[[Collection[int]], Mapping[int, Progress]]

_tabs: list[Tab] = []
_panels: list[Panel] = []
_progress: dict[Kind, ProgressOf] = {}


def add_tab(tab: Tab) -> None:
    """Let the pages of a kind of object have this tab."""
    _tabs.append(tab)
    _tabs.sort(key=lambda known: known.order)


def add_panel(panel: Panel) -> None:
    """Let the overview of a kind of object have this panel."""
    _panels.append(panel)
    _panels.sort(key=lambda known: known.order)


def show_progress_with(kind: Kind, function: ProgressOf) -> None:
    """Let this function say how far objects of the kind are."""
    _progress[kind] = function


def progress_of(kind: Kind, numbers: Collection[int]) -> Mapping[int, Progress]:
    """Return how far these objects are; nothing for those that nobody knows of."""
    function = _progress.get(kind)
    return function(numbers) if function and numbers else {}


def shows_progress(kind: Kind, user: User) -> bool:
    """Return whether a room says how far objects of the kind are, and the user may know.

    People of one contract do not see what a project comes to by the sections of others.
    """
    return kind in _progress and not (kind == "project" and user.is_outsider)


def frame(kind: Kind, subject: Any, user: User) -> dict[str, Any]:
    """Return what `works/<kind>_frame.html` needs: the object, its tabs and its progress."""
    progress = progress_of(kind, [subject.id]) if shows_progress(kind, user) else {}
    return {
        kind: subject,
        "frame_tabs": tabs_of(kind, subject.id, user),
        "progress": progress.get(subject.id),
    }


def tabs_of(kind: Kind, number: int, user: User) -> list[tuple[str, str, bool, int | None]]:
    """Return (label, address, is open, count) of the object's tabs that the user may open."""
    argument: dict[str, Any] = {f"{kind}_id": number}
    return [
        (
            str(tab.label),
            url_for(tab.endpoint, **argument),
            request.endpoint == tab.endpoint,
            tab.count(number) if tab.count else None,
        )
        for tab in _tabs
        if tab.kind == kind and may_open(user, tab.endpoint)
    ]


def drawn(
    kind: Kind, place: Place, number: int, user: User, get: Callable[[], Any]
) -> Sequence[Markup]:
    """Return the panels of the object's overview, drawn, in order; each is kept by itself.

    `get` returns the object of this number; it is asked only when a panel must be drawn.
    """
    found = (
        kept_apart(
            ("panel", panel.draw, number, user.id, chosen_locale()),
            partial(_draw, panel, get, user),
        )
        for panel in _panels
        if panel.kind == kind and panel.place == place
    )
    return [one for one in found if one]


def _draw(panel: Panel, get: Callable[[], Any], user: User) -> Markup:
    found = panel.draw(get(), user)
    # What a template returns has been escaped by the template.
    return Markup(render_template(found[0], **found[1])) if found else Markup()  # noqa: S704
