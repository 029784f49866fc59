"""Accounts, wages and securities of a section: what the law allows of them. Source: domain.md R18, 2.0, 2.5, 2.6."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.shared.calendar import Month
from app.shared.sentences import LabelledEnum, Sentence, say

SHOWN_DIGITS: Final = 4
LONGEST_TEXT: Final = 2000
MOST_PEOPLE: Final = 5000
#: How long before its end a security is asked after.
DAYS_TO_RENEW: Final = 30


class AccountKind(LabelledEnum):
    """What an account of a section is for."""

    JOINT = "joint", say("Joint account")
    WAGE = "wage", say("Wage account")


class SecurityKind(LabelledEnum):
    """The four securities that the law knows; there is no fifth."""

    BID = "bid", say("Bid security")
    PERFORMANCE = "performance", say("Performance security")
    QUALITY = "quality", say("Quality security")
    WAGE = "wage", say("Wage security")


class SecurityForm(LabelledEnum):
    """What a security consists of; cash is the contractor's own choice or none."""

    GUARANTEE = "guarantee", say("Bank guarantee")
    INSURANCE = "insurance", say("Guarantee insurance")
    CASH = "cash", say("Cash")


class Lack(LabelledEnum):
    """What a section's accounts, wages and securities still need, the worst first."""

    SECURITY_ENDED = "security_ended", say("Security ended")
    WAGE_ACCOUNT = "wage_account", say("No wage account")
    ROSTER = "roster", say("Wage roster missing")
    JOINT_ACCOUNT = "joint_account", say("No joint account")
    SECURITY_ENDING = "security_ending", say("Security ends soon")


#: 招标投标法实施条例 art. 26 and 58, 建设工程质量保证金管理办法: of the price; the bid's of the estimate.
LARGEST_SHARE: Final[Mapping[SecurityKind, Decimal]] = {
    SecurityKind.BID: Decimal("0.02"),
    SecurityKind.PERFORMANCE: Decimal("0.10"),
    SecurityKind.QUALITY: Decimal("0.03"),
}


@dataclass(frozen=True)
class SecurityDraft:
    """A security as it is entered."""

    kind: SecurityKind | None
    form: SecurityForm | None
    amount_fen: int | None
    issuer: str = ""
    number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    #: That the contractor, and nobody else, wanted to pay in cash.
    cash_by_choice: bool = False


@dataclass(frozen=True)
class Validity:
    """Of one security: what it secures, until when, and whether it was given back."""

    section_id: int
    kind: SecurityKind
    valid_to: date | None
    returned_on: date | None = None


def masked(last_four: str) -> str:
    """Return how the number of an account is shown, to everybody."""
    return f"**** {last_four}" if last_four else "****"


def number_problems(number: str) -> list[Sentence]:
    """Return what is wrong with the number of an account, without repeating the number."""
    if not re.fullmatch(r"[0-9]{8,30}", number):
        return [say("The number of an account has 8 to 30 digits.")]
    return []


def account_problems(bank: str, number: str, opened_on: date | None, today: date) -> list[Sentence]:
    """Return what is wrong with an account that is entered; `number` is without spaces."""
    problems = [] if bank.strip() else [say("Enter the bank of the account.")]
    problems += number_problems(number)
    if opened_on is None:
        problems.append(say("Enter the day on which the account was opened."))
    elif opened_on > today:
        problems.append(say("The account cannot have been opened on a day to come."))
    return problems


def return_problems(
    valid_from: date, known: date | None, returned_on: date | None, today: date
) -> list[Sentence]:
    """Return why a security cannot be noted as given back on the day."""
    if known is not None:
        return [say("This security was given back already.")]
    if returned_on is None:
        return [say("Enter the day on which the security was given back.")]
    if returned_on > today:
        return [say("The security cannot have been given back on a day to come.")]
    if returned_on < valid_from:
        return [say("The security was given back before it was valid.")]
    return []


def security_problems(draft: SecurityDraft, base_fen: int | None) -> list[Sentence]:
    """Return everything that is wrong with a security; `base_fen` is the price, for bids the estimate."""
    problems = _missing(draft)
    most = LARGEST_SHARE.get(draft.kind) if draft.kind else None
    if draft.amount_fen and most is not None:
        if base_fen is None:
            problems.append(say("Enter the contract first: the security is a share of its price."))
        elif draft.amount_fen > most * base_fen:
            problems.append(
                say(
                    "By law this security is at most %(most)s %% of the price.", most=_percent(most)
                )
            )
    if draft.form is SecurityForm.CASH and not draft.cash_by_choice:
        problems.append(
            say(
                "Cash must not be demanded: say that the contractor chose it, or enter a guarantee."
            )
        )
    if draft.form in (SecurityForm.GUARANTEE, SecurityForm.INSURANCE):
        problems += _guarantee_problems(draft)
    return problems


def expired(securities: Collection[Validity], day: date) -> set[int]:
    """Return the sections with a security that ended before the day, was not given back, and has no newer one.

    A security of the same kind that is valid on the day, or has no end, replaces the ended one.
    """
    standing = [one for one in securities if one.returned_on is None or one.returned_on > day]
    valid = {
        (one.section_id, one.kind)
        for one in standing
        if one.valid_to is None or one.valid_to >= day
    }
    ended = {(one.section_id, one.kind) for one in standing if one.valid_to and one.valid_to < day}
    return {section_id for section_id, _kind in ended - valid}


def roster_is_owed(signed_on: date | None, month: Month, *, is_built: bool) -> bool:
    """Return whether a section owes the roster of a month: it is built, and its contract is older than that."""
    return is_built and signed_on is not None and signed_on < month.start


def roster_problems(people: int | None, uploaded_on: date | None, today: date) -> list[Sentence]:
    """Return what is wrong with the note that a wage roster was uploaded; it names nobody."""
    problems = []
    if people is None or not 1 <= people <= MOST_PEOPLE:
        problems.append(say("Enter the number of people, 1 to %(most)s.", most=MOST_PEOPLE))
    if uploaded_on is None:
        problems.append(say("Enter the day on which the roster was uploaded."))
    elif uploaded_on > today:
        problems.append(say("The roster cannot have been uploaded on a day to come."))
    return problems


def _missing(draft: SecurityDraft) -> list[Sentence]:
    problems = []
    if draft.kind is None:
        problems.append(say("Only bid, performance, quality and wage securities are lawful."))
    if draft.form is None:
        problems.append(say("Choose what the security consists of."))
    if not draft.amount_fen or draft.amount_fen <= 0:
        problems.append(say("Enter the amount of the security."))
    if draft.valid_from is None:
        problems.append(say("Enter from when the security is valid."))
    return problems


def _guarantee_problems(draft: SecurityDraft) -> list[Sentence]:
    problems = []
    if not draft.issuer.strip():
        problems.append(say("Enter who issued the guarantee."))
    if draft.valid_to is None:
        problems.append(say("Enter until when the guarantee is valid."))
    elif draft.valid_from and draft.valid_to <= draft.valid_from:
        problems.append(say("The guarantee ends before it begins."))
    return problems


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"
