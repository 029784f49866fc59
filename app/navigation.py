"""The frame's navigation: six groups in the bureau's order of work, and the foot.

An item is left out where its endpoint does not exist or the reader may not open it. What is drawn
is kept for each set of roles, language and open item, so that a page pays for it once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, render_template, request
from flask_login import current_user
from markupsafe import Markup
from werkzeug.routing import BuildError

from app.accounts.permissions import may_open
from app.shared.formats import reads_chinese
from app.shared.sentences import Sentence, say


@dataclass(frozen=True)
class Item:
    """One line: it is open on every page whose endpoint begins with one of `covers`."""

    label: Sentence
    endpoint: str
    covers: tuple[str, ...] = ()
    #: Only items that stand in the phone's bottom bar have one.
    icon: str = ""


@dataclass(frozen=True)
class Group:
    """A heading with its lines; a group that stands alone is one line without a heading."""

    label: Sentence
    icon: str
    items: tuple[Item, ...]
    stands_alone: bool = False
    is_foot: bool = False


GROUPS = (
    Group(
        say("Today"),
        "home",
        (Item(say("Today"), "home.today", ("home.",), icon="home"),),
        stands_alone=True,
    ),
    Group(
        say("Works"),
        "road",
        (
            Item(
                say("Programmes"),
                "works.list_programmes",
                ("works.programme", "works.new_programme", "works.edit_programme"),
            ),
            Item(
                say("Projects"),
                "works.list_projects",
                ("works.project", "works.new_project", "works.edit_project", "works.new_milestone"),
            ),
            Item(
                say("Sections"),
                "works.list_sections",
                (
                    "works.section",
                    "works.new_section",
                    "works.edit_section",
                    "works.edit_contract",
                    "works.key_posts",
                    "contracts.",
                    "measurement.",
                ),
                icon="road",
            ),
            Item(
                say("Roads and bridges"),
                "works.list_works",
                ("works.work", "works.new_work", "works.edit_work"),
            ),
            Item(say("Start-up"), "startup.board", ("startup.",)),
            Item(say("Map"), "works_map.map_page", ("works_map.",)),
            Item(say("Rural logistics"), "logistics.coverage", ("logistics.",)),
            Item(
                say("Areas and teams"),
                "works.list_areas",
                ("works.list_teams", "works.new_area", "works.edit_area", "works.new_team"),
            ),
        ),
    ),
    Group(
        say("Site"),
        "clipboard-check",
        (
            Item(
                say("Inspections"),
                "inspections.list_inspections",
                ("inspections.",),
                icon="clipboard-check",
            ),
            Item(
                say("Reported problems"),
                "orders.list_reports",
                ("orders.report", "orders.new_report"),
            ),
            Item(say("Notes from the site"), "field.list_notes", ("field.note",)),
            Item(say("Absences"), "attendance.list_cases", ("attendance.case",)),
            Item(say("Site logs"), "inspections.list_site_logs", ("inspections.site_log",)),
            Item(say("Doubtful photos"), "evidence.list_doubtful", ("evidence.",)),
            Item(say("Re-checks"), "evidence.list_rechecks", ("evidence.recheck",)),
            Item(say("Field app"), "field.open_app"),
        ),
    ),
    Group(
        say("Quality"),
        "shield-check",
        (
            Item(say("Step acceptance"), "quality.board", ("quality.",)),
            Item(
                say("Side stations"),
                "quality.list_watches",
                (
                    "quality.watch",
                    "quality.new_watch",
                    "quality.enter_watch",
                    "quality.choose_for_watch",
                ),
            ),
            Item(
                say("Tests"),
                "quality.list_lots",
                (
                    "quality.lot",
                    "quality.new_lot",
                    "quality.save_lot",
                    "quality.choose_work",
                    "quality.correct_lot",
                    "quality.test_report",
                    "quality.nonconformit",
                    "quality.list_nonconformities",
                    "quality.standard",
                    "quality.edit_line",
                    "quality.edit_factor",
                    "progress.demolition",
                ),
            ),
            Item(say("Findings"), "inspections.list_findings", ("inspections.finding",)),
            Item(say("Rectification notices"), "orders.list_notices", ("orders.",)),
            Item(say("Stop orders"), "orders.list_stops", ("orders.stop", "orders.new_stop")),
        ),
    ),
    Group(
        say("Progress"),
        "chart-line",
        (
            Item(say("Overview"), "progress.overview", ("progress.",)),
            Item(
                say("Weekly reports"),
                "progress.list_reports",
                ("progress.report", "progress.grid"),
                icon="chart-line",
            ),
            Item(say("Roll-up"), "progress.rollup", ("progress.rollup",)),
            Item(say("Ranking"), "ranking.month", ("ranking.",)),
        ),
    ),
    Group(
        say("Money"),
        "coin-yuan",
        (
            Item(say("Measurement"), "measurement.all_sections", ("measurement.",)),
            Item(say("Certificates"), "certificates.all_sections", ("certificates.",)),
            Item(say("Payment proposal"), "payments.month", ("payments.",)),
            Item(say("Payment clocks"), "payments.clocks", ("payments.clocks",)),
            Item(say("Latest lawful dates"), "payments.dates", ("payments.dates",)),
            Item(say("Ledger of payments"), "payments.ledger", ("payments.ledger",)),
            Item(say("Ledger"), "ledger.all_sections", ("ledger.",)),
            Item(say("Accounts and securities"), "bank_accounts.all_sections", ("bank_accounts.",)),
        ),
    ),
    Group(
        say("Dispatch"),
        "users",
        (
            Item(say("Meetings"), "meetings.list_meetings", ("meetings.",)),
            Item(say("Tasks"), "tasks.list_tasks", ("tasks.",)),
            Item(say("Duties"), "duties.list_duties", ("duties.",)),
            Item(say("Notices"), "notices.inbox", ("notices.",)),
            Item(say("Channels"), "notices.list_channels", ("notices.channel",)),
            Item(say("Daily digest"), "digests.list_digests", ("digests.",)),
            Item(say("Obstacles"), "obstacles.list_obstacles", ("obstacles.",)),
        ),
    ),
    Group(
        say("Office"),
        "settings",
        (
            Item(say("Imports"), "reports.list_imports", ("reports.",)),
            Item(say("Exports"), "reports.exports", ("reports.export",)),
            Item(say("People"), "accounts.list_people", ("accounts.people",)),
            Item(say("Settings"), "accounts.settings", ("accounts.setting",)),
            Item(say("Timetable"), "accounts.timetable", ("accounts.timetable",)),
            Item(say("Audit trail"), "accounts.audit", ("accounts.audit",)),
        ),
        is_foot=True,
    ),
)
LANGUAGES = (("zh_Hans_CN", "zh-CN", "中文", "中"), ("en", "en", "English", "EN"))
ACCOUNT_PAGES = ((say("My account"), "accounts.me"), (say("Change password"), "accounts.password"))
LONGEST_BOTTOM_BAR = 4


def register_navigation(app: Flask) -> None:
    """Give the frame its functions; called by create_app() after every blueprint is registered."""
    app.jinja_env.globals.update(
        navigation=navigation,
        language_switch=language_switch,
        page_language=page_language,
        home_url=lambda: address_of("home.today") or "/",
        sign_out_url=lambda: address_of("accounts.sign_out"),
        account_links=account_links,
        search_url=search_url,
    )
    app.extensions["navigation"] = {}


def navigation() -> Markup:
    """Return the side navigation and the phone's bottom bar for the reader of this page."""
    if not current_user.is_authenticated:
        return Markup()
    open_item = _open_item(request.endpoint or "")
    key = (frozenset(current_user.roles), reads_chinese(), open_item)
    drawn: dict[Any, Markup] = current_app.extensions["navigation"]
    if key not in drawn:
        drawn[key] = _draw(open_item)
    return drawn[key]


