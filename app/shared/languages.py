"""Which language the reader gets: the person's choice, else the browser's, else Chinese."""

import os
from typing import Any

from flask import Flask, g, has_app_context, has_request_context, request, session
from flask_babel import Domain, force_locale, get_translations, ngettext
from flask_login import current_user

from app.extensions import babel
from app.shared import translations
from app.shared.sentences import translate_sentences_with

CHINESE = "zh_Hans_CN"
ENGLISH = "en"
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}


def register(app: Flask) -> None:
    """Join the translations of all rooms to the app."""
    translations.compile_stale()
    folders = ";".join(str(folder) for folder in translations.folders())
    babel.init_app(
        app,
        default_locale=CHINESE,
        default_timezone="Asia/Shanghai",
        default_translation_directories=folders,
        locale_selector=chosen_locale,
    )
    translate_sentences_with(_translate)
    app.jinja_env.install_gettext_callables(_translate, ngettext, newstyle=True)  # type: ignore[attr-defined]
    # One domain for the life of the process: by default every request would read the catalogues again.
    domain = Domain(folders.split(";"))

    @app.before_request
    def use_loaded_catalogues() -> None:
        domain.as_default()


def chosen_locale() -> str:
    """Return the locale of this request, or of the shell for a command."""
    if not has_request_context():
        return _shell_locale()
    chosen = session.get("locale") or getattr(current_user, "locale", "")
    if chosen in LANGUAGES:
        return str(chosen)
    best = request.accept_languages.best_match(["zh-CN", "zh", "en"], "zh-CN")
    return ENGLISH if best == "en" else CHINESE


def in_chinese(said: Any) -> str:
    """Return a sentence in the bureau's language, whoever reads: for what is sent out or kept as a paper."""
    with force_locale(CHINESE):
        return str(said)


def _shell_locale() -> str:
    spoken = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    )
    return CHINESE if spoken.lower().startswith("zh") else ENGLISH


def _translate(text: str) -> str:
    """Return the text in the reader's language; empty is empty."""
    return str(_catalogue().ugettext(text)) if text else ""


def _catalogue() -> Any:
    """Return the reader's catalogue, looked up once per request and language: pages ask hundreds of times."""
    if not has_app_context():
        return get_translations()
    spoken = getattr(g.get("_flask_babel"), "babel_locale", None)
    kept = g.get("catalogue")
    if spoken is None or kept is None or kept[0] is not spoken:
        found = get_translations()
        kept = g.catalogue = (getattr(g.get("_flask_babel"), "babel_locale", None), found)
    return kept[1]
