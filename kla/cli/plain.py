"""How every command behaves: inside the application, and plain about what went wrong."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from kla.access.policy import Actor, Role
from kla.config import Settings
from kla.core import errors
from kla.core.db import WRITES
from kla.extensions import db

# Who acts when a command is run on the host: like the IT admin, without any key.
OPERATOR = Actor(uuid.UUID(int=0), Role.IT_ADMIN)

SENTENCES: dict[type[errors.DomainError], str] = {
    errors.NotFound: "There is no such record.",
    errors.Forbidden: "That is not for this command to do.",
    errors.Conflict: "Somebody else changed the same thing; nothing was overwritten.",
    errors.Gone: "That is over already.",
    errors.InvalidTransition: "That step can't be taken from where things stand.",
    errors.Unreadable: "What is sealed does not open with these keys.",
    errors.Untrusted: "A key or signature does not lead to the root of this installation.",
    errors.Throttled: "Too many attempts; wait a while.",
}
NOT_READY = {
    "keys": "The key ceremony has not been held yet: run `flask --app app init`.",
    "own-keys": "These keys were made by the demo; set KLA_DEMO=1 or use another instance folder.",
    "database": "The database is not set up: run `flask --app app db upgrade`.",
}

NOT_AGAIN = 3  # gunicorn's Arbiter.WORKER_BOOT_ERROR

F = TypeVar("F", bound=Callable[..., Any])


class Plain(click.Command):
    """A command that says in one sentence, on standard error, why it could not do its work."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- as click has it
        """Run it; end with status 1 where it fails."""
        with said_plainly():
            return super().invoke(ctx)


@contextmanager
def or_explain() -> Iterator[None]:
    """End the process with one sentence where the application itself can't be built.

    A server process ends in the way that tells gunicorn not to start another one.
    """
    try:
        yield
    except (errors.DomainError, ValueError, OSError, SQLAlchemyError) as error:
        why = f"The settings can't be used: {error}."
        if isinstance(error, errors.DomainError):
            why = sentence_of(error)
        click.echo(f"Error: {why}", err=True)
        raise SystemExit(NOT_AGAIN if os.environ.get("KLA_SERVING") else 1) from error


@contextmanager
def reading() -> Iterator[Session]:
    """A session for reading: it waits for nobody who writes, and nobody waits for it."""
    mark = WRITES.set(False)
    try:
        yield db.session()
    finally:
        db.session.rollback()
        WRITES.reset(mark)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what services and the system raise into one sentence."""
    try:
        yield
    except errors.DomainError as error:
        raise click.ClickException(sentence_of(error)) from error
    except (DBAPIError, SQLAlchemyError) as error:
        raise click.ClickException(_of_database(error)) from error
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise click.ClickException(f"{error.strerror or error}{where}.") from error


def sentence_of(error: errors.DomainError) -> str:
    """What a broken rule is called on the command line."""
    if isinstance(error, errors.Invalid):
        about = f" for {error.field.replace('_', ' ')}" if error.field else ""
        return f"That value is refused{about}: {error.reason.replace('-', ' ')}."
    if isinstance(error, errors.NotReady):
        return NOT_READY.get(error.missing, f"Something has to be set up first: {error.missing}.")
    if error.details.get("reason") == "founded":
        return "The database holds an office already: use an empty one."
    return SENTENCES.get(type(error), f"It was refused: {error.code}.")


def _of_database(error: SQLAlchemyError) -> str:
    text = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if "no such table" in text or "does not exist" in text:
        return NOT_READY["database"]
    return f"The database refused: {text}."


def in_app(function: F) -> F:
    """Run a command's body inside the application context."""
    return with_appcontext(function)


def settings() -> Settings:
    """The settings of the application that this command runs in."""
    found: Settings = current_app.extensions["settings"]
    return found


def require_keys() -> Settings:
    """The settings, once the key ceremony has been held. Raises `NotReady`."""
    found = settings()
    if not found.has_keys:
        raise errors.NotReady("keys")
    return found
