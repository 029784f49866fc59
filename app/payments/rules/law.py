"""What the law fixes and no policy of the bureau may cross.

Sources: 财建〔2022〕183号 (at least 80 % of completed value), 保障中小企业款项支付条例 as of 2025
articles 9, 10 and 17 (30 days, at most 60, 0.05 % a day), 民法典 articles 201 and 203 (days).
"""

from datetime import date, timedelta
from decimal import Decimal

from app.payments.rules.money import never_negative
from app.shared.calendar import WorkingCalendar
from app.shared.quantities import part_of

#: Progress payment reaches at least this share of completed value ...
FLOOR_SHARE = Decimal("0.80")
#: ... for contracts signed on or after this day.
FLOOR_SINCE = date(2022, 8, 1)
#: Days to pay a small or medium firm when the contract names no term.
SME_DAYS = 30
#: The longest term that a contract with a small or medium firm may name.
SME_DAYS_MOST = 60
#: Late interest a day when the contract names no rate.
LATE_SHARE_PER_DAY = Decimal("0.0005")


def floor_share(signed_on: date | None, contract_share: Decimal) -> Decimal:
    """Return the least share of completed value that must be paid, 0..1. Source: domain.md 2.4.6.

    A contract signed before the rule owes its own payment ratio, so rank holds nothing of it back.
    ASSUMPTION: a contract without a known day of signing is treated as protected by the rule.
    """
    if signed_on is not None and signed_on < FLOOR_SINCE:
        return contract_share
    return FLOOR_SHARE


def days_to_pay(agreed_days: int | None, is_sme: bool, standard_days: int) -> int:
    """Return the days from confirmation to payment; a small firm never waits beyond 60."""
    if not is_sme:
        return standard_days if agreed_days is None else agreed_days
    return SME_DAYS if agreed_days is None else min(agreed_days, SME_DAYS_MOST)


def last_day_to_pay(confirmed_on: date, days: int, calendar: WorkingCalendar) -> date:
    """Return the last lawful day: the first day is not counted, an end on a holiday moves on."""
    return calendar.next_working_day(confirmed_on + timedelta(days=days))


def late_interest(
    amount_fen: int, days_late: int, share_per_day: Decimal = LATE_SHARE_PER_DAY
) -> int:
    """Return the interest on an amount that is `days_late` days late; 0 when it is not late."""
    if days_late <= 0:
        return 0
    return part_of(never_negative(amount_fen), share_per_day * days_late)
