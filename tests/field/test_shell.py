"""The app's own files: complete, by version, in both languages, and old enough for the phones in the field."""

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.rules import Role
from app.field import shell, texts
from app.shared.languages import CHINESE, ENGLISH
from tests.makers.accounts import a_user

OWN = sorted(shell.FOLDER.glob("*.js"))
MOST_COMPRESSED = 300 * 1024
#: What Chrome 70 (2018) does not know, in scripts and in styles.
TOO_NEW = re.compile(
    r"\?\.[a-zA-Z(\[]|\?\?|\|\|=|&&=|(?<=[\w\])])\.at\(|\.replaceAll\(|replaceChildren|fromEntries|globalThis|randomUUID"
    r"|allSettled|structuredClone|queueMicrotask|\.matchAll\(|blob\.(text|arrayBuffer)\(|^\s*#\w+"
)
TOO_NEW_STYLES = re.compile(
    r"light-dark|:has\(|[ ;{]inset|:is\(|:where\(|aspect-ratio|^\s*gap:|[ ;{]gap:"
)


def test_the_app_opens_without_a_session_and_holds_no_data(client: FlaskClient) -> None:
    page = client.get("/field/")
    assert page.status_code == 200
    assert "style=" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for address in re.findall(r'"(/field/[^"]+)"', page.text):
        assert client.get(address).status_code == 200, address


def test_the_worker_keeps_every_file_and_nothing_of_the_exchange(client: FlaskClient) -> None:
    for name in ("worker.js", "worker-module.js"):
        script = client.get(f"/field/{name}")
        assert script.headers["Cache-Control"] == "no-cache"
        files = re.search(r"const FILES = (\[.*?\]);", script.text)
        assert files
        kept = re.findall(r'"([^"]+)"', files[1])
        assert all(client.get(path).status_code == 200 for path in kept)
        assert {path.rsplit("/", 1)[-1] for path in kept} >= {
            *shell.names(),
            "manifest.webmanifest",
        }
        assert not any("/api/" in path for path in kept)


def test_a_file_of_another_version_is_not_given_out(client: FlaskClient) -> None:
    assert client.get("/field/app/000000000000/main.js").status_code == 404
    assert client.get(f"{_address('main.js', client)[:-7]}models.py").status_code == 404
    kept = client.get(_address("main.js", client)).headers["Cache-Control"]
    assert "immutable" in kept


def _address(name: str, client: FlaskClient) -> str:
    found = re.search(rf"/field/app/\w+/{re.escape(name)}", client.get("/field/").text)
    assert found
    return found[0]


def test_the_first_load_is_small(app: Flask) -> None:
    with app.test_request_context():
        total = sum(len(gzip.compress(shell.content_of(name))) for name in shell.names())
    assert total < MOST_COMPRESSED


def test_every_text_that_the_scripts_ask_for_is_there() -> None:
    asked = set()
    for path in OWN:
        script = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"""\bt\("(\w+)\"""", script))
        asked |= set(re.findall(r"""\b(?:label|hint|title|empty): "(\w+)\"""", script))
    assert asked - texts.TEXTS.keys() == set()


def test_closed_lists_that_the_scripts_ask_for_are_there(app: Flask) -> None:
    asked = set()
    for path in OWN:
        asked |= set(
            re.findall(r"""(?:choices\(|word\(|list: )"(\w+)\"""", path.read_text("utf-8"))
        )
    with app.test_request_context():
        assert asked - texts.words_in(ENGLISH)["choices"].keys() == set()


def test_the_words_come_in_both_languages_with_their_places_still_open(app: Flask) -> None:
    with app.test_request_context():
        english, chinese = texts.words_in(ENGLISH), texts.words_in(CHINESE)
    assert english["texts"]["unsent"] == "%(count)s not yet sent"
    assert chinese["texts"]["unsent"] == "%(count)s 条未上传"
    assert chinese["choices"]["topic"][0] == ("progress", "进度")
    assert all(re.search("[\u4e00-\u9fff]", text) for text in chinese["texts"].values())


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_scripts_use_nothing_that_chrome_70_does_not_know(path: Any) -> None:
    found = [line for line in path.read_text("utf-8").splitlines() if TOO_NEW.search(line)]
    assert found == []


def test_styles_use_nothing_that_chrome_70_does_not_know() -> None:
    styles = (shell.FOLDER / "field.css").read_text("utf-8")
    assert [line for line in styles.splitlines() if TOO_NEW_STYLES.search(line)] == []


def test_the_desk_leads_to_the_app(
    given: Callable[[], Any], browser_of: Callable[..., FlaskClient]
) -> None:
    with given():
        user, leader = a_user(Role.AREA_ENGINEER), a_user(Role.LEADER)
    assert browser_of(user).get("/field/open").location == "/field/"
    assert browser_of(leader).get("/field/open").status_code == 403
