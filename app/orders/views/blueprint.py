"""The blueprint, and what its pages have in common."""

from flask import Blueprint

blueprint = Blueprint("orders", __name__)
