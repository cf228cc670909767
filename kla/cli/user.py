"""Commands about people's accounts: what the IT admin may do, and no more."""

import uuid

import click

from kla.access.policy import Role
from kla.cli.plain import OPERATOR, Plain, in_app, reading


@click.group("user")
def group() -> None:
    """Accounts of people. None of these commands opens a case."""


@group.command("add", cls=Plain)
@click.argument("username")
@click.option("--name", required=True, help="The person's name, as colleagues know it.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--unit", default="", help="The unit they work in; by default the first one.")
@click.option("--siaga", default="-", type=click.Choice(["-", "a", "b"]), help="Emergency half.")
@in_app
def add(username: str, name: str, role: str, unit: str, siaga: str) -> None:
    """Make an account and print its activation code, good once and for 48 hours."""
    from kla.accounts.services import people
    from kla.accounts.types import NewAccount
    from kla.extensions import db

    session = db.session()
    command = NewAccount(
        username=username, name=name, role=Role(role), unit_id=_unit(unit), siaga=siaga
    )
    account = people.create_account(session, OPERATOR, command)
    invitation = people.invite(session, OPERATOR, account.id)
    session.commit()
    _say_code(invitation.username, invitation.code)


@group.command("code", cls=Plain)
@click.argument("username")
@in_app
def code(username: str) -> None:
    """Print a new activation code for somebody whose keys open nothing yet.

    Whoever holds keys already gets a new code from a supervisor, who then admits the new keys.
    """
    from kla.accounts.services import people
    from kla.extensions import db

    session = db.session()
    invitation = people.invite(session, OPERATOR, _account(username))
    session.commit()
    _say_code(invitation.username, invitation.code)


@group.command("deactivate", cls=Plain)
@click.argument("username")
@in_app
def deactivate(username: str) -> None:
    """Let somebody in no more, and end their login sessions.

    A supervisor still has to take back the certificate and reassign open cases.
    """
    from kla.accounts.services import people
    from kla.extensions import db

    session = db.session()
    people.deactivate(session, OPERATOR, _account(username))
    session.commit()
    click.echo(f"{username} can't sign in any more.")


@group.command("list", cls=Plain)
@in_app
def show() -> None:
    """List accounts: username, role, state, unit."""
    from kla.accounts.services import listing

    with reading() as session:
        everybody = listing.list_people(session, OPERATOR)
    for person in everybody:
        click.echo(f"{person.username:<20}{person.role:<14}{person.state:<10}{person.unit}")


def _account(username: str) -> uuid.UUID:
    from kla.accounts.services import people
    from kla.extensions import db

    account = people.find_account(db.session(), username)
    if account is None:
        raise click.ClickException(f"There is no account {username!r}.")
    return account.id


def _unit(name: str) -> uuid.UUID:
    from kla.accounts.services import units
    from kla.extensions import db

    session = db.session()
    if not name:
        return units.default_unit(session).id
    for unit_id, known in units.names(session).items():
        if known.casefold() == name.casefold():
            return unit_id
    raise click.ClickException(f"There is no unit {name!r}.")


def _say_code(username: str, text: str) -> None:
    click.echo(f"Activation code for {username}: {text}")
    click.echo("It is good once and for 48 hours. Hand it over in person.")
