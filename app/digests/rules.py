"""What a daily digest says. Sources: domain.md R16, 4.2: one digest for a channel instead of many messages.

It is Chinese in every language of the program, and names sections and organisations, but no person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.shared.quantities import round_half_up

MOST_BEHIND = 3
MOST_MEETINGS = 3
#: Less than this is not worth a line in a group.
LEAST_BEHIND_SHARE = Decimal("0.01")
UNKNOWN_REASON = "待报"


@dataclass(frozen=True)
class SectionFact:
    """A section that is prepared or built, as far as it had come in its last frozen week."""

    section_id: int
    project_id: int
    name: str
    is_started: bool
    length_m: Decimal
    physical_share: Decimal | None = None
    planned_share: Decimal | None = None
    #: What stands in its way, in a few words each.
    reasons: tuple[str, ...] = ()

    @property
    def done_m(self) -> Decimal:
        return self.length_m * (self.physical_share or Decimal(0))

    @property
    def behind_share(self) -> Decimal:
        """How far it is behind its plan, 0 where it is not or nobody knows."""
        if self.physical_share is None or self.planned_share is None:
            return Decimal(0)
        return max(self.planned_share - self.physical_share, Decimal(0))


@dataclass(frozen=True)
class Placed:
    """A section's place in the last ranking in force."""

    section_id: int
    project_id: int
    name: str
    place: int
    score: Decimal


@dataclass(frozen=True)
class Counts:
    """What is due and late on the day."""

    tasks_due: int = 0
    tasks_late: int = 0
    findings_late: int = 0
    duties_due: int = 0
    duties_late: int = 0


@dataclass(frozen=True)
class Facts:
    """All that a digest is made of."""

    sections: Sequence[SectionFact]
    ranking: Sequence[Placed] = ()
    #: (hour, name) of the day's meetings.
    meetings: Sequence[tuple[str, str]] = ()
    counts: Counts = Counts()
    #: The end of the audit trail as it stands in a list of heads; what left the house cannot be rewritten.
    trail_head: str = ""


def compose(name: str, day: date, facts: Facts, address: str = "") -> tuple[str, str]:
    """Return title and text of the digest; `name` is the project's, or empty for all works."""
    parts = [_progress(facts.sections)]
    if first := min(facts.ranking, key=lambda one: (one.place, one.section_id), default=None):
        score = round_half_up(first.score, 1)
        parts.append(f"月度排名第{first.place}名：{first.name}（{score}分）")
    if behind := _behind(facts.sections):
        parts.append("滞后：" + "；".join(behind))
    if facts.meetings:
        shown = "、".join(f"{hour} {title}" for hour, title in facts.meetings[:MOST_MEETINGS])
        parts.append(f"今日会议：{shown}")
    counts = facts.counts
    if counts.tasks_due or counts.tasks_late:
        parts.append(f"交办事项：今日到期{counts.tasks_due}件，逾期{counts.tasks_late}件")
    if counts.duties_due or counts.duties_late:
        parts.append(f"履职事项：今日到期{counts.duties_due}项，逾期{counts.duties_late}项")
    if counts.findings_late:
        parts.append(f"整改逾期{counts.findings_late}项")
    said = "。\n".join(parts) + "。"
    if facts.trail_head:
        said += f"\n审计记录校验值：{facts.trail_head}"
    see = f"\n详见 {address}" if address else ""
    return f"{name or '农村公路'}日播报", f"截至{day.month}月{day.day}日：{said}{see}"


def _progress(sections: Sequence[SectionFact]) -> str:
    started = sum(1 for section in sections if section.is_started)
    words = f"{len(sections)}个标段，开工{started}个"
    whole_m = sum((section.length_m for section in sections), Decimal(0))
    if not whole_m:
        return words
    done_m = sum((section.done_m for section in sections), Decimal(0))
    done, whole = (round_half_up(metres / 1000, 1) for metres in (done_m, whole_m))
    return f"{words}，完成里程{done}/{whole}公里（{round_half_up(done_m / whole_m * 100, 1)}%）"


def _behind(sections: Sequence[SectionFact]) -> list[str]:
    late = [section for section in sections if section.behind_share >= LEAST_BEHIND_SHARE]
    late.sort(key=lambda section: (-section.behind_share, section.section_id))
    return [
        f"{section.name}（−{round_half_up(section.behind_share * 100, 1)}个百分点），"
        f"原因：{'、'.join(section.reasons) or UNKNOWN_REASON}"
        for section in late[:MOST_BEHIND]
    ]
