"""The blueprint, and what its pages have in common."""

from flask import Blueprint

blueprint = Blueprint("quality", __name__, url_prefix="/quality")
