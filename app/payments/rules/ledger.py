"""Money actually paid: kinds of payment, and what may be written into the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.certificates.rules.advance import recovered_advance
from app.payments.rules.money import in_yuan
from app.shared.sentences import LabelledEnum, Sentence, say


class PaymentKind(LabelledEnum):
    """What a payment was for."""

    WAGES = "wages", say("Labour cost")
    PROGRESS = "progress", say("Progress payment")
    ADVANCE = "advance", say("Mobilisation advance")


@dataclass(frozen=True)
class PaidSums:
    """A section's payments so far by kind, reversals taken off, in fen."""

    wages_fen: int = 0
    progress_fen: int = 0
    advance_fen: int = 0

    @property
    def all_fen(self) -> int:
        return self.wages_fen + self.progress_fen + self.advance_fen

    def counted_fen(self, completed_fen: int, price_fen: int) -> int:
        """Return what counts towards completed works: an advance only as far as recovered."""
        recovered = recovered_advance(self.advance_fen, completed_fen, price_fen)
        return self.wages_fen + self.progress_fen + recovered


def paid_sums(payments: Iterable[tuple[PaymentKind, int]]) -> PaidSums:
    """Add up (kind, amount) pairs."""
    sums = dict.fromkeys(PaymentKind, 0)
    for kind, amount_fen in payments:
        sums[kind] += amount_fen
    return PaidSums(sums[PaymentKind.WAGES], sums[PaymentKind.PROGRESS], sums[PaymentKind.ADVANCE])


def payment_problems(
    amount_fen: int, paid_on: date, today: date, price_fen: int, paid_before_fen: int
) -> list[Sentence]:
    """Return why a payment cannot be entered; empty when it can."""
    problems = []
    if amount_fen <= 0:
        problems.append(say("The amount must be more than zero."))
    if paid_on > today:
        problems.append(say("A payment cannot lie in the future."))
    if amount_fen > 0 and paid_before_fen + amount_fen > price_fen:
        problems.append(
            say(
                "With %(before)s yuan paid before, the section would have received more than its"
                " contract price of %(price)s yuan.",
                before=in_yuan(paid_before_fen),
                price=in_yuan(price_fen),
            )
        )
    return problems


def release_problems(amount_fen: int, decided_fen: int, released_fen: int) -> list[Sentence]:
    """Return why a payment cannot be booked on an approved line; empty when it can."""
    if amount_fen <= decided_fen - released_fen:
        return []
    return [
        say(
            "Only %(left)s yuan of the approved amount are still to be paid.",
            left=in_yuan(decided_fen - released_fen),
        )
    ]
