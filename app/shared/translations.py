"""Every room's translations: where they lie, and the compiled form that the program reads."""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

APP_FOLDER = Path(__file__).resolve().parent.parent


def folders(app_folder: Path = APP_FOLDER) -> list[Path]:
    """Return the translations folder of every room that has one, in the order of their names."""
    return sorted(app_folder.glob("*/translations"))


def compile_stale(app_folder: Path = APP_FOLDER) -> int:
    """Compile each catalogue that is newer than its compiled form; return how many were.

    Safe when several processes start at once. A folder that cannot be written to is left as it is.
    """
    catalogues = sorted(app_folder.glob("*/translations/*/LC_MESSAGES/*.po"))
    return sum(compile_catalogue(path) for path in catalogues if _is_stale(path))


def compile_catalogue(path: Path) -> bool:
    """Write the compiled form beside the catalogue; False when the folder is read-only."""
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.parent.parent.name)
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    except OSError:
        return False
    with os.fdopen(handle, "wb") as target:
        write_mo(target, catalogue)
    Path(temporary).chmod(0o644)
    # A reader sees the old file or the new one, never a half: two processes may both come here.
    os.replace(temporary, path.with_suffix(".mo"))
    return True


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime
