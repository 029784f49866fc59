"""Settings of the machine, read from the environment. What the bureau may change lives in the database."""

import os
import secrets
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
SHORTEST_SECRET = 32
#: A file in the data folder that says: the figures here are (also) invented.
DEMONSTRATION_MARK = "demonstration"


def data_folder() -> Path:
    """Return the folder of database, photos and secrets: ZHULU_DATA, else instance/."""
    return Path(os.environ.get("ZHULU_DATA") or ROOT / "instance").resolve()


def database_url(folder: Path) -> str:
    """Return DATABASE_URL with a psycopg 3 driver for PostgreSQL, else the SQLite file in `folder`."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{(folder / 'zhulu.sqlite3').as_posix()}"
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def secret_key(folder: Path) -> str:
    """Return ZHULU_SECRET_KEY, else the key kept in `folder` (made on first use, readable by the owner only).

    Raises RuntimeError when the key is too short to be a secret.
    """
    key = os.environ.get("ZHULU_SECRET_KEY") or _kept_key(folder / "secret_key")
    if len(key) < SHORTEST_SECRET:
        raise RuntimeError(
            f"The secret key has fewer than {SHORTEST_SECRET} characters: set ZHULU_SECRET_KEY to a "
            "long random text, or remove it and let the program keep one of its own."
        )
    return key


def _kept_key(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was quicker
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key := secrets.token_urlsafe(48))
    return key


class Config:
    """One installation: everything that differs between machines, and nothing else."""

    def __init__(self) -> None:
        folder = data_folder()
        self.DATA_FOLDER = folder
        self.SQLALCHEMY_DATABASE_URI = database_url(folder)
        self.SQLALCHEMY_ENGINE_OPTIONS: dict[str, Any] = {}
        self.SECRET_KEY = secret_key(folder)
        self.HTTPS = os.environ.get("ZHULU_HTTPS", "") == "1"
        self.SESSION_COOKIE_NAME = "__Host-zhulu" if self.HTTPS else "zhulu"
        self.SESSION_COOKIE_SECURE = self.HTTPS
        self.SESSION_COOKIE_HTTPONLY = True
        self.SESSION_COOKIE_SAMESITE = "Lax"
        self.MAX_CONTENT_LENGTH = 64 * 1024 * 1024
        self.MAX_FORM_MEMORY_SIZE = 4 * 1024 * 1024
        self.MAX_FORM_PARTS = 5_000
        self.WTF_CSRF_TIME_LIMIT = None
        self.BABEL_DEFAULT_LOCALE = "zh_Hans_CN"
        self.BABEL_DEFAULT_TIMEZONE = "Asia/Shanghai"
        self.TRUSTED_HOSTS = _listed(os.environ.get("ZHULU_HOSTS"))
        self.SEND_FILE_MAX_AGE_DEFAULT = 3600


class TestConfig(Config):
    """The settings of the tests: no cross-site token in forms, a fixed key, a database given by the test."""

    __test__ = False  # not a test itself, whatever its name

    def __init__(self, folder: Path, url: str) -> None:
        self.DATA_FOLDER = folder
        os.environ.setdefault("ZHULU_SECRET_KEY", "only-for-tests-" + "0123456789" * 4)
        super().__init__()
        self.DATA_FOLDER = folder
        self.SQLALCHEMY_DATABASE_URI = url
        self.TESTING = True
        self.WTF_CSRF_ENABLED = False


def _listed(text: str | None) -> list[str] | None:
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    return names or None
