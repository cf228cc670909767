"""What the how-to tells senders is what the door takes: its program is run as it stands there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kla.crypto import signing
from kla.public_reports.api.services import senders
from tests import factories_senders as f

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "connect-a-sender.md"
HOST = "kla.example"


def block(language: str, nth: int = -1) -> str:
    """A piece of code of the page."""
    found = re.findall(
        rf"^ *```{language}\n(.*?)^ *```", PAGE.read_text(), re.DOTALL | re.MULTILINE
    )
    return found[nth]


def post(app, body, headers):
    return app.test_client().post(f.PATH, base_url=f"http://{HOST}", data=body, headers=headers)


@pytest.fixture
def key(session, cast, tmp_path):
    """A private key in PEM, and the name that the office gave it."""
    pair = signing.generate_signing_pair()
    kid = senders.add(session, cast.actor(session, "gilang"), "Contoh", f.pem_of(pair.public))
    session.commit()
    return f.private_pem_of(pair.private), kid


def test_the_program_in_python(app, key):
    names: dict = {}
    exec(block("python"), names)  # noqa: S102 -- the page of ours that is tested
    pem, kid = key

    body, headers = names["signed"](HOST, pem.encode(), kid, f.report())

    assert post(app, body, headers).status_code == 201


@pytest.mark.skipif(not shutil.which("openssl"), reason="OpenSSL is not installed")
def test_the_lines_with_openssl(app, key, tmp_path):
    pem, kid = key
    (tmp_path / "sender.key").write_text(pem)
    script = block("sh").replace("127.0.0.1:8000", HOST).replace("0" * 32, kid)
    script = script.partition("curl ")[0] + 'printf "%s\\n" "$DIGEST" "$SAID" "$SIGNATURE"'
    ran = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    digest, said, signature = ran.stdout.splitlines()
    headers = {
        "Content-Type": "application/json",
        "Content-Digest": digest,
        "Signature-Input": f"sig={said}",
        "Signature": f"sig=:{signature}:",
    }

    answer = post(app, (tmp_path / "body.json").read_bytes(), headers)

    assert answer.status_code == 201
