"""The settings of one installation: read once from `KLA_*` and the instance folder, then frozen."""

import os
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MEBIBYTE = 1024 * 1024
# Whole numbers that an installation may choose, by the name of their setting, with the default.
NUMBERS = (
    ("idle_minutes", 15),
    ("absolute_hours", 9),
    ("volunteer_idle_minutes", 24 * 60),
    ("max_upload_mb", 200),
    ("report_file_mb", 25),
    ("reports_unread", 5000),
    ("reports_unread_mb", 2000),
    ("door_seconds", 8),
    ("retention_years", 5),
    ("proxy_hops", 0),
    # Within how long a report of the public is to be read: ours, no rule of law is known.
    ("triage_danger_minutes", 60),
    ("triage_minutes", 6 * 60),
)


# How a message leaves: encrypted from the first byte, after STARTTLS, or (on this host only) not.
SMTP_TLS = ("starttls", "tls", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Where messages are handed over. Without a host none are sent."""

    host: str = ""
    port: int = 587
    tls: str = "starttls"
    sender: str = ""
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation may choose. Secrets are bytes and never shown by `repr`."""

    instance_path: Path
    database_url: str
    demo: bool = False
    serving: bool = False
    https: bool = True
    region: str = "64.71"
    idle_minutes: int = 15
    absolute_hours: int = 9
    volunteer_idle_minutes: int = 24 * 60
    max_upload_mb: int = 200
    report_file_mb: int = 25
    reports_unread: int = 5000
    reports_unread_mb: int = 2000
    door_seconds: int = 8
    retention_years: int = 5
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    triage_danger_minutes: int = 60
    triage_minutes: int = 6 * 60
    # The public part of the key ceremony; empty until `flask init` or the demo has run.
    instance_id: str = ""
    root_public_key: bytes = b""
    recovery_public_key: bytes = b""
    argon2_memory_kib: int = 64 * 1024
    argon2_iterations: int = 3
    smtp: Smtp = field(default_factory=Smtp)
    secret_key: bytes = field(default=b"", repr=False)
    pepper: bytes = field(default=b"", repr=False)

    @property
    def shred_path(self) -> Path:
        """The handles without which no sealed record opens; backed up apart, for days only."""
        return self.instance_path / "shred.db"

    @property
    def sessions_path(self) -> Path:
        """The login sessions; never backed up."""
        return self.instance_path / "sessions.db"

    @property
    def files_path(self) -> Path:
        """Sealed files under random names."""
        return self.instance_path / "files"

    @property
    def temp_path(self) -> Path:
        """Where uploads wait, encrypted; emptied at each start."""
        return self.instance_path / "tmp"

    @property
    def anchors_path(self) -> Path:
        """Checkpoints of the trail, kept outside the database."""
        return self.instance_path / "trail-anchors.jsonl"

    @property
    def public_file(self) -> Path:
        """The public part of the key ceremony."""
        return self.instance_path / "kla.toml"

    @property
    def has_keys(self) -> bool:
        """Whether the key ceremony has been held for this instance."""
        return bool(self.instance_id and self.root_public_key and self.pepper)


def instance_folder(environ: Mapping[str, str]) -> Path:
    """The folder of everything that is written: `KLA_INSTANCE_PATH`, or `instance/`."""
    return Path(environ.get("KLA_INSTANCE_PATH") or ROOT / "instance").resolve()


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of this installation.

    Environment beats file. Raises `ValueError` naming the variable that can't be read.
    """
    environ = os.environ if environ is None else environ
    folder = instance_folder(environ)
    public = _read_public(folder / "kla.toml")
    demo = _flag(environ, "KLA_DEMO", bool(public.get("demo", False)))
    return Settings(
        instance_path=folder,
        database_url=environ.get("KLA_DATABASE_URL") or f"sqlite:///{folder / 'kla.db'}",
        demo=demo,
        serving=_flag(environ, "KLA_SERVING", False),
        https=_flag(environ, "KLA_HTTPS", not demo),
        region=environ.get("KLA_REGION", "64.71"),
        trusted_hosts=tuple(filter(None, environ.get("KLA_TRUSTED_HOSTS", "").split(","))),
        smtp=_smtp(environ),
        **_numbers(environ),
        **_public_part(public),
        secret_key=_read_bytes(folder / "secret-key"),
        pepper=_read_bytes(Path(environ.get("KLA_PEPPER_FILE") or folder / "pepper")),
    )


def _numbers(environ: Mapping[str, str]) -> dict[str, Any]:
    return {name: _number(environ, f"KLA_{name.upper()}", default) for name, default in NUMBERS}


def _smtp(environ: Mapping[str, str]) -> Smtp:
    """`KLA_SMTP_*`; the password comes from a file, never from the environment."""
    tls = environ.get("KLA_SMTP_TLS", "starttls").strip().lower()
    host, sender = (
        environ.get("KLA_SMTP_HOST", "").strip(),
        environ.get("KLA_SMTP_FROM", "").strip(),
    )
    user = environ.get("KLA_SMTP_USER", "").strip()
    if tls not in SMTP_TLS:
        raise ValueError(f"KLA_SMTP_TLS must be one of {', '.join(SMTP_TLS)}")
    if host and not sender:
        raise ValueError("KLA_SMTP_FROM must be set where KLA_SMTP_HOST is")
    if user and tls == "none":
        raise ValueError("KLA_SMTP_USER needs KLA_SMTP_TLS: a password never leaves in clear")
    file = environ.get("KLA_SMTP_PASSWORD_FILE", "")
    return Smtp(
        host=host,
        port=_number(environ, "KLA_SMTP_PORT", 587),
        tls=tls,
        sender=sender,
        user=user,
        password=_read_bytes(Path(file)).decode().strip() if file else "",
    )


def _public_part(public: Mapping[str, Any]) -> dict[str, Any]:
    """What the key ceremony wrote."""
    argon2 = public.get("argon2", {})
    return {
        "instance_id": str(public.get("instance_id", "")),
        "root_public_key": bytes.fromhex(public.get("root_public_key", "")),
        "recovery_public_key": bytes.fromhex(public.get("recovery_public_key", "")),
        "argon2_memory_kib": int(argon2.get("memory_kib", 64 * 1024)),
        "argon2_iterations": int(argon2.get("iterations", 3)),
    }


def new_instance_id() -> str:
    """A name for an installation that no other shares; bound into every sealed value."""
    return str(uuid.uuid4())


def _read_public(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)


def _read_bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _flag(environ: Mapping[str, str], name: str, default: bool) -> bool:
    value = environ.get(name, "").strip().lower()
    if value in {"", "0", "1", "true", "false", "yes", "no"}:
        return default if value == "" else value in {"1", "true", "yes"}
    raise ValueError(f"{name} must be 0 or 1")


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        raise ValueError(f"{name} must be a whole number")
    return int(value)


def is_demo_instance(settings: Settings) -> bool:
    """Whether the keys in the instance folder were made by the demo, by anyone's seed."""
    return bool(_read_public(settings.public_file).get("demo", False))
