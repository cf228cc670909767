"""What is seen in the database: its version, who is certified, circles, the trail."""

import json
from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kla import config
from kla.accounts.services import circles
from kla.cli.doctor.findings import Finding, advise, fine, mend
from kla.cli.keys import load_directory
from kla.config import Settings
from kla.core.errors import Untrusted
from kla.crypto.directory import Directory
from kla.trail import append_only
from kla.trail import services as trail

UPGRADE = "Stop the server, make a backup, run `flask --app app db upgrade`."


def database(session: Session, _settings: Settings) -> Iterator[Finding]:
    """Whether the database answers and is at the version of this program."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    try:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        todo = "Start the database, and check KLA_DATABASE_URL."
        yield mend("database", f"it does not answer ({reason})", todo)
        return
    head = ScriptDirectory(str(config.ROOT / "migrations")).get_current_head()
    if found != head:
        yield mend("database", f"it is at version {found or 'none'}, not {head}", UPGRADE)
    else:
        yield fine("database", f"it answers, at version {head}")


def write_ahead(session: Session, _settings: Settings) -> Iterator[Finding]:
    """Whether SQLite keeps a write-ahead log, so that readers and a writer don't wait."""
    if session.get_bind().dialect.name != "sqlite":
        return
    mode = session.scalar(text("PRAGMA journal_mode"))
    if mode == "wal":
        yield fine("write-ahead log", "on")
    else:
        todo = "Put the database on a local disk; network file systems can't keep the log."
        yield mend("write-ahead log", f"the journal mode is {mode}", todo)


def certificates(session: Session, settings: Settings) -> Iterator[Finding]:
    """Whether the certified keys lead to the root that the settings name."""
    check, known = "certificates", load_directory(session, settings)
    lost = [record.kid for record in known.records if not _leads_to_root(known, record.kid)]
    if lost:
        yield mend(
            check,
            f"{len(lost)} of {len(known.records)} key records do not lead to this root",
            "Compare the fingerprint of the root with the printed sheets. If it is the same, "
            "somebody wrote into the database: keep it, and restore a backup beside it.",
        )
    elif not known.records:
        todo = "The first supervisor comes in with the code of the ceremony, within 48 hours."
        yield advise(check, "nobody is certified yet", todo)
    else:
        yield fine(check, f"{len(known.records)} key records lead to the root")


def circle_keys(session: Session, _settings: Settings) -> Iterator[Finding]:
    """Whether every circle that a case is sealed to has members."""
    lacking = circles.missing_circles(session)
    if lacking:
        names = ", ".join(sorted({name.partition(":")[0] for name in lacking}))
        todo = "A supervisor admits the first member of each; until then no case can be opened."
        yield advise("circles", f"without members: {names}", todo)
    else:
        yield fine("circles", "every circle has members")


def trail_anchor(session: Session, settings: Settings) -> Iterator[Finding]:
    """Whether the trail still holds its last checkpoint; `trail verify` reads all of it."""
    check, path = "trail", settings.anchors_path
    lines = path.read_text().splitlines() if path.exists() else []
    if not lines:
        yield fine(check, f"{trail.head(session)[0]} entries, no checkpoint yet")
        return
    anchor = json.loads(lines[-1])
    if trail.holds(session, anchor["seq"], bytes.fromhex(anchor["hash"])):
        yield fine(check, f"the checkpoint at entry {anchor['seq']} is in place")
    else:
        todo = "Keep this database as it is, run `flask --app app trail verify`, tell the auditor."
        yield mend(check, f"entry {anchor['seq']} is not the one that was anchored", todo)


def trail_guards(session: Session, _settings: Settings) -> Iterator[Finding]:
    """Whether the database itself refuses to change the trail."""
    check, lacking = "trail guards", append_only.missing(session.connection())
    if lacking:
        todo = (
            "Somebody took them away, or the database was copied without them. Run "
            "`flask --app app trail verify`; if the trail is whole, `flask --app app trail guard`."
        )
        yield mend(check, f"missing: {', '.join(lacking)}", todo)
    else:
        yield fine(check, "the database refuses to change what was written")


def _leads_to_root(known: Directory, kid: str) -> bool:
    try:
        known.known(kid)
    except Untrusted:
        return False
    return True


# What is asked of every database that is at the version of this program, in this order.
EVERY = (write_ahead, certificates, circle_keys, trail_guards)
