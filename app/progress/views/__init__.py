"""The pages of progress."""

from flask import Blueprint

blueprint = Blueprint("progress", __name__, url_prefix="/progress")
