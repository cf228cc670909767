"""Texts in the reader's language: Flask-Babel made quick, for a page asks it some hundred times."""

from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Domain, get_locale, get_translations
from markupsafe import Markup

from kla.extensions import babel

Catalogue = Translations | NullTranslations


class Texts(Domain):
    """A catalogue for each language, found without putting the language's name together anew."""

    def __init__(self, domain: str) -> None:
        """Know no language yet."""
        super().__init__(domain=domain)
        self.known: dict[str, Catalogue] = {}

    def get_translations(self) -> Catalogue:
        """The catalogue of the reader's language."""
        locale = get_locale()
        language = locale.language if locale else ""
        if language not in self.known:
            self.known[language] = super().get_translations()
        return self.known[language]


def init_app(app: Flask) -> None:
    """Give these to Flask-Babel; templates keep what they say, ready to go into a page."""
    babel.domain_instance = Texts(app.extensions["babel"].default_domain)
    said: dict[tuple[str, str], Markup] = {}

    def gettext(string: str, /, **variables: object) -> Markup:
        locale = get_locale()
        key = (locale.language if locale else "", string)
        if key not in said:
            said[key] = Markup(get_translations().ugettext(string))  # noqa: S704 -- of our own
        # As Jinja has it: always a format, so that a percent sign is written twice everywhere.
        return said[key] % variables

    app.jinja_env.globals.update({"gettext": gettext, "_": gettext})
