"""A walk over the pages: which there are for somebody, and what is wrong with one as a browser shows it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from assets import folder_of
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

AXE = folder_of("axe-core") / "axe.min.js"
LINK = re.compile(r'\b(?:href|action|hx-get|data-url)="(/[^"#]*)')
#: Pages of one kind that are read for further links; the first of them is the one to look at.
READ_OF_A_KIND = 3
#: English that a Chinese page may hold: names, formats, keys, examples.
NOT_TRANSLATED = re.compile(
    r"flask --app app [\w -]+|https?://\S+|\S*[@/_.\d]\S*|\b(?:Excel|Word|PDF|GeoJSON|KML|GPX|English|GCJ-?\d*|WGS|CGCS\w*|WGS84|"
    r"OpenStreetMap|Zhulu|SHA|IP|CSV|JSON|XYZ|TOTP|Chrome|Chromium|Linux|Windows|Headless\w*|ID)\b"
)
ENGLISH = re.compile(r"[A-Za-z][a-z]+(?:[ ,]+[a-z]{2,})+")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]}}
AXE_SAYS = """async (options) => (await axe.run(document, options)).violations.map(
    found => found.id + ": " + found.nodes.slice(0, 2).map(node => node.html.slice(0, 160)).join(" | "))"""
TEXTS = """() => {
  const texts = [], seen = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (seen.nextNode()) {
    const node = seen.currentNode, owner = node.parentElement;
    if (owner && !owner.closest("script, style, code, pre, [lang=en], textarea") && node.data.trim())
      texts.push(node.data.trim());
  }
  for (const owner of document.querySelectorAll("[title], [aria-label], [placeholder], [alt]"))
    for (const name of ["title", "aria-label", "placeholder", "alt"])
      if (owner.getAttribute(name) && !owner.closest("[lang=en]")) texts.push(owner.getAttribute(name));
  return texts;
}"""


@dataclass
class Reader:
    """Somebody's pages by the rule of their address: one address of each, as links lead to them."""

    app: Flask
    client: FlaskClient
    pages: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def read_everything(self) -> None:
        """Follow links from the first page to a page of every kind."""
        waiting, seen, read = ["/"], {"/"}, dict[str, int]()
        while waiting:
            address = waiting.pop(0)
            rule = self.rule_of(address)
            if rule is None or read.get(rule, 0) >= READ_OF_A_KIND:
                continue
            read[rule] = read.get(rule, 0) + 1
            for link in self._links_on(address, rule):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)

    def _links_on(self, address: str, rule: str) -> Iterator[str]:
        with self.client.get(address) as answer:
            if answer.status_code >= 500:
                self.failed.append(f"{answer.status_code} {address}")
            if answer.status_code in (301, 302, 303):
                yield answer.headers["Location"]
            if answer.status_code != 200 or answer.mimetype != "text/html":
                return
            text = answer.text
        if "<html" in text:
            self.pages.setdefault(rule, address)
        yield from map(unescape, LINK.findall(text))

    def rule_of(self, address: str) -> str | None:
        """Return the rule of a page that can be opened at the address, or None."""
        parts = urlsplit(address)
        try:
            found, _ = self.app.url_map.bind("localhost").match(
                parts.path, method="GET", return_rule=True
            )
        except (HTTPException, RequestRedirect):
            return None
        is_other = found.endpoint == "static" or found.rule.startswith(("/field/", "/static"))
        return None if is_other or "format=" in parts.query else found.rule


def faults_of(page: Page, *, in_chinese: bool) -> list[str]:
    """Return what axe-core, the width and the language find fault with on an open page."""
    faults: list[str] = []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        faults.append(f"{wide} px wider than the screen")
    if in_chinese:
        faults += [f"English: {text[:80]}" for text in page.evaluate(TEXTS) if is_english(text)]
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return faults + [f"axe {said}" for said in page.evaluate(AXE_SAYS, RULES)]


def is_english(text: str) -> bool:
    """Tell whether the text of a Chinese page holds words that nobody translated."""
    return ENGLISH.search(NOT_TRANSLATED.sub(" ", text)) is not None
