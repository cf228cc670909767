"""Letters as PDF: a template in this folder, and data that never becomes markup."""

import json
import secrets
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def render(name: str, data: Mapping[str, Any], folder: Path = FOLDER) -> bytes:
    """Set a letter by a template of this folder, or of another area's.

    It can be read aloud (PDF/UA-1), and uses no font of the machine.
    """
    import typst  # 80 MB that only letters need

    pdf = typst.compile(
        str(folder / f"{name}.typ"),
        root=str(folder),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
    )
    assert isinstance(pdf, bytes)  # noqa: S101 -- without an output it answers the bytes
    return pdf


def lock(pdf: bytes, passphrase: str) -> bytes:
    """The same letter under a passphrase (AES-256), for sending it over a network."""
    import pikepdf

    locked = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        encryption = pikepdf.Encryption(user=passphrase, owner=secrets.token_urlsafe(32), R=6)
        opened.save(locked, encryption=encryption)
    return locked.getvalue()
