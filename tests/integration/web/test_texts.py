"""What templates say is what Flask-Babel says, only sooner."""

import flask_babel
import pytest
from flask import render_template_string, url_for
from markupsafe import Markup

from kla.web.site import LANGUAGE_COOKIE


@pytest.fixture(params=["id", "en"])
def page(app, request):
    """A request in one language."""
    with app.test_request_context(headers={"Cookie": f"{LANGUAGE_COOKIE}={request.param}"}):
        yield app


def test_every_text_is_the_one_of_the_catalogue(page):
    catalogue = flask_babel.get_translations()
    gettext = page.jinja_env.globals["_"]
    texts = [text for text in catalogue._catalog if isinstance(text, str) and "%" not in text]

    for _ in range(2):
        assert all(gettext(text) == catalogue.gettext(text) for text in texts)
    assert catalogue.gettext("Kasus") == str(flask_babel.lazy_gettext("Kasus"))


def test_languages_are_kept_apart(app):
    said = []
    for language in ("en", "id", "en"):
        with app.test_request_context(headers={"Cookie": f"{LANGUAGE_COOKIE}={language}"}):
            said.append(render_template_string("{{ _('Kasus') }}"))
    assert said == ["Cases", "Kasus", "Cases"]


def test_what_is_put_in_is_escaped(page):
    said = render_template_string("{{ _('Halaman %(number)s', number='<b>') }}")
    assert "&lt;b&gt;" in said
    assert "<b>" not in said


def test_a_percent_sign_is_written_twice_also_where_nothing_is_put_in(page):
    assert page.jinja_env.globals["_"]("100 %%") == Markup("100 %")


def test_icons_have_the_address_that_url_for_makes(page):
    said = render_template_string("{% from 'macros/icons.html' import icon %}{{ icon('list') }}")
    assert f'href="{url_for("static", filename="icons.svg")}#list"' in said
