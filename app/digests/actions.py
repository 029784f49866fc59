"""Making the day's digests: one for each channel that takes them, in its queue, once a day."""

from dataclasses import dataclass
from datetime import date

from app.digests.queries import DigestSource
from app.digests.rules import compose
from app.notices.actions.deliveries import enqueue_all
from app.notices.models import Channel
from app.notices.queries.channels import list_digest_channels
from app.shared.calendar import SHANGHAI, now, today
from app.shared.settings import value_of
from app.shared.transaction import transaction


@dataclass(frozen=True)
class Digest:
    """The digest of a channel, as it would leave today."""

    channel: Channel
    title: str
    text: str


def compose_all(day: date) -> list[Digest]:
    """Return the digest of every channel that takes one; the facts are read once for all."""
    channels = list_digest_channels()
    if not channels:
        return []
    source, address = DigestSource(day), value_of("public_address")
    texts = {
        project_id: compose(
            source.project_names.get(project_id or 0, ""), day, source.facts_of(project_id), address
        )
        for project_id in {channel.project_id for channel in channels}
    }
    return [Digest(channel, *texts[channel.project_id]) for channel in channels]


def make_digests(day: date) -> int:
    """Put the day's digests into the queues of their channels; return how many are new."""
    return enqueue_all(
        [
            (digest.channel, f"digest:{day}:{digest.channel.id}", digest.title, digest.text)
            for digest in compose_all(day)
        ]
    )


def make_due_digests() -> str:
    """Make today's digests once their hour has come; asked every few minutes by the scheduler."""
    if now().astimezone(SHANGHAI).hour < value_of("digest_hour"):
        return "not yet"
    with transaction():
        return f"{today()}: {make_digests(today())} new"
