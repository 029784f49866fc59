"""What a person is told about a sheet: where, and what is the matter there."""

from dataclasses import dataclass

from app.shared.sentences import Sentence


@dataclass(frozen=True)
class Problem:
    """A sentence about a cell, a row or a whole sheet."""

    sheet: str
    #: Counted from 1 as the spreadsheet does; 0 is the sheet itself.
    row: int
    #: Letters as the spreadsheet shows them; empty is the whole row.
    column: str
    sentence: Sentence
    #: True where the row does not go in because of it; False where it does and should be looked at.
    refuses: bool = True

    @property
    def place(self) -> str:
        """Return the place as a spreadsheet names it: 第22周!J9."""
        where = f"{self.column}{self.row}" if self.row else ""
        return "!".join(part for part in (self.sheet, where) if part)
