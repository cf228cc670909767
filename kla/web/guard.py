"""Every endpoint says who may reach it, or nobody can."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user

from kla.access.policy import Actor, Permission

View = TypeVar("View", bound=Callable[..., object])
OPEN = frozenset({"static"})


def public(reason: str) -> Callable[[View], View]:
    """Open to anyone, signed in or not. The reason is said where the view stands."""

    def mark(view: View) -> View:
        view.access = None  # type: ignore[attr-defined]
        view.open_because = reason  # type: ignore[attr-defined]
        return view

    return mark


def requires(permission: Permission) -> Callable[[View], View]:
    """Open to actors with `permission`; the service still asks whether the record is in reach."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def current_actor() -> Actor:
    """Who is signed in, with the keys that this request's login session holds."""
    actor: Actor = current_user.actor
    return actor


def actor_or_none() -> Actor | None:
    """Who is signed in, or nobody: for pages and errors that strangers see too."""
    return current_user.actor if current_user and current_user.is_authenticated else None


def init_app(app: Flask) -> None:
    """Ask before every request, ahead of anything that reads a form or a record."""
    app.before_request(check)


def check() -> None:
    """Refuse whoever may not reach the endpoint; an endpoint that says nothing refuses all."""
    if request.endpoint is None or request.endpoint in OPEN:
        return
    view = current_app.view_functions[request.endpoint]
    if not hasattr(view, "access"):
        abort(403)
    permission: Permission | None = view.access
    if permission is None:
        return
    if not current_user.is_authenticated:
        abort(401)
    if not current_user.actor.may(permission):
        abort(403)
