"""Pages of programmes, projects, sections, works, contracts, key posts, teams and areas."""

from importlib import import_module

from app.works.views.blueprint import blueprint

for _part in ("lists", "programmes", "projects", "sections", "works", "districts", "pages"):
    import_module(f"app.works.views.{_part}")

__all__ = ["blueprint"]
