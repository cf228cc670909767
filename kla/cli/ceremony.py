"""The key ceremony: one seed, the two keys that come of it, and the sheets it is divided among.

Nothing here is stored but what is public. The seed lives while the command runs; afterwards it is
on paper only.
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
class Ceremony:
    """What a ceremony brings forth. The seed is for the sheets and for founding the office."""

    instance: str
    seed: bytes = field(repr=False)
    root_public_key: bytes
    recovery_public_key: bytes

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """The words by which people tell this root from any other."""
        return tuple(tokens.fingerprint_words(self.root_public_key))


def hold(seed: bytes | None = None, instance: str = "") -> Ceremony:
    """Make the keys of an installation, of a new seed unless the demo brings one."""
    seed = seed or recovery.new_seed()
    return Ceremony(
        instance=instance or new_instance_id(),
        seed=seed,
        root_public_key=recovery.root_from_seed(seed).public,
        recovery_public_key=recovery.recovery_from_seed(seed).public,
    )


def sheets(ceremony: Ceremony, threshold: int, shares: int) -> list[str]:
    """The sheets to be kept apart, each as it is printed."""
    divided = recovery.split_seed(ceremony.seed, threshold, shares)
    words = " ".join(ceremony.fingerprint)
    return [
        "\n".join(
            (
                f"LEMBAR KUNCI PEMULIHAN {share.index} DARI {shares} (diperlukan {threshold})",
                f"  Instalasi   {ceremony.instance}",
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


def settle_in(settings: Settings, ceremony: Ceremony, *, demo: bool = False) -> Settings:
    """Write the public part and the secret files of this host; answer the settings with them.

    Raises `FileExistsError` where one of the files is there already: it is never overwritten.
    """
    pepper = secrets.token_bytes(PEPPER_BYTES)
    secret_key = secrets.token_bytes(SECRET_KEY_BYTES)
    settings.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.instance_path.chmod(0o700)
    _write(settings.instance_path / "pepper", pepper, 0o400)
    _write(settings.instance_path / "secret-key", secret_key, 0o400)
    _write(settings.public_file, public_part(settings, ceremony, demo=demo).encode(), 0o600)
    return replace(
        settings,
        instance_id=ceremony.instance,
        root_public_key=ceremony.root_public_key,
        recovery_public_key=ceremony.recovery_public_key,
        pepper=pepper,
        secret_key=secret_key,
        demo=demo or settings.demo,
    )


def public_part(settings: Settings, ceremony: Ceremony, *, demo: bool = False) -> str:
    """What `kla.toml` holds. Everything in it may be shown to anybody."""
    return "\n".join(
        (
            "# Written by the key ceremony. All of it is public; without it nobody signs in.",
            f"# Fingerprint of the root: {' '.join(ceremony.fingerprint)}",
            *(["demo = true"] if demo else []),
            f'instance_id = "{ceremony.instance}"',
            f'root_public_key = "{ceremony.root_public_key.hex()}"',
            f'recovery_public_key = "{ceremony.recovery_public_key.hex()}"',
            "",
            "[argon2]",
            f"memory_kib = {settings.argon2_memory_kib}",
            f"iterations = {settings.argon2_iterations}",
            "",
        )
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
