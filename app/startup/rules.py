"""六同时: the six things a winning firm sees to at once, and the wage account. Source: domain.md R19, R20, 2.5, 2.6."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from app.shared.calendar import WorkingCalendar
from app.shared.sentences import LabelledEnum, Sentence, say

LONGEST_TEXT: Final = 2000
#: 招标投标法 art. 46: the contract is signed within 30 days of the notice of award.
DAYS_TO_SIGN: Final = 30
#: 保障农民工工资支付条例 art. 26 with 53号: the wage account is opened within 30 days of the contract.
DAYS_TO_WAGE_ACCOUNT: Final = 30
#: 招标投标法实施条例 art. 58: a performance security is at most a tenth of the contract price.
LARGEST_SECURITY: Final = Decimal("0.10")


class StepKind(LabelledEnum):
    """The six steps of R19 in their order, then the wage account, which the law adds."""

    SECURITY = "security", say("Performance security")
    JOINT_ACCOUNT = "joint_account", say("Joint account")
    CONTRACT = "contract", say("Contract signed")
    SITE_OFFICE = "site_office", say("Site office")
    LOCATION = "location", say("Location confirmed")
    CREWS = "crews", say("Crews on site")
    WAGE_ACCOUNT = "wage_account", say("Wage account")


SIX: Final = tuple(kind for kind in StepKind if kind is not StepKind.WAGE_ACCOUNT)
#: Whose bank has to be named.
AT_A_BANK: Final = (StepKind.JOINT_ACCOUNT, StepKind.WAGE_ACCOUNT)


class StepState(LabelledEnum):
    """Where a step stands between being owed and being confirmed."""

    OPEN = "open", say("Still open")
    REPORTED = "reported", say("Waiting for confirmation")
    RETURNED = "returned", say("Sent back")
    CONFIRMED = "confirmed", say("Confirmed")


class SecurityForm(LabelledEnum):
    """What a performance security consists of; cash is the contractor's own choice or none."""

    GUARANTEE = "guarantee", say("Bank guarantee")
    INSURANCE = "insurance", say("Guarantee insurance")
    CASH = "cash", say("Cash")


class Standing(LabelledEnum):
    """What the board says of a step."""

    DONE = "done", say("Done")
    DONE_LATE = "done_late", say("Done late")
    REPORTED = "reported", say("Waiting for confirmation")
    OPEN = "open", say("Still open")
    LATE = "late", say("Late")


@dataclass(frozen=True)
class StepShown:
    """One step against its clock. Days are calendar days after the day on which the clock started."""

    kind: StepKind
    standing: Standing
    #: None where the clock has not started: the wage account before the contract.
    due_on: date | None
    target_days: int
    done_on: date | None
    #: From the start of the clock to the day it was done, or to today.
    days: int | None

    #: By how many days it is, or was, late; the last day of a period may be a later working day.
    days_late: int = 0

    @property
    def is_done(self) -> bool:
        return self.standing in (Standing.DONE, Standing.DONE_LATE)


@dataclass(frozen=True)
class Report:
    """What a step is reported with; of each kind only its own fields count."""

    done_on: date | None
    note: str = ""
    bank: str = ""
    form: SecurityForm | None = None
    amount_fen: int | None = None
    number: str = ""
    valid_until: date | None = None
    #: That the contractor, and nobody else, wanted to pay in cash.
    cash_by_choice: bool = False


def clock_of(kind: StepKind, awarded_on: date, signed_on: date | None) -> date | None:
    """Return the day after which the days of the step are counted."""
    return signed_on if kind is StepKind.WAGE_ACCOUNT else awarded_on


def contract_step(awarded_on: date, signed_on: date | None) -> tuple[StepState, date | None]:
    """Return state and day of the contract; one that was signed before the award belongs to another award."""
    if signed_on is None or signed_on < awarded_on:
        return StepState.OPEN, None
    return StepState.CONFIRMED, signed_on


def due_day(start: date, days: int, calendar: WorkingCalendar) -> date:
    """Return the last day of a period; one that ends on a day off ends on the next working day."""
    return calendar.next_working_day(start + timedelta(days=days))


def standing_of(
    kind: StepKind,
    state: StepState,
    done_on: date | None,
    clock: date | None,
    target_days: int,
    today: date,
    calendar: WorkingCalendar,
) -> StepShown:
    """Return how the step stands against its clock."""
    due_on = due_day(clock, target_days, calendar) if clock else None
    if state is StepState.CONFIRMED and done_on:
        in_time = due_on is None or done_on <= due_on
        standing = Standing.DONE if in_time else Standing.DONE_LATE
    elif state is StepState.REPORTED:
        standing = Standing.REPORTED
    else:
        standing = Standing.LATE if due_on and today > due_on else Standing.OPEN
    end = done_on if standing in (Standing.DONE, Standing.DONE_LATE) else today
    days = (end - clock).days if clock and end else None
    late = max(0, (end - due_on).days) if due_on and end else 0
    return StepShown(kind, standing, due_on, target_days, done_on, days, late)


def ready_on(steps: Iterable[StepShown]) -> date | None:
    """Return the day on which the last of the six was done; None before 6 of 6."""
    days = {step.kind: step.done_on for step in steps if step.is_done}
    done = [days.get(kind) for kind in SIX]
    return max(day for day in done if day) if all(done) else None


def count_done(steps: Iterable[StepShown]) -> int:
    """Return how many of the six are done."""
    return sum(step.is_done and step.kind in SIX for step in steps)


def opening_problems(awarded_on: date | None, today: date) -> list[Sentence]:
    """Return why the steps cannot be followed from that day of award."""
    if awarded_on is None:
        return [say("Enter the day of award: the steps are counted from it.")]
    if awarded_on > today:
        return [say("The day of award lies in the future.")]
    return []


