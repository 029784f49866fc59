"""The Chinese of a sentence, whatever language the reader chose: for the bureau's own forms."""

from flask_babel import force_locale

from app.progress.rules.weights import TEMPLATE_NAMES
from app.reports.rules.items import KnownItem
from app.reports.rules.weeks import CODES
from app.shared.sentences import Sentence

_WORDS_OF_CODES = {code: KnownItem(name).value for name, code in CODES.items()}


def in_chinese(sentence: Sentence | str) -> str:
    """Return the sentence in Chinese."""
    with force_locale("zh_Hans_CN"):
        return str(sentence)


def item_in_chinese(code: str) -> str:
    """Return what a work item is called on the bureau's sheets."""
    return _WORDS_OF_CODES.get(code) or in_chinese(TEMPLATE_NAMES.get(code, code))
