"""The blueprint of the field app."""

from flask import Blueprint

blueprint = Blueprint("field", __name__, url_prefix="/field")
