"""The blueprint of the ranking, which every file of views adds to."""

from flask import Blueprint

blueprint = Blueprint("ranking", __name__)
