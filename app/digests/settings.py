"""Settings of the digests that the bureau may change."""

from app.shared.sentences import say
from app.shared.settings import define, whole_number

define(
    "digest_hour", 18, say("The daily digest is made from this hour on"), say("Notices"),
    whole_number(0, 23),
)  # fmt: skip
define(
    "digest_trail_head", 1,
    say("The digest of all works carries the end of the audit trail (1 yes, 0 no)"), say("Notices"),
    whole_number(0, 1),
)  # fmt: skip
