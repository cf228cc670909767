"""The file that carries a key ceremony from the computer where it was held to the server.

Everything in it may be shown to anybody: the seed, the sheets and the code are on paper.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from kla.accounts.services.founding import Charter
from kla.cli.ceremony import PublicPart
from kla.crypto.directory import CircleKeyRecord, Voucher

KIND = "kla-charter/1"
HEX = frozenset({"pk", "public", "sig", "cert"})


@dataclass(frozen=True, slots=True)
class Carried:
    """The public outcome of a ceremony, and the cost of Argon2id that its voucher was made at."""

    public: PublicPart
    memory_kib: int
    iterations: int
    charter: Charter


def write(path: Path, carried: Carried) -> None:
    """Write the file. Raises `FileExistsError` rather than overwrite one."""
    content = {
        "kind": KIND,
        "instance_id": carried.public.instance,
        "root_public_key": carried.public.root_public_key.hex(),
        "argon2": {"memory_kib": carried.memory_kib, "iterations": carried.iterations},
        "charter": _plain(asdict(carried.charter)),
    }
    with path.open("x") as file:
        json.dump(content, file, indent=1)


def read(path: Path) -> Carried:
    """Read such a file. Raises `ClickException` for anything else."""
    try:
        content = json.loads(path.read_text())
        if content["kind"] != KIND:
            raise ValueError(content["kind"])
        charter = _charter(content["charter"])
        return Carried(
            public=_public(content, charter),
            memory_kib=int(content["argon2"]["memory_kib"]),
            iterations=int(content["argon2"]["iterations"]),
            charter=charter,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{path} is not a file that `init --out` wrote.") from error


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _one(value) for name, value in values.items()}


def _one(value: Any) -> Any:  # noqa: ANN401 -- what a dataclass holds becomes what JSON holds
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, uuid.UUID) else value


def _public(content: Mapping[str, Any], charter: Charter) -> PublicPart:
    return PublicPart(
        instance=str(uuid.UUID(content["instance_id"])),
        root_public_key=bytes.fromhex(content["root_public_key"]),
        recovery_public_key=charter.recovery.pk,
    )


def _charter(values: Mapping[str, Any]) -> Charter:
    return Charter(
        unit_id=uuid.UUID(values["unit_id"]),
        supervisor_id=uuid.UUID(values["supervisor_id"]),
        recovery=CircleKeyRecord(**_bytes(values["recovery"])),
        voucher=Voucher(**_bytes(values["voucher"])),
        salt=bytes.fromhex(values["salt"]),
        code_hash=bytes.fromhex(values["code_hash"]),
    )


def _bytes(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: bytes.fromhex(value) if name in HEX else value for name, value in values.items()}
