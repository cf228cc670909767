"""A demo city of its own, made once with cheap passphrases and counted by all tests here."""

import dataclasses
import importlib
from collections.abc import Iterator

import pytest
from flask import Flask

from kla import create_app
from kla.config import Settings
from kla.extensions import db
from tests.databases import Copies

MARKER = "Zqxwv7"


def bare(settings: Settings, folder, url: str) -> Settings:
    """The settings of an instance in which no keys were made yet."""
    nothing = {"instance_id": "", "root_public_key": b"", "recovery_public_key": b""}
    secrets = {"pepper": b"", "secret_key": b""}
    return dataclasses.replace(
        settings, instance_path=folder, database_url=url, **nothing, **secrets
    )


@pytest.fixture
def server(monkeypatch):
    """The settings of gunicorn, which mark the process as one that serves: only for this test."""
    monkeypatch.setenv("KLA_SERVING", "1")
    return importlib.import_module("kla.cli.server")


@pytest.fixture(scope="package")
def made(settings: Settings, copies: Copies, tmp_path_factory) -> Iterator[Flask]:
    """The demo at scale 2, with a marker in everything about people."""
    app = create_app(bare(settings, tmp_path_factory.mktemp("demo"), copies.url))
    with app.app_context():
        copies.refill(db.engine)
        db.session.remove()
    arguments = ["demo", "--seed", "7", "--scale", "2", "--marker", MARKER]
    app.extensions["said"] = app.test_cli_runner().invoke(args=arguments)
    yield app
    with app.app_context():
        db.engine.dispose()
