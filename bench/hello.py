"""`hello`: what every page of the application costs before it does anything of its own.

Ours: an empty page inside the usual frame, for someone who is signed in: login session opened,
person looked up, keys checked, guard, navigation, headers, template. Peer: a bare Flask application
that answers one line. There is no limit; the number says what a frame with keys costs.
"""

from functools import cache

from flask import Blueprint, Flask, current_app, render_template
from jinja2 import Template

from bench import measure
from bench.browser import Browser
from bench.measure import Result
from kla.access.policy import Permission
from kla.web.guard import requires

NAME = "hello"
PATH = "/bench/empty"
EMPTY = """{% extends "layouts/page.html" %}
{% block title %}Bench{% endblock title %}
{% block content %}<p>hello</p>{% endblock content %}
"""

bp = Blueprint("bench_hello", __name__)


@bp.get(PATH)
@requires(Permission.HOME)
def empty() -> str:
    """A page with nothing on it."""
    return render_template(_template())


@cache
def _template() -> Template:
    """Compiled once, as templates from files are."""
    return current_app.jinja_env.from_string(EMPTY)


def bare() -> Flask:
    """The smallest Flask application."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def measured(browser: Browser, turns: int) -> Result:
    """Measure the empty page beside the bare one."""
    peer = Browser(bare())
    return measure.interleave(NAME, lambda _: browser.get(PATH), lambda _: peer.get("/"), turns)
