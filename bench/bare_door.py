"""The peer of the door: a bare Flask form that writes the same words in clear, and nothing else."""

import os
import sqlite3
import threading
import uuid

from flask import Flask, request

FIELDS = ("story", "victim", "age", "sex", "suspect", "place", "when", "contact")
CREATE = """CREATE TABLE IF NOT EXISTS report (id TEXT PRIMARY KEY, story TEXT, victim TEXT,
    age TEXT, sex TEXT, suspect TEXT, place TEXT, "when" TEXT, contact TEXT)"""
INSERT = "INSERT INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_own = threading.local()


def create_app() -> Flask:
    """A form, and what it writes to, as safe on disk as ours."""
    app = Flask("bare")
    _connection().execute(CREATE)

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    @app.post("/report")
    def report() -> str:
        row = [uuid.uuid4().hex, *(request.form.get(name, "") for name in FIELDS)]
        _connection().execute(INSERT, row)
        return f"<!doctype html><title>Received</title><p>{row[0]}</p>"

    return app


def _connection() -> sqlite3.Connection:
    """One for each thread, set up as `kla.core.db` does; every statement is a transaction."""
    if not hasattr(_own, "connection"):
        made = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None, timeout=10)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            made.execute(f"PRAGMA {pragma}")
        _own.connection = made
    return _own.connection
