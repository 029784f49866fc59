"""A record that has arrived, and the shape of what takes it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.evidence.store import StoredPhoto
from app.field.rules import Submission
from app.shared.calendar import SHANGHAI
from app.shared.errors import RuleBroken
from app.shared.sentences import say

UNPROTECTED = {"csrf": False}  # the request itself was checked


@dataclass(frozen=True)
class Arrival:
    """A submission with its photos, its sender, and its times in our clock."""

    submission: Submission
    by: User
    photos: Mapping[str, list[StoredPhoto]]
    #: When the person began it and saved it, the phone's clock corrected where it was wrong.
    begun_at: datetime
    made_at: datetime

    @property
    def shown(self) -> list[StoredPhoto]:
        """The photos of the record itself."""
        return self.photos.get("photos", [])

    @property
    def formdata(self) -> MultiDict[str, str]:
        """The fields as a browser's form would send them."""
        data = MultiDict(
            (name, value) for name, values in self.submission.fields.items() for value in values
        )
        data["client_uuid"] = self.submission.uuid
        if self.submission.by_clock:
            here = self.begun_at.astimezone(SHANGHAI)
            data["day"] = data["log_on"] = here.date().isoformat()
            data["time"] = here.strftime("%H:%M")
        return data


@dataclass(frozen=True)
class Kind:
    """One kind of record: who may send it, and the action that takes it in and returns what was made."""

    #: One of them is enough.
    permissions: tuple[Permission, ...]
    take_in: Callable[[Arrival], Any]
    #: What stands in the fields now, for the person who came second; None where there is no second.
    standing: Callable[[Arrival], Mapping[str, str]] | None = None

    def is_open_to(self, user: User) -> bool:
        """Return whether the person's role includes such records."""
        return any(may(user, permission) for permission in self.permissions)


def check(form: Form) -> None:
    """Raise RuleBroken with a sentence for each field of the form that is not filled in properly."""
    if form.validate():
        return
    raise RuleBroken(
        say("%(field)s: %(trouble)s", field=str(field.label.text), trouble=trouble)
        for field in form
        for trouble in _troubles(field.errors)
    )


def _troubles(errors: Any) -> list[str]:
    """Return the messages of a field; a list of forms has them inside."""
    if isinstance(errors, dict):
        return [one for inner in errors.values() for one in _troubles(inner)]
    if isinstance(errors, list | tuple):
        return [one for inner in errors for one in _troubles(inner)]
    return [str(errors)]
