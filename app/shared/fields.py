"""Form fields that read what people type: chainages, lengths, money, percentages and days.

Each holds an exact value (metres, fen, a share, a date) or None, shows what was typed while it is wrong,
and says in a sentence why. The unit stands in the field's `suffix`, which the macros show.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional, StopValidation

from app.shared.errors import Unreadable
from app.shared.quantities import (
    Chainage,
    parse_date,
    parse_decimal,
    parse_length_m,
    parse_money,
    parse_share,
    round_half_up,
)
from app.shared.sentences import say

FEN_PER_WAN = 1_000_000
WAN = _l("10,000 yuan")


class ReadField(StringField):
    """A text field whose text is read into a value; empty is None."""

    is_numeric = True

    def read(self, text: str) -> Any:
        """Return the value of the text. Raises Unreadable."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """Return the text of the value."""
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; called by WTForms."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = self.read(text)
        except Unreadable as trouble:
            raise ValueError(str(trouble.sentence)) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)


class ChainageField(ReadField):
    """A place along a road, written K12+300; the value is its metres."""

    is_numeric = False

    def read(self, text: str) -> Decimal:
        return Chainage.parse(text).metres

    def write(self, value: Decimal) -> str:
        return str(Chainage(value))


class LengthField(ReadField):
    """A length in the field's unit, km or m; the value is in metres, exact to the millimetre."""

    def __init__(self, *args: Any, unit: str = "km", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.suffix = unit

    def read(self, text: str) -> Decimal:
        return round_half_up(parse_length_m(text, self.unit), 3)

    def write(self, value: Decimal) -> str:
        return _plain(value / 1000 if self.unit == "km" else value)


class MoneyField(ReadField):
    """Money in 万元 (or with its own unit); the value is in fen."""

    suffix = WAN

    def read(self, text: str) -> int:
        fen = parse_money(text, "万元").value
        if fen < 0:
            raise Unreadable(say("An amount of money here cannot be negative."))
        return fen

    def write(self, value: int) -> str:
        return _plain(Decimal(value) / FEN_PER_WAN)


class PercentField(ReadField):
    """A percentage; the value is a share of 1 with six places."""

    suffix = "%"

    def read(self, text: str) -> Decimal:
        return round_half_up(parse_share(text, "percent"), 6)

    def write(self, value: Decimal) -> str:
        return _plain(value * 100)


class NumberField(ReadField):
    """A decimal number that is not negative, with a unit of its own."""

    def __init__(
        self,
        *args: Any,
        suffix: Any = "",
        places: int = 3,
        most: int = 10**9,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.suffix, self.places, self.most = suffix, places, Decimal(most)

    def read(self, text: str) -> Decimal:
        return round_half_up(parse_decimal(text, least=Decimal(0), most=self.most), self.places)

    def write(self, value: Decimal) -> str:
        return _plain(value)


class WholeNumberField(NumberField):
    """A whole number from 0; the value is an int."""

    def read(self, text: str) -> Any:
        number = parse_decimal(text, least=Decimal(0), most=self.most)
        if number != number.to_integral_value():
            raise Unreadable(say("%(written)s is not a whole number.", written=text))
        return int(number)


class DayField(DateField):
    """A day; also read when typed as 2020.12.31 or 2020年12月31日."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; called by WTForms."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = parse_date(text)
        except Unreadable as trouble:
            raise ValueError(str(trouble.sentence)) from None


class ManyField(SelectMultipleField):
    """Several choices; also sent as one text with commas, as the page of a stale edit does."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was chosen; called by WTForms."""
        super().process_formdata([part for text in valuelist for part in text.split(",") if part])


def line(label: Any, most: int, *, needed: Any = None, **kwargs: Any) -> StringField:
    """Return a field for a line of at most so many characters; `needed` is the sentence when it is empty."""
    return StringField(
        label, validators=_validators(most, needed), filters=[without_controls], **kwargs
    )


def long_text(label: Any, most: int = 2000, *, needed: Any = None, **kwargs: Any) -> TextAreaField:
    """Return a field for a text of several lines."""
    return TextAreaField(
        label, validators=_validators(most, needed), filters=[without_controls], **kwargs
    )


class Needed:
    """A validator: the field must hold something; zero is something, blanks are nothing."""

    field_flags = {"required": True}

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if field.data in (None, "") and not field.errors:
            raise StopValidation(self.sentence)


def without_controls(text: str | None) -> str:
    """Return the text without control characters, which no database and no page should get."""
    kept = "".join(c for c in text or "" if c >= " " or c in "\n\r\t")
    return kept.strip()


def _validators(most: int, sentence: Any) -> Sequence[Any]:
    length = Length(max=most, message=_l("Write at most %(most)s characters.", most=most))
    return [Needed(sentence), length] if sentence else [Optional(), length]


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
