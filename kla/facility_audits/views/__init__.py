"""The pages of facilities and their audits."""

from flask import Blueprint

bp = Blueprint("facilities", __name__)