def own_fields(kind: StepKind, report: Report) -> Report:
    """Return the report with only what a step of the kind has."""
    if kind is StepKind.SECURITY:
        return report
    return Report(report.done_on, report.note, report.bank if kind in AT_A_BANK else "")


def report_problems(
    kind: StepKind,
    state: StepState,
    report: Report,
    *,
    clock: date | None,
    price_fen: int | None,
    today: date,
    photos: int,
) -> list[Sentence]:
    """Return everything that is wrong with the report of a step."""
    if state is StepState.CONFIRMED:
        return [say("This step is confirmed already.")]
    if state is StepState.REPORTED:
        return [say("This step is reported already and waits for confirmation.")]
    if clock is None:
        return [say("Enter the day on which the contract was signed first.")]
    problems = _day_problems(report.done_on, clock, today)
    if len(report.note) > LONGEST_TEXT:
        problems.append(say("A text has more than %(most)s characters.", most=LONGEST_TEXT))
    if not photos and kind is not StepKind.LOCATION:  # the map is the evidence
        problems.append(say("Add a photo or scan as evidence of the step."))
    if kind in AT_A_BANK and not report.bank.strip():
        problems.append(say("Enter the bank of the account."))
    if kind is StepKind.SECURITY:
        problems += _security_problems(report, price_fen)
    if kind is StepKind.SITE_OFFICE and not report.note.strip():
        problems.append(say("Say where the site office is."))
    return problems


def _day_problems(done_on: date | None, clock: date, today: date) -> list[Sentence]:
    if done_on is None:
        return [say("Enter the day on which the step was done.")]
    if done_on > today:
        return [say("The step cannot have been done on a day to come.")]
    if done_on < clock:
        return [say("The step cannot have been done before %(day)s.", day=clock)]
    return []


def _security_problems(report: Report, price_fen: int | None) -> list[Sentence]:
    problems = []
    if report.form is None:
        problems.append(say("Choose what the security consists of."))
    if not report.amount_fen or report.amount_fen <= 0:
        problems.append(say("Enter the amount of the security."))
    elif price_fen is not None and report.amount_fen > LARGEST_SECURITY * price_fen:
        problems.append(say("A performance security is at most 10 % of the contract price by law."))
    if report.form is SecurityForm.CASH and not report.cash_by_choice:
        problems.append(
            say(
                "Cash must not be demanded: say that the contractor chose it, or enter a guarantee."
            )
        )
    if report.form in (SecurityForm.GUARANTEE, SecurityForm.INSURANCE):
        if not report.bank.strip():
            problems.append(say("Enter who issued the guarantee."))
        if report.valid_until is None:
            problems.append(say("Enter until when the guarantee is valid."))
        elif report.done_on and report.valid_until <= report.done_on:
            problems.append(say("The guarantee ends before it begins."))
    return problems


def crew_problems(
    name: str, people: int | None, entered_on: date | None, *, clock: date, today: date
) -> list[Sentence]:
    """Return what is wrong with a crew that came to the site."""
    problems = _day_problems(entered_on, clock, today)
    if not name.strip():
        problems.append(say("Name the crew."))
    if people is not None and not 1 <= people <= 500:
        problems.append(say("A crew has 1 to 500 people."))
    return problems


def crews_done_on(entered: Sequence[date], least: int) -> date | None:
    """Return the day on which enough crews were on the site; None while there are too few."""
    return sorted(entered)[least - 1] if len(entered) >= least else None


def decision_problems(
    state: StepState, reported_by: str | None, decider: str, reason: str, *, confirms: bool
) -> list[Sentence]:
    """Return why `decider` cannot decide; persons are compared as natural persons."""
    if state is not StepState.REPORTED:
        return [say("This step does not wait for confirmation: %(state)s.", state=state.label)]
    problems = []
    if reported_by == decider:
        problems.append(say("Whoever reported the step cannot confirm it."))
    if not confirms and not reason.strip():
        problems.append(say("Say why the step is sent back."))
    if len(reason) > LONGEST_TEXT:
        problems.append(say("A text has more than %(most)s characters.", most=LONGEST_TEXT))
    return problems


def location_problems(works: int, located: int) -> list[Sentence]:
    """Return why the location cannot be confirmed: every work must be on the map."""
    if not works:
        return [say("The section has no works yet: enter its roads and bridges first.")]
    if located < works:
        return [
            say(
                "%(missing)s of %(works)s works have no exact place on the map yet.",
                missing=works - located,
                works=works,
            )
        ]
    return []


def move_problems(awarded_on: date | None, reason: str, today: date) -> list[Sentence]:
    """Return why the clock cannot be set to another day of award."""
    problems = opening_problems(awarded_on, today)
    if not reason.strip():
        problems.append(say("Say why the day of award changes."))
    return problems


def expires_soon(valid_until: date | None, today: date, days: int) -> bool:
    """Return whether a guarantee ends within so many days, or has ended."""
    return valid_until is not None and valid_until - today <= timedelta(days=days)


def targets_problems(value: object) -> list[Sentence]:
    """Refuse targets that are not one number of days, 1 to 365, for each of the six steps."""
    names = [kind.value for kind in SIX]
    if not isinstance(value, Mapping) or sorted(value) != sorted(names):
        return [say("Enter the days of each step: %(names)s.", names=", ".join(names))]
    if all(
        isinstance(n, int) and not isinstance(n, bool) and 1 <= n <= 365 for n in value.values()
    ):
        if value[StepKind.CONTRACT.value] > DAYS_TO_SIGN:
            return [say("By law the contract is signed within 30 days of the award.")]
        return []
    return [say("Enter a whole number from %(least)s to %(most)s.", least=1, most=365)]
