"""Check an exported audit trail without Zhulu: only Python is needed.

flask --app app audit export trail.jsonl           (the bureau)
python verify_audit.py trail.jsonl                 (anybody)
python verify_audit.py trail.jsonl heads.txt       also against heads that were written down before

Each event carries the SHA-256 of the JSON list of its content, the last member of which is the hash of the
event before it. Exit 0 when everything holds, 1 when not, with the first bad event and what is wrong with it.
"""

import hashlib
import json
import sys
from pathlib import Path

FIELDS = (
    "at", "actor_id", "actor_name", "action", "subject_kind", "subject_id", "subject_name",
    "changes", "reason", "address", "previous_hash",
)  # fmt: skip
START = "0" * 64


def digest(event: dict) -> str:  # type: ignore[type-arg]
    content = json.dumps(
        [event[name] for name in FIELDS], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def fault_of(events: list, heads: dict) -> "tuple[int, str] | None":  # type: ignore[type-arg]
    """Return (number of the first bad event, what is wrong), or None."""
    place_of = {event["hash"]: place for place, event in enumerate(events)}
    before = START
    for place, event in enumerate(events):
        if digest(event) != event["hash"]:
            return event["id"], "changed"
        if event["previous_hash"] != before:
            sought = place_of.get(event["previous_hash"])
            if sought is None:
                wrong = "out_of_chain" if event["previous_hash"] == START else "missing"
            else:
                wrong = "swapped" if sought > place else "out_of_chain"
            return event["id"], wrong
        before = event["hash"]
        if heads.get(place + 1, {before}) != {before}:
            return event["id"], "rewritten"
    if heads and max(heads) > len(events):
        return (events[-1]["id"] if events else 0), "truncated"
    return None


def main(arguments: "list[str]") -> int:
    if len(arguments) not in (1, 2):
        print(__doc__)
        return 2
    events = [
        json.loads(line) for line in Path(arguments[0]).read_text("utf-8").split("\n") if line
    ]
    heads = {}  # type: ignore[var-annotated]
    if len(arguments) == 2:
        for number, line in enumerate(Path(arguments[1]).read_text("utf-8").splitlines(), 1):
            parts = line.split()
            if parts and (len(parts) != 3 or not parts[1].isdigit()):
                print(f"line {number} of the heads is not a time, a count and a hash")
                return 2
            if parts:
                heads.setdefault(int(parts[1]), set()).add(parts[2])
    fault = fault_of(events, heads)
    if fault:
        print(f"event {fault[0]}: {fault[1]}")
        return 1
    print(f"whole: {len(events)} events, head {events[-1]['hash'] if events else START}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