def address_of(endpoint: str) -> str | None:
    """Return the address of a page that needs no argument, or None where there is no such page."""
    if endpoint not in current_app.view_functions:
        return None
    try:
        return current_app.url_for(endpoint)
    except BuildError:
        return None


def search_url() -> str | None:
    """Return the address of the search, for those who may search."""
    address = address_of("home.search")
    return address if address and may_open(current_user, "home.search") else None


def page_language() -> str:
    """Return what stands in <html lang>."""
    return "zh-CN" if reads_chinese() else "en"


def language_switch() -> Markup:
    """Return the form of two buttons that changes the language of the interface."""
    action = address_of("accounts.choose_language")
    if action is None:
        return Markup()
    current = "zh_Hans_CN" if reads_chinese() else "en"
    back = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return _drawn("language.html", action=action, next=back, languages=LANGUAGES, current=current)


def account_links() -> list[tuple[str, str]]:
    """Return (address, label) of the pages in which people look after their own account."""
    found = ((address_of(endpoint), str(label)) for label, endpoint in ACCOUNT_PAGES)
    return [(url, label) for url, label in found if url]


def _draw(open_item: str) -> Markup:
    groups = [_shown(group, open_item) for group in GROUPS]
    filled = [group for group in groups if group["lines"]]
    shortcuts = [item for group in filled for item in group["lines"] if item["icon"]]
    return _drawn(
        "navigation.html",
        groups=filled,
        shortcuts=shortcuts[:LONGEST_BOTTOM_BAR],
        search_url=search_url(),
    )


def _shown(group: Group, open_item: str) -> dict[str, Any]:
    items = [
        {
            "label": str(item.label),
            "url": url,
            "is_open": item.endpoint == open_item,
            "icon": item.icon,
        }
        for item in group.items
        if (url := address_of(item.endpoint)) and may_open(current_user, item.endpoint)
    ]
    return {
        "label": str(group.label),
        "icon": group.icon,
        "lines": items,
        "stands_alone": group.stands_alone,
        "is_foot": group.is_foot,
    }


def _open_item(endpoint: str) -> str:
    """Return the item that covers the page: the one with the longest beginning in common."""
    covering = [
        (len(beginning), item.endpoint)
        for item in _all_items()
        for beginning in (item.endpoint, *item.covers)
        if endpoint.startswith(beginning)
    ]
    return max(covering)[1] if covering else ""


def _all_items() -> Iterable[Item]:
    return (item for group in GROUPS for item in group.items)


def _drawn(template: str, **given: Any) -> Markup:
    # The template escapes what it is given; what it returns is a page's part.
    return Markup(render_template(template, **given))  # noqa: S704
