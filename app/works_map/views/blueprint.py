"""The blueprint of the map."""

from flask import Blueprint

blueprint = Blueprint("works_map", __name__)
