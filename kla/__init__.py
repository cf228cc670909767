"""KLA Balikpapan: sealed child-protection case work, as one Flask application."""

import secrets

from flask import Flask
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix

from kla import config
from kla.core.db import prepare
from kla.core.errors import NotReady
from kla.crypto.shred import SqliteHandles
from kla.extensions import babel, csrf, db, login_manager
from kla.web import (
    assets,
    compression,
    errors,
    filters,
    guard,
    headers,
    navigation,
    site,
    texts,
    uploads,
)
from kla.web.transaction import App


def create_app(settings: config.Settings | None = None) -> Flask:
    """Build the application from its settings, by default those of the environment.

    Raises `NotReady` when pages are to be served without keys, or with the keys of a demo
    outside a demo.
    """
    settings = settings or config.load()
    app = App("kla", template_folder=str(config.ROOT / "templates"), static_folder="static")
    app.instance_path = str(settings.instance_path)
    _refuse_to_serve_without_keys(settings)
    _configure(app, settings)
    _prepare_instance(settings)
    _bind_extensions(app, settings)
    _register_areas(app)
    if settings.proxy_hops:  # believe that many proxies about address and scheme, and no more
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app


def _refuse_to_serve_without_keys(settings: config.Settings) -> None:
    if settings.serving and not settings.has_keys:
        raise NotReady("keys")
    if settings.serving and config.is_demo_instance(settings) and not settings.demo:
        raise NotReady("own-keys")


def _configure(app: Flask, settings: config.Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key or secrets.token_bytes(32),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=(settings.max_upload_mb + 1) * config.MEBIBYTE,
        MAX_FORM_MEMORY_SIZE=2 * config.MEBIBYTE,
        MAX_FORM_PARTS=1000,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="id",
        BABEL_DEFAULT_TIMEZONE="Asia/Makassar",
        BABEL_TRANSLATION_DIRECTORIES=str(config.ROOT / "kla" / "translations"),
    )
    if settings.trusted_hosts:
        app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    app.extensions["settings"] = settings


def _prepare_instance(settings: config.Settings) -> None:
    for folder in (settings.instance_path, settings.files_path, settings.temp_path):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _bind_extensions(app: Flask, settings: config.Settings) -> None:
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    app.extensions["shred"] = SqliteHandles(settings.shred_path)
    login_manager.init_app(app)
    # The guard asks first, so that a stranger is told to sign in before a token is missed.
    guard.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=site.chosen_language)
    if not settings.serving:  # half a second of start time that only commands need
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    for part in (headers, compression, errors, filters, assets, texts, uploads):
        part.init_app(app)
    app.jinja_env.globals.update(
        demo=settings.demo,
        csrf_token=generate_csrf,
        get_locale=get_locale,
        idle_minutes=settings.idle_minutes,
    )
    app.context_processor(lambda: {"actor": guard.actor_or_none(), "nav": navigation.nav()})
    app.register_blueprint(site.bp)


def _register_areas(app: Flask) -> None:
    from kla import (
        accounts,
        cases,
        cli,
        facility_audits,
        public_reports,
    )  # after the extensions they bind to
    from kla.web import regions_page

    for area in (regions_page, accounts, cases, facility_audits, public_reports, cli):
        area.init_app(app)
