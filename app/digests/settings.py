"""Settings of the digests that the bureau may change."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number

define(
    "digest_hour", 18, say("The daily digest is made from this hour on"), say("Notices"),
    whole_number(0, 23),
)  # fmt: skip
