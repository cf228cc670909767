"""The peer of the door: a plain Flask form that checks and writes the same words in clear.

What such an application is made of everywhere: a form class, a model, a template; one transaction
for each report, as safe on disk as ours. No ticket, no key, no trail, no receipt.
"""

import os
import uuid

from flask import Flask, abort, render_template_string
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kla.core.db import prepare

PAGE = """<!doctype html><html lang="id"><head><title>Terima kasih</title></head>
<body><h1>Terima kasih</h1><p>Nomor laporan: {{ report.id }}</p></body></html>"""
SHORT = [Optional(), Length(max=500)]


class Base(DeclarativeBase):
    """Tables of the peer alone."""


db = SQLAlchemy(model_class=Base)


class PlainReport(db.Model):  # type: ignore[name-defined,misc] -- Flask-SQLAlchemy makes the class
    """One report, in clear."""

    __tablename__ = "report"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    story: Mapped[str] = mapped_column(Text)
    victim: Mapped[str | None]
    age: Mapped[int | None]
    sex: Mapped[str | None]
    suspect: Mapped[str | None]
    place: Mapped[str | None]
    when: Mapped[str | None]
    contact: Mapped[str | None]


class PlainForm(FlaskForm):
    """What is asked."""

    story = TextAreaField(validators=[InputRequired(), Length(max=20_000)])
    victim = StringField(validators=SHORT)
    age = IntegerField(validators=[Optional(), NumberRange(0, 120)])
    sex = SelectField(choices=["", "P", "L"])
    suspect = StringField(validators=SHORT)
    place = StringField(validators=SHORT)
    when = StringField(validators=SHORT)
    contact = StringField(validators=SHORT)


def create_app() -> Flask:
    """The form, and its tables."""
    app = Flask("bare")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ['BARE_DATABASE']}"
    app.config["WTF_CSRF_ENABLED"] = False
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        db.create_all()

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    @app.post("/report")
    def report() -> str:
        form = PlainForm()
        if not form.validate():
            abort(422)
        row = PlainReport()
        form.populate_obj(row)
        db.session.add(row)
        db.session.commit()
        return render_template_string(PAGE, report=row)

    return app
