"""The blueprint of the room, to which every module of views adds its pages."""

from flask import Blueprint

blueprint = Blueprint("notices", __name__)
