"""One thing measured, and how the report shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One thing measured: how long it took or how much it was, and what it is held against."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    #: The most that the value may be of the floor; with `least`, the least that the value may be.
    most_times: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def times(self) -> float | None:
        return self.value / self.floor if self.floor else None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.most_times is not None and self.times is not None:
            return self.times <= self.most_times
        if self.least is not None:
            return self.value >= self.least
        return self.value <= self.most if self.most is not None else None


def targets_of(figure: Figure) -> str:
    """Return the target in words."""
    if figure.most_times is not None:
        return f"at most {figure.most_times:g} x"
    if figure.least is not None:
        return f"at least {figure.least:,g}"
    return f"at most {figure.most:,g}" if figure.most is not None else ""


def line_of(figure: Figure) -> str:
    """Return the figure as one line of the report."""
    verdict = {True: "ok", False: "MISSED", None: ""}[figure.is_met]
    floor = f"{figure.floor:>10,.1f}" if figure.floor is not None else " " * 10
    times = f"{figure.times:>7.1f} x" if figure.times is not None else " " * 9
    return (
        f"{figure.name:44} {figure.value:>10,.1f} {figure.unit:6} {floor} {times}"
        f"  {targets_of(figure):16} {verdict}"
    )
