"""What may go wrong in the bureau's work, said so that every room and every page understands it."""

from collections.abc import Iterable

from app.shared.sentences import Sentence


class Unreadable(ValueError):
    """A text or number that cannot be read as what it should be; `sentence` tells the user why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.english)
        self.sentence = sentence


class Refused(Exception):
    """The user's wish cannot be granted; `sentences` say why, all at once."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self.sentences: tuple[Sentence, ...] = tuple(sentences)
        super().__init__(" ".join(sentence.english for sentence in self.sentences))


class RuleBroken(Refused):
    """A rule of the bureau forbids the change: the page answers 422 with the sentences."""


class StaleEdit(Refused):
    """Somebody else changed the record since the user read it: the page answers 409."""


class NotFound(Exception):
    """There is no such object, or this user may not know of it: the page answers 404."""


class Forbidden(Exception):
    """The user's role does not include this act: the page answers 403."""


class FrozenRecord(Exception):
    """Somebody tried to change what is final; the database would refuse it too."""
