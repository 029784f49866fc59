"""The pages of progress."""

from app.progress.views import (  # noqa: F401 - importing them gives the blueprint its pages
    changes,
    demolitions,
    grid,
    overview,
    panels,
    plans,
    reports,
    rollup,
    section,
    support,
)
from app.progress.views.blueprint import blueprint

__all__ = ["blueprint"]
