"""Keep the Chinese catalogue of every room complete.

python scripts/translations.py update works     take new messages of one room into its catalogue ("all" for every room)
python scripts/translations.py check [works]    fail when a message has no Chinese, or not the same placeholders
python scripts/translations.py compile          write the compiled catalogues (the program also does it at start)
"""  # noqa: E501

import argparse
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans_CN"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "say": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[-#0 +]*[\d.]*[a-zA-Z]")
#: Header lines that change with every run and would make two people's work collide.
RESTLESS = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team'
    rb"|Report-Msgid-Bugs-To):.*\n",
    re.MULTILINE,
)


def rooms(root: Path = ROOT) -> list[str]:
    """Return the names of all rooms; each keeps its own catalogue."""
    return sorted(path.parent.name for path in (root / "app").glob("*/__init__.py"))


def catalogue_path(room: str, root: Path = ROOT) -> Path:
    """Return where the room's Chinese lies."""
    return root / "app" / room / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"


def sources_of(room: str, root: Path = ROOT) -> list[Path]:
    """Return the Python files and templates whose messages belong to the room.

    The room `shared` also answers for whatever belongs to no other room.
    """
    python = list((root / "app" / room).rglob("*.py"))
    templates = list((root / "templates" / room).rglob("*.*"))
    if room == "shared":
        others = set(rooms(root)) - {"shared"}
        python += (root / "app").glob("*.py")
        templates += [
            path
            for path in (root / "templates").rglob("*.*")
            if path.relative_to(root / "templates").parts[0] not in {*others, "shared"}
        ]
    return sorted([*python, *templates])


def extract(room: str, root: Path = ROOT) -> Catalog:
    """Return every message of the room, without translations."""
    found = Catalog(locale=LOCALE)
    for path in sources_of(room, root):
        method = "python" if path.suffix == ".py" else "jinja2"
        options = {"silent": "false", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}
        name = path.relative_to(root).as_posix()
        for line, message, comments, context in extract_from_file(
            method, path, KEYWORDS, ("NOTE:",), options if method == "jinja2" else None
        ):
            found.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return found


def read(room: str, root: Path = ROOT) -> Catalog:
    """Return the room's catalogue as it stands; empty when there is none yet."""
    path = catalogue_path(room, root)
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as source:
        return read_po(source, locale=LOCALE)


def update(room: str, root: Path = ROOT) -> int:
    """Take new messages in and drop the unused; return how many lack Chinese."""
    found = extract(room, root)
    catalogue = read(room, root)
    if not len(found) and not len(catalogue):
        return 0
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.header_comment = f"# The words of {room} in Simplified Chinese."
    catalogue.fuzzy = False
    text = BytesIO()
    write_po(
        text, catalogue, width=100, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    path = catalogue_path(room, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(RESTLESS.sub(b"", text.getvalue()))
    return sum(1 for message in messages(catalogue) if not is_translated(message))


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Yield the messages without the header."""
    return (message for message in catalogue if message.id)


def is_translated(message: Message) -> bool:
    """Tell whether every form of the message has words."""
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(forms)


def problems_of(room: str, root: Path = ROOT) -> list[str]:
    """Return what is wrong with the room's Chinese, a sentence each."""
    catalogue = read(room, root)
    problems = []
    for message in messages(extract(room, root)):
        shown = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        held = catalogue.get(message.id, message.context)
        if held is None:
            problems.append(f"{room}: not in the catalogue: {shown!r}")
        elif not is_translated(held):
            problems.append(f"{room}: no Chinese for {shown!r}")
        elif held.fuzzy:
            problems.append(f"{room}: marked fuzzy: {shown!r}")
        elif differing := differing_placeholders(held):
            problems.append(f"{room}: placeholders differ ({', '.join(differing)}): {shown!r}")
    return problems


def differing_placeholders(message: Message) -> list[str]:
    """Return the names of values that stand on one side only.

    The Chinese of a plural may leave a value out when one of the English forms does.
    """
    sources = message.id if isinstance(message.id, (list, tuple)) else [message.id]
    targets = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    in_sources = [set(PLACEHOLDER.findall(text)) for text in sources]
    allowed, required = set.union(*in_sources), set.intersection(*in_sources)
    wrong: set[str] = set()
    for target in targets:
        names = set(PLACEHOLDER.findall(target or ""))
        wrong |= (names - allowed) | (required - names)
    return sorted(wrong)


def disagreements(root: Path = ROOT) -> list[str]:
    """Return messages that two rooms put into different Chinese: at run time only one would win."""
    first: dict[object, tuple[str, object]] = {}
    problems = []
    for room in rooms(root):
        for message in messages(read(room, root)):
            key = (message.context, message.id if isinstance(message.id, str) else message.id[0])
            known_room, known = first.setdefault(key, (room, message.string))
            if known != message.string and is_translated(message):
                problems.append(
                    f"{room} and {known_room} differ on {key[1]!r}: {message.string!r}, {known!r}"
                )
    return problems


def main(arguments: list[str]) -> int:
    """Run one of the three commands; return the exit code."""
    parser = argparse.ArgumentParser(description="Keep the Chinese catalogue of every room.")
    parser.add_argument("command", choices=["update", "check", "compile"])
    parser.add_argument("rooms", nargs="*", help='rooms, or "all"')
    asked = parser.parse_args(arguments)
    chosen = rooms() if asked.rooms in ([], ["all"]) else asked.rooms
    if unknown := sorted(set(chosen) - set(rooms())):
        parser.error(f"no such room: {', '.join(unknown)}")
    if asked.command == "update":
        for room in chosen:
            print(f"{room}: {update(room)} without Chinese")
        return 0
    if asked.command == "compile":
        sys.path.insert(0, str(ROOT))
        from app.shared.translations import compile_stale

        print(f"{compile_stale()} catalogues compiled")
        return 0
    problems = [problem for room in chosen for problem in problems_of(room)]
    if len(chosen) > 1:
        problems += disagreements()
    print("\n".join([*problems, f"{len(problems)} problems in {len(chosen)} rooms"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
