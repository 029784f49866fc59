"""The pages of the map, by what they are about."""

from app.works_map.views import alignments, pages
from app.works_map.views.blueprint import blueprint

__all__ = ["alignments", "blueprint", "pages"]
