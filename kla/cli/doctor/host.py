"""What can be seen without the database: settings, files, disk, clock, handles."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kla import config
from kla.cli.doctor.findings import Finding, advise, fine, mend
from kla.config import Settings
from kla.core import clock
from kla.core.errors import DomainError
from kla.crypto.shred import SqliteHandles
from kla.public_reports import hotlines

LITTLE_DISK, NO_DISK = 2 * 1024**3, 300 * 1024**2
FIRST_YEAR, LAST_YEAR = 2025, 2100
SKEW = timedelta(minutes=5)
A_YEAR = timedelta(days=365)
FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
KEY_BYTES, SHORTEST_SECRET = 32, 16


def configuration(settings: Settings) -> Iterator[Finding]:
    """Whether the settings fit each other."""
    check = "configuration"
    if config.is_demo_instance(settings) and not settings.demo:
        yield mend(
            check,
            "the keys in this instance folder were made by the demo, and KLA_DEMO is off",
            "Set KLA_INSTANCE_PATH to an empty folder and run `flask --app app init` there.",
        )
    elif settings.demo:
        yield advise(check, "this is a demo", "Never enter anything about real people.")
    else:
        yield fine(check, f"settings read from {settings.instance_path}")
    if not settings.demo and not settings.https:
        todo = "Serve over TLS and leave KLA_HTTPS at 1."
        yield mend(check, "pages are allowed without HTTPS", todo)
    if not settings.demo and not settings.trusted_hosts:
        todo = "Set KLA_TRUSTED_HOSTS to the names of this server, separated by commas."
        yield advise(check, "any host name is answered", todo)


def telephone_numbers(settings: Settings) -> Iterator[Finding]:
    """Whether the numbers that the public's pages show were confirmed within a year."""
    shown = hotlines.load(settings.instance_path)
    stale = [one.number for one in shown if one.checked < f"{clock.now() - A_YEAR:%Y-%m}"]
    if stale:
        todo = (
            f"Call each, then list them with the month in {settings.instance_path / hotlines.OWN}."
        )
        yield advise("telephone numbers", f"not confirmed for a year: {', '.join(stale)}", todo)
    else:
        yield fine("telephone numbers", ", ".join(one.number for one in shown))


def keys(settings: Settings) -> Iterator[Finding]:
    """Whether the public part of the ceremony and the two secret files are there."""
    check, todo = "keys", "Run `flask --app app init`, or put the files back from the backup."
    lacking = [
        name
        for name, there in (
            ("instance id", bool(settings.instance_id)),
            ("root public key", len(settings.root_public_key) == KEY_BYTES),
            ("recovery public key", len(settings.recovery_public_key) == KEY_BYTES),
            ("pepper", len(settings.pepper) >= SHORTEST_SECRET),
            ("secret-key", len(settings.secret_key) >= SHORTEST_SECRET),
        )
        if not there
    ]
    if lacking:
        yield mend(check, f"missing or too short: {', '.join(lacking)}", todo)
    else:
        yield fine(check, "root, recovery, pepper and secret key are in place")


def permissions(settings: Settings) -> Iterator[Finding]:
    """Whether anybody else on this computer may look into the instance folder."""
    check, folder = "permissions", settings.instance_path
    opened = [path for path in (folder, *_within(folder)) if _is_open(path)]
    if opened:
        more = f" and {len(opened) - 1} more" if len(opened) > 1 else ""
        todo = f"Run: chmod -R go-rwx {folder}"
        yield mend(check, f"others may reach {opened[0]}{more}", todo)
    elif not os.access(folder, os.W_OK):
        yield mend(check, f"{folder} can't be written", f"Give it to this account: {folder}")
    else:
        yield fine(check, "only this account reaches the instance folder")


def disk(settings: Settings) -> Iterator[Finding]:
    """Whether there is room to write."""
    free = shutil.disk_usage(settings.instance_path).free
    found = f"{free / 1024**3:.1f} GB free"
    if free < NO_DISK:
        yield mend("disk", found, "Make room now: writes are about to fail.")
    elif free < LITTLE_DISK:
        yield advise("disk", found, "Make room, or give the instance folder a larger disk.")
    else:
        yield fine("disk", found)


def time(settings: Settings) -> Iterator[Finding]:
    """Whether the clock can be believed: due times, codes and certificates hang on it."""
    check, now = "clock", clock.now()
    try:
        ZoneInfo("Asia/Makassar")
    except ZoneInfoNotFoundError:
        yield mend(check, "no time zone data", "Install the package tzdata.")
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        yield mend(check, f"the year is {now.year}", "Set the clock, and keep it by NTP.")
        return
    newest = max((_changed(path) for path in _within(settings.instance_path)), default=now)
    if newest - now > SKEW:
        found = f"files were written at {newest:%Y-%m-%d %H:%M} UTC, which is yet to come"
        yield mend(check, found, "Set the clock, and keep it by NTP.")
    else:
        yield fine(check, f"{now.astimezone(clock.WITA):%Y-%m-%d %H:%M} WITA")


def shred_store(settings: Settings) -> Iterator[Finding]:
    """Whether the store of handles answers: without it no sealed record opens."""
    check, todo = "shred store", "Put shred.db back from its own backup; it has no other copy."
    if not settings.shred_path.exists():
        yield mend(check, f"{settings.shred_path} is not there", todo)
        return
    store = SqliteHandles(settings.shred_path)
    try:
        store.get_many(["doctor"])
    except (DomainError, OSError, sqlite3.Error) as error:
        yield mend(check, f"it does not answer ({error})", todo)
    else:
        yield fine(check, "it answers")
    finally:
        store.close()


def _is_open(path: Path) -> bool:
    """Whether others have any right to it; the empty stamps that make leaves say nothing."""
    found = path.lstat()
    is_stamp = path.name.startswith(".") and not found.st_size
    return bool(found.st_mode & FOR_OTHERS) and not is_stamp and not path.is_symlink()


def _within(folder: Path) -> Iterator[Path]:
    return folder.rglob("*") if folder.is_dir() else iter(())


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC)


EVERY = (configuration, keys, permissions, disk, time, telephone_numbers)
