"""What the owner's obstacles block, for the plan."""

from collections.abc import Iterable, Mapping, Sequence

from app.progress.rules.relief import BlockedStretch


def blocked_by_owner(section_ids: Iterable[int]) -> Mapping[int, Sequence[BlockedStretch]]:
    """Return the blocked stretches of each section."""
    return {section_id: [] for section_id in section_ids}
