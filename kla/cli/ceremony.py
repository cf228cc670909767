"""The key ceremony: one seed, the two keys that come of it, and the sheets it is divided among.

Nothing is stored but what is public, and two secrets of the host. The seed lives while the command
runs; afterwards it is on paper only.
"""

import os
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from kla.config import Settings, new_instance_id
from kla.crypto import recovery, tokens

PEPPER_BYTES, SECRET_KEY_BYTES = 32, 48
GROUPS_PER_LINE = 6


@dataclass(frozen=True, slots=True)
class PublicPart:
    """What anybody may know of an installation's keys."""

    instance: str
    root_public_key: bytes
    recovery_public_key: bytes

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """The words by which people tell this root from any other."""
        return tuple(tokens.fingerprint_words(self.root_public_key))


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a ceremony brings forth. The seed is for the sheets and for the charter."""

    seed: bytes = field(repr=False)
    public: PublicPart


def hold(seed: bytes | None = None) -> Ceremony:
    """Make the keys of an installation, of a new seed unless the demo brings one."""
    seed = seed or recovery.new_seed()
    public = PublicPart(
        new_instance_id(),
        recovery.root_from_seed(seed).public,
        recovery.recovery_from_seed(seed).public,
    )
    return Ceremony(seed, public)


def sheets(held: Ceremony, threshold: int, shares: int) -> list[str]:
    """The sheets to be kept apart, each as it is printed."""
    divided = recovery.split_seed(held.seed, threshold, shares)
    words = " ".join(held.public.fingerprint)
    return [
        "\n".join(
            (
                f"LEMBAR KUNCI PEMULIHAN {share.index} DARI {shares} (diperlukan {threshold})",
                f"  Instalasi   {held.public.instance}",
                f"  Sidik akar  {words}",
                *_lines(recovery.encode_share(share)),
                "  Simpan dalam amplop tertutup, terpisah dari lembar lain. Jangan difoto.",
            )
        )
        for share in divided
    ]


def _lines(text: str) -> list[str]:
    groups = text.split("-")
    rows = [groups[i : i + GROUPS_PER_LINE] for i in range(0, len(groups), GROUPS_PER_LINE)]
    labels = ["Lembar", *[""] * len(rows)]
    return [f"  {label:<10}  {'-'.join(row)}" for label, row in zip(labels, rows, strict=False)]


def settle(settings: Settings, public: PublicPart, *, demo: bool = False) -> Settings:
    """The settings with these keys, and with new secrets of this host. Writes nothing yet."""
    return replace(
        settings,
        instance_id=public.instance,
        root_public_key=public.root_public_key,
        recovery_public_key=public.recovery_public_key,
        pepper=secrets.token_bytes(PEPPER_BYTES),
        secret_key=secrets.token_bytes(SECRET_KEY_BYTES),
        demo=demo or settings.demo,
    )


def write(settled: Settings) -> None:
    """Write the public part and the host's secrets, readable by nobody else.

    Raises `FileExistsError` where one is there already: none is ever overwritten.
    """
    settled.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    settled.instance_path.chmod(0o700)
    for path, content, mode in _files(settled):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)


def take_back(settled: Settings) -> None:
    """Remove what `write` wrote: the office could not be opened after all."""
    for path, content, _mode in _files(settled):
        if path.exists() and path.read_bytes() == content:
            path.unlink()


def _files(settled: Settings) -> tuple[tuple[Path, bytes, int], ...]:
    return (
        (settled.instance_path / "pepper", settled.pepper, 0o400),
        (settled.instance_path / "secret-key", settled.secret_key, 0o400),
        (settled.public_file, _public_text(settled).encode(), 0o600),
    )


def _public_text(settled: Settings) -> str:
    words = " ".join(tokens.fingerprint_words(settled.root_public_key))
    return "\n".join(
        (
            "# Written by the key ceremony. All of it is public; without it nobody signs in.",
            f"# Fingerprint of the root: {words}",
            *(["demo = true"] if settled.demo else []),
            f'instance_id = "{settled.instance_id}"',
            f'root_public_key = "{settled.root_public_key.hex()}"',
            f'recovery_public_key = "{settled.recovery_public_key.hex()}"',
            "",
            "[argon2]",
            f"memory_kib = {settled.argon2_memory_kib}",
            f"iterations = {settled.argon2_iterations}",
            "",
        )
    )
