"""Papers of payment for a contractor: the notice of what is deferred, and its account by the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.ledger.models import LedgerTransaction
from app.ledger.rules.entries import LedgerAccount, TransactionKind
from app.payments.models import ReleaseLine
from app.payments.rules.clocks import comes_up_on
from app.payments.rules.decide import State
from app.reports.exports.book import Column, Form, Group
from app.reports.exports.words import BAND_WORDS, chinese_day
from app.shared.quantities import amount_in_words, yuan_from_fen
from app.works.models import Section

KIND_WORDS = {
    TransactionKind.CERTIFICATE: "支付证书",
    TransactionKind.RELEASE: "审定拨付",
    TransactionKind.PAYMENT: "实际支付",
    TransactionKind.RETENTION: "返还质量保证金",
    TransactionKind.PENALTY: "违约金",
    TransactionKind.RECOVERY: "扣回预付款",
    TransactionKind.SETTLEMENT: "前期付款结转",
    TransactionKind.FUNDING: "资金到位",
    TransactionKind.MOVEMENT: "监管账户收支",
    TransactionKind.REVERSAL: "冲销",
}


@dataclass(frozen=True)
class PaymentPaper:
    """Whose paper it is, as its head names them."""

    section: Section
    contract_no: str
    bureau: str

    @property
    def facts(self) -> tuple[str, str, str]:
        contractor = self.section.contractor.name if self.section.contractor else ""
        left = f"标段：{self.section.name}　承包人：{contractor}　业主：{self.bureau}"
        return left, "", f"合同编号：{self.contract_no}　单位：元"


def deferral_notice(paper: PaymentPaper, line: ReleaseLine, reasons: Sequence[str]) -> Form:
    """Return 暂缓拨付告知书: how much waits, why, until when, and what it costs beyond that day."""
    month = line.proposal.month.start
    rows: list[list[Any]] = [
        ["所属月份", f"{month.year}年{month.month}月"],
        ["本期应付", _amount(line.due_fen)],
        ["本期拨付", _amount(line.decided_fen)],
        ["暂缓拨付", _amount(line.deferred_fen)],
        ["月度排名", f"第{line.place}名，{BAND_WORDS[line.band]}" if line.band else "未参加排名"],
        ["暂缓原因", "\n".join(reasons)],
    ]
    if line.deferred_until:
        rows += [
            ["最迟付款日期", chinese_day(line.deferred_until)],
            ["自动提请拨付日期", chinese_day(comes_up_on(line.deferred_until))],
        ]
    if line.interest_per_day_fen:
        rows.append(["逾期每日利息", _amount(line.interest_per_day_fen)])
    return Form(
        title="暂缓拨付告知书" + ("" if line.proposal.state is State.APPROVED else "（未审定）"),
        sheet="暂缓拨付告知书",
        facts=paper.facts,
        columns=[Column(("项目",), 22), Column(("内容",), 90)],
        groups=[Group(rows)],
        foot="业主（盖章）：　　　　　　承包人签收：　　　　　　日期：",
        has_subtotals=False,
        has_total=False,
    )


def statement_forms(paper: PaymentPaper, transactions: Sequence[LedgerTransaction]) -> list[Form]:
    """Return 往来对账单 with the ledgers of the advance and of the retention, all from postings."""
    return [
        _statement(paper, transactions),
        _ledger(paper, "开工预付款台账", transactions, LedgerAccount.ADVANCE, sign=1),
        _ledger(paper, "质量保证金台账", transactions, LedgerAccount.RETENTION, sign=-1),
    ]


def _statement(paper: PaymentPaper, transactions: Sequence[LedgerTransaction]) -> Form:
    rows, payable, released = [], 0, 0
    for one in transactions:
        # What the bureau owes stands on the right of its accounts: below zero.
        payable -= _moved(one, LedgerAccount.PAYABLE)
        released -= _moved(one, LedgerAccount.RELEASED)
        paid = -_moved(one, LedgerAccount.BANK)
        rows.append([*_head(one), paid, payable, released])
    columns = [
        *_head_columns(),
        Column(("本次支付",), 18, "yuan", is_summed=True),
        Column(("已核定未审定拨付",), 20, "yuan"),
        Column(("已审定未支付",), 18, "yuan"),
    ]
    return _form(paper, "往来对账单", columns, rows, has_total=True)


def _ledger(
    paper: PaymentPaper,
    title: str,
    transactions: Iterable[LedgerTransaction],
    account: LedgerAccount,
    *,
    sign: int,
) -> Form:
    rows, balance = [], 0
    for one in transactions:
        if moved := sign * _moved(one, account):
            balance += moved
            rows.append([*_head(one), max(moved, 0), max(-moved, 0), balance])
    columns = [
        *_head_columns(),
        Column(("增加",), 18, "yuan", is_summed=True),
        Column(("减少",), 18, "yuan", is_summed=True),
        Column(("余额",), 18, "yuan"),
    ]
    return _form(paper, title, columns, rows, has_total=True)


def _form(
    paper: PaymentPaper,
    title: str,
    columns: Sequence[Column],
    rows: list[list[Any]],
    *,
    has_total: bool,
) -> Form:
    return Form(
        title=title,
        sheet=title,
        facts=paper.facts,
        columns=columns,
        groups=[Group(rows)],
        foot="业主（盖章）：　　　　　　承包人（盖章）：　　　　　　核对日期：",
        has_subtotals=False,
        has_total=has_total,
    )


def _head_columns() -> list[Column]:
    return [
        Column(("日期",), 13, "day"),
        Column(("凭证",), 12),
        Column(("事项",), 18),
        Column(("说明",), 26),
    ]


def _head(one: LedgerTransaction) -> list[Any]:
    return [one.day, one.number, KIND_WORDS[one.kind], one.reason]


def _moved(one: LedgerTransaction, account: LedgerAccount) -> int:
    return sum(entry.amount_fen for entry in one.entries if entry.account is account)


def _amount(fen: int) -> str:
    return f"{yuan_from_fen(fen):,.2f}元（大写：{amount_in_words(fen)}）"
