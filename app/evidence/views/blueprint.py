"""The blueprint of the room."""

from flask import Blueprint

blueprint = Blueprint("evidence", __name__)
