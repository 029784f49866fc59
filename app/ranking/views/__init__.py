"""Pages of the ranking: month sheet, score cards, what if, policy, objections, vetoes."""

from app.ranking.views import (
    lines,
    month,
    objections,
    policy,
    sections,
    steps,
    vetoes,
    what_if,
    words,
)
from app.ranking.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "lines",
    "month",
    "objections",
    "policy",
    "sections",
    "steps",
    "vetoes",
    "what_if",
    "words",
]
